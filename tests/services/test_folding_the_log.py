"""A pause folds the log and merges search pieces: no loss is reported, and none is hidden."""

import shutil

import pytest

from cims.services.opening import ChangesMissing
from cims.services.vault.vault import HEAD_FILE
from tests.factories import valid

PIECES = "SELECT count(DISTINCT segid) FROM search_customer_idx"


@pytest.fixture
def moment(opened, tmp_path):
    """Keep the whole data folder as it lies now, as a kill would leave it."""
    places = iter(range(99))

    def keep():
        kept = tmp_path / f"moment-{next(places)}"
        shutil.copytree(opened.vault.folder.path, kept)
        return kept

    return keep


def told(office):
    """What was said at the opening, and how many customers there are."""
    with office.database.read(office.actor) as inside:
        return office.warnings, inside.customers.count()


def add_one(opened):
    with opened.database.write(opened.actor) as office:
        office.customers.add(valid("customer"))


def pieces(opened):
    with opened.database.read(opened.actor) as office:
        session = office.customers._desk.unit.session
        return session.connection().exec_driver_sql(PIECES).scalar()


def test_a_kill_at_any_moment_of_a_fold_reports_nothing(opened, moment, reopen):
    for _n in range(40):
        add_one(opened)
    before, many = moment(), pieces(opened)
    with opened.database.read(opened.actor) as office:
        office.customers.count()  # this reader keeps the checkpoint from taking the merge over
        opened.database.fold_log()
        merged = moment()
    opened.database.fold_log()
    assert pieces(opened) < many
    assert (merged / "gen-000001" / "cims.db-wal").stat().st_size
    for kept in (before, merged, moment()):
        assert told(reopen(kept)) == ((), 40)


def test_a_save_that_is_gone_after_a_fold_is_missed(opened, moment, reopen):
    add_one(opened)
    earlier = moment()
    add_one(opened)
    saved = moment()
    opened.database.fold_log()
    head = (moment() / "gen-000001" / HEAD_FILE).read_bytes()
    for kept in (earlier, saved):
        (kept / "gen-000001" / HEAD_FILE).write_bytes(head)
    with pytest.raises(ChangesMissing, match="1 saved change"):
        reopen(earlier)
    assert told(reopen(saved)) == ((), 2)
