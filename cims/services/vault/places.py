"""Where a vault must not lie: network drives and folders that another program keeps in step."""

import os
import sys
from pathlib import Path

from cims.services.i18n import _
from cims.services.vault.errors import FolderRefused

_NETWORK = frozenset(
    {"afs", "beegfs", "ceph", "cifs", "davfs", "davfs2", "fuse.davfs2", "fuse.rclone"}
    | {"fuse.sshfs", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb3", "smbfs"}
)
_SYNC_NAMES = {
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "icloud drive": "iCloud Drive",
    "iclouddrive": "iCloud Drive",
    "com~apple~clouddocs": "iCloud Drive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "nutstore files": "Nutstore",
    "我的坚果云": "坚果云",
    "baidusyncdisk": "百度网盘",
    "syncthing": "Syncthing",
}
_SYNC_MARKS = {".dropbox.cache": "Dropbox", ".stfolder": "Syncthing"}
_DRIVE_REMOTE = 4


def refuse_unsafe_place(folder: Path) -> None:
    """Raise FolderRefused, with the reason, where a vault would be spoilt; a best effort."""
    whole = folder.expanduser().absolute()
    if on_network(whole):
        raise FolderRefused(
            _(
                "{folder} lies on a network drive, where an open vault can be damaged. "
                "Choose a folder on this computer; backups may go to the network."
            ).format(folder=folder)
        )
    service = kept_in_step_by(whole)
    if service:
        raise FolderRefused(
            _(
                "{folder} is kept in step by {service}, which can damage an open vault. "
                "Choose another folder; backups may go there."
            ).format(folder=folder, service=service)
        )


def on_network(folder: Path) -> bool:
    """Whether the folder is known to lie on another computer."""
    if sys.platform == "win32":
        import ctypes

        anchor = folder.anchor
        return anchor.startswith("\\\\") or (
            ctypes.windll.kernel32.GetDriveTypeW(anchor) == _DRIVE_REMOTE
        )
    try:
        mounts = Path("/proc/self/mounts").read_text("utf-8", "replace")
    except OSError:
        return False
    return file_system_of(folder, mounts) in _NETWORK


def file_system_of(folder: Path, mounts: str) -> str:
    """The kind of the mount that holds a folder, from the text of /proc/self/mounts."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        point = Path(parts[1].replace("\\040", " "))
        if folder.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), parts[2]
    return kind


def kept_in_step_by(folder: Path) -> str:
    """The service that synchronises the folder, as its name or a mark in a parent tells."""
    for place in (folder, *folder.parents):
        name = place.name.casefold()
        if name in _SYNC_NAMES:
            return _SYNC_NAMES[name]
        if name == "onedrive" or name.startswith("onedrive - "):
            return "OneDrive"
        for mark, service in _SYNC_MARKS.items():
            if (place / mark).exists():
                return service
    one_drive = os.environ.get("ONEDRIVE", "")
    return "OneDrive" if one_drive and folder.is_relative_to(one_drive) else ""
