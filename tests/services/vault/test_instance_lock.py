"""The instance lock: one CIMS at a time, freed even by a kill."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cims.services.vault.errors import FolderRefused
from cims.services.vault.instance_lock import HOLDER_FILE, Held, InstanceLock, Kind
from cims.services.vault.places import file_system_of, kept_in_step_by, refuse_unsafe_place

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)

HOLD = """
import sys
from pathlib import Path
from cims.services.clock import system_now
from cims.services.vault.instance_lock import InstanceLock, Kind
lock = InstanceLock.take(Path(sys.argv[1]), Kind.BACKUP, system_now())
sys.stdout.write("held\\n")
sys.stdout.flush()
sys.stdin.read()
"""


def test_a_second_taker_is_told_who_holds_it_since_when(tmp_path):
    with InstanceLock.take(tmp_path, Kind.WINDOW, NOW):
        with pytest.raises(Held, match=r"has this vault open on .* since 2026-11-2") as caught:
            InstanceLock.take(tmp_path, Kind.COMMAND, NOW)
        assert caught.value.holder.kind is Kind.WINDOW
        assert caught.value.holder.started == NOW
    InstanceLock.take(tmp_path, Kind.COMMAND, NOW).release()


def test_a_lock_without_a_readable_holder_is_told_too(tmp_path):
    with InstanceLock.take(tmp_path, Kind.WINDOW, NOW):
        (tmp_path / HOLDER_FILE).write_bytes(b"{}")
        with pytest.raises(Held, match="Another CIMS") as caught:
            InstanceLock.take(tmp_path, Kind.WINDOW, NOW)
        assert caught.value.holder is None


def test_a_killed_holder_leaves_no_lock(tmp_path):
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    with child:
        assert child.stdout.readline() == b"held\n"
        with pytest.raises(Held, match="A backup of") as caught:
            InstanceLock.take(tmp_path, Kind.WINDOW, NOW)
        assert caught.value.holder.pid == child.pid
        child.kill()
        child.wait()
    InstanceLock.take(tmp_path, Kind.WINDOW, NOW).release()


@pytest.mark.parametrize("name", ["Dropbox", "OneDrive - Office", "Nutstore Files", "我的坚果云"])
def test_a_folder_kept_in_step_by_another_program_is_refused(tmp_path, name):
    with pytest.raises(FolderRefused, match="kept in step"):
        InstanceLock.take(tmp_path / name / "cims", Kind.WINDOW, NOW)
    assert not (tmp_path / name).exists()


def test_a_mark_of_a_synchronising_program_is_seen_in_a_parent(tmp_path):
    (tmp_path / ".stfolder").mkdir()
    assert kept_in_step_by(tmp_path / "a" / "b") == "Syncthing"
    assert kept_in_step_by(tmp_path.parent) == ""


def test_the_mount_that_holds_a_folder_is_found():
    mounts = "/dev/a / ext4 rw 0 0\nsrv:/x /mnt/office\\040share nfs4 rw 0 0\nbad\n"
    assert file_system_of(Path("/mnt/office share/cims"), mounts) == "nfs4"
    assert file_system_of(Path("/home/ada"), mounts) == "ext4"


def test_an_ordinary_folder_is_taken(tmp_path):
    refuse_unsafe_place(tmp_path)


def test_a_folder_that_cannot_be_written_to_is_told_in_a_sentence(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path / "file", tmp_path / "file" / "office"):
        with pytest.raises(FolderRefused, match="can't be written to"):
            InstanceLock.take(folder, Kind.WINDOW, NOW)


def test_a_lock_whose_holder_cannot_be_named_is_not_kept(tmp_path):
    (tmp_path / HOLDER_FILE).mkdir()
    with pytest.raises(FolderRefused):
        InstanceLock.take(tmp_path, Kind.WINDOW, NOW)
    (tmp_path / HOLDER_FILE).rmdir()
    InstanceLock.take(tmp_path, Kind.WINDOW, NOW).release()
