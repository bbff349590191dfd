"""An older file is brought up to date in a copy; a newer one is left alone."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2

from cims.models.forecast_sums import SHARES_FOLLOW, SUMS_FOLLOW
from cims.models.log_guards import LOG_ONLY_GROWS
from cims.services import migrations
from cims.services.errors import CimsError
from cims.services.office import ROOMS
from cims.services.vault.vault import open_by_keys
from tests.factories import valid
from tests.faults.schema_next import schema_next
from tests.looking import audit_verdict, customers, found_by_search
from tests.weak_policy import WEAK

LINK_ADDED = re.compile(r"(\w+) INTEGER (CONSTRAINT \w+) REFERENCES")  # as ADD COLUMN takes it
ROOT = Path(__file__).parents[2]
OPEN = """
import sys
from pathlib import Path
from cims.services.clock import system_now
from cims.services.opening import open_office
from cims.services.vault.vault import open_vault
from tests.weak_policy import WEAK
folder, password = Path(sys.argv[1]), sys.argv[2]
vault = open_vault(folder, username="boss", password=password, policy=WEAK, now=system_now)
open_office(vault, system_now).close()
print("alembic" in sys.modules)
"""


@pytest.fixture
def filled_folder(opened, write, vault_folder):
    """A data folder with twenty customers and one change to undo; closed."""
    ids = write(lambda office: office.customers.add_many([valid("customer") for _n in range(20)]))
    write(lambda office: office.customers.save(office.customers.load(ids[0]).changed(grade="C")))
    names = customers(opened)
    opened.close()
    return vault_folder, names


def test_the_migrations_make_the_schema_that_a_new_office_gets(tmp_path):
    made, migrated = (Plain(tmp_path / name) for name in ("made.db", "migrated.db"))
    with made.engine.begin() as connection:
        migrations.create_schema(connection, [room.entity for room in ROOMS])
    migrations.upgrade(migrated)
    assert len(described(made)) > 60
    assert described(migrated) == described(made)


def test_alembic_is_loaded_only_for_an_older_file(vault_folder):
    from tests.conftest import PASSWORD

    done = subprocess.run(
        [sys.executable, "-c", OPEN, str(vault_folder), PASSWORD],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "False"


def test_a_newer_file_is_refused_politely(vault_folder, reopen, template, clock):
    vault = open_by_keys(vault_folder, template.keys, policy=WEAK, now=clock)
    connection = vault.connect()
    connection.execute(f"PRAGMA user_version = {migrations.SCHEMA + 1}")
    connection.close()
    vault.close()
    with pytest.raises(CimsError, match="newer CIMS"):
        reopen(vault_folder)
    assert [entry.name for entry in vault_folder.glob("gen-*")] == ["gen-000001"]


def test_an_older_office_is_brought_up_to_date_in_a_new_generation(filled_folder, reopen, tmp_path):
    folder, names = filled_folder
    before = (folder / "gen-000001" / "cims.db").read_bytes()
    with schema_next(tmp_path / "versions"):
        office = reopen(folder)
        assert office.vault.generation == 2
        assert office.warnings == ()
        assert customers(office) == names
        assert found_by_search(office, "苏州") == 20
        assert audit_verdict(office).fine
        assert one(office, "SELECT COUNT(*) FROM customer WHERE nickname LIKE 'nick of C%'") == 20
        assert one(office, "PRAGMA user_version") == migrations.SCHEMA
        assert one(office, "PRAGMA application_id") == migrations.APPLICATION
        guards = len((*LOG_ONLY_GROWS, *SUMS_FOLLOW, *SHARES_FOLLOW))
        assert one(office, "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger'") == guards
    assert (folder / "CURRENT").read_text() == "gen-000002\n"
    assert (folder / "gen-000001" / "cims.db").read_bytes() == before
    assert (folder / "gen-000001" / "complete").exists()


def test_a_migrated_office_works_on_and_undoes_what_was_done_before(
    filled_folder, reopen, tmp_path
):
    folder, _names = filled_folder
    with schema_next(tmp_path / "versions"):
        office = reopen(folder)
        with office.database.write(office.actor) as inside:
            number = inside.newest_change()
            assert inside.undo(number).undone == 1
            inside.customers.add(valid("customer", name="Aurora Ltd"))
        with office.database.read(office.actor) as inside:
            assert inside.customers.load(1).values["grade"] == "A"
        office.close()
        again = reopen(folder)
        assert again.vault.generation == 2
        assert again.warnings == ()
        assert "Aurora Ltd" in customers(again)
        assert audit_verdict(again).fine


def test_a_table_built_anew_never_gives_an_id_twice(
    filled_folder, reopen, tmp_path, template, clock
):
    folder, _names = filled_folder
    vault = open_by_keys(folder, template.keys, policy=WEAK, now=clock)
    connection = vault.connect()
    connection.execute("UPDATE sqlite_sequence SET seq = 70 WHERE name = 'customer'")
    connection.close()
    vault.close()
    with schema_next(tmp_path / "versions"):
        office = reopen(folder)
        with office.database.write(office.actor) as inside:
            assert inside.customers.add(valid("customer")) == 71


def test_a_migration_after_a_lost_head_file_begins_a_new_segment(filled_folder, reopen, tmp_path):
    folder, names = filled_folder
    (folder / "gen-000001" / "head.bin").unlink()
    with schema_next(tmp_path / "versions"):
        office = reopen(folder)
        assert len(office.warnings) == 1
        assert customers(office) == names
        verdict = audit_verdict(office)
        assert verdict.fine
        assert [seam.reason for seam in verdict.seams] == ["new", "head lost"]


def test_a_migration_that_fails_leaves_the_old_state_in_force(filled_folder, reopen, tmp_path):
    folder, names = filled_folder
    with schema_next(tmp_path / "versions"):
        (step,) = (tmp_path / "versions").glob("*_nicknames.py")
        step.write_text(step.read_text("utf-8").replace("nick of", "' ||"), "utf-8")
        with pytest.raises(Exception, match="unrecognized token"):
            reopen(folder)
    assert (folder / "CURRENT").read_text() == "gen-000001\n"
    assert [entry.name for entry in folder.glob("gen-*")] == ["gen-000001"]
    assert customers(reopen(folder)) == names


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the child is forked")
def test_a_migration_killed_anywhere_leaves_the_old_state_or_the_new(filled_folder, template):
    folder, _names = filled_folder
    keys = {name: bytes(template.keys[name]).hex() for name in template.keys.names}
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.migrating", str(folder), json.dumps(keys)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert found["generation 1"] >= 3
    assert found["generation 2"] >= 2


class Plain:
    """An unencrypted file with the engine's own SQLite, as far as migrations need a vault."""

    def __init__(self, path):
        self.path = path
        self.engine = create_engine(
            "sqlite://", module=dbapi2, creator=self.connect, poolclass=StaticPool
        )

    def connect(self, **_how):
        return dbapi2.connect(str(self.path), isolation_level=None)


def described(file):
    """Everything that makes up a schema; blanks and the order of a table's columns don't count."""
    connection = file.connect()
    made = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    numbers = [
        connection.execute(f"PRAGMA {name}").fetchone()
        for name in ("user_version", "application_id")
    ]
    connection.close()
    return {(*row[:3], parts_of(row[3] or "")) for row in made} | set(numbers)


def parts_of(statement):
    """A CREATE TABLE as its columns and constraints in a fixed order, any other one as it is."""
    words = " ".join(re.findall(r"\S+", statement)).replace('"', "")
    if not words.startswith("CREATE TABLE"):
        return words
    head, _bracket, body = words.partition("(")
    body = LINK_ADDED.sub(r"\1 INTEGER, \2 FOREIGN KEY(\1) REFERENCES", body)
    parts = re.split(r",(?![^(]*\))", body.removesuffix(")"))
    return (head.strip(), *sorted(part.strip() for part in parts))


def one(opened, query):
    connection = opened.vault.connect()
    try:
        return connection.execute(query).fetchone()[0]
    finally:
        connection.close()
