"""The search index of an office: what a person types is found, and it never drifts."""

import pytest
from sqlalchemy.orm import Session

from cims.services import search
from cims.services.contact_points import ContactPointRow
from cims.services.customers import CUSTOMER, AddressRow, FormerNameRow, IdentifierRow
from cims.services.entity import Link
from cims.services.office import ROOMS
from cims.services.search_words import Document
from tests.factories import valid

OFFICE = {
    "chongqing": {"name": "重庆长江火锅有限公司", "short_name": "长江火锅"},
    "zeng": {"name": "曾氏单家食品厂"},
    "hengtai": {
        "name": "苏州恒泰智能装备有限公司",
        "former_names": (FormerNameRow("苏州泰恒机械厂"),),
        "credit_code": "9132059408690A1234",
        "contact_points": (
            ContactPointRow("mobile", "138 1234 5678"),
            ContactPointRow("landline", "0512-62881234"),
            ContactPointRow("email", "Sales@HengTai.example"),
        ),
        "addresses": (AddressRow("registered", city="苏州市", detail="工业园区星湖街328号"),),
        "identifiers": (IdentifierRow("registration", "320594000123"),),
    },
    "acme": {"name": "Café Müller & Søn GmbH"},
    "taqueria": {
        "name": "Antonio Moreno Taquería",
        "addresses": (AddressRow(country="Mexico", detail="Mataderos 2312"),),
        "contact_points": (ContactPointRow("foreign", "(5) 555-3932"),),
    },
    "taiwan": {"name": "臺灣積體電路", "identifiers": (IdentifierRow("tw_unified", "22099131"),)},
}
FINDS = [
    ("hengtai", "恒泰"), ("hengtai", "泰"), ("hengtai", "智能装备"), ("hengtai", "能装"),
    ("hengtai", "hengtai"), ("hengtai", "zhinengzhuangbei"), ("hengtai", "htzn"),
    ("hengtai", "znzb"), ("hengtai", "heng"), ("hengtai", "泰恒"), ("hengtai", "12345678"),
    ("hengtai", "1381234"), ("hengtai", "345"), ("hengtai", "138-1234-5678"),
    ("hengtai", "+86 138 1234 5678"), ("hengtai", "62881234"), ("hengtai", "0512 6288"),
    ("hengtai", "sales@hengtai"), ("hengtai", "SALES"), ("hengtai", "9132059408690A1234"),
    ("hengtai", "星湖街"), ("hengtai", "工业园区"), ("hengtai", "320594000123"),
    ("hengtai", "C000003"), ("hengtai", "恒泰 138"), ("hengtai", "ｈｅｎｇｔａｉ"),
    ("hengtai", "１３８１２３４"), ("hengtai", "恆泰"), ("hengtai", "王晓燕"),
    ("hengtai", "wangxiaoyan"), ("hengtai", "wxy"), ("hengtai", "13700000009"),
    ("chongqing", "重庆"), ("chongqing", "chongqing"), ("chongqing", "cqcj"), ("chongqing", "cjhg"),
    ("chongqing", "changjiang"), ("chongqing", "zhangjiang"), ("chongqing", "重慶"),
    ("zeng", "zengshi"), ("zeng", "cengshi"), ("zeng", "zssj"), ("zeng", "shanjia"),
    ("zeng", "danjia"),
    ("acme", "cafe"), ("acme", "CAFÉ"), ("acme", "mull"), ("acme", "müll"), ("acme", "son"),
    ("taqueria", "mexico"), ("taqueria", "taqueria"), ("taqueria", "5553932"),
    ("taqueria", "moreno anto"),
    ("taiwan", "台湾"), ("taiwan", "积体电路"), ("taiwan", "22099131"), ("taiwan", "jtdl"),
]  # fmt: skip
FINDS_NOTHING = [
    "zzzzqq",
    "恒泰 mexico",
    "99999",
    "%",
    '"',
    "*",
    "NEAR(",
    "text:恒",
    "' OR 1=1 --",
    "—",
]


@pytest.fixture
def ids(write):
    def build(office):
        made = {name: office.customers.add(values) for name, values in OFFICE.items()}
        office.contacts.add(
            {
                "name": "王晓燕",
                "customer": Link(made["hengtai"]),
                "contact_points": (ContactPointRow("mobile", "13700000009"),),
            }
        )
        return made

    return write(build)


def test_what_a_person_types_finds_the_customer(ids, read):
    wrong = [
        (name, words)
        for name, words in FINDS
        if ids[name] not in read(lambda o, w=words: o.customers.listing(words=w).ids)
    ]
    assert not wrong


def test_rubbish_and_syntax_find_nothing_and_break_nothing(ids, read):
    for words in FINDS_NOTHING:
        assert [*read(lambda o, w=words: o.customers.listing(words=w).ids)] == [], words
        assert read(lambda o, w=words: o.customers.count(words=w)) == 0


def test_a_name_of_signs_only_is_found_by_its_beginning(write, read, acting):
    names = ("%_\\", "% 恒泰", "***", "😀")
    ids = {name: write(lambda o, n=name: o.customers.add({"name": n})) for name in names}
    for words, found in (("%_\\", "%_\\"), (" %", "%_\\"), ("**", "***"), ("😀", "😀")):
        hits = read(lambda o, w=words: o.customers.listing(words=w).ids)
        assert [*hits] == [ids[found]], words
        assert read(lambda o, w=words: o.customers.count(words=w)) == 1
    for words in ("_", "%%", "?"):
        assert [*read(lambda o, w=words: o.customers.listing(words=w).ids)] == [], words
    assert [*read(lambda o: o.customers.listing(words="***").ids, acting("sales"))] == []


def test_a_search_tells_these_customers_apart(ids, read):
    found = {
        words: len(read(lambda o, w=words: o.customers.listing(words=w).ids))
        for words in ("mexico", "taqueria", "wangxiaoyan", "13812345678", "火锅", "星湖街")
    }
    assert set(found.values()) == {1}, found


def test_the_exact_code_and_the_beginning_of_a_name_come_first(write, read):
    def build(office):
        return {
            name: office.customers.add({"name": name, "code": code})
            for name, code in (("恒泰", "K1"), ("上海恒泰", "K2"), ("K1 Trading", "恒泰9"))
        }

    ids = write(build)
    newest = write(lambda office: office.customers.add({"name": "新恒泰 K1"}))
    assert [*read(lambda o: o.customers.listing(words="K1").ids)][0] == ids["恒泰"]
    by_name = [*read(lambda o: o.customers.listing(words="恒泰").ids)]
    assert by_name[0] == ids["恒泰"]
    assert set(by_name) == {*ids.values(), newest}
    limited = read(lambda o: o.customers.listing(words="恒泰", limit=2))
    assert (len(limited.ids), limited.more) == (2, True)
    assert not read(lambda o: o.customers.listing(words="恒泰", limit=4)).more


def drift(opened):
    with opened.database.write(opened.actor) as office:
        return {room.entity.name: office.room(room.entity.name).drift() for room in ROOMS}


def test_the_index_holds_what_the_records_say_after_mixed_work(opened, ids, write, acting, clock):
    fine = dict.fromkeys((room.entity.name for room in ROOMS), 0)
    assert drift(opened) == fine
    sales = acting("sales")

    def work(office):
        record = office.customers.load(ids["hengtai"])
        office.customers.save(
            record.changed(
                name="江南重工",
                owner=Link(sales.user_id),
                collaborators=(Link(opened.actor.user_id),),
                contact_points=record.values["contact_points"][1:],
            )
        )
        office.contacts.add(valid("contact", customer=Link(ids["hengtai"])))
        office.customers.remove([ids["zeng"], ids["chongqing"]])
        office.customers.add_many([valid("customer") for _n in range(5)])
        return office.changes.change_set_id

    number = write(work)
    assert drift(opened) == fine
    clock.pass_by(hours=1)
    write(lambda office: office.undo(number))
    assert drift(opened) == fine
    write(lambda office: office.contacts.remove([1]))
    write(lambda office: office.customers.remove([ids["hengtai"]]))
    assert drift(opened) == fine
    write(lambda office: office.customers.restore([ids["hengtai"]]))
    assert drift(opened) == fine


@pytest.mark.parametrize(
    "harm",
    [
        lambda session, id_: search.drop(session, CUSTOMER, [id_]),
        lambda session, id_: search.put(session, CUSTOMER, [(id_, Document("恒", "", ""), "o1")]),
        lambda session, _id: search.put(session, CUSTOMER, [(999, Document("恒", "", ""), "o1")]),
        lambda session, _id: search.clear(session, CUSTOMER),
    ],
    ids=["a record missing", "other words", "a record too many", "emptied"],
)
def test_drift_is_found_and_mended_by_indexing_anew(harm, opened, ids, write, read):
    with Session(opened.database.writer) as session:
        harm(session, ids["hengtai"])
        session.commit()
    assert drift(opened)["customer"] > 0
    assert write(lambda office: office.customers.reindex()) == len(ids)
    assert drift(opened)["customer"] == 0
    assert ids["hengtai"] in read(lambda o: o.customers.listing(words="恒泰").ids)


def test_a_contact_that_is_gone_no_longer_leads_to_its_customer(ids, write, read):
    write(lambda office: office.contacts.remove([1]))
    assert [*read(lambda o: o.customers.listing(words="王晓燕").ids)] == []
    assert [*read(lambda o: o.customers.listing(words="13700000009").ids)] == []
