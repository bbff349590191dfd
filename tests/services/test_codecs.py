"""Every kind of value is written down and read back as it was."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cims.models.customer import CustomerKind
from cims.services.clock import EPOCH
from cims.services.codecs import diff_of_new, dumps, from_json, from_text, to_json
from cims.services.contact_points import ContactPointRow
from cims.services.contacts import PlaceRow
from cims.services.customers import CUSTOMER, AddressRow, InvoiceRow
from cims.services.entity import Field, Kind, Link, Sealed
from cims.services.errors import ValidationFailed
from cims.services.office import ROOMS
from cims.services.vault.canon import canon
from tests.factories import valid

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
EXACT = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-1e9, max_value=1e9)
MOMENTS = st.integers(-(10**15), 10**15).map(lambda n: EPOCH + timedelta(microseconds=n))
LINKS = st.builds(Link, st.integers(1, 10**9))
INVOICES = st.builds(InvoiceRow, title=TEXTS, bank=st.none() | TEXTS, tax_rate=st.none() | EXACT)
POINTS = st.builds(ContactPointRow, value=TEXTS, note=st.none() | TEXTS)
PLACES = st.builds(PlaceRow, customer=LINKS, inactive=st.booleans())
VALUES = {
    Kind.TEXT: TEXTS,
    Kind.LONG_TEXT: TEXTS,
    Kind.WHOLE: st.integers(-(2**53), 2**53),
    Kind.EXACT: EXACT,
    Kind.MONEY: EXACT,
    Kind.SHARE: EXACT,
    Kind.DATE: st.dates(),
    Kind.MOMENT: MOMENTS,
    Kind.YES_NO: st.booleans(),
    Kind.ENUM: st.sampled_from(CustomerKind),
    Kind.CHOICE: TEXTS,
    Kind.LINK: LINKS,
    Kind.LINKS: st.lists(LINKS).map(tuple),
    Kind.TAGS: st.lists(TEXTS).map(tuple),
    Kind.ROWS: st.lists(INVOICES).map(tuple),
    Kind.PICTURE: st.integers(1, 10**9),
}
ROW_FIELDS = [
    (CUSTOMER.field("invoice_details"), INVOICES),
    (CUSTOMER.field("contact_points"), POINTS),
    (ROOMS[1].entity.field("places"), PLACES),
]


def field_of(kind):
    if kind is Kind.ROWS:
        return CUSTOMER.field("invoice_details")
    return Field("x", "X", kind, enum=CustomerKind)


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.SEALED}))
@given(data=st.data())
def test_a_value_survives_json(kind, data):
    field, value = field_of(kind), data.draw(st.none() | VALUES[kind])
    written = json.loads(json.dumps(to_json(field, value), allow_nan=False))
    read = from_json(field, written)
    assert read == (() if value is None and field.many else value)
    assert type(read) is type(value) or value is None


def test_no_json_says_what_a_sealed_field_holds():
    field = Field("x", "X", Kind.SEALED)
    assert to_json(field, Sealed(b"abc")) == hashlib.sha256(b"abc").hexdigest()
    assert from_json(field, to_json(field, Sealed(b"abc"))) is None


@pytest.mark.parametrize(("field", "rows"), ROW_FIELDS, ids=lambda each: getattr(each, "name", ""))
@given(data=st.data())
def test_rows_survive_json(field, rows, data):
    value = tuple(data.draw(st.lists(rows, max_size=3)))
    assert from_json(field, json.loads(dumps({"x": to_json(field, value)}))["x"]) == value


def test_every_field_of_every_factory_survives_json():
    for room in ROOMS:
        values = valid(room.entity.name)
        for name, value in values.items():
            field = room.entity.field(name)
            assert from_json(field, to_json(field, value)) == value


def test_rows_of_an_older_program_take_the_defaults_of_new_columns():
    field = CUSTOMER.field("contact_points")
    assert from_json(field, [{"value": "1"}]) == (ContactPointRow(value="1"),)


def test_no_float_is_ever_written():
    field = Field("x", "X", Kind.EXACT)
    assert to_json(field, Decimal("0.130000")) == "0.130000"
    assert to_json(field, Decimal("1E+3")) == "1000"
    assert to_json(Field("x", "X", Kind.MOMENT), datetime(1970, 1, 2, tzinfo=UTC)) == 86_400_000_000
    late = datetime(9999, 12, 31, tzinfo=UTC) - timedelta(microseconds=1)
    moment = Field("x", "X", Kind.MOMENT)
    assert from_json(moment, to_json(moment, late)) == late


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.TEXT, " Acme ", "Acme"),
        (Kind.WHOLE, "12", 12),
        (Kind.EXACT, "1,234.5", Decimal("1234.5")),
        (Kind.DATE, "2026-11-22", date(2026, 11, 22)),
        (Kind.YES_NO, "是", True),
        (Kind.YES_NO, "NO", False),
        (Kind.ENUM, "PERSON", CustomerKind.PERSON),
        (Kind.MOMENT, "2026-11-22T08:00", datetime(2026, 11, 22, 8)),  # noqa: DTZ001
        (Kind.DATE, "  ", None),
    ],
)
def test_what_a_person_types_becomes_a_value(kind, text, value):
    assert from_text(field_of(kind), text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.WHOLE, "1.5"),
        (Kind.EXACT, "NaN"),
        (Kind.EXACT, "Infinity"),
        (Kind.MONEY, "12 yuan"),
        (Kind.DATE, "22/11/2026"),
        (Kind.DATE, "2026-02-30"),
        (Kind.MOMENT, "yesterday"),
        (Kind.YES_NO, "maybe"),
        (Kind.ENUM, "alien"),
    ],
)
def test_what_is_no_value_is_refused_with_a_sentence_that_repeats_it(kind, text):
    with pytest.raises(ValidationFailed) as refused:
        from_text(field_of(kind), text)
    assert text in refused.value.messages["x"] and refused.value.messages["x"].endswith(".")


def test_every_kind_has_values_in_these_tests():
    assert set(VALUES) == set(Kind) - {Kind.SEALED}


def test_the_diff_of_a_new_record_is_written_as_canonical_json_writes_it() -> None:
    values = {
        "name": '恒泰 "A" \\ \n',
        "kind": CustomerKind.PERSON,
        "owner": Link(3),
        "next_contact_on": date(2027, 3, 7),
        "tags": ("vip", "展会"),
        "collaborators": (Link(4), Link(5)),
        "addresses": (AddressRow(city="苏州市", detail="人民路1号"),),
        "invoice_details": (InvoiceRow(title="恒泰", tax_rate=Decimal("0.13")),),
        "remarks": "",
        "relations": (),
        "parent": None,
    }
    full = {name: value for name, value in values.items() if value not in ("", (), None)}
    diff = {name: [None, to_json(CUSTOMER.field(name), value)] for name, value in full.items()}
    assert diff_of_new(CUSTOMER, values) == canon(diff).decode()
