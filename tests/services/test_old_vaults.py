"""Vaults that earlier releases wrote are brought up to date when they are opened."""

import shutil
from pathlib import Path

import pytest

from cims.services import migrations
from cims.services.entity import Link
from cims.services.opening import open_office
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
