"""The lists that an office words its own way: every word finds its code, logic asks the meaning."""

import pytest
from sqlalchemy import update

from cims.models.base import Base
from cims.services.i18n import use_language
from cims.services.seeds import LISTS

ENTRIES = [
    (name, code, [code, english, chinese, *filter(None, synonyms.split("|"))])
    for name, entries in LISTS.items()
    for code, english, chinese, _meaning, _colour, synonyms in entries
]


@pytest.fixture
def choices(opened):
    with opened.database.read(opened.actor) as office:
        yield office.customers._desk.choices


def test_every_seeded_word_finds_its_entry(choices):
    for name, code, words in ENTRIES:
        for word in words:
            assert choices.code(name, word) == code, (name, word)


def test_a_word_finds_its_code_however_it_is_written(choices):
    for word in ("won", " WON ", "成交", "成交客户", "Customer", "customer", "老客户"):
        assert choices.code("lifecycle", word) == "won"
    for word in ("A", "a", "A级", "A类", "重点", "VIP", "vip"):
        assert choices.code("grade", word) == "A"
    for word in ("E", "", "won!", "级"):
        assert choices.code("grade", word) is None
    assert choices.code("no such list", "A") is None


def test_a_label_is_shown_in_the_language_of_the_moment(choices):
    assert choices.label("lifecycle", "won") == "Customer"
    use_language("zh_CN")
    assert choices.label("lifecycle", "won") == "成交"
    assert choices.label("lifecycle", "gone") == "gone"
    assert choices.label("lifecycle", None) == ""


def test_logic_asks_for_the_meaning(choices):
    assert choices.with_meaning("lifecycle", "potential") == ("potential",)
    assert "email" not in choices.with_meaning("point_kind", "phone")
    assert len(choices.with_meaning("point_kind", "phone")) == 7


def test_entries_keep_their_order_and_a_retired_one_stays_known(opened, read):
    table = Base.metadata.tables["choice"]
    with opened.database.writer.begin() as connection:
        retired = update(table).where(table.c.list == "grade", table.c.code == "D")
        connection.execute(retired.values(retired=True))
    lists = read(lambda office: office.settings.choices())
    assert [choice.code for choice in lists["grade"]] == ["A", "B", "C", "D"]
    assert [choice.code for choice in lists["grade"] if choice.retired] == ["D"]
    assert read(lambda office: office.customers._desk.choices.code("grade", "D")) == "D"
    assert set(lists) == set(LISTS)


def test_no_two_entries_of_a_list_answer_to_the_same_word(choices):
    from cims.services.choices import spoken

    for name, entries in choices.all().items():
        owners = {}
        for entry in entries:
            for word in (entry.code, *entry.labels.values(), *entry.synonyms):
                assert owners.setdefault(spoken(word), entry.code) == entry.code, (name, word)
