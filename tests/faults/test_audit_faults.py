"""The short form of bending the log (the full one is a command: python -m tests.faults.audit)."""

import random
import shutil

import pytest

from cims.services.errors import CimsError
from cims.services.log_verdict import Outcome
from cims.services.opening import open_office
from cims.services.vault.vault import open_by_keys
from tests.faults import audit
from tests.weak_policy import WEAK


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    opened, kept, older = audit.honest(tmp_path_factory.mktemp("bent") / "office")
    yield opened, kept, older
    opened.close()


def test_nobody_without_the_head_file_bends_the_log_unseen(scene):
    opened, kept, older = scene
    assert audit.outcome(opened, kept) is Outcome.WHOLE
    assert not audit.attempts(opened, kept, older, 200, seed=11)


def test_every_kind_of_bending_was_tried_and_changes_something(scene):
    opened, kept, older = scene
    vault = opened.vault
    attacker = audit.Attacker(
        random.Random(5), older, vault.vault_id, vault.branch_id, bytes(vault.ap)
    )
    seen = set()
    for _ in range(400):
        bent = kept.copy()
        name = attacker.bend(bent)
        if not bent.same_as(kept):
            seen |= set(name.split("+"))
    assert len(seen) == 15, seen


def test_who_holds_the_head_file_too_can_lie_from_now_on(scene):
    """The limit of the promise: today's key makes rows that nobody can tell from honest ones."""
    opened, kept, _older = scene
    bent = kept.copy()
    head, key = opened.vault.head, bytes(opened.vault.chain_key)
    vault = opened.vault
    attacker = audit.Attacker(random.Random(1), [], vault.vault_id, vault.branch_id, b"")
    last = bent.entries[-1]
    attacker.append(bent, key, last[0] + 1, last[1], "signed in", {}, None)
    assert head is not None and audit.outcome(opened, bent) is Outcome.WHOLE


@pytest.mark.parametrize(
    "statements",
    [
        ("DELETE FROM audit_entry WHERE seq > 60", "DELETE FROM audit_detail WHERE seq > 60"),
        ("DELETE FROM audit_detail", "DELETE FROM audit_entry"),
        ("UPDATE audit_entry SET actor = 2 WHERE seq = 40",),
        ("UPDATE audit_detail SET diff = '{}' WHERE seq = 40",),
        ("DELETE FROM audit_detail WHERE seq = 40",),
        ("UPDATE audit_entry SET seam = NULL WHERE seq = 1",),
    ],
)
def test_a_closed_file_that_was_bent_is_seen_at_the_next_start(scene, statements, tmp_path):
    """Written past the program with the key of the database; the head file stays as it was."""
    opened, _kept, _older = scene
    opened.database.fold_log()
    folder = tmp_path / "office"
    shutil.copytree(opened.vault.folder.path, folder)
    keys = opened.vault.copy_of_keys()
    vault = open_by_keys(folder, keys, policy=WEAK, now=opened.database.clock)
    connection = vault.connect()
    connection.execute("PRAGMA foreign_keys=OFF")
    for guard in ("entry_no_update", "entry_no_delete", "detail_no_update"):
        connection.execute(f"DROP TRIGGER audit_{guard}")
    for statement in statements:
        connection.execute(statement)
    connection.close()
    try:
        office = open_office(vault, opened.database.clock)
    except CimsError:
        return  # refused is seen, too
    try:
        with office.database.read(office.actor) as inside:
            check = inside.audit_log.verify()
        assert check.outcome is Outcome.FOUND or office.warnings
        assert check.outcome is Outcome.FOUND
    finally:
        office.close()
