"""What reachable backups have noted of the log: rows that nobody can rewrite there unseen."""

import hmac
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cims.services.auditor import Auditor
from cims.services.backup.checking import read_manifest
from cims.services.backup.errors import BackupDamaged
from cims.services.backup.manifest import Manifest
from cims.services.i18n import _
from cims.services.log_verdict import Written
from cims.services.vault.canon import NotCanonical, unb64
from cims.services.vault.chain import Anchor

ENDING = "*.cimsbak"
MOST = 400  # of a folder, the newest by name: names bear their time


def reachable(auditor: Auditor, places: Sequence[Path]) -> Written:
    """The rows that this vault's backups in these folders, or files, have noted."""
    anchors, files, unusable = [], [], []
    for file in dict.fromkeys(found(places)):
        try:
            manifest = read_manifest(file)
        except (BackupDamaged, OSError):
            unusable.append(_("{file} can't be read.").format(file=file.name))
            continue
        if manifest.vault_id != auditor.vault_id or manifest.audit is None:
            continue
        if not is_vouched_for(manifest, auditor):
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


def is_vouched_for(manifest: Manifest, auditor: Any) -> bool:
    """Whether the manifest was made with a key that this session holds."""
    try:
        given = unb64(manifest.mac or "")
    except NotCanonical:
        return False
    return hmac.compare_digest(given, manifest.expected_mac(auditor))
