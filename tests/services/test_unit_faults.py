"""A unit of work is stopped, or the disk refuses: nothing half, and never a wrong "saved"."""

import os
import shutil
import signal
import threading
from pathlib import Path

import pytest

from cims.services.errors import Cancelled, CimsError
from cims.services.vault.errors import HeadNotWritten
from tests.factories import valid
from tests.looking import audit_verdict, customers

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n"
READERS = 3


def test_a_long_read_is_stopped_from_another_thread(opened, write):
    write(lambda office: office.customers.add(valid("customer")))
    begun, ended = [], []

    def read_endlessly():
        try:
            with opened.database.read(opened.actor) as office:
                begun.append(office)
                office._unit.session.connection().exec_driver_sql(ENDLESS).all()
        except Cancelled:
            ended.append("stopped")

    for _each in range(READERS):
        begun.clear()
        reader = threading.Thread(target=read_endlessly)
        reader.start()
        while reader.is_alive():
            for office in begun:
                office.interrupt()
            reader.join(0.01)
    assert ended == ["stopped"] * READERS
    for _each in range(READERS):
        assert len(customers(opened)) == 1
    write(lambda office: office.customers.add(valid("customer")))
    assert len(customers(opened)) == 2


def test_a_commit_that_the_head_file_does_not_confirm_is_an_error(opened, write, tmp_path, reopen):
    write(lambda office: office.customers.add({"name": "Aurora Ltd"}))
    descriptor = opened.vault._head_file._descriptor
    kept = os.dup(descriptor)
    with Path(os.devnull).open("rb") as nowhere:
        os.dup2(nowhere.fileno(), descriptor)
    with pytest.raises(HeadNotWritten, match="could not be confirmed"):
        write(lambda office: office.customers.add({"name": "Borealis Ltd"}))
    shutil.copytree(opened.vault.folder.path, tmp_path / "left")
    office = reopen(tmp_path / "left")
    assert office.warnings == ()
    assert customers(office) == ["Aurora Ltd", "Borealis Ltd"]
    assert audit_verdict(office).fine
    os.dup2(kept, descriptor)
    os.close(kept)
    write(lambda office: office.customers.add({"name": "Cassiopeia Ltd"}))
    assert audit_verdict(opened).fine
    assert opened.vault.check_commit_seq(opened.vault.head.commit_seq).fine


def test_a_full_database_changes_nothing_and_says_so(opened, write):
    write(lambda office: office.customers.add(valid("customer", name="Aurora Ltd")))
    before = page_limit(opened, "page_count")
    page_limit(opened, f"max_page_count = {before + 1}")
    with pytest.raises(CimsError, match="The disk is full; nothing was changed"):
        write(lambda office: office.customers.add_many([valid("customer") for _n in range(300)]))
    assert customers(opened) == ["Aurora Ltd"]
    page_limit(opened, "max_page_count = 1000000")
    write(lambda office: office.customers.add(valid("customer", name="Borealis Ltd")))
    assert customers(opened) == ["Aurora Ltd", "Borealis Ltd"]
    assert audit_verdict(opened).fine


def test_a_full_disk_loses_nothing_that_was_saved(vault_folder, reopen, small_disk):
    folder = small_disk / "office"
    shutil.copytree(vault_folder, folder)
    office, saved = reopen(folder), 0
    with pytest.raises(CimsError, match="disk is full|could not be confirmed") as caught:
        while saved < 2000:
            with office.database.write(office.actor) as inside:
                inside.customers.add({"name": f"Saved {saved:04}", "remarks": "x" * 5000})
            saved += 1
    due = saved + isinstance(caught.value, HeadNotWritten)
    assert saved > 3
    assert len(customers(office)) == due
    (small_disk / "ballast").unlink()
    with office.database.write(office.actor) as inside:
        inside.customers.add({"name": "Written after room was made"})
    assert len(customers(office)) == due + 1
    assert audit_verdict(office).fine
    office.close()
    again = reopen(folder)
    assert again.warnings == ()
    assert len(customers(again)) == due + 1
    again.close()


def test_a_change_that_the_disk_refuses_is_not_called_damage(opened, write):
    resource = pytest.importorskip("resource")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = opened.vault.db_path.with_name("cims.db-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 200_000, before[1]))
    try:
        with pytest.raises(CimsError, match="nothing was changed"):
            write(lambda office: office.customers.add({"name": "Big", "needs": "x" * 2_000_000}))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    assert customers(opened) == []
    write(lambda office: office.customers.add({"name": "Aurora Ltd"}))
    assert customers(opened) == ["Aurora Ltd"]


def test_the_log_is_folded_into_the_file_without_waiting_for_readers(opened, write):
    write(lambda office: office.customers.add({"name": "Aurora Ltd"}))
    before = opened.vault.db_path.stat().st_mtime_ns
    opened.database.fold_log()
    assert opened.vault.db_path.stat().st_mtime_ns > before
    with opened.database.read(opened.actor) as office:
        office.customers.count()
        write(lambda other: other.customers.add({"name": "Borealis Ltd"}))
        opened.database.fold_log()
        assert office.customers.count() == 1
    assert customers(opened) == ["Aurora Ltd", "Borealis Ltd"]


def page_limit(opened, pragma):
    """Ask or set how many pages the writer's database may have."""
    with opened.database.writer.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
