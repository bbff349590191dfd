"""What reachable backups have noted of the log: rows that nobody can rewrite there unseen."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from cims.services.auditor import Auditor
from cims.services.backup.checking import read_manifest
from cims.services.backup.errors import BackupDamaged, BackupTooNew
from cims.services.i18n import _
from cims.services.log_verdict import Written
from cims.services.vault.chain import Anchor

ENDING = "*.cimsbak"
MOST = 400  # of a folder, the newest by name: names bear their time


def reachable(auditor: Auditor, places: Sequence[Path]) -> Written:
    """The rows that this vault's backups in these folders, or files, have noted."""
    anchors, files, unusable = [], [], []
    for file in dict.fromkeys(found(places)):
        try:
            manifest = read_manifest(file)
        except (BackupDamaged, BackupTooNew, OSError):
            unusable.append(_("{file} can't be read.").format(file=file.name))
            continue
        if manifest.vault_id != auditor.vault_id or manifest.audit is None:
            continue
        if not manifest.is_vouched_for(auditor):
            words = _("Nobody who is signed in can vouch for the backup {file}.")
            unusable.append(words.format(file=file.name))
            continue
        seq, tag = manifest.audit
        anchors.append(Anchor(bytes.fromhex(manifest.branch_id or ""), seq, bytes.fromhex(tag)))
        files.append(file.name)
    return Written(tuple(anchors), tuple(files), tuple(unusable))


def found(places: Sequence[Path]) -> Iterator[Path]:
    """The backups at these places that can be reached now; one may be reached by two ways."""
    for place in places:
        if place.is_file():
            yield place.resolve()
        elif place.is_dir():
            yield from sorted(place.resolve().glob(ENDING), reverse=True)[:MOST]
