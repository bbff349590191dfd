"""The data folders that this program holds: the office's, and a sample's while it is shown."""

import shutil
from itertools import count
from pathlib import Path

from cims.services.progress import Progress
from cims.services.vault.instance_lock import InstanceLock, Kind
from cims.ui.doors.entry import Place

SAMPLE_MARK = "sample-office"  # an empty file that says: this folder may be emptied


class HeldFolders:
    """Takes the locks, so that nothing else works on a folder; makes and removes the sample."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._locks: dict[Path, InstanceLock] = {}

    def take(self) -> None:
        """Hold the office's folder; raises Held when another program does."""
        self._hold(self._place)

    def release(self) -> None:
        """Let the next one in."""
        for lock in self._locks.values():
            lock.release()
        self._locks.clear()

    def make_sample(self, progress: Progress) -> Place:
        """Build the sample office in a folder of its own beside the data folder."""
        from cims.services import sample

        own = self._place
        place = Place(sample_folder(own.folder), own.policy, own.clock, sample.PASSWORD)
        self._hold(place)
        try:
            (place.folder / SAMPLE_MARK).touch()
            empty(place.folder)
            sample.build(
                place.folder, policy=place.policy, clock=place.clock, progress=progress
            ).close()
        except BaseException:
            self._drop(place.folder)
            raise
        return place

    def leave_sample(self, sample: Place) -> Place:
        """Remove the sample office; the place of the real one."""
        self._drop(sample.folder)
        return self._place

    def _hold(self, place: Place) -> None:
        self._locks[place.folder] = InstanceLock.take(place.folder, Kind.WINDOW, place.clock())

    def _drop(self, folder: Path) -> None:
        lock = self._locks.pop(folder, None)
        if lock is not None:
            lock.release()
        if (folder / SAMPLE_MARK).exists():
            shutil.rmtree(folder, ignore_errors=True)


def empty(folder: Path) -> None:
    """Remove what an earlier look at the sample left, but not the lock that is held."""
    for left in folder.iterdir():
        if left.is_dir():
            shutil.rmtree(left)
        elif not is_ours(left):
            left.unlink()


def is_ours(file: Path) -> bool:
    """Whether it is the lock on the sample office, or the mark that says what the folder is."""
    return file.name.startswith("instance.") or file.name == SAMPLE_MARK


def sample_folder(beside: Path) -> Path:
    """Where the sample may lie: beside the office, and never where another office lies."""
    for number in count(1):
        folder = beside.with_name(f"{beside.name}-sample{'' if number == 1 else number}")
        if not folder.exists() or (folder / SAMPLE_MARK).exists():
            return folder
        if all(is_ours(file) for file in folder.iterdir()):
            return folder
    raise AssertionError("numbers do not end")
