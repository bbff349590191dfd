"""Erasing for good: nothing is left in the file, what stays is whole, nothing brings it back."""

from decimal import Decimal

import pytest

from cims.models.sales_order import OrderState
from cims.services.contact_points import ContactPointRow
from cims.services.contacts import PlaceRow
from cims.services.converting import Wanted
from cims.services.customers import RelationRow
from cims.services.drafts import FormDraft
from cims.services.entity import Link
from cims.services.errors import NotAllowed, NotFound, NotPossible
from cims.services.log_verdict import Outcome
from cims.services.opportunity_fields import CompetitorRow, VoiceRow, WishRow
from cims.services.order_fields import LineRow
from cims.services.quote_fields import QuoteLineRow
from cims.services.search import index_table
from tests.factories import valid

CANARY = "Zyxwood"
SEARCHED = ("customer", "contact", "activity", "task", "opportunity", "order", "quote", "lead")
KINDS = (*SEARCHED, "order_line", "quote_line")


@pytest.fixture
def house(write, acting):
    """A customer with all that may hang on it, each with the canary, and neighbours that stay."""
    sales = acting("sales")
    phone = (ContactPointRow("mobile", "13800138777", note=CANARY),)
    parent = write(lambda o: o.customers.add({"name": "Parent Works"}), sales)
    made = {
        "customer": write(
            lambda o: o.customers.add(
                {
                    "name": f"{CANARY} Ltd",
                    "remarks": CANARY,
                    "contact_points": phone,
                    "parent": Link(parent),
                }
            ),
            sales,
        )
    }
    firm = Link(made["customer"])
    made["child"] = write(
        lambda o: o.customers.add(
            {"name": "Child", "parent": firm, "relations": (RelationRow(firm),)}
        ),
        sales,
    )
    made["parent"] = parent
    at = lambda *firms: tuple(PlaceRow(Link(one)) for one in firms)  # noqa: E731
    made["own"] = write(
        lambda o: o.contacts.add({"name": f"{CANARY} Own", "places": at(firm.id)}), sales
    )
    made["shared"] = write(
        lambda o: o.contacts.add({"name": "Shared", "places": at(firm.id, parent)}), sales
    )
    told = {"content": f"About {CANARY}", "customer": firm, "contact": Link(made["shared"])}
    made["activity"] = write(lambda o: o.activities.add({**told, "kind": "call"}), sales)
    made["task"] = write(
        lambda o: o.tasks.add({"name": CANARY, "customer": firm, "owner": Link(1)}), sales
    )
    made["opportunity"] = write(
        lambda o: o.opportunities.add(canary_deal(firm, made["own"])), sales
    )
    line = LineRow(name=f"{CANARY} pump", quantity=Decimal(2), unit_price=Decimal(7))
    paper = valid("order", customer=firm, name=CANARY, state=OrderState.DRAFT, lines=(line,))
    made["order"] = write(lambda o: o.orders.add(paper), sales)
    offered = QuoteLineRow(name=f"{CANARY} pump", quantity=Decimal(2), unit_price=Decimal(7))
    offer = valid("quote", customer=firm, name=CANARY, lines=(offered,))
    made["quote"] = write(lambda o: o.quotes.add(offer), sales)
    made["lead"] = write(lambda o: o.leads.add(canary_lead()), sales)
    kept = {"content": f"Asked by {CANARY}", "kind": "call", "lead": Link(made["lead"])}
    write(lambda o: o.activities.add(kept), sales)
    joined = Wanted(customer=firm.id, contact=made["own"], with_opportunity=False)
    write(lambda o: o.converting.convert(made["lead"], joined), sales)
    write(lambda o: o.history.note_view(firm.id))
    tab = {"entity": "customer", "id": firm.id, "title": f"{CANARY} Ltd", "icon": "file"}
    write(lambda o: o.settings.set_mine("window", {"version": 1, "documents": [tab]}), sales)
    draft = FormDraft("customer", firm.id, 1, {"remarks": CANARY})
    write(lambda o: o.drafts.keep([draft]), sales)
    return made


def canary_lead():
    """An enquiry of the person whom the customer's own contact is."""
    return {
        "name": f"{CANARY} GmbH",
        "contact_name": f"{CANARY} Own",
        "remarks": CANARY,
        "contact_points": (ContactPointRow("mobile", "13800138777", note=CANARY),),
    }


def canary_deal(firm, contact):
    """An opportunity that says the canary in its rows too."""
    return valid(
        "opportunity",
        customer=firm,
        name=CANARY,
        contact=Link(contact),
        voices=(VoiceRow(Link(contact)),),
        wishes=(WishRow(name=f"{CANARY} valve", quantity=Decimal(1)),),
        competitors=(CompetitorRow(f"{CANARY} rival"),),
    )


def tables_holding(opened, words):
    """The tables of the whole file in which a text stands, those of the search among them."""
    found = set()
    with opened.database.write(opened.actor) as office:
        connection = office._unit.session.connection()
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in names.fetchall():
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"').fetchall():
                if any(words.lower() in legible(cell) for cell in row):
                    found.add(table)
    return found


def legible(cell):
    """A cell as lower-case text."""
    words = cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)
    return words.lower()


def erase(write, house, *kinds, actor=None):
    for kind in kinds or ("customer",):
        entity = "contact" if kind in ("own", "shared") else kind
        write(lambda o, e=entity, k=kind: o.erasing.erase(e, [house[k]]), actor)


def test_nothing_of_an_erased_customer_is_left_in_the_file(opened, write, house):
    before = tables_holding(opened, CANARY)
    held = {"customer", "contact", "activity", "task", "draft", "setting", "audit_detail"}
    held |= {"opportunity", "opportunity_line", "opportunity_competitor"}
    assert held | {"sales_order", "order_line"} <= before
    with opened.database.write(opened.actor, label=f"{CANARY} Ltd") as office:
        office.customers.remove([house["customer"]])
    assert "change_set" in tables_holding(opened, CANARY)
    gone = write(lambda o: o.erasing.erase("customer", [house["customer"]]))
    assert gone == 11  # itself, own contact, two follow-ups, task, deal, order, quote, lines, lead
    assert tables_holding(opened, CANARY) == set()
    assert tables_holding(opened, "13800138777") == set()


def test_not_even_the_words_that_found_it_stay_in_the_search_index(opened, write, house):
    """Words lie there in pieces (zy, xw, ood); an index forgets them only when it is packed."""

    def holding(office):
        connection = office._unit.session.connection()
        tables = [index_table(type(office.room(kind)).entity) for kind in SEARCHED]
        return [
            kind
            for kind, table in zip(SEARCHED, tables, strict=True)
            for (block,) in connection.exec_driver_sql(f"SELECT block FROM {table}_data")
            if b"ood" in block
        ]

    assert set(write(holding)) == set(SEARCHED)
    erase(write, house)
    assert write(holding) == []


def test_a_live_record_is_erased_like_a_removed_one(opened, write, read, house):
    erase(write, house)
    assert tables_holding(opened, CANARY) == set()
    with pytest.raises(NotFound):
        read(lambda o: o.customers.load(house["customer"]))
    assert list(read(lambda o: o.customers.listing(binned=True)).ids) == []


def test_what_stays_points_no_more_to_what_went(write, read, house):
    versions = read(lambda o: {k: o.customers.load(house[k]).version for k in ("child", "parent")})
    erase(write, house)
    child = read(lambda o: o.customers.load(house["child"]))
    assert child.values["parent"] is None and child.values["relations"] == ()
    assert child.version > versions["child"]
    shared = read(lambda o: o.contacts.load(house["shared"])).values
    assert [place.customer.id for place in shared["places"]] == [house["parent"]]
    assert shared["customer"].id == house["parent"]
    assert read(lambda o: o.customers.load(house["parent"])).version == versions["parent"]
    (entry, *_older) = read(lambda o: o.history.history("customer", house["child"]))
    assert {change.field.name for change in entry.changes} == {"parent", "relations"}


def test_an_erased_contact_leaves_its_customer_and_the_follow_up(write, read, house):
    erase(write, house, "own", "shared")
    assert read(lambda o: o.customers.load(house["customer"])).values["main_contact"] is None
    follow_up = read(lambda o: o.activities.load(house["activity"])).values
    assert follow_up["contact"] is None and follow_up["customer"].id == house["customer"]


def test_what_points_from_the_bin_points_no_more_either(write, read, house):
    write(lambda o: o.activities.remove([house["activity"]]))
    erase(write, house, "shared")
    write(lambda o: o.activities.restore([house["activity"]]))
    assert read(lambda o: o.activities.load(house["activity"])).values["contact"] is None
    for room in ("customers", "contacts", "activities", "tasks"):
        assert write(lambda o, room=room: o.room(room).drift()) == 0


def test_a_comment_outlives_the_entry_it_answers_and_its_notice_does_not_outlive_it(
    write, read, acting, house
):
    say = lambda o: o.activities.comment(house["customer"], "Well done", house["activity"])  # noqa: E731
    house["comment"] = write(say)
    assert read(lambda o: o.notices.unread(), acting("sales")) == 1
    write(lambda o: o.erasing.erase("activity", [house["activity"]]))
    assert read(lambda o: o.activities.load(house["comment"])).values["content"] == "Well done"
    assert read(lambda o: o.notices.unread(), acting("sales")) == 1
    write(lambda o: o.erasing.erase("activity", [house["comment"]]))
    assert read(lambda o: o.notices.unread(), acting("sales")) == 0


def test_the_log_says_who_erased_what_and_stays_whole(write, read, house):
    erase(write, house, "opportunity", "order", "task")
    told = [entry.sentence for entry in read(lambda o: o.audit_log.entries(limit=5)).entries]
    assert told[0] == f"Wang Xiaoyan erased Task #{house['task']} for good."
    assert "Wang Xiaoyan erased the values of" in told[1]
    erase(write, house)
    (told, *_rest) = [
        entry.sentence for entry in read(lambda o: o.audit_log.entries(limit=5)).entries
    ]
    assert told == (
        "Wang Xiaoyan erased 7 records for good: Follow-ups 2, Contacts 1, Customers 1, Leads 1, "
        "Quotes 1, Quote lines 1."
    )
    assert read(lambda o: o.audit_log.verify()).outcome is Outcome.WHOLE


def test_an_order_that_was_issued_is_kept_and_so_is_its_customer(write, read, house):
    order = read(lambda o: o.orders.load(house["order"]))
    write(lambda o: o.orders.save(order.changed(state=OrderState.CONFIRMED)))
    for kind in ("order", "customer"):
        with pytest.raises(NotPossible, match="issued"):
            erase(write, house, kind)
    assert read(lambda o: o.customers.load(house["customer"])).values["remarks"] == CANARY
    assert len(read(lambda o: o.orders.lines_of(house["order"]))) == 1


def test_nothing_brings_an_erased_record_back(opened, write, read, house):
    with opened.database.write(opened.actor) as office:
        office.erasing.erase("customer", [house["customer"]])
    with pytest.raises(NotPossible, match="erased for good"):
        write(lambda o: o.undo(office.changes.change_set_id))
    assert read(lambda o: o.newest_change()) != office.changes.change_set_id


def test_a_list_that_was_imported_is_taken_back_without_what_was_erased(opened, write, read):
    with opened.database.write(opened.actor) as office:
        first, second = office.customers.add_many([valid("customer"), valid("customer")])
    write(lambda o: o.erasing.erase("customer", [first]))
    result = write(lambda o: o.undo(office.changes.change_set_id))
    assert result.undone == 1 and result.left == ()
    assert list(read(lambda o: o.customers.listing(binned=True)).ids) == [second]


def test_the_question_knows_what_goes(write, read, house):
    asked = read(lambda o: o.erasing.would_go("customer", [house["customer"]]))
    assert (asked.asked, asked.names) == (1, (f"{CANARY} Ltd",))
    others = {kind: 1 for kind in KINDS if kind != "customer"}
    assert asked.along == {**others, "activity": 2}


def test_only_who_may_erase_and_delete_does(write, read, acting, house):
    with pytest.raises(NotAllowed):
        erase(write, house, actor=acting("manager"))
    with pytest.raises(NotPossible, match="Colleagues"):
        write(lambda o: o.erasing.erase("user", [1]))
    with pytest.raises(NotAllowed):
        write(lambda o: o.erasing.erase("customer", [house["customer"], 99_999]))
    assert read(lambda o: o.customers.load(house["customer"]))
