"""Vaults that earlier releases wrote are brought up to date when they are opened."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from cims.services import migrations
from cims.services.entity import Link
from cims.services.opening import open_office
from cims.services.order_fields import overdue
from cims.services.vault.vault import open_vault
from tests.conftest import PASSWORD
from tests.looking import audit_verdict, customers, found_by_search
from tests.weak_policy import WEAK

KEPT = Path(__file__).parents[1] / "old_vaults"


@pytest.fixture(params=sorted(KEPT.glob("*.zip")), ids=lambda file: file.stem)
def old_office(request, tmp_path, clock):
    """An office that an earlier release left behind, opened by this one."""
    shutil.unpack_archive(request.param, tmp_path)
    folder = tmp_path / request.param.stem
    vault = open_vault(folder, username="boss", password=PASSWORD, policy=WEAK, now=clock)
    office = open_office(vault, clock)
    yield office
    office.close()


def test_an_old_office_opens_with_everything_in_it(old_office):
    assert len(customers(old_office)) == 19
    assert found_by_search(old_office, "苏州") == 19
    assert audit_verdict(old_office).fine
    rest = [one for one in old_office.warnings if "waits for you to confirm" not in one]
    assert not rest  # keys were changed there, which an owner confirms


def test_an_old_office_can_do_what_is_new(old_office):
    with old_office.database.write(old_office.actor) as office:
        (first, *_rest) = office.customers.listing().ids
        id_ = office.activities.add({"content": "打了电话", "customer": Link(first)})
        assert office.activities.load(id_).values["code"] == "A0000001"
        kinds = {choice.code for choice in office.settings.choices()["activity_kind"]}
        assert "call" in kinds


def schema_of(office):
    """Version, triggers, and each table with its columns."""
    connection = office.vault.connect()
    version = connection.execute("PRAGMA user_version").fetchone()
    names = connection.execute("SELECT type, name FROM sqlite_master").fetchall()
    columns = {
        name: sorted(column[1:4] for column in connection.execute(f"PRAGMA table_info({name})"))
        for kind, name in names
        if kind == "table" and not name.startswith("sqlite_")
    }
    connection.close()
    return version, {name for kind, name in names if kind == "trigger"}, columns


def test_an_old_file_gets_the_schema_that_a_new_one_has(old_office, opened):
    """So does the vault kept for today's schema: who changes that schema makes it anew."""
    assert schema_of(old_office) == schema_of(opened)
    assert schema_of(opened)[0] == (migrations.SCHEMA,)


SOLD_BEFORE = (
    "INSERT INTO opportunity (id, uuid, version, created_at, created_on, changed_at, code, name,"
    " name_sort, pipeline_id, stage_id, meaning, entered_stage_at, probability, own_probability,"
    " currency, amount, weighted, opened_on, close_on) SELECT 1, x'00', 1, 0, '2026-10-01', 0,"
    " 'D1', 'Pumps', 'pumps', pipeline_id, id, 'open', 0, 800000, 0, 'CNY', 10000, 8000,"
    " '2026-10-01', '2026-12-01' FROM stage WHERE code = 'negotiation'"
)
LINE_BEFORE = (
    "INSERT INTO opportunity_line (opportunity_id, position, name, quantity, unit_price)"
    " VALUES (1, ?, 'Line', 1000000, 33333333)"
)


def test_opportunities_of_an_old_office_stand_in_its_forecast(tmp_path, clock):
    shutil.unpack_archive(KEPT / "schema-5.zip", tmp_path)
    vault = open_vault(
        tmp_path / "schema-5", username="boss", password=PASSWORD, policy=WEAK, now=clock
    )
    connection = vault.connect()
    connection.execute(SOLD_BEFORE)
    connection.executemany(LINE_BEFORE, [(0,), (1,), (2,)])
    connection.close()
    office = open_office(vault, clock)
    connection = office.vault.connect()
    shares = "SELECT share, weighted_share FROM opportunity_line ORDER BY position"
    assert connection.execute(shares).fetchall() == [(3333, 2667), (3333, 2667), (3334, 2666)]
    sums = "SELECT day, kind, count, amount, weighted FROM forecast_sum"
    assert connection.execute(sums).fetchall() == [("2026-12-01", "committed", 1, 10000, 8000)]
    by_product = "SELECT month, product, kind, count, amount, weighted FROM forecast_share"
    assert connection.execute(by_product).fetchall() == [
        ("2026-12", 0, "committed", 1, 10000, 8000)
    ]
    connection.close()
    office.close()


ORDERED_BEFORE = (
    "INSERT INTO sales_order (id, uuid, version, created_at, created_on, changed_at, code, name,"
    " state, opened_on, currency, tax_included, due_month_end, net, tax, total) VALUES"
    " (1, x'01', 1, 0, '2026-10-01', 0, 'S1', 'Pumps', 'confirmed', '2026-10-01', 'CNY', 1, 0,"
    " 0, 0, 0)"
)
PLANNED_BEFORE = (
    "INSERT INTO order_line (id, uuid, version, created_at, created_on, changed_at, code, name,"
    " order_id, position, quantity, cancelled, unit_price, discount, planned_on, exact, net, tax,"
    " total, currency, opened_on, counted) VALUES (?, ?, 1, 0, '2026-10-01', 0, ?, 'Pump', 1, ?,"
    " 2000000, ?, 0, 0, ?, 0, 0, 0, 0, 'CNY', '2026-10-01', 1)"
)


def test_planned_deliveries_of_an_old_office_are_waited_for(tmp_path, clock):
    shutil.unpack_archive(KEPT / "schema-5.zip", tmp_path)
    vault = open_vault(
        tmp_path / "schema-5", username="boss", password=PASSWORD, policy=WEAK, now=clock
    )
    connection = vault.connect()
    connection.execute(ORDERED_BEFORE)
    planned = [(None, "2026-11-10"), (2_000_000, "2026-11-01"), (None, None)]
    connection.executemany(
        PLANNED_BEFORE,
        [(n, b"%d" % n, f"S1-{n}", n, *one) for n, one in enumerate(planned, 1)],
    )
    connection.close()
    office = open_office(vault, clock)
    with office.database.read(office.actor) as room:
        late = list(room.orders.listing(overdue(date(2026, 11, 22))).ids)
        days = {one.values["next_delivery_on"] for one in room.orders.rows(late)}
    assert days == {date(2026, 11, 10)}
    office.close()
