"""Rules of customers: what is filled, kept, split, refused, and only remarked on."""

import pytest

from cims.models.customer import CustomerKind
from cims.models.sales_order import OrderState
from cims.services.contact_points import ContactPointRow
from cims.services.contacts import PlaceRow
from cims.services.customers import CUSTOMER, AddressRow, FormerNameRow, InvoiceRow, RelationRow
from cims.services.entity import Link
from cims.services.errors import EditConflict, NotPossible, ValidationFailed
from cims.services.reading import Sort
from cims.services.rights import Action, Reach
from cims.services.role_drafts import RoleDraft
from tests.factories import valid


@pytest.fixture
def add(write):
    return lambda **values: write(lambda office: office.customers.add(values))


@pytest.fixture
def load(read):
    return lambda id_: read(lambda office: office.customers.load(id_)).values


@pytest.fixture
def edit(write):
    def run(id_, **values):
        write(lambda o: o.customers.save(o.customers.load(id_).changed(**values)))

    return run


@pytest.fixture
def found(read):
    return lambda words: [r.id for r in read(lambda office: office.customers.find(words))]


def test_a_name_is_all_that_is_needed_and_the_rest_is_filled(add, load, opened):
    values = load(add(name="  苏州恒泰智能装备  有限公司 "))
    assert values["name"] == "苏州恒泰智能装备 有限公司"
    assert values["code"] == "C000001"
    assert values["kind"] is CustomerKind.ORGANISATION
    assert values["lifecycle"] == "potential"
    assert values["owner"] == Link(opened.actor.user_id)
    assert values["owner"].text == "Wang Xiaoyan"
    assert load(add(name="苏州恒泰智能装备有限公司"))["short_name"] == "苏州恒泰"


def test_a_customer_without_a_name_is_refused(add, write):
    for values in ({}, {"name": ""}, {"name": " 　 "}, {"name": None}):
        with pytest.raises(ValidationFailed) as refused:
            add(**values)
        assert list(refused.value.messages) == ["name"]
    id_ = add(name="Aurora")
    with pytest.raises(ValidationFailed):
        write(lambda o: o.customers.save(o.customers.load(id_).changed(name="")))


def test_what_does_not_fit_is_refused_with_a_sentence(add):
    for field, value in (
        ("name", "x" * 201),
        ("name", "a\0b"),
        ("remarks", "lone \ud800 surrogate"),
        ("website", "x" * 201),
        ("contact_points", (ContactPointRow("email", "x" * 201),)),
        ("invoice_details", (InvoiceRow(title="A"), InvoiceRow(title="B"))),
        ("invoice_details", (InvoiceRow(title=""),)),
    ):
        with pytest.raises(ValidationFailed) as refused:
            add(**{"name": "Aurora", field: value})
        assert refused.value.messages[field].endswith(".")


def test_a_renamed_customer_is_found_by_both_names(add, load, edit, found):
    id_ = add(name="苏州恒泰机械厂")
    edit(id_, name="江南重工有限公司")
    assert load(id_)["former_names"] == (FormerNameRow("苏州恒泰机械厂"),)
    assert found("恒泰") == [id_] == found("江南") == found("htjx")
    edit(id_, name="江北重工有限公司")
    edit(id_, remarks="x")
    assert [row.name for row in load(id_)["former_names"]] == ["苏州恒泰机械厂", "江南重工有限公司"]


def test_phones_are_split_and_written_the_usual_way(add, load, found):
    id_ = add(
        name="Aurora",
        contact_points=(
            ContactPointRow("mobile", "138 1234 5678/０５１２-６２８８１２３４转801"),
            ContactPointRow("mobile", "   "),
            ContactPointRow("wechat", " hengtai_zw "),
        ),
    )
    points = load(id_)["contact_points"]
    assert [(row.kind, row.value, row.extension) for row in points] == [
        ("mobile", "138 1234 5678", None),
        ("landline", "0512-6288 1234", "801"),
        ("wechat", "hengtai_zw", None),
    ]
    assert load(id_)["main_phone"] == "138 1234 5678"
    assert found("2345") == [id_] == found("6288 1234") == found("hengtai")


def test_a_wrong_phone_and_a_wrong_credit_code_are_remarked_on_and_kept(add, load):
    values = {
        "credit_code": "91320594MA1MXYZ12Q",
        "contact_points": (ContactPointRow("mobile", "1381234567"),),
    }
    assert set(CUSTOMER.remarks(values)) == {"credit_code", "contact_points"}
    stored = load(add(name="Aurora", **values))
    assert stored["credit_code"] == "91320594MA1MXYZ12Q"
    assert stored["contact_points"][0].value


def test_a_credit_code_is_kept_in_its_plain_form(add, load, found):
    id_ = add(name="Aurora", credit_code="９１320594 08690a-1234")
    assert load(id_)["credit_code"] == "9132059408690A1234"
    assert found("9132059408690a1234") == [id_]


def test_a_customer_is_not_above_itself_over_any_number_of_steps(add, edit, load):
    ids = [add(name=f"A{number}") for number in range(4)]
    for below, above in zip(ids, ids[1:], strict=False):
        edit(below, parent=Link(above))
    for wrong in ids:
        with pytest.raises(ValidationFailed) as refused:
            edit(ids[-1], parent=Link(wrong))
        assert list(refused.value.messages) == ["parent"]
    assert load(ids[-1])["parent"] is None
    edit(ids[1], parent=None)
    edit(ids[-1], parent=Link(ids[0]))


def test_a_customer_is_not_related_to_itself(add, edit, load):
    first, second = add(name="Aurora"), add(name="Borealis")
    with pytest.raises(ValidationFailed) as refused:
        edit(first, relations=(RelationRow(Link(first), "sister"),))
    assert list(refused.value.messages) == ["relations"]
    edit(first, relations=(RelationRow(Link(second), "sister"),))
    assert load(first)["relations"][0].related == Link(second)


def test_what_is_read_only_cannot_be_stored_by_a_caller(add, load, edit):
    id_ = add(name="Aurora", main_contact="Nobody", main_phone="1")
    assert (load(id_)["main_contact"], load(id_)["main_phone"]) == (None, None)
    before = load(id_)
    edit(id_, created_on=None, changed_at=None, main_contact="X", main_phone="2")
    assert load(id_) == before


def test_main_contact_and_phone_follow_the_contacts(add, load, write, edit):
    id_ = add(name="Aurora")
    vega = write(
        lambda o: o.contacts.add(
            {
                "name": "Vega",
                "customer": Link(id_),
                "contact_points": (
                    ContactPointRow("email", "vega@example.com"),
                    ContactPointRow("mobile", "13800000001"),
                ),
            }
        )
    )
    assert (load(id_)["main_contact"], load(id_)["main_phone"]) == ("Vega", "138 0000 0001")
    edit(id_, contact_points=(ContactPointRow("mobile", "13900000002"),))
    assert load(id_)["main_phone"] == "139 0000 0002"
    edit(id_, contact_points=())
    assert load(id_)["main_phone"] == "138 0000 0001"
    write(lambda o: o.contacts.remove([vega]))
    assert (load(id_)["main_contact"], load(id_)["main_phone"]) == (None, None)


def test_who_left_the_customer_is_not_its_main_contact(add, load, write):
    id_ = add(name="Aurora")
    first, _second = (
        write(lambda o, n=name: o.contacts.add({"name": n, "customer": Link(id_)}))
        for name in ("Altair", "Vega")
    )
    assert load(id_)["main_contact"] == "Altair"
    gone = (PlaceRow(Link(id_), inactive=True),)
    write(lambda o: o.contacts.save(o.contacts.load(first).changed(places=gone)))
    assert load(id_)["main_contact"] == "Vega"


def test_contacts_of_a_customer_come_active_first_and_without_the_bin(add, read, write):
    id_ = add(name="Aurora")
    inactive, active, binned = (
        write(
            lambda o, n=name: o.contacts.add(
                {"name": n, "places": (PlaceRow(Link(id_), inactive=n == "Altair"),)}
            )
        )
        for name in ("Altair", "Vega", "Deneb")
    )
    write(lambda o: o.contacts.remove([binned]))
    assert read(lambda o: o.customers.contacts_of(id_)) == [active, inactive]


def test_a_binned_customer_takes_along_contacts_of_no_other_customer(add, read, write, clock):
    first, second = add(name="Aurora"), add(name="Borealis")
    only = write(lambda o: o.contacts.add({"name": "Vega", "customer": Link(first)}))
    both = write(
        lambda o: o.contacts.add(
            {"name": "Altair", "places": (PlaceRow(Link(first)), PlaceRow(Link(second)))}
        )
    )
    clock.pass_by(hours=1)
    assert write(lambda o: o.customers.remove([first])) == 1
    assert read(lambda o: [*o.contacts.listing().ids]) == [both]
    assert read(lambda o: o.customers.find("aurora")) == []
    assert write(lambda o: o.customers.restore([first])) == 1
    assert set(read(lambda o: o.contacts.listing().ids)) == {only, both}
    assert [r.id for r in read(lambda o: o.customers.find("vega"))] == [first]


def test_a_customer_never_loses_its_owner_without_the_pool(add, read, write):
    id_ = add(name="Aurora")
    with pytest.raises(ValidationFailed) as refused:
        write(lambda o: o.customers.save(o.customers.load(id_).changed(owner=None)))
    assert refused.value.messages == {"owner": "A customer needs an owner. Choose a colleague."}
    assert read(lambda o: o.customers.load(id_)).values["owner"]


def issued(write, customer, state="confirmed"):
    values = {"customer": Link(customer), "state": OrderState(state)}
    return write(lambda o: o.orders.add({"currency": "CNY", **values}))


def test_a_customer_with_issued_papers_is_not_removed(add, read, write):
    firms = [add(name=name) for name in ("Aurora", "Borealis", "Castor", "Deneb", "Vega")]
    order = issued(write, firms[0])
    code = read(lambda o: o.orders.load(order)).values["code"]
    with pytest.raises(NotPossible) as refused:
        write(lambda o: o.customers.remove(firms[:2]))
    assert str(refused.value) == (
        f"This customer has papers that were issued and are kept: Aurora ({code}). "
        "Change the customer's state instead."
    )
    assert read(lambda o: (o.customers.count(), o.orders.count())) == (5, 1)
    for firm in firms[1:4]:
        issued(write, firm, "void")
    with pytest.raises(NotPossible, match=r"^4 customers have papers .*Castor \(.*\) …\. Change"):
        write(lambda o: o.customers.remove(firms))
    draft = issued(write, firms[4], "draft")
    assert write(lambda o: o.customers.remove(firms[4:])) == 1
    assert write(lambda o: o.customers.restore(firms[4:])) == 1
    assert read(lambda o: o.orders.load(draft))


def test_who_sees_no_orders_hears_no_number_of_one(add, write, read, template):
    firm = add(name="Aurora")
    issued(write, firm)
    records = {(CUSTOMER.name, action): Reach.ALL for action in (Action.READ, Action.DELETE)}
    only = RoleDraft(name="Only customers", records=records)

    def narrowed(office):
        role = office.roles.save(only)
        office.users.set_roles(template.people["sales"], [role])
        return office.users.actor(template.people["sales"], session="test")

    actor = write(narrowed)
    with pytest.raises(NotPossible, match=r"are kept: Aurora\. Change"):
        write(lambda o: o.customers.remove([firm]), actor)


def test_taking_back_a_customer_and_its_order_takes_both(opened, read, write):
    with opened.database.write(opened.actor) as office:
        firm = office.customers.add({"name": "Aurora"})
        office.orders.add({"customer": Link(firm), "state": OrderState.CONFIRMED})
    number = office.changes.change_set_id
    write(lambda o: o.undo(number))
    assert read(lambda o: (o.customers.count(), o.orders.count())) == (0, 0)


def test_the_whole_list_goes_into_the_bin_at_once(write, read):
    ids = write(lambda o: o.customers.add_many([{"name": f"A{n}"} for n in range(1100)]))
    assert write(lambda o: o.customers.remove(ids)) == 1100
    assert read(lambda o: (o.customers.count(), o.customers.count(binned=True))) == (0, 1100)
    assert write(lambda o: o.customers.restore(ids)) == 1100
    assert read(lambda o: o.customers.count(words="a7")) > 0


def test_a_list_comes_in_the_order_of_reading(add, read):
    names = ["中通", "阿里", "bravo", "Alpha", "百度", "重庆火锅"]
    for name in names:
        add(name=name)

    def listed(office, sort):
        ids = office.customers.listing(sort=sort).ids
        return [record.values["name"] for record in office.customers.rows(ids, ("name",))]

    ordered = read(lambda o: listed(o, Sort("name")))
    assert ordered == ["阿里", "Alpha", "百度", "bravo", "重庆火锅", "中通"]
    assert read(lambda o: listed(o, Sort("name", True))) == ordered[::-1]
    assert read(lambda o: listed(o, Sort("created_on"))) == names
    for field in CUSTOMER.fields:
        if not field.many:
            assert len(read(lambda o, f=field: listed(o, Sort(f.name)))) == len(names)


def test_rows_come_in_the_order_asked_for_and_with_the_fields_asked_for(add, read):
    ids = [add(**valid("customer")) for _n in range(3)]
    rows = read(lambda o: o.customers.rows([ids[2], ids[0], 999], ("name", "owner", "tags")))
    assert [row.id for row in rows] == [ids[2], ids[0]]
    assert set(rows[0].values) == {"name", "owner", "tags"}
    assert rows[0].values["owner"].text == "Wang Xiaoyan"


def test_an_old_copy_is_not_saved_over_a_newer_record(add, read, write, edit):
    id_ = add(name="Aurora")
    old = read(lambda o: o.customers.load(id_))
    edit(id_, grade="A")
    with pytest.raises(EditConflict):
        write(lambda o: o.customers.save(old.changed(grade="B")))


def test_a_double_is_found_while_its_keys_are_still_being_typed(add, read):
    id_ = add(
        name="苏州市恒泰智能装备有限公司",
        credit_code="9132059408690A1234",
        contact_points=(ContactPointRow("mobile", "13812345678"),),
    )
    for values in (
        {"name": "苏州恒泰智能装备(集团)股份有限公司"},
        {"credit_code": "9132 0594 0869 0a12 34"},
        {"contact_points": (ContactPointRow("mobile", "+86 138-1234-5678"),)},
        {"contact_points": (ContactPointRow("mobile", "025-88888888 / 13812345678"),)},
        {"code": "C000001"},
    ):
        assert [d.id for d in read(lambda o, v=values: o.customers.alike(v))] == [id_], values
        assert read(lambda o, v=values: o.customers.alike(v, id_)) == []


def test_one_name_with_two_credit_codes_is_two_firms(add, read):
    id_ = add(name="苏州恒泰有限公司", credit_code="91350100M000100Y43")

    def alike(code):
        values = {"name": "苏州恒泰", "credit_code": code}
        return [hit.id for hit in read(lambda office: office.customers.alike(values))]

    assert alike(None) == [id_]
    assert alike("91350100m000100y43") == [id_]
    assert alike("914403001922038216") == []


def test_a_phone_of_a_contact_leads_to_the_customer_there(add, write, read):
    id_, other = add(name="Aurora"), add(name="Borealis")
    point = (ContactPointRow("mobile", "13812345678"),)
    person = {"name": "张总", "customer": Link(id_), "contact_points": point}
    write(lambda o: o.contacts.add(person))
    values = {
        "name": "Another",
        "contact_points": (ContactPointRow("mobile", "+86 138 1234 5678"),),
    }
    (hit,) = read(lambda o: o.customers.alike(values))
    assert (hit.id, hit.name) == (id_, "Aurora")
    assert read(lambda o: o.customers.alike(values, id_)) == []
    (hit,) = read(lambda o: o.customers.alike(values, other))
    assert hit.id == id_


def test_a_phone_written_into_an_address_is_found_by_its_digits(add, found):
    detail = "文三路 90 号 王先生 138 0013-8000 1203 室"
    id_ = add(name="Aurora", addresses=(AddressRow(detail=detail),))
    assert found("0013800") == [id_] == found("13800138000")


def test_addresses_are_kept_for_their_uses(add, load, found):
    rows = (
        AddressRow("registered", province="江苏省", city="苏州市", detail="星湖街328号"),
        AddressRow(
            "shipping", city="昆山市", detail="前进路9号", consignee="老李", phone="13900001111"
        ),
    )
    id_ = add(name="Aurora", addresses=rows)
    assert load(id_)["addresses"] == rows
    assert found("星湖街") == [id_] == found("老李") == found("昆山") == found("0001111")


def test_a_customer_is_found_by_the_nickname_in_a_chat(add, found):
    point = ContactPointRow("wechat", "wxid_77", nickname="小雨伞")
    assert [add(name="Aurora", contact_points=(point,))] == found("小雨") == found("wxid_77")


def test_a_number_stays_where_it_is_cleared_and_has_no_blanks_around_it(add, load, edit):
    id_ = add(name="Aurora", code=" A-1 ")
    assert load(id_)["code"] == "A-1"
    for cleared in (None, "", "  "):
        edit(id_, code=cleared, grade="A")
        assert load(id_)["code"] == "A-1"
    with pytest.raises(NotPossible):
        add(name="Borealis", code="A-1 ")
    assert load(add(name="Borealis", code="  "))["code"].startswith("C")
