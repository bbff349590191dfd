"""A hidden field is nowhere for its actor, a closed one is not changed, and nobody else notices."""

import json
from dataclasses import replace

import pytest
from openpyxl import Workbook, load_workbook

from cims.services.contact_points import ContactPointRow
from cims.services.contacts import CONTACT, PlaceRow
from cims.services.customers import CUSTOMER, FormerNameRow
from cims.services.entity import Link
from cims.services.errors import CimsError, NotAllowed, NotPossible, ValidationFailed
from cims.services.field_rights import closable, closed_in, described, is_closable
from cims.services.filters import Condition, Operator
from cims.services.granted import Action, FieldAccess, Reach
from cims.services.insights.figures import Asked
from cims.services.office import ROOMS
from cims.services.order_fields import ORDER_LINE
from cims.services.reading import Sort
from cims.services.spreadsheet.exporter import export
from cims.services.spreadsheet.importer import run
from cims.services.spreadsheet.report import ImportOptions

HIDDEN, READ = FieldAccess.HIDDEN, FieldAccess.READ
MARK = "zebrafish"
PHONE = "13912345678"
HIDDEN_OF = {
    "customer": ("remarks", "contact_points", "credit_code", "former_names", "lifecycle", "tags"),
    "contact": ("contact_points", "remarks", "department"),
}
SECRET = {
    "remarks": f"{MARK} one",
    "credit_code": "91320594086900000X",
    "former_names": (FormerNameRow(f"{MARK} works"),),
    "tags": (MARK,),
    "lifecycle": "won",
    "contact_points": (ContactPointRow("mobile", PHONE),),
}


@pytest.fixture
def narrow(opened, write, acting, template):
    """Sales with hidden fields: the role is a copy of the ready one that may export too."""

    def make(office):
        sales = office.roles.of(office.roles.coded("sales"))
        hidden = {(kind, name): HIDDEN for kind, names in HIDDEN_OF.items() for name in names}
        fields = {**hidden, ("customer", "grade"): READ, ("customer", "owner"): READ}
        out = {(kind, Action.EXPORT): Reach.OWN for kind in HIDDEN_OF}
        role = replace(
            sales, id=0, version=0, name="Narrow", fields=fields, records={**sales.records, **out}
        )
        office.users.set_roles(template.people["sales"], [office.roles.save(role)])

    write(make)
    return acting("sales")


@pytest.fixture
def firm(write, template):
    """A customer of the sales person with something in every hidden field, and its contact."""

    def make(office):
        owner = Link(template.people["sales"])
        firm = office.customers.add({"name": "Aurora", "owner": owner, "grade": "A", **SECRET})
        values = {"remarks": f"{MARK} two", "department": MARK, "name": "Vega", "owner": owner}
        points = (ContactPointRow("mobile", "13700001111"),)
        office.contacts.add({**values, "contact_points": points, "customer": Link(firm)})
        return firm

    return write(make)


def told(value):
    """Everything that stands in a value, as one text."""
    return repr(value)


def test_a_description_lacks_hidden_fields_and_shows_closed_ones(narrow, read, acting):
    entity = read(lambda office: office.description("customer"), narrow)
    assert not set(HIDDEN_OF["customer"]) & entity.by_name.keys()
    assert entity.field("grade").read_only and entity.field("owner").read_only
    assert not entity.field("industry").read_only
    assert entity.keys == ("code",)
    assert "main_phone" not in entity.by_name and "main_contact" in entity.by_name
    assert "main_phone" not in read(lambda o: o.description("contacts"), narrow).by_name
    assert read(lambda office: office.description("task"), narrow) is ROOMS[3].entity
    assert entity in read(lambda office: office.record_types(), narrow)
    for role in ("manager", "finance", "auditor"):
        assert read(lambda office: office.description("customer"), acting(role)) is CUSTOMER


def test_a_record_is_blank_where_a_field_is_hidden(narrow, firm, read):
    seen = read(lambda office: office.customers.load(firm), narrow)
    assert MARK not in told(seen) and PHONE not in told(seen)
    assert seen.values["remarks"] is None and seen.values["tags"] == ()
    assert seen.values["main_phone"] is None and seen.values["main_contact"] == "Vega"
    names = ("name", "remarks", "main_phone")
    (row,) = read(lambda office: office.customers.rows([firm], names), narrow)
    assert row.values == {"name": "Aurora", "remarks": None, "main_phone": None}
    assert MARK in told(read(lambda office: office.customers.load(firm)))


@pytest.mark.parametrize("name", HIDDEN_OF["customer"])
def test_nobody_filters_or_sorts_by_a_hidden_field(name, narrow, firm, read):
    for where in (Condition(name, Operator.FILLED), Condition(name, Operator.EMPTY)):
        for door in ("listing", "count"):
            with pytest.raises(CimsError, match="There is no field"):
                read(lambda o, d=door, w=where: getattr(o.customers, d)(w), narrow)
    with pytest.raises(CimsError, match="There is no field"):
        read(lambda office: office.customers.listing(sort=Sort(name)), narrow)
    with pytest.raises(CimsError, match="There is no field"):
        read(lambda office: office.customers.extent(name), narrow)


WORDS = (MARK, MARK[:4], PHONE, PHONE[-4:], SECRET["credit_code"], "13700001111")


@pytest.mark.parametrize("word", WORDS)
def test_nothing_is_found_by_what_stands_in_hidden_fields_only(word, narrow, firm, read, acting):
    def found(office):
        customers, contacts = office.customers, office.contacts
        ids = [
            *customers.listing(words=word).ids,
            *customers.listing(words=word, sort=Sort("name")).ids,
        ]
        ids += [record.id for record in (*customers.find(word), *contacts.find(word))]
        ids += contacts.listing(words=word).ids
        return ids, customers.count(words=word) + contacts.count(words=word)

    assert read(found, narrow) == ([], 0)
    assert read(found)[0]


def test_what_stands_in_open_fields_too_is_still_found(narrow, firm, read):
    for word in ("aurora", "aur", "vega", "C000001"):
        assert read(lambda o, w=word: o.customers.listing(words=w).ids, narrow).tolist() == [firm]
        assert read(lambda o, w=word: o.customers.count(words=w), narrow) == 1
    assert len(read(lambda office: office.contacts.find("vega"), narrow)) == 1
    assert read(lambda office: office.customers.count(words="!!"), narrow) == 0


def test_whole_keys_of_hidden_fields_tell_nothing(narrow, firm, read):
    points = {"contact_points": SECRET["contact_points"]}
    values = {"name": "Other", "credit_code": SECRET["credit_code"], **points}
    assert read(lambda office: office.customers.alike(values), narrow) == []
    assert read(lambda office: office.customers.doubles(values), narrow) == []
    assert read(lambda office: office.contacts.alike(points), narrow) == []
    numbers = ("customers", "contact_points"), ("contacts", "contact_points")
    for room, key in (("customers", "credit_code"), *numbers):
        assert read(lambda o, r=room, k=key: o.room(r).holding(k, [PHONE]), narrow) == {}
    pairs = [(firm, "x")]
    assert read(lambda office: office.customers._coded_otherwise(pairs), narrow) == set()
    assert read(lambda office: office.customers._coded_otherwise(pairs)) == set(pairs)
    found = read(lambda office: office.callers.find(PHONE), narrow)
    assert not found.hits and not found.others
    assert read(lambda office: office.callers.find(PHONE)).hits


def test_saving_keeps_what_is_hidden_and_the_index_knows_it(narrow, firm, read, write):
    record = read(lambda office: office.customers.load(firm), narrow)
    write(lambda office: office.customers.save(record.changed(industry="trade")), narrow)
    whole = read(lambda office: office.customers.load(firm)).values
    assert {name: whole[name] for name in SECRET} | {"contact_points": ()} == {
        **SECRET, "contact_points": (),
    }  # fmt: skip
    assert whole["main_phone"] == whole["contact_points"][0].value == "139 1234 5678"
    assert read(lambda office: office.customers.listing(words=MARK).ids).tolist() == [firm]
    assert write(lambda office: office.customers.drift()) == 0


@pytest.mark.parametrize(
    "changed",
    [{"remarks": "mine"}, {"grade": "B"}, {"grade": None}, {"tags": ("new",)}, {"owner": None}],
)
def test_a_closed_field_is_not_changed(changed, narrow, firm, read, write):
    before = read(lambda office: office.customers.load(firm))
    record = read(lambda office: office.customers.load(firm), narrow)
    with pytest.raises(ValidationFailed, match="Your role may not change"):
        write(lambda office: office.customers.save(record.changed(**changed)), narrow)
    assert read(lambda office: office.customers.load(firm)) == before


def test_a_new_record_brings_nothing_into_closed_fields(narrow, read, write):
    for values in ({"grade": "A"}, {"remarks": "x"}, {"contact_points": SECRET["contact_points"]}):
        with pytest.raises(ValidationFailed):
            write(lambda o, v=values: o.customers.add({"name": "Zenith", **v}), narrow)
    me = Link(narrow.user_id)
    blanks = {"remarks": None, "tags": (), "owner": me}
    id_ = write(lambda office: office.customers.add({"name": "Zenith", **blanks}), narrow)
    assert read(lambda office: office.customers.load(id_)).values["owner"] == me


def test_who_may_not_change_owners_hands_nothing_over(narrow, firm, write, template):
    with pytest.raises(ValidationFailed):
        write(lambda o: o.customers.hand_over([firm], template.people["manager"]), narrow)


def test_history_and_timeline_tell_nothing_of_hidden_fields(narrow, firm, read, write):
    def edit(**values):
        write(lambda o: o.customers.save(o.customers.load(firm).changed(**values)))

    edit(remarks=f"{MARK} three", industry="trade")
    edit(remarks=f"{MARK} four")

    def tell(office):
        history = office.history.history("customer", firm)
        return history, office.timeline.page(firm).entries

    for entries in read(tell, narrow):
        assert MARK not in told(entries) and PHONE not in told(entries)
    mine, whole = read(tell, narrow)[0], read(tell)[0]
    assert len(whole) - len(mine) == 1  # the edit of nothing but remarks is no entry at all
    assert MARK in told(whole)


def test_undo_brings_back_no_hidden_value(narrow, firm, read, write, opened):
    with opened.database.write(opened.actor) as office:
        record = office.customers.load(firm)
        office.customers.save(record.changed(remarks="other", industry="trade"))
        change = office._desk.audit.change_set()
    before = read(lambda office: office.customers.load(firm))
    with pytest.raises(CimsError):
        write(lambda office: office.undo(change), narrow)
    assert read(lambda office: office.customers.load(firm)) == before


def test_exports_and_sheets_hold_no_hidden_field(narrow, firm, opened, tmp_path, read):
    out = tmp_path / "out.xlsx"
    with opened.database.write(narrow) as office:
        assert export(office, "customers", out).rows == 1
    text = told([[cell.value for cell in row] for row in load_workbook(out).active.rows])
    assert "Aurora" in text and MARK not in text and PHONE not in text
    with opened.database.write(narrow) as office, pytest.raises(NotPossible):
        export(office, "customers", out, fields=["name", "remarks"])
    sheet = read(lambda office: office.customers.sheet(firm), narrow)
    assert MARK not in told(sheet) and PHONE not in told(sheet)


@pytest.mark.parametrize("mapping", [None, {"备注": "remarks"}, {"级别": "grade"}])
def test_an_import_feeds_no_closed_field(mapping, narrow, firm, opened, tmp_path, read):
    book = Workbook()
    book.active.append(["客户名称", "手机", "备注", "客户级别", "行业", "Whatever"])
    book.active.append(["Zenith", "13866667777", "secret", "A", "贸易", "lost words"])
    book.save(tmp_path / "in.xlsx")
    if mapping:
        with pytest.raises(CimsError):
            run(opened.database, narrow, "customers", tmp_path / "in.xlsx",
                        ImportOptions(mapping=mapping))  # fmt: skip
        return
    report = run(opened.database, narrow, "customers", tmp_path / "in.xlsx")
    assert report.created == 1
    ((id_,),) = read(lambda office: office.customers.named(["Zenith"])).values()
    values = read(lambda office: office.customers.load(id_)).values
    assert values["industry"] == "trade" and values["contact_points"] == ()
    assert not values["remarks"] and not values["grade"]


def test_an_import_lays_nothing_over_hidden_values(narrow, firm, opened, tmp_path, read):
    book = Workbook()
    book.active.append(["客户名称", "手机", "备注", "行业"])
    book.active.append(["Aurora", "13866667777", "secret", "贸易"])
    book.save(tmp_path / "in.xlsx")
    before = read(lambda office: office.customers.load(firm)).values
    run(
        opened.database,
        narrow,
        "customers",
        tmp_path / "in.xlsx",
        ImportOptions(mode="update", key="name"),
    )
    after = read(lambda office: office.customers.load(firm)).values
    assert {n: after[n] for n in HIDDEN_OF["customer"]} == {
        n: before[n] for n in HIDDEN_OF["customer"]
    }
    assert after["industry"] == "trade"


@pytest.mark.parametrize("hidden", ["customer", "contact"])
def test_a_list_of_phones_comes_in_where_only_those_of_one_type_are_hidden(
    hidden, firm, opened, write, acting, template, tmp_path
):
    def make(office):
        sales = office.roles.of(office.roles.coded("sales"))
        fields = {(hidden, "contact_points"): HIDDEN}
        role = replace(sales, id=0, version=0, name="Half", fields=fields)
        office.users.set_roles(template.people["sales"], [office.roles.save(role)])

    write(make)
    words = f"Customer name,Phone,Contact,Contact phone\nZenith,{PHONE},Deneb,{PHONE}\n"
    (tmp_path / "in.csv").write_text(words, encoding="utf-8")
    report = run(opened.database, acting("sales"), "customers", tmp_path / "in.csv")
    assert report.created == 1
    # firm has this phone itself, its contact another one
    assert any("Aurora" in one.reason for one in report.problems) is (hidden == "contact")


def test_the_dashboard_shows_no_chart_of_a_hidden_field(narrow, firm, read):
    def parts(office):
        offered = {o.name for each in office.insights.offered() for o in each.offers}
        return offered, {part.name for part in office.insights.read("customer_makeup", Asked())}

    for names in read(parts, narrow):
        assert "by_lifecycle" not in names and {"customers", "by_grade"} <= names
    for names in read(parts):
        assert "by_lifecycle" in names


@pytest.mark.parametrize("reach", [Reach.NONE, Reach.OWN])
def test_a_sheet_bears_the_contacts_that_may_be_printed(reach, firm, read, write, acting, template):
    def make(office):
        sales = office.roles.of(office.roles.coded("sales"))
        records = {**sales.records, ("contact", Action.PRINT): reach}
        role = replace(sales, id=0, version=0, name="Paperless", records=records)
        office.users.set_roles(template.people["sales"], [office.roles.save(role)])

    write(make)
    sheet = read(lambda office: office.customers.sheet(firm), acting("sales"))
    assert [one.values["name"] for one in sheet.contacts] == ["Vega"] * (reach is Reach.OWN)


def test_a_draft_forgets_what_was_hidden_meanwhile(firm, read, write, acting, template, request):
    from cims.services.drafts import FormDraft

    sales = acting("sales")
    values = {"remarks": MARK, "industry": "trade"}
    write(lambda o: o.drafts.keep([FormDraft("customer", firm, 1, values)]), sales)
    narrow = request.getfixturevalue("narrow")
    (draft,) = read(lambda office: office.drafts.mine(), narrow)
    assert draft.values == {"industry": "trade"}


def test_a_customer_shows_its_contacts_to_nobody_who_may_not_see_these(
    firm, read, write, template, acting
):
    """A role that reads customers more widely than contacts."""

    def make(office):
        records = {("customer", Action.READ): Reach.ALL, ("contact", Action.READ): Reach.OWN}
        role = replace(office.roles.of(office.roles.coded("service")), id=0, name="Wide",
                       records=records)  # fmt: skip
        office.users.set_roles(template.people["service"], [office.roles.save(role)])

    write(make)
    wide = acting("service")
    (row,) = read(lambda o: o.customers.rows([firm], ("name", "main_contact", "main_phone")), wide)
    assert row.values == {"name": "Aurora", "main_contact": None, "main_phone": None}
    assert read(lambda office: office.customers.find("vega"), wide) == []
    assert read(lambda office: office.customers.find("13700001111"), wide) == []
    assert len(read(lambda office: office.customers.find("aurora"), wide)) == 1
    assert len(read(lambda office: office.customers.find(PHONE), wide)) == 1
    assert "main_contact" not in read(lambda office: office.description("customer"), wide).by_name


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.entity.name)
def test_names_numbers_and_owners_are_never_hidden(room):
    entity = room.entity
    for name in (entity.title, *entity.keys[:1], "owner", "collaborators", "customer", "places"):
        assert not is_closable(entity, name, HIDDEN), name
    for name in entity.demanded:
        assert not is_closable(entity, name, READ), name
    for name in entity.worked_by:
        assert name in entity.by_name
    for field in entity.fields:
        for source in field.shows:
            kind, _dot, name = source.rpartition(".")
            at = next(r.entity for r in ROOMS if r.entity.name == (kind or entity.name))
            assert name in at.by_name
    if entity.name != "user":
        assert closable(entity)


def test_what_can_not_be_closed_is_refused_and_otherwise_ignored(write, read, acting, template):
    role = read(lambda office: office.roles.of(office.roles.coded("sales")))
    for place in (("customer", "name"), ("customer", "owner"), ("rocket", "x"), ("customer", "x")):
        with pytest.raises(NotPossible):
            write(lambda o, p=place: o.roles.save(replace(role, fields={p: HIDDEN})))
    actor = acting("sales")
    forged = {("customer", "name"): HIDDEN, ("customer", "owner"): HIDDEN, ("x", "y"): HIDDEN}
    sly = replace(actor, rights=replace(actor.rights, closed=forged))
    assert described(CUSTOMER, sly) is CUSTOMER


def test_closings_travel_to_another_process_by_name(narrow):
    for entity in (CUSTOMER, CONTACT):
        seen = described(entity, narrow)
        closed = closed_in(entity, seen)
        assert json.loads(json.dumps(closed))
        assert {name for name, access in closed if access is HIDDEN} >= set(HIDDEN_OF[entity.name])


def test_places_stay_open_where_contacts_are_restricted(narrow, firm, read):
    (id_,) = read(lambda office: office.customers.contacts_of(firm), narrow)
    contact = read(lambda office: office.contacts.load(id_), narrow)
    assert contact.values["places"] == (PlaceRow(Link(firm)),)
    assert MARK not in told(contact)
    with pytest.raises(NotAllowed):
        read(lambda office: office.users.people(), narrow)


def test_the_cost_of_a_product_is_not_told_by_the_lines_that_copy_it(write, acting, template):
    """A role that closes the product's cost alone closes its copies too."""

    def make(office):
        sales = office.roles.of(office.roles.coded("sales"))
        fields = {("product", "cost"): HIDDEN}
        role = replace(sales, id=0, version=0, name="No costs", fields=fields)
        office.users.set_roles(template.people["sales"], [office.roles.save(role)])

    write(make)
    assert "cost" not in described(ORDER_LINE, acting("sales")).by_name
    assert "cost" in described(ORDER_LINE, acting("administrator")).by_name


def test_a_list_leaves_without_what_it_shows_of_records_that_stay(
    opened, write, acting, tmp_path, template
):
    """Who may export customers but no contacts would else take along who is called there."""
    actor = acting("manager")
    records = {**actor.rights.records, ("contact", Action.EXPORT): Reach.OWN}
    without = replace(actor, rights=replace(actor.rights, records=records), rights_seq=None)
    phones = (ContactPointRow("mobile", PHONE),)

    def furnish(office):
        firm = office.customers.add({"name": "Hengtai", "owner": Link(template.people["sales"])})
        places = (PlaceRow(Link(firm)),)
        office.contacts.add({"name": MARK, "places": places, "contact_points": phones})

    write(furnish)
    names = ["name", "main_contact", "main_phone"]
    for who, is_whole in ((actor, True), (without, False)):
        out = tmp_path / f"{is_whole}.csv"
        with opened.database.write(who) as office:
            result = export(office, "customers", out, fields=names)
        text = out.read_text("utf-8-sig").replace(" ", "")
        assert "Hengtai" in text
        assert (MARK in text, PHONE in text) == (is_whole, is_whole)
        told = result.not_whole(out.name)
        assert bool(told) is not is_whole
        assert is_whole or "Main contact, Phone" in told
