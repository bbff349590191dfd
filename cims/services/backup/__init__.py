"""Backups: one file that holds a whole vault, made while people work, checked, and restored."""

from cims.services.backup.checking import check, people_of, read_manifest
from cims.services.backup.errors import BackupDamaged, BackupIncomplete, BackupRefused
from cims.services.backup.making import Backup, make, make_closed, suggested_name
from cims.services.backup.manifest import Manifest
from cims.services.backup.proving import Proof, SignIn, by_keys, by_password, by_sheet, prove
from cims.services.backup.restoring import restore_into

__all__ = [
    "Backup",
    "BackupDamaged",
    "BackupIncomplete",
    "BackupRefused",
    "Manifest",
    "Proof",
    "SignIn",
    "by_keys",
    "by_password",
    "by_sheet",
    "check",
    "make",
    "make_closed",
    "people_of",
    "prove",
    "read_manifest",
    "restore_into",
    "suggested_name",
]
