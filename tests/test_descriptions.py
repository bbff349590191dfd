"""Every description of a record type fits its table, its lists and the other record types."""

from dataclasses import fields as parts_of
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Boolean, Date, Enum, Integer, LargeBinary, String, Text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.types import TypeDecorator

from cims.models.base import UTC, About, Base, Child, Exact6, Tracked
from cims.services.entity import Kind, Link
from cims.services.field import plainly_fits, problem
from cims.services.office import ROOMS
from cims.services.order_fields import ORDER_LINE
from cims.services.rights import Owned, Shared, Through
from cims.services.seeds import LISTS
from tests.factories import FACTORIES, complete, valid

ENTITIES = [room.entity for room in ROOMS]
FIELDS = [(entity, field) for entity in ENTITIES for field in entity.fields]
ROWS = [(entity, field) for entity, field in FIELDS if field.many]
TABLES = list(Base.metadata.tables.values())
COLUMN_TYPES = {
    Kind.TEXT: (String,),
    Kind.LONG_TEXT: (Text,),
    Kind.WHOLE: (Integer,),
    Kind.EXACT: (Exact6,),
    Kind.MONEY: (Integer,),
    Kind.SHARE: (Exact6,),
    Kind.DATE: (Date,),
    Kind.MOMENT: (UTC,),
    Kind.YES_NO: (Boolean,),
    Kind.ENUM: (Enum,),
    Kind.CHOICE: (String,),
    Kind.LINK: (Integer,),
    Kind.SEALED: (LargeBinary,),
    Kind.PICTURE: (Integer,),
}
# the pairs that name any record: the audit trail has no foreign keys, so that it outlives records
ANY_RECORD = {
    ("audit_entry", "record_id"),
    ("audit_entry", "customer_id"),
    ("sealed_before", "record_id"),
}
ABOUT = {
    (mapper.local_table.name, "about_id")
    for mapper in Base.registry.mappers
    if issubclass(mapper.class_, About)
}
OFFICE_OR_USER = {("setting", "user_id")}  # 0 stands for the office


def named(pairs):
    return [f"{entity.name}.{field.name}" for entity, field in pairs]


def table_of(entity):
    return Base.metadata.tables[entity.model.__tablename__]


def row_columns(field):
    """The described columns of a child table with what describes them."""
    table = Base.metadata.tables[field.rows.model.__tablename__]
    return [(table.c.get(column.column), column) for column in field.rows.fields]


def type_fits(column, field):
    kind = column.type
    if isinstance(kind, TypeDecorator):
        return isinstance(kind, COLUMN_TYPES[field.kind])
    return isinstance(kind, COLUMN_TYPES[field.kind]) and not (
        isinstance(kind, Enum) and field.kind is not Kind.ENUM
    )


@pytest.mark.parametrize(("entity", "field"), FIELDS, ids=named(FIELDS))
def test_a_field_has_a_column_of_its_kind_or_rows(entity, field):
    if field.many:
        assert field.rows
        assert field.rows.parent in Base.metadata.tables[field.rows.model.__tablename__].c
        return
    column = table_of(entity).c.get(field.column)
    assert column is not None
    assert type_fits(column, field)


@pytest.mark.parametrize(("entity", "field"), FIELDS, ids=named(FIELDS))
def test_no_text_fits_the_field_but_not_the_column(entity, field):
    pairs = row_columns(field) if field.kind is Kind.ROWS else []
    if not field.many:
        pairs = [(table_of(entity).c[field.column], field)]
    for column, described in pairs:
        most = getattr(column.type, "length", None)
        if described.kind is Kind.TEXT and not field.read_only:
            assert described.length, "a text field says how much fits"
            assert described.length <= most
        elif described.kind is Kind.LONG_TEXT:
            assert isinstance(column.type, Text)


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.name)
def test_columns_that_must_be_filled_are_required_or_filled_by_the_room(entity, write, read):
    required = [field for field in entity.stored if field.required]
    assert not [field.name for field in required if table_of(entity).c[field.column].nullable]
    demanded = [field.name for field in required if not field.filled]

    def add(office):
        values = complete(office, entity.name)
        return office.room(entity.name).add({name: values[name] for name in demanded})

    id_ = write(add)
    assert read(lambda office: office.room(entity.name).load(id_)).version == 1


@pytest.mark.parametrize(("entity", "field"), ROWS, ids=named(ROWS))
def test_rows_look_outside_as_their_table_does(entity, field):
    table = Base.metadata.tables[field.rows.model.__tablename__]
    assert issubclass(field.rows.model, Child)
    own = {"id", "position", field.rows.parent}
    if field.kind is not Kind.ROWS:
        assert field.rows.link in table.c
        assert {*own, field.rows.link} == set(table.c.keys())
        return
    assert {part.name for part in parts_of(field.rows.row)} == {c.name for c in field.rows.fields}
    for column, described in row_columns(field):
        assert column is not None, described.name
        assert type_fits(column, described), described.name
        assert column.nullable or described.required or described.kind is Kind.YES_NO
    computed = set(field.rows.derive(field.rows.row()))
    copies = {name for name in table.c.keys() if name.endswith("_owner_id")}  # noqa: SIM118
    others = {
        other.rows.parent
        for _e, other in ROWS
        if other.rows and other.rows.model is field.rows.model
    }
    described = {column.column for column in field.rows.fields}
    assert set(table.c.keys()) == own | described | computed | copies | others


@pytest.mark.parametrize(("entity", "field"), FIELDS, ids=named(FIELDS))
def test_choices_are_seeded_and_links_lead_somewhere(entity, field):
    for described in (field, *(field.rows.fields if field.rows else ())):
        if described.kind is Kind.CHOICE:
            assert described.choices in LISTS
        if described.kind in (Kind.LINK, Kind.LINKS):
            assert described.target in {each.name for each in ENTITIES}
        if described.kind is Kind.ENUM:
            assert described.enum
        if described.kind is Kind.SEALED:
            assert described.uuid


@pytest.mark.parametrize(("entity", "field"), FIELDS, ids=named(FIELDS))
def test_what_can_be_sorted_has_an_index_that_carries_the_scope(entity, field):
    if not field.sortable:
        return
    column = field.sort_by or field.column
    assert column in table_of(entity).c
    if column == "id":
        return
    indexes = [[each.name for each in index.columns] for index in table_of(entity).indexes]
    scope = ["owner_id", "deleted_at"] if isinstance(entity.scope, Owned) else []
    assert [column, *scope] in [index[: len(scope) + 1] for index in indexes]


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.name)
def test_an_entity_names_its_scope_and_what_its_lists_need(entity):
    table = table_of(entity)
    assert isinstance(entity.scope, Owned | Through | Shared)
    if isinstance(entity.scope, Owned):
        assert "owner_id" in table.c
    if isinstance(entity.scope, Through) or getattr(entity.scope, "through", ""):
        assert "customer_owner_id" in table.c
    assert entity.field(entity.title).required
    assert entity.field(entity.sort).sortable
    assert all(name in entity.by_name for name in entity.keys)
    assert not entity.series or "code" in entity.by_name
    assert len(entity.by_name) == len(entity.fields)
    assert issubclass(entity.model, Tracked)


def test_every_record_type_has_a_factory_that_makes_a_valid_record():
    assert {entity.name for entity in ENTITIES} == set(FACTORIES)
    for entity in ENTITIES:
        values = valid(entity.name)
        missing = {entity.field(name).kind for name in entity.missing(values)}
        assert not entity.validate(values)
        assert missing <= {Kind.LINK}, "the records that it needs are made with it"


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.name)
def test_a_record_comes_back_as_it_was_stored(entity, write, read):
    values = write(lambda office: complete(office, entity.name))
    id_ = write(lambda office: office.room(entity.name).add(values))
    stored = read(lambda office: office.room(entity.plural).load(id_)).values
    left_out = {"contact_points"}  # phones are written the usual way
    assert {name: stored[name] for name in values if name not in left_out} == {
        name: value for name, value in values.items() if name not in left_out
    }
    if "invoice_details" in stored:
        assert isinstance(stored["invoice_details"][0].tax_rate, Decimal)
    assert set(stored) == set(entity.by_name)


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.name)
def test_amounts_have_their_currency_beside_them(entity):
    if any(field.kind is Kind.MONEY for field in entity.fields):
        assert entity.field("currency").length == 3
        assert not table_of(entity).c.currency.nullable
        assert "currency" in entity.worked_by, "no role hides what amounts mean"


def test_numbers_of_other_records_are_foreign_keys_with_names():
    loose = [
        f"{table.name}.{column.name}"
        for table in TABLES
        for column in table.c
        if column.name.endswith("_id")
        and isinstance(column.type, Integer)
        and not column.foreign_keys
        and (table.name, column.name) not in ANY_RECORD | OFFICE_OR_USER | ABOUT
    ]
    assert not loose
    nameless = [
        table.name
        for table in TABLES
        for constraint in table.foreign_key_constraints
        if not constraint.name
    ]
    assert not nameless


def test_links_of_descriptions_are_foreign_keys_to_their_target():
    for entity, field in FIELDS:
        described = [(table_of(entity).c.get(field.column), field)]
        if field.kind is Kind.ROWS:
            described = row_columns(field)
        if field.kind is Kind.LINKS:
            table = Base.metadata.tables[field.rows.model.__tablename__]
            described = [(table.c[field.rows.link], field)]
        for column, each in described:
            if each.kind in (Kind.LINK, Kind.LINKS):
                target = next(e for e in ENTITIES if e.name == each.target)
                keys = [key.column.table.name for key in column.foreign_keys]
                assert keys == [target.model.__tablename__]


def test_no_table_bears_a_word_that_a_database_reserves():
    reserved = postgresql.base.RESERVED_WORDS | {"order", "user", "group", "transaction", "index"}
    assert not {table.name for table in TABLES} & reserved


def test_all_tables_could_be_made_in_postgresql_too():
    dialect = postgresql.dialect()
    for table in TABLES:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            assert "INDEX" in str(CreateIndex(index).compile(dialect=dialect))


def test_ids_of_tracked_records_are_never_given_twice():
    for entity in ENTITIES:
        assert table_of(entity).dialect_options["sqlite"]["autoincrement"]


def test_relationships_never_load_behind_a_readers_back():
    lazy = {relation.lazy for mapper in Base.registry.mappers for relation in mapper.relationships}
    assert lazy <= {"raise"}


def test_a_link_is_the_same_whatever_its_text_says():
    assert Link(3, "Acme") == Link(3)


NASTY = (
    *(Decimal(n) for n in ("0", "-1", "1", "1.000001", "1.0000001", "0.5", "NaN", "Infinity")),
    *(Decimal(n) for n in ("1e30", "-1e30", "9223372036854.775807", "9223372036854.775808")),
    *("x", "x" * 70, "x" * 500, "a\0b", "a\ud800b"),
    *(Link(1), date(2024, 2, 29), True, False),
)


@pytest.mark.parametrize(
    "field", [pytest.param(f, id=f"{e.name}.{f.name}") for e, f in FIELDS if not f.many]
)
def test_what_plainly_fits_a_field_is_no_problem_to_it(field):
    """The short way of the import says yes to nothing that the long way refuses."""
    fits = [value for value in NASTY if plainly_fits(field, value)]
    assert [told for value in fits if (told := problem(field, value))] == []


def test_the_short_way_answers_for_most_kinds():
    assert plainly_fits(ORDER_LINE.field("quantity"), Decimal("1.5"))
    assert plainly_fits(ORDER_LINE.field("tax_rate"), Decimal("0.13"))
    assert plainly_fits(ORDER_LINE.field("product"), Link(1))
