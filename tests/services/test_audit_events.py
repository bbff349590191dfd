"""Every entry that the program writes has a kind with a sentence in both languages."""

import ast
from pathlib import Path
from string import Formatter

import pytest

from cims.services import audit_events, sign_ins
from cims.services.audit_events import EVENTS, SEAMS, actions_of, event_of
from cims.services.audit_words import GROUP_LABELS, ROOMS, Group
from cims.services.i18n import _, use_language
from cims.services.vault import audit_walk
from cims.services.vault.seams import Reason
from tests.permissions.doors import rooms

CIMS = Path(audit_events.__file__).parent.parent
ALWAYS = {"who", "action", "kind", "record", "fields", "n"}
LONGEST = 24  # of the column


def written_words():
    """The literal first words of calls that write into the log: audit.note("…"), audit.add("…")."""
    for file in sorted(CIMS.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if not is_call or node.func.attr not in ("note", "add", "_note", "saw"):
                continue
            on = ast.unparse(node.func.value)
            if "audit" in on or node.func.attr == "_note":
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield file.name, first.value


def test_every_word_that_is_written_has_a_kind():
    found = list(written_words())
    assert len(found) > 10
    unknown = {(file, word) for file, word in found if word not in EVENTS}
    assert not unknown
    by_name = {sign_ins.FAILED, sign_ins.SIGNED_IN, sign_ins.BY_SHEET, sign_ins.CLOCK,
               audit_walk.ERASED, audit_walk.CONFIRMED, *sign_ins.LEFT.values()}  # fmt: skip
    assert by_name <= set(EVENTS)


@pytest.mark.parametrize("code", EVENTS)
def test_a_sentence_names_only_what_its_entry_holds(code):
    event = EVENTS[code]
    assert len(code) <= LONGEST
    for sentence in filter(None, (event.sentence, event.many)):
        names = {name for _text, name, _spec, _conversion in Formatter().parse(sentence) if name}
        assert names <= ALWAYS | set(event.holds), sentence


@pytest.mark.parametrize("code", EVENTS)
def test_every_sentence_is_spoken_in_both_languages(code):
    event = EVENTS[code]
    texts = [event.sentence, event.many, *(held.label for held in event.holds.values())]
    use_language("zh_CN")
    for text in filter(None, texts):
        assert _(text) != text
        named = {name for _t, name, _s, _c in Formatter().parse(text) if name}
        assert named == {name for _t, name, _s, _c in Formatter().parse(_(text)) if name}


def test_every_group_and_every_seam_has_words():
    assert set(GROUP_LABELS) == set(Group)
    assert all(actions_of(group) for group in Group)
    assert set(SEAMS) == set(Reason)


def test_every_room_that_can_refuse_is_named_in_both_languages():
    named = {service.__name__ for service in rooms().values() if service.entity is None}
    assert named == set(ROOMS)
    use_language("zh_CN")
    assert all(_(label) != label for label in ROOMS.values())


def test_an_entry_of_a_newer_program_is_told_by_its_code():
    assert "{action}" in event_of("something of tomorrow").sentence
