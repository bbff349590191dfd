"""What can go wrong with a backup, each with its own sentence."""

from pathlib import Path

from cims.services.errors import CimsError, reason_of
from cims.services.i18n import _, _n


class BackupDamaged(CimsError):
    """The file is not what CIMS wrote; `part` says where."""

    def __init__(self, file: Path, part: str) -> None:
        super().__init__(
            _("The backup {file} is damaged ({part}). Use another backup.").format(
                file=file.name, part=part
            )
        )
        self.part = part


class NoBackup(BackupDamaged):
    """Nothing in the file tells that CIMS ever wrote it."""

    def __init__(self, file: Path) -> None:
        CimsError.__init__(
            self,
            _("{file} is no CIMS backup. Choose a file whose name ends in .cimsbak.").format(
                file=file.name
            ),
        )
        self.part = ""


class BackupTooNew(CimsError):
    """A later release of CIMS has written the backup."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            _("The backup {file} was written by a newer CIMS. Install the newest version.").format(
                file=file.name
            )
        )


class BackupIncomplete(CimsError):
    """The database in the backup lacks commits that its head file knows of."""

    def __init__(self, file: Path, missing: int) -> None:
        super().__init__(
            _n(
                "{n} saved change is missing in the backup {file}: the vault was damaged already "
                "when it was copied. Look for an older or newer backup first.",
                "{n} saved changes are missing in the backup {file}: the vault was damaged "
                "already when it was copied. Look for an older or newer backup first.",
                missing,
            ).format(n=missing, file=file.name)
        )
        self.missing = missing


class BackupRefused(CimsError):
    """A backup could not be written; what stood there before still stands there."""


def inside_data(folder: Path) -> BackupRefused:
    """The target is the very folder that is backed up."""
    return BackupRefused(
        _(
            "{folder} holds the office itself: a backup there would be lost with it. "
            "Choose another folder, best on another drive."
        ).format(folder=folder)
    )


def no_backup(file: Path) -> BackupRefused:
    """The target is somebody's file of another kind."""
    return BackupRefused(
        _("{file} is there already and is no backup. Choose another name.").format(file=file)
    )


def no_room(folder: Path, needed: int, free: int) -> BackupRefused:
    """There is not enough space for the whole work."""
    return BackupRefused(
        _(
            "{folder} has {free} MB free, but {needed} MB are needed. "
            "Make room there or choose another drive."
        ).format(folder=folder, free=free >> 20, needed=(needed >> 20) + 1)
    )


def not_written(folder: Path, error: OSError) -> BackupRefused:
    """The target said no while the backup was written."""
    return BackupRefused(
        _(
            "The backup could not be written to {folder} ({reason}). "
            "Older backups there are untouched. Make room or choose another drive."
        ).format(folder=folder, reason=reason_of(error))
    )
