"""Failures that a person can understand; anything else is a bug and goes to the log."""

import errno
import os
from pathlib import Path

from cims.services.i18n import N_, _


class CimsError(Exception):
    """Its text is shown to the user as it is."""


class ValidationFailed(CimsError):
    """Carries one message per field, so that the form can show each in its place."""

    def __init__(self, messages: dict[str, str]) -> None:
        super().__init__("\n".join(messages.values()))
        self.messages = messages


class NotAllowed(CimsError):
    """The actor lacks the right; `door` is the method that refused, `right` what it demanded."""

    door = ""
    right = ""

    def told(self) -> tuple[str, dict[str, object]]:
        """How the log names it, and what it keeps of it."""
        return "refused", {"door": self.door, "right": self.right}


class NotFound(CimsError):
    """The record is not there, or not for this actor."""


class SignedOut(NotFound):
    """The one who acts may not sign in any more: a window ends the session."""


class NotPossible(CimsError):
    """The request makes sense, but not in this state."""


class EditConflict(CimsError):
    """Somebody saved the record while it was being edited."""


class Cancelled(Exception):
    """Ends a job without a message."""


FULL = N_("The disk is full. Free some space and try again.")
KNOWN = {
    errno.ENOENT: N_("{file} is not there."),
    errno.EACCES: N_("{file} is closed to you. Check its rights, or take another place."),
    errno.EISDIR: N_("{file} is a folder. Choose a file."),
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
}
REASONS = {
    errno.ENOENT: N_("the file or folder is not there"),
    errno.EACCES: N_("access denied"),
    errno.EPERM: N_("access denied"),
    errno.EROFS: N_("it can only be read"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk is full"),
    errno.EFBIG: N_("it is too big for the disk"),
    errno.EIO: N_("the disk fails to read or write"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("it lies in something that is no folder"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EBUSY: N_("it is in use"),
}


def sentence_of(error: BaseException) -> str:
    """What to tell a person of a failure; empty for a bug."""
    if isinstance(error, CimsError):
        return str(error)
    return why(error) if isinstance(error, OSError) else ""


def why(error: OSError) -> str:
    """What the system says of a file, as a sentence."""
    file = Path(os.fsdecode(error.filename)) if error.filename is not None else None
    if known := KNOWN.get(error.errno or 0):
        return _(known).format(file=file or _("The file"))
    reason = reason_of(error)
    if file is None:
        return _("The system says: {reason}.").format(reason=reason)
    return _("{file}: {reason}.").format(file=file, reason=reason)


def reason_of(error: BaseException) -> str:
    """What the system says, for a place inside a sentence."""
    if isinstance(error, OSError):
        if known := REASONS.get(error.errno or 0):
            return _(known)
        if error.strerror:
            return error.strerror
    return str(error) or type(error).__name__
