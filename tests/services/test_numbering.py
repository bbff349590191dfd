"""Numbers of records: in order, given back by a rollback, never met by an imported code."""

from datetime import UTC, date, datetime

import pytest

from cims.models.choice import Reset
from cims.services.errors import NotPossible
from cims.services.numbering import number_in, period_of, written

DAY = date(2026, 11, 22)


def codes(office):
    return [
        record.values["code"] for record in office.customers.rows(office.customers.listing().ids)
    ]


def code_of(write, **values):
    def add(office):
        id_ = office.customers.add({"name": "Aurora", **values})
        return office.customers.load(id_).values["code"]

    return write(add)


@pytest.mark.parametrize(
    ("pattern", "number", "code"),
    [
        ("C{000000}", 7, "C000007"),
        ("BJ{yyyy}{mm}-{0000}", 23, "BJ202611-0023"),
        ("{yy}/{00}", 123, "26/123"),
        ("C.{0}+", 5, "C.5+"),
    ],
)
def test_a_number_is_written_and_read_back_by_its_pattern(pattern, number, code):
    assert written(pattern, number, DAY) == code
    assert number_in(pattern, code, DAY) == number


@pytest.mark.parametrize(
    "code", ["C7", "c000007", "C00000７", "X000007", "C000007 ", "C0000x7", "BJ202610-0023", ""]
)
def test_codes_of_another_pattern_hold_no_number(code):
    assert number_in("C{000000}", code, DAY) is None
    assert number_in("BJ{yyyy}{mm}-{0000}", code, DAY) is None


def test_periods_begin_with_the_year_or_the_month():
    assert [period_of(reset, DAY) for reset in Reset] == ["", "2026", "202611"]


def test_numbers_follow_each_other_and_a_rollback_gives_them_back(opened, write):
    assert code_of(write) == "C000001"
    with pytest.raises(NotPossible), opened.database.write(opened.actor) as office:
        assert office.customers.add({"name": "Aurora"})
        raise NotPossible("no")
    assert code_of(write) == "C000002"


def test_the_series_jumps_over_codes_that_were_brought_along(write):
    assert code_of(write, code="C000005") == "C000005"
    assert code_of(write) == "C000006"
    assert code_of(write, code="old-17") == "old-17"
    assert code_of(write, code="C000002") == "C000002"
    assert code_of(write) == "C000007"


def test_an_import_takes_a_block_and_keeps_its_own_codes(write, read):
    rows = [{"name": "A"}, {"name": "B", "code": "C000002"}, {"name": "C"}]
    write(lambda office: office.customers.add_many(rows))
    assert sorted(read(codes)) == ["C000002", "C000003", "C000004"]


def test_the_series_jumps_over_a_code_that_was_typed_into_a_record(write, read):
    id_ = write(lambda office: office.customers.add({"name": "Aurora"}))
    write(lambda o: o.customers.save(o.customers.load(id_).changed(code="C000002")))
    assert code_of(write) == "C000003"


def test_a_taken_code_is_refused_and_a_binned_one_is_free_until_it_comes_back(write, read):
    first = write(lambda office: office.customers.add({"name": "Aurora", "code": "K1"}))
    with pytest.raises(NotPossible):
        code_of(write, code="K1")
    with pytest.raises(NotPossible):
        write(lambda office: office.customers.add_many([{"name": "A", "code": "K1"}]))
    write(lambda office: office.customers.remove([first]))
    second = write(lambda office: office.customers.add({"name": "Borealis", "code": "K1"}))
    with pytest.raises(NotPossible):
        write(lambda office: office.customers.restore([first]))
    with pytest.raises(NotPossible):
        write(
            lambda o: o.customers.save(
                o.customers.load(o.customers.add({"name": "C"})).changed(code="K1")
            )
        )
    write(lambda o: o.customers.save(o.customers.load(second).changed(code="K2")))
    write(lambda office: office.customers.restore([first]))
    assert sorted(read(codes)) == ["K1", "K2"]


def test_a_series_begins_again_with_the_month_or_year(opened, clock):
    clock.now = datetime(2026, 11, 30, 12, tzinfo=UTC)
    taken = []
    with opened.database.write(opened.actor) as office:
        numbering = office.customers._desk.numbering
        numbering.make("offer", "BJ{yyyy}{mm}-{0000}", Reset.MONTH)
        numbering.make("contract", "HT{yyyy}-{000}", Reset.YEAR)
    for moment in (
        datetime(2026, 11, 30, 15, 59, tzinfo=UTC),
        datetime(2026, 11, 30, 16, 1, tzinfo=UTC),  # already December in Shanghai
        datetime(2026, 12, 31, 17, tzinfo=UTC),
    ):
        clock.now = moment
        with opened.database.write(opened.actor) as office:
            numbering = office.customers._desk.numbering
            taken += [*numbering.take("offer", 2), *numbering.take("contract")]
    assert taken == [
        "BJ202611-0001", "BJ202611-0002", "HT2026-001",
        "BJ202612-0001", "BJ202612-0002", "HT2026-002",
        "BJ202701-0001", "BJ202701-0002", "HT2027-001",
    ]  # fmt: skip


def test_a_brought_code_of_the_new_month_begins_it(opened, clock):
    with opened.database.write(opened.actor) as office:
        office.customers._desk.numbering.make("offer", "Q{mm}-{00}", Reset.MONTH)
        assert office.customers._desk.numbering.take("offer", 9)[-1] == "Q11-09"
    clock.now = datetime(2026, 12, 5, tzinfo=UTC)
    with opened.database.write(opened.actor) as office:
        numbering = office.customers._desk.numbering
        numbering.jump_over("offer", {"Q12-02", "Q11-50"})
        assert numbering.take("offer") == ["Q12-03"]
