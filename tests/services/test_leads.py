"""Leads: states, doubles, what hangs on them, and what becomes of it when they are converted."""

from datetime import date
from decimal import Decimal

import pytest

from cims.models.lead import LeadState
from cims.services.contact_points import ContactPointRow
from cims.services.converting import Wanted
from cims.services.entity import Link
from cims.services.errors import NotAllowed, NotFound, NotPossible, ValidationFailed
from cims.services.filters import Condition, Operator
from tests.factories import valid

PHONE = (ContactPointRow("mobile", "13712345678"),)


def add(write, actor=None, **values):
    return write(lambda office: office.leads.add(valid("lead", **values)), actor)


def load(read, id_, actor=None):
    return read(lambda office: office.leads.load(id_), actor).values


def change(write, id_, actor=None, **values):
    return write(lambda office: office.leads.save(office.leads.load(id_).changed(**values)), actor)


@pytest.fixture
def sales(acting):
    return acting("sales")


def test_a_new_lead_is_told_where_it_is_and_how_it_is_reached(write, read):
    product = write(lambda office: office.products.add(valid("product")))
    family = write(lambda office: office.product_families.add(valid("product_family")))
    write(
        lambda office: office.products.save(
            office.products.load(product).changed(family=Link(family))
        )
    )
    id_ = write(
        lambda office: office.leads.add(
            {"contact_name": " 张  建国 ", "city": "苏州", "contact_points": PHONE,
             "product": Link(product)}
        )
    )  # fmt: skip
    values = load(read, id_)
    assert values["name"] == values["contact_name"] == "张 建国"
    assert (values["province"], values["city"]) == ("江苏省", "苏州市")
    assert values["main_phone"] == "137 1234 5678"
    assert (values["state"], values["currency"]) == (LeadState.NEW, "CNY")
    assert values["family"] == Link(family)
    assert values["code"] == "E000001"
    assert values["owner"] is None


def test_who_sees_only_own_leads_keeps_what_no_rule_takes(write, read, sales):
    id_ = add(write, sales)
    assert load(read, id_, sales)["owner"] == Link(sales.user_id)


def test_whoever_sees_a_team_sees_what_nobody_owns_and_finds_it(write, read, acting, sales):
    id_ = add(write)
    manager = acting("manager")
    assert load(read, id_, manager)["owner"] is None
    assert list(read(lambda o: o.leads.find("无锡宏远"), manager))[0].id == id_
    assert read(lambda o: o.leads.editable([id_]), manager) == {id_}
    assert read(lambda o: o.leads.count(), sales) == 0
    assert read(lambda o: o.leads.find("无锡宏远"), sales) == []


def test_a_lead_is_invalid_for_a_reason_and_can_be_taken_up_again(write, read, opened):
    id_ = add(write)
    with pytest.raises(ValidationFailed, match="Why it is invalid is missing"):
        change(write, id_, state=LeadState.INVALID)
    with opened.database.write(opened.actor) as office:
        assert office.leads.mark_invalid([id_, add_in(office)], "no_need") == 2
    values = load(read, id_)
    assert (values["state"], values["invalid_reason"]) == (LeadState.INVALID, "no_need")
    assert values["next_contact_on"] is None
    write(lambda o: o.leads.take_up_again([id_]))
    assert load(read, id_)["invalid_reason"] is None
    write(lambda o: o.undo(office.changes.change_set_id, force=frozenset({id_})))
    assert load(read, id_)["state"] is LeadState.NEW


def add_in(office):
    return office.leads.add(valid("lead"))


def test_the_state_converted_is_reached_by_converting_only(write):
    id_ = add(write)
    with pytest.raises(ValidationFailed, match="is converted by “Convert”"):
        change(write, id_, state=LeadState.CONVERTED)
    with pytest.raises(ValidationFailed, match="can't be negative"):
        change(write, id_, amount=Decimal(-1))


def test_doubles_are_found_among_leads_and_customers_by_name_and_number(write, read, sales):
    first = add(write, name="无锡宏远机械有限公司", contact_points=PHONE)
    firm = write(lambda o: o.customers.add(valid("customer", name="无锡宏远机械股份有限公司")))
    mail = (ContactPointRow("email", "Zhang@Hongyuan.example"),)
    other = add(write, name="其他公司", contact_points=mail)
    asked = {
        "name": "无锡市宏远机械",
        "contact_points": (ContactPointRow("mobile", "137-1234-5678"),),
    }
    hits = read(lambda o: o.leads.alike(asked), sales)
    assert {(hit.entity, hit.id, hit.readable) for hit in hits} == {
        ("lead", first, False),
        ("customer", firm, False),
    }
    assert read(lambda o: o.leads.alike({"contact_points": mail}))[0].id == other
    assert read(lambda o: o.leads.alike(asked, first))[0].id == firm


def test_what_became_a_customer_is_told_as_that_customer(write, read):
    id_ = add(write, name="无锡宏远机械有限公司")
    write(lambda o: o.converting.convert(id_, Wanted()))
    hits = read(lambda o: o.leads.alike({"name": "无锡宏远机械有限公司"}))
    assert [hit.entity for hit in hits] == ["customer"]


def test_follow_ups_plan_the_next_contact_and_begin_the_work(write, read):
    id_ = add(write, next_contact_on=None)
    write(
        lambda o: o.activities.add(
            {"content": "Called", "lead": Link(id_), "next_on": date(2026, 12, 1)}
        )
    )
    values = load(read, id_)
    assert values["state"] is LeadState.WORKING
    assert values["last_contact_on"] == date(2026, 11, 22)
    assert values["next_contact_on"] == date(2026, 12, 1)


def test_a_note_does_not_begin_the_work(write, read):
    id_ = add(write)
    write(lambda o: o.activities.add({"content": "Hm", "kind": "note", "lead": Link(id_)}))
    assert load(read, id_)["state"] is LeadState.NEW


def test_the_owner_of_a_lead_reads_what_others_wrote_on_it(write, read, acting, sales):
    id_ = add(write, owner=Link(sales.user_id))
    entry = write(lambda o: o.activities.add({"content": "Rang back", "lead": Link(id_)}))
    task = write(lambda o: o.tasks.add({"name": "Send a leaflet", "lead": Link(id_)}))
    assert read(lambda o: o.activities.load(entry), sales)
    assert read(lambda o: o.tasks.load(task), sales)
    assert read(lambda o: o.activities.find("Rang"), sales)
    service = acting("service").user_id
    write(lambda o: o.leads.hand_over([id_], service))
    with pytest.raises(NotFound):
        read(lambda o: o.activities.load(entry), sales)
    assert read(lambda o: o.activities.find("Rang"), sales) == []


def test_nothing_is_hung_on_a_lead_that_one_does_not_see(write, sales):
    id_ = add(write)
    for work in (
        lambda o: o.activities.add({"content": "Hm", "lead": Link(id_)}),
        lambda o: o.tasks.add({"name": "Hm", "lead": Link(id_)}),
    ):
        with pytest.raises(ValidationFailed, match="not there any more"):
            write(work, sales)


def test_a_hand_over_tells_the_new_owner_once(write, read, sales, acting):
    ids = [add(write) for _n in range(3)]
    write(lambda o: o.leads.hand_over(ids, sales.user_id))
    (line,) = read(lambda o: o.notices.newest(), sales)
    assert line.sentence == "Wang Xiaoyan gave you 3 leads"
    assert set(read(lambda o: o.leads.listing(line.where), sales).ids) == set(ids)
    with pytest.raises(NotPossible, match="may not see leads"):
        gone = write(lambda o: o.users.add(valid("user")))
        write(lambda o: o.leads.hand_over(ids, gone))


def whole(write, **values):
    """A lead with a follow-up and a task, and its wishes."""
    id_ = add(write, name="无锡宏远机械有限公司", contact_points=PHONE, **values)
    entry = write(lambda o: o.activities.add({"content": "Called", "lead": Link(id_)}))
    task = write(lambda o: o.tasks.add({"name": "Send", "lead": Link(id_)}))
    return id_, entry, task


def test_a_conversion_makes_customer_contact_and_opportunity_and_moves_the_work(write, read):
    id_, entry, task = whole(write)
    became = write(lambda o: o.converting.convert(id_, Wanted(opportunity="压缩机 2 台")))
    firm, person, deal = read(
        lambda o: (
            o.customers.load(became.customer).values,
            o.contacts.load(became.contact).values,
            o.opportunities.load(became.opportunity).values,
        )
    )
    assert (firm["name"], firm["source"], firm["industry"]) == (
        "无锡宏远机械有限公司", "fair", "machinery",
    )  # fmt: skip
    assert firm["lifecycle"] == "interested"
    assert firm["addresses"][0].city == "无锡市"
    assert firm["last_contact_on"] == date(2026, 11, 22)
    assert (person["name"], person["main_phone"]) == ("张建国", "137 1234 5678")
    assert person["places"][0].customer.id == became.customer
    assert (deal["name"], deal["amount"]) == ("压缩机 2 台", Decimal("80000.50"))
    assert deal["customer"].id == became.customer
    lead = load(read, id_)
    assert lead["state"] is LeadState.CONVERTED
    assert (lead["customer"].id, lead["contact"].id) == (became.customer, became.contact)
    assert lead["converted_on"] == date(2026, 11, 22)
    assert lead["converted_by"].text == "Wang Xiaoyan"
    assert read(lambda o: o.activities.load(entry)).values["customer"].id == became.customer
    assert read(lambda o: o.tasks.load(task)).values["customer"].id == became.customer
    page = read(lambda o: o.timeline.page(became.customer))
    assert any(one.record_id == entry for one in page.entries)


def test_an_undo_takes_the_whole_conversion_back(write, read, opened):
    id_, entry, task = whole(write)
    with opened.database.write(opened.actor) as office:
        became = office.converting.convert(id_, Wanted())
        number = office._desk.audit.change_set()
    assert write(lambda o: o.undo(number)).left == ()
    lead = load(read, id_)
    assert lead["state"] is LeadState.WORKING
    assert [lead[n] for n in ("customer", "contact", "opportunity", "converted_on")] == [None] * 4
    for room, made in (
        ("customers", became.customer),
        ("contacts", became.contact),
        ("opportunities", became.opportunity),
    ):
        with pytest.raises(NotFound):
            read(lambda o, room=room, made=made: o.room(room).load(made))
    assert read(lambda o: o.activities.load(entry)).values["customer"] is None
    assert read(lambda o: o.tasks.load(task)).values["customer"] is None
    assert write(lambda o: o.converting.convert(id_, Wanted())).customer


def test_a_conversion_joins_a_customer_and_a_contact_that_are_there(write, read):
    id_, entry, _task = whole(write)
    firm = write(lambda o: o.customers.add({"name": "宏远机械", "industry": "energy"}))
    person = write(lambda o: o.contacts.add({"name": "张建国", "customer": Link(firm)}))
    prospect = read(lambda o: o.converting.prospect(id_))
    assert [hit.id for hit in prospect.doubles] == [firm] or prospect.doubles == ()
    wanted = Wanted(customer=firm, contact=person, with_opportunity=False)
    became = write(lambda o: o.converting.convert(id_, wanted))
    assert (became.customer, became.contact, became.opportunity) == (firm, person, None)
    values = read(lambda o: o.customers.load(firm)).values
    assert (values["industry"], values["source"]) == ("energy", "fair")
    assert values["name"] == "宏远机械"
    assert read(lambda o: o.activities.load(entry)).values["customer"].id == firm


def test_the_prospect_offers_who_is_at_the_customer_already(write, read):
    firm = write(lambda o: o.customers.add({"name": "无锡宏远机械有限公司"}))
    person = write(lambda o: o.contacts.add({"name": "张建国", "customer": Link(firm)}))
    id_ = add(write, name="无锡宏远机械有限公司")
    prospect = read(lambda o: o.converting.prospect(id_))
    assert [(hit.entity, hit.id) for hit in prospect.doubles] == [("customer", firm)]
    assert prospect.people[firm] == (Link(person),)
    assert prospect.wanted.opportunity == "无锡宏远机械有限公司"


def test_a_customer_out_of_sight_is_told_by_name_and_owner_and_not_joined(write, read, sales):
    firm = write(lambda o: o.customers.add(valid("customer", name="无锡宏远机械有限公司")))
    id_ = add(write, sales, name="无锡宏远机械有限公司")
    prospect = read(lambda o: o.converting.prospect(id_), sales)
    (hit,) = prospect.doubles
    assert (hit.name, hit.owner, hit.readable) == ("无锡宏远机械有限公司", "Wang Xiaoyan", False)
    assert prospect.people == {}
    with pytest.raises(NotFound):
        write(lambda o: o.converting.convert(id_, Wanted(customer=firm)), sales)
    assert load(read, id_, sales)["state"] is LeadState.NEW


def test_the_second_of_two_who_convert_one_lead_is_told_who_was_first(write, read, sales):
    id_ = add(write, owner=Link(sales.user_id))
    read(lambda o: o.converting.prospect(id_), sales)
    read(lambda o: o.converting.prospect(id_))
    write(lambda o: o.converting.convert(id_, Wanted()), sales)
    with pytest.raises(NotPossible, match="converted “无锡宏远.* can't be converted twice"):
        write(lambda o: o.converting.convert(id_, Wanted()))
    assert read(lambda o: o.customers.count()) == 1
    with pytest.raises(NotPossible, match="Undo the conversion"):
        change(write, id_, state=LeadState.WORKING)


def test_a_conversion_that_fails_halfway_leaves_nothing(write, read):
    id_ = add(write)
    with pytest.raises(NotFound):
        write(lambda o: o.converting.convert(id_, Wanted(contact=999)))
    assert read(lambda o: o.customers.count()) == 0
    assert load(read, id_)["state"] is LeadState.NEW


def test_who_may_not_make_opportunities_converts_without_one(write, read, acting):
    service = acting("service")
    id_ = add(write, service)
    prospect = read(lambda o: o.converting.prospect(id_), service)
    assert "opportunity" in prospect.refusals
    assert not prospect.wanted.with_opportunity
    with pytest.raises(NotAllowed):
        write(lambda o: o.converting.convert(id_, Wanted()), service)
    became = write(lambda o: o.converting.convert(id_, prospect.wanted), service)
    assert became.opportunity is None


def test_a_person_without_a_company_becomes_a_person(write, read):
    id_ = write(lambda o: o.leads.add({"name": "张建国", "contact_points": PHONE}))
    became = write(lambda o: o.converting.convert(id_, Wanted(with_opportunity=False)))
    values = read(lambda o: o.customers.load(became.customer)).values
    assert (values["kind"].value, values["main_phone"]) == ("person", "137 1234 5678")
    assert became.contact is None


def test_leads_that_wait_are_found_by_the_day_since_when(write, read):
    from cims.services.lead_fields import untouched_since

    id_ = add(write, owner=Link(1))
    assert read(lambda o: o.leads.count(untouched_since(o.today))) == 0
    assert read(lambda o: o.leads.count(untouched_since(date(2026, 11, 30)))) == 1
    write(lambda o: o.leads.mark_invalid([id_], "no_need"))
    assert read(lambda o: o.leads.count(untouched_since(date(2026, 11, 30)))) == 0


def test_lists_filter_leads_by_state(write, read):
    add(write)
    where = Condition("state", Operator.IS, LeadState.NEW)
    assert read(lambda o: o.leads.count(where)) == 1


def notices(read, actor):
    return [line.sentence for line in read(lambda o: o.notices.newest(), actor)]


def test_a_lead_that_nobody_reaches_is_called_to_mind_once(opened, write, read, sales, clock):
    from cims.services.upkeep import run_due

    id_ = add(write, owner=Link(sales.user_id), next_contact_on=None)
    run_due(opened.database)
    told = "1 lead has waited for 3 days"
    assert told not in notices(read, sales)
    for _day in range(5):
        clock.pass_by(days=1)
        run_due(opened.database)
    assert notices(read, sales).count(told) == 1
    (line,) = (one for one in read(lambda o: o.notices.newest(), sales) if one.sentence == told)
    assert list(read(lambda o: o.leads.listing(line.where), sales).ids) == [id_]


def test_zero_days_call_no_lead_to_mind(opened, write, read, sales, clock):
    from cims.services.upkeep import run_due

    write(lambda o: o.settings.set_common("leads", {"days": 0}))
    add(write, owner=Link(sales.user_id), next_contact_on=None)
    for _day in range(5):
        clock.pass_by(days=1)
        run_due(opened.database)
    assert notices(read, sales) == ["Wang Xiaoyan gave you a lead: " + names(read)[0]]


def names(read):
    return [row.values["name"] for row in read(lambda o: o.leads.rows(o.leads.listing().ids))]


def test_my_day_brings_the_next_contacts_of_leads(write, read, sales):
    today = date(2026, 11, 22)
    id_ = add(write, owner=Link(sales.user_id), next_contact_on=today)
    day = read(lambda o: o.my_day.today(), sales)
    assert [one.id for one in day.leads_today.records] == [id_]
    assert day.leads_overdue.total == day.leads_week.total == 0
    write(lambda o: o.leads.mark_invalid([id_], "no_need"))
    assert read(lambda o: o.my_day.today(), sales).leads_today.total == 0


def test_open_leads_of_who_leaves_are_handed_over(write, read, sales, acting):
    open_one = add(write, owner=Link(sales.user_id))
    done = add(write, owner=Link(sales.user_id))
    write(lambda o: o.leads.mark_invalid([done], "no_need"))
    assert read(lambda o: o.handing_over.holdings(sales.user_id)).leads == 1
    taker = acting("manager").user_id
    write(lambda o: o.handing_over.hand_over(sales.user_id, [taker]))
    assert load(read, open_one)["owner"] == Link(taker)
    assert load(read, done)["owner"] == Link(sales.user_id)


def test_the_dashboard_counts_leads_by_source_and_those_that_were_converted(write, read):
    from cims.services.insights.figures import Asked

    first, _second = add(write), add(write)
    add(write, source="online")
    write(lambda o: o.converting.convert(first, Wanted(with_opportunity=False)))
    parts = read(lambda o: o.insights.read("leads_by_source", Asked()))
    counts = {part.name: part for part in parts}
    assert counts["leads"].figure.count == 3
    by_source = {bar.key: bar.figure for bar in counts["leads_by_source"].bars}
    assert {key: one.count for key, one in by_source.items()} == {"fair": 2, "online": 1}
    converted = {bar.key: bar.figure for bar in counts["converted_by_source"].bars}
    assert {key: one.count for key, one in converted.items()} == {"fair": 1}
    for figure in (*by_source.values(), *converted.values()):
        assert read(lambda o, f=figure: o.leads.count(f.where)) == figure.count


def test_what_a_role_hides_of_leads_is_not_copied_by_a_conversion(write, read, acting, template):
    from dataclasses import replace

    from cims.services.granted import FieldAccess

    def hide(office):
        sales = office.roles.of(office.roles.coded("sales"))
        fields = {("lead", "contact_points"): FieldAccess.HIDDEN}
        fields |= {("customer", "industry"): FieldAccess.READ}
        role = replace(sales, id=0, version=0, name="Narrow", code="", fields=fields)
        office.users.set_roles(template.people["sales"], [office.roles.save(role)])

    id_ = add(write, owner=Link(template.people["sales"]), contact_points=PHONE)
    write(hide)
    became = write(lambda o: o.converting.convert(id_, Wanted()), acting("sales"))
    person = read(lambda o: o.contacts.load(became.contact)).values
    firm = read(lambda o: o.customers.load(became.customer)).values
    assert (person["contact_points"], firm["industry"]) == ((), None)
    assert load(read, id_)["contact_points"], "nothing is lost: it stays on the lead"


def test_a_person_known_by_name_only_becomes_a_person_and_no_contact(write, read):
    id_ = write(lambda o: o.leads.add({"contact_name": "张建国", "contact_points": PHONE}))
    wanted = read(lambda o: o.converting.prospect(id_)).wanted
    became = write(lambda o: o.converting.convert(id_, wanted))
    values = read(lambda o: o.customers.load(became.customer)).values
    assert (values["kind"].value, values["main_phone"]) == ("person", "137 1234 5678")
    assert read(lambda o: o.contacts.count()) == 0


def test_a_person_of_this_name_at_any_joined_customer_is_not_made_twice(write, read):
    firm = write(lambda o: o.customers.add({"name": "宏远机械"}))
    person = write(lambda o: o.contacts.add({"name": "张建国", "customer": Link(firm)}))
    id_ = add(write, name="锡宏装备", contact_points=PHONE)
    assert read(lambda o: o.converting.prospect(id_)).doubles == ()
    became = write(lambda o: o.converting.convert(id_, Wanted(customer=firm)))
    assert became.contact == person
    assert read(lambda o: o.contacts.count()) == 1


def test_how_a_lead_is_reached_goes_to_who_is_joined(write, read):
    mail = (ContactPointRow("email", "zhang@hongyuan.example"),)
    firm = write(lambda o: o.customers.add({"name": "宏远机械", "contact_points": mail}))
    person = write(lambda o: o.contacts.add({"name": "张建国", "customer": Link(firm)}))
    first = add(write, contact_points=PHONE)
    write(lambda o: o.converting.convert(first, Wanted(customer=firm, contact=person)))
    assert read(lambda o: o.contacts.load(person)).values["main_phone"] == "137 1234 5678"
    other = (ContactPointRow("mobile", "13900001111"),)
    second = add(write, contact_points=other)
    write(lambda o: o.converting.convert(second, Wanted(customer=firm, with_contact=False)))
    values = read(lambda o: o.customers.load(firm)).values
    assert [row.value for row in values["contact_points"]] == [mail[0].value, "139 0000 1111"]
    third = add(write, contact_points=other)
    write(lambda o: o.converting.convert(third, Wanted(customer=firm, with_contact=False)))
    assert read(lambda o: o.customers.load(firm)).values == values


def test_a_lead_that_joined_a_customer_of_another_name_is_told_as_that_customer(write, read):
    firm = write(lambda o: o.customers.add({"name": "宏远机械"}))
    id_ = add(write, name="锡宏装备有限公司")
    wanted = Wanted(customer=firm, with_contact=False, with_opportunity=False)
    write(lambda o: o.converting.convert(id_, wanted))
    hits = read(lambda o: o.leads.alike({"name": "锡宏装备"}))
    assert [(hit.entity, hit.id) for hit in hits] == [("customer", firm)]


def test_a_lead_that_a_list_calls_converted_is_told_as_a_lead(write, read, opened):
    from cims.services.changes import ChangeKind

    with opened.database.write(opened.actor, ChangeKind.IMPORT) as office:
        (id_,) = office.leads.add_many([valid("lead", state=LeadState.CONVERTED)])
    hits = read(lambda o: o.leads.alike({"name": load(read, id_)["name"]}))
    assert [(hit.entity, hit.id) for hit in hits] == [("lead", id_)]


def test_what_hangs_on_a_lead_goes_into_the_bin_and_comes_back(write, read, opened, clock):
    id_, entry, task = whole(write)
    gone = write(lambda o: o.tasks.add({"name": "Ring", "lead": Link(id_)}))
    write(lambda o: o.tasks.remove([gone]))
    clock.pass_by(minutes=5)
    write(lambda o: o.leads.remove([id_]))
    assert read(lambda o: (o.tasks.count(), o.activities.count())) == (0, 0)
    assert read(lambda o: o.activities.find("Called")) == []
    write(lambda o: o.leads.restore([id_]))
    assert read(lambda o: o.tasks.load(task)).values["lead"].id == id_
    assert read(lambda o: (o.tasks.count(), o.activities.count())) == (1, 1)
    assert [one.id for one in read(lambda o: o.activities.find("Called"))] == [entry]
    with opened.database.write(opened.actor) as office:
        office.leads.remove([id_])
        number = office._desk.audit.change_set()
    write(lambda o: o.undo(number))
    assert read(lambda o: (o.tasks.count(), o.activities.count())) == (1, 1)


def test_what_a_converted_lead_left_with_its_customer_stays_when_the_lead_goes(write, read):
    id_, entry, _task = whole(write)
    became = write(lambda o: o.converting.convert(id_, Wanted()))
    write(lambda o: o.leads.remove([id_]))
    assert read(lambda o: o.activities.load(entry)).values["customer"].id == became.customer
    write(lambda o: o.erasing.erase("lead", [id_]))
    assert read(lambda o: (o.tasks.count(), o.activities.count())) == (1, 1)


def test_erasing_a_lead_erases_what_hangs_on_it(write, read):
    id_, _entry, _task = whole(write)
    along = read(lambda o: o.erasing.would_go("lead", [id_])).along
    assert dict(along) == {"activity": 1, "task": 1}
    write(lambda o: o.erasing.erase("lead", [id_]))
    assert read(lambda o: (o.leads.count(), o.tasks.count(), o.activities.count())) == (0, 0, 0)


def test_a_name_too_long_to_address_anybody_by_is_no_hindrance(write, read):
    person = "Wolfeschlegelsteinhausen Bergerdorff von und zu Oberhausen-Niederhausen am See"
    lead = add(write, name="Aurora", contact_name=person, salutation=None)
    assert load(read, lead)["salutation"] is None
    became = write(lambda office: office.converting.convert(lead, Wanted()))
    contact = read(lambda office: office.contacts.load(became.contact)).values
    assert (contact["name"], contact["salutation"]) == (person, None)
