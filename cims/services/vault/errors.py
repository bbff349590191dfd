"""What can go wrong with a vault, each with its own sentence."""

from cims.services.errors import CimsError, NotPossible
from cims.services.i18n import _, _n, listed


class WrongPassword(CimsError):
    """No good copy of the slot file opens with this password (and key file).

    `seconds` says how long the next try must wait.
    """

    seconds = 0

    def __init__(self, *, with_key_file: bool = False, with_device: bool = False) -> None:
        words = _("The password is wrong. Check Caps Lock and the keyboard layout.")
        if with_key_file:
            words = _(
                "The password or the key file is wrong. "
                "Check Caps Lock, and whether it is your newest key file."
            )
        if with_device:
            words += " " + _(
                "Or this computer's secret belongs to another state of the office: "
                "then the recovery sheet sets a new password."
            )
        super().__init__(words)


class FactorMissing(CimsError):
    """A slot names a second factor that was not brought; nothing was tried."""


class KeyFileMissing(FactorMissing):
    """A key file belongs to the password."""

    def __init__(self, username: str) -> None:
        super().__init__(
            _(
                "{name} signs in with a password and a key file. Choose the key file. "
                "If it and its copy are lost, the recovery sheet sets a new password."
            ).format(name=username)
        )


class DeviceSecretMissing(FactorMissing):
    """A secret of the computer belongs to the password; `why` says what the keyring answered."""

    def __init__(self, username: str, why: str = "") -> None:
        words = _(
            "{name} signs in on one computer only, with a secret in its keyring. "
            "Anywhere else the recovery sheet sets a new password."
        ).format(name=username)
        super().__init__(" ".join(filter(None, (why, words))))


class KeyFileRefused(CimsError):
    """A file can't be read or written as a key file; the sentence says why."""


class WrongRecoveryText(CimsError):
    """The text typed from the recovery sheet does not open this vault."""


class UnknownName(CimsError):
    """No slot carries this user name."""

    def __init__(self, username: str) -> None:
        super().__init__(
            _("Nobody signs in here as {name}. Choose a name from the list.").format(name=username)
        )
        self.username = username


class Damaged(CimsError):
    """A file is not what CIMS wrote; `name` says which."""

    def __init__(self, name: str, why: str = "") -> None:
        super().__init__(
            _(
                "The file {name} is damaged. Open the newest backup, "
                "or ask whoever looks after this computer."
            ).format(name=name)
        )
        self.name = name
        self.why = why


class Tampered(Damaged):
    """A well-formed file holds keys or rights that nobody entitled has written."""

    def __init__(self, name: str, why: str = "") -> None:
        CimsError.__init__(
            self,
            _(
                "Somebody without the right to do so has changed the file {name}. "
                "Nothing was opened. Restore the newest backup."
            ).format(name=name),
        )
        self.name = name
        self.why = why


class SlotsOutdated(Damaged):
    """Both copies of the slot file are of older keys than the database beside them."""

    def __init__(self, name: str) -> None:
        CimsError.__init__(
            self,
            _(
                "The list of who may sign in ({name}) is older than the database: its keys do not "
                "open it. Put the newer file back in its place, or restore the newest backup."
            ).format(name=name),
        )
        self.name = name
        self.why = "older keys"


class SealedDamaged(Damaged):
    """The stored bytes of a sealed value do not open in their place, or are of another epoch."""

    def __init__(self, why: str) -> None:
        CimsError.__init__(
            self,
            _(
                "A sealed value can't be opened: it was changed outside CIMS, or belongs to older "
                "keys. Enter it again, or take it from the newest backup."
            ),
        )
        self.name = "cims.db"
        self.why = why


class TooNew(CimsError):
    """A later release of CIMS has written the file."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("The file {name} was written by a newer CIMS. Install the newest version.").format(
                name=name
            )
        )
        self.name = name


class Disabled(CimsError):
    """The password is right, but an owner has taken the keys out of the slot."""

    def __init__(self, username: str) -> None:
        super().__init__(
            _(
                "{name} may not sign in at present. Ask an administrator to enable this user."
            ).format(name=username)
        )


class WaitFirst(CimsError):
    """Too many wrong passwords or sheets; `seconds` says how long the next try must wait."""

    def __init__(self, seconds: int, *, sheet: bool = False) -> None:
        words = (
            _n(
                "Too many wrong recovery texts. Try again in {n} second.",
                "Too many wrong recovery texts. Try again in {n} seconds.",
                seconds,
            )
            if sheet
            else _n(
                "Too many wrong passwords. Try again in {n} second.",
                "Too many wrong passwords. Try again in {n} seconds.",
                seconds,
            )
        )
        super().__init__(words.format(n=seconds))
        self.seconds = seconds


def wait_after(error: Exception) -> int:
    """The seconds that the next try of a password must wait."""
    return error.seconds if isinstance(error, WrongPassword | WaitFirst) else 0


class PasswordRefused(CimsError):
    """A new password breaks a rule, which the sentence names."""


class NotEnoughMemory(CimsError):
    """The key derivation could not get its memory."""

    def __init__(self) -> None:
        super().__init__(
            _("There is not enough memory to check the password. Close other programs.")
        )


class NoVault(CimsError):
    """The folder holds no vault."""

    def __init__(self) -> None:
        super().__init__(_("There is no CIMS vault in this folder. Choose another folder."))


class CurrentMissing(CimsError):
    """CURRENT is gone or unreadable; `generations` are the complete ones to choose from."""

    def __init__(self, generations: tuple[int, ...]) -> None:
        super().__init__(
            _("The file CURRENT is missing. Choose which of these states to open: {list}.").format(
                list=listed(str(n) for n in generations)
            )
        )
        self.generations = generations


class VaultExists(CimsError):
    """A new vault would lie over an existing one."""

    def __init__(self) -> None:
        super().__init__(
            _("This folder already holds a CIMS vault. Choose an empty folder for a new one.")
        )


class FolderRefused(CimsError):
    """The folder cannot keep a vault safe, and the sentence says why."""


class Locked(NotPossible):
    """The keys of this session are already wiped."""

    def __init__(self) -> None:
        super().__init__(_("CIMS is locked. Sign in again."))


class KeyMissing(NotPossible):
    """The session does not hold the key that this step needs."""

    def __init__(self, key: str) -> None:
        super().__init__(_("Your sign-in does not hold the key for this. Ask an administrator."))
        self.key = key


class HeadNotWritten(CimsError):
    """A commit stands in the database, but its record in the head file does not."""

    def __init__(self, why: str) -> None:
        super().__init__(
            _(
                "The change is stored, but could not be confirmed on the disk ({reason}). "
                "Make room on the disk and sign in again."
            ).format(reason=why)
        )


class NotRotated(CimsError):
    """The disk did not take the vault under new keys; the old keys stay in force."""

    def __init__(self, why: str) -> None:
        super().__init__(
            _(
                "The disk did not take the vault under new keys ({reason}); everything is as it "
                "was. See whether the disk is full or failing, make a backup, and try again."
            ).format(reason=why)
        )


class SwitchNotConfirmed(CimsError):
    """The vault under new keys was put in force, but the disk did not say that it will stay so."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The vault has new keys, but the disk did not confirm it. Sign in again; a new "
                "recovery sheet can be made then."
            )
        )
