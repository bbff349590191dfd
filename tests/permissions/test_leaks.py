"""A marker in a stranger's record of every type: nobody meets it behind any door.

Every public method of every service is called and listened to; what leaves by files, by the
command line and by the search box is looked at besides. What is not built yet stands by name in
NOT_BUILT: building it makes a test here fail until its doors are walked.
"""

import csv
import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cims.commands.parser import parser
from cims.services.contact_points import ContactPointRow
from cims.services.contacts import PlaceRow
from cims.services.customers import RelationRow
from cims.services.entity import Entity, Kind, Link
from cims.services.errors import CimsError, NotAllowed
from cims.services.field_rights import closable
from cims.services.filters import Condition, Operator
from cims.services.granted import Action, FieldAccess, Reach, Right
from cims.services.insights.figures import Asked, Scope
from cims.services.log_entries import LogFilter
from cims.services.office import ROOMS
from cims.services.reading import Sort
from cims.services.rights import Actor
from cims.services.role_drafts import RoleDraft
from cims.services.spreadsheet.exporter import export
from cims.ui.records.record_printing import read_sheet
from cims.ui.records.record_reading import find_records, load_record, named_rows
from cims.ui.ways import RECORDS, hits
from tests.command_line import cims  # noqa: F401 - a fixture
from tests.conftest import Template
from tests.permissions.doors import CHANGED, EACH, ONCE, At, doors, method_of, rooms
from tests.permissions.house import FOREIGN, KINDS, OWN, House, furnished
from tests.permissions.listening import listening

NAME, REST = "Quetzal", "Zebrafish"
NUMBER = "13355557777"
# of whole keys the name and the owner of anybody's record are told, and nothing else
TELLS_NAMES = {"doubles", "holding", "alike", "find"}
LIMITED = ("manager", "sales", "narrow")
NARROW, HIDDEN = "service", "finance"  # the users who get roles of the office's own making

NOT_BUILT = {
    "services": {
        "approvals", "attachments", "calendar", "campaigns", "contracts", "custom_fields",
        "duplicates", "invoices", "leads", "opportunities", "orders", "payments", "products",
        "quotes", "registry", "role_fields", "sample_office", "saved_views", "service_requests",
        "membership",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def house(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with furnished(template, tmp_path_factory.mktemp("leaks") / "office") as made:
        made.do(lambda office: own_role(made, office, template))
        made.do(lambda office: mark(made, office))
        made.do(lambda office: tie(made, office))
        made.do(lambda office: hiding_role(made, office, template))
        for who, user in (("narrow", NARROW), ("hidden", HIDDEN)):
            with made.opened.database.read(Actor.office()) as office:
                made.actors[who] = office.users.actor(template.people[user], session="test")
        yield made


def own_role(house: House, office, template: Template) -> None:
    """Everything that there is, but only of one's own records."""
    records = {
        (room.entity.name, action): Reach.OWN
        for room in ROOMS
        for action in Action
        if room.entity.name != "user"
    }
    single = frozenset(Right) - {Right.SIGN_IN, Right.USERS}
    sales = office.roles.of(office.roles.coded("sales"))
    role = replace(sales, id=0, version=0, name="Narrow", records=records, single=single)
    office.users.set_roles(template.people[NARROW], [office.roles.save(role)])


def hiding_role(house: House, office, template: Template) -> None:
    """Everything of one's own records, but every field that can be hidden is."""
    records = {
        (room.entity.name, action): Reach.OWN
        for room in ROOMS
        for action in Action
        if room.entity.name != "user"
    }
    fields = {
        (room.entity.name, name): FieldAccess.HIDDEN
        for room in ROOMS
        for name, how in closable(room.entity).items()
        if FieldAccess.HIDDEN in how
    }
    single = frozenset(Right) - {Right.SIGN_IN, Right.USERS}
    role = RoleDraft(name="Hidden", records=records, single=single, fields=fields)
    for kind in KINDS:
        room = office.room(kind)
        record = room.load(house.ids[kind, HIDDEN, OWN])
        open_too = {room.entity.title: "Changed together"}  # or the edit is told to nobody at all
        room.save(record.changed(**texts_of(room.entity, fields), **open_too))
    office.users.set_roles(template.people[HIDDEN], [office.roles.save(role)])


def texts_of(entity: Entity, among=None) -> dict[str, object]:
    """The marker for every text of a record type, or for those among these fields."""
    texts: dict[str, object] = {
        field.name: REST
        for field in entity.fields
        if field.kind in (Kind.TEXT, Kind.LONG_TEXT) and not field.read_only
        if field.name not in (*entity.keys, "code")
    }
    if "contact_points" in entity.by_name:
        texts["contact_points"] = (ContactPointRow("mobile", NUMBER),)
    if "tags" in entity.by_name:
        texts["tags"] = (REST,)
    return {n: v for n, v in texts.items() if among is None or (entity.name, n) in among}


def role_of(who: str) -> str:
    return {"narrow": NARROW, "hidden": HIDDEN}.get(who, who)


def mark(house: House, office) -> None:
    """Strangers' records say the marker wherever they can say anything."""
    for who in LIMITED:
        for kind in KINDS:
            room, id_ = office.room(kind), house.ids[kind, role_of(who), FOREIGN]
            record = room.load(id_)
            texts = {**texts_of(room.entity), room.entity.title: f"{NAME} {who}"}
            room.save(record.changed(**texts))


def tie(house: House, office) -> None:
    """Own records point to the stranger's: the links show no name. And old notices do not."""
    for who in LIMITED:
        role = role_of(who)
        firm, theirs = (house.ids["customer", role, at] for at in (OWN, FOREIGN))
        record = office.customers.load(firm)
        related = (RelationRow(Link(theirs), "dealer", "ours"),)
        office.customers.save(record.changed(parent=Link(theirs), relations=related))
        contact = office.contacts.load(house.ids["contact", role, OWN])
        places = (*contact.values["places"], PlaceRow(Link(theirs)))
        office.contacts.save(contact.changed(places=places))
        task = office.tasks.load(house.ids["task", role, OWN])
        office.tasks.save(task.changed(contact=Link(house.ids["contact", role, FOREIGN])))
        about = "customer", theirs, theirs
        from cims.services.notices import Message

        office.notices._send([Message(house.actors[role].user_id, "handover", *about, {})])


def leaks(text: str, *, names: bool = False) -> bool:
    """Whether a marker stands there; `names`: to whole keys anybody's name may be the answer."""
    if names:
        return REST in text
    return REST in text or NAME in text or NUMBER in re.sub(r"[\s-]", "", text)


def walk(house: House, who: str, actor: Actor | None = None) -> list[tuple[str, str]]:
    """Try every door about an own and a stranger's record; what was handed out."""
    role, actor = role_of(who), actor or house.actors[who]
    with listening() as ears:
        for door in doors():
            for relation in (OWN, FOREIGN):
                with house.trial(actor) as office:
                    at = At(house, office, role, relation)
                    recipe = EACH.get(door) or ONCE.get(door)
                    try:
                        if recipe:
                            recipe(at)
                        else:
                            method_of(door, office)()
                    except (CimsError, TypeError):
                        pass
        for recipe in MORE:
            with house.trial(actor) as office, suppress(CimsError):
                recipe(At(house, office, role, FOREIGN))
    return ears.heard


def everywhere(ask):
    """The same question in every room of records."""

    def run(at: At) -> None:
        for kind in KINDS:
            ask(at, at.office.room(kind), kind)

    return run


MORE = (
    everywhere(lambda at, room, kind: room.listing(words=NAME)),
    everywhere(lambda at, room, kind: room.rows(room.listing(binned=True).ids, binned=True)),
    everywhere(lambda at, room, kind: room.rows(room.listing(sort=Sort(room.entity.title)).ids)),
    everywhere(lambda at, room, kind: room.find(REST)),
    everywhere(lambda at, room, kind: room.find(NUMBER)),
    everywhere(lambda at, room, kind: room.named([f"{NAME} {at.role}"])),
    everywhere(lambda at, room, kind: at.office.history.history(kind, at.id(kind))),
    everywhere(lambda at, room, kind: at.office.names_of(kind, [at.id(kind)])),
    everywhere(lambda at, room, kind: room.extent("contact_points")),
    lambda at: at.office.callers.find(NUMBER),
    lambda at: at.office.customers.alike({"name": f"{NAME} {at.role}"}),
    lambda at: at.office.audit_log.who_saw(at.id("customer")),
    lambda at: at.office.audit_log.entry(at.house.edits[at.role, FOREIGN][1]),
    lambda at: at.office.audit_log.entries(LogFilter(customer_id=at.id("customer"))),
    lambda at: at.office.audit_log.entries(LogFilter(entity="contact")),
    lambda at: at.office.audit_log.unfolded(LogFilter(), None, 500),
    lambda at: at.office.notices.newest(),
    lambda at: at.office.settings.tags(),
    lambda at: [
        at.office.insights.read(one.name, Asked(scope=scope))
        for one in at.office.insights.offered()
        for scope in Scope
    ],
)  # fmt: skip


@pytest.mark.parametrize("who", LIMITED)
def test_no_method_hands_out_what_a_role_may_not_see(who, house):
    heard = walk(house, who)
    assert len(heard) > 500
    found = {
        (door, text[max(0, text.find(NAME) - 200) :][:400])
        for door, text in heard
        if leaks(text, names=door in TELLS_NAMES)
    }
    assert not found


def test_no_method_hands_out_what_a_role_hides(house):
    """Names of strangers' records are told for whole keys; of hidden fields there is nothing."""
    heard = walk(house, "hidden")
    own = {(door, text[:400]) for door, text in heard if leaks(text, names=door in TELLS_NAMES)}
    assert not own
    with house.trial(house.actors["hidden"]) as office:
        for kind in KINDS:
            for words in (REST, NUMBER, NUMBER[-4:]):
                assert not office.room(kind).listing(words=words).ids
                assert not office.room(kind).count(words=words)


def test_the_ears_hear_the_marker_where_it_may_be_seen(house):
    heard = walk(house, "manager", house.actors["auditor"])
    telling = {door for door, text in heard if REST in text or NAME in text}
    assert {"load", "rows", "find", "history", "page", "titles", "named", "tags"} <= telling


@pytest.mark.parametrize("who", LIMITED)
def test_counts_and_sums_are_those_of_the_lists_behind_them(who, house):
    with house.trial(house.actors[who]) as office:
        for room in map(office.room, KINDS):
            ids = set(room.listing().ids)
            assert room.count() == len(ids)
            assert room.count(Condition(CHANGED[room.entity.name], Operator.CONTAINS, REST)) == 0
            assert room.count(words=NAME) == 0
        for analysis in office.insights.offered():
            for part in office.insights.read(analysis.name, Asked(scope=Scope.ALL)):
                for figure in part.figures():
                    assert figure.count == office.room(figure.entity).count(figure.where)


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
@pytest.mark.parametrize("who", ["manager", "narrow"])
@pytest.mark.parametrize("kind", [room.entity.plural for room in ROOMS])
def test_no_export_holds_it(kind, who, ending, house, tmp_path):
    out = tmp_path / f"list{ending}"
    actor = house.actors[who]
    if not actor.may(Action.EXPORT, next(r.entity.name for r in ROOMS if r.entity.plural == kind)):
        with house.trial(actor) as office, pytest.raises(NotAllowed):
            export(office, kind, out)
        return
    with house.opened.database.write(actor) as office:
        ids = [house.ids[k, role_of(who), FOREIGN] for k in KINDS if f"{k}s" == kind]
        chosen = [*office.room(kind).listing().ids, *ids]
        export(office, kind, out, ids=chosen)
    if ending == ".xlsx":
        rows = [[cell.value for cell in row] for row in load_workbook(out).active.rows]
    else:
        rows = list(csv.reader(StringIO(out.read_text("utf-8-sig"))))
    assert len(rows) > 1 and not leaks(repr(rows))


@pytest.mark.parametrize("who", LIMITED)
def test_neither_paper_nor_search_box_nor_form_shows_it(who, house):
    role = role_of(who)
    mine, theirs = (house.ids["customer", role, at] for at in (OWN, FOREIGN))
    with house.trial(house.actors[who]) as office:
        if office.actor.may(Action.PRINT, "customer"):
            assert not leaks(repr(read_sheet(office, mine)))
            with pytest.raises(CimsError):
                read_sheet(office, theirs)
        for words in (NAME, REST, NUMBER, NAME[:3]):
            assert not leaks(repr(hits(office, RECORDS, words)), names=True)
            for kind in KINDS:
                assert not leaks(repr(find_records(office, kind, words)))
        for kind in KINDS:
            record = named_rows(office, kind, load_record(office, kind, house.ids[kind, role, OWN]))
            assert not leaks(repr(record))
        assert not leaks(repr(office.users.called(NAME)))


VERBS_WITHOUT_RECORDS = {"init", "backup", "restore", "check", "tour"}
WALKED_VERBS = {
    "list": [[kind] for kind in ("customers", "contacts", "activities", "tasks")],
    "count": [["customers"], ["customers", "--where", f"remarks~{REST}"]],
    "search": [[NAME], [REST], [NUMBER]],
    "undo": [["1"], ["2"], []],
    "import": [["LIST", "--into", "customers", "--check"], ["LIST", "--into", "customers"]],
    "export": [["customers", "out.csv"], ["contacts", "out.xlsx"]],
    "user": [["list"]],
    "role": [["list"], ["show", "sales"]],
    "audit": [["verify"], ["export", "log.csv"]],
    "rights": [["bo", "customers/1"], ["boss", "customers/1"]],
}


def test_every_verb_of_the_command_line_is_walked_or_meets_no_record():
    actions = [action for action in parser()._actions if action.choices and action.dest == "verb"]
    assert set(actions[0].choices) == VERBS_WITHOUT_RECORDS | WALKED_VERBS.keys()


def test_no_verb_of_the_command_line_tells_it(cims, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.chdir(tmp_path)
    first = tmp_path / "first.txt"
    first.write_text("the first long password\n", encoding="utf-8")
    boss = partial(cims, "--user", "boss")
    added = cims("user", "add", "bo", "--role", "sales", "--new-password-file", str(first))
    assert added.status == 0, added.err
    secrets = "customer name,phone,remarks\n" + f"{NAME} Ltd,{NUMBER},{REST}\n"
    (tmp_path / "secret.csv").write_text(secrets, encoding="utf-8")
    assert boss("import", "secret.csv", "--into", "customers").status == 0
    (tmp_path / "LIST").with_suffix(".csv").write_text("customer name\nMine\n", encoding="utf-8")
    assert leaks(boss("list", "customers").out)
    for verb, calls in WALKED_VERBS.items():
        for words in calls:
            given = [word.replace("LIST", "LIST.csv") for word in words]
            for asked in ([verb, *given], [verb, *given, "--json"]):
                done = cims.bare("--vault", str(cims.folder), "--user", "bo",
                                 "--password-file", str(first), *asked)  # fmt: skip
                said = done.out + done.err
                for word in words:
                    said = said.replace(word, "")
                assert not leaks(said), asked
    left = [file for file in (tmp_path / "out.csv", tmp_path / "out.xlsx") if file.exists()]
    assert not left  # sales may not export


def test_what_is_not_built_yet_has_no_doors_to_walk():
    """A room that stands there gets its recipes here and leaves the list."""
    names = {service.__module__.rpartition(".")[2] for service in rooms().values()}
    root = Path(__file__).resolve().parents[2]
    contracts = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = " ".join(
        layer
        for one in contracts["contracts"]
        if one["type"] == "layers" and one["containers"] == ["cims.services"]
        for layer in one["layers"]
    )
    planned = set(re.findall(r"\((\w+)\)", layers))
    built = {path.stem for path in (root / "cims" / "services").glob("*")}
    assert planned - built == NOT_BUILT["services"]
    assert not names & NOT_BUILT["services"]
