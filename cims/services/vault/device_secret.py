"""A secret of this computer, which the system's own keyring keeps for one slot."""

import os
from collections.abc import Callable
from queue import Empty, Queue
from threading import Thread
from typing import Any, TypeVar

from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.vault.canon import NotCanonical, b64, unb64

T = TypeVar("T")
SECRET_BYTES = 32
PATIENCE = 60.0  # seconds, while somebody unlocks the keyring
BACK_ENDS = {
    "keyring.backends.Windows.WinVaultKeyring": "WinVault",
    "keyring.backends.macOS.Keyring": "macOS Keychain",
    "keyring.backends.SecretService.Keyring": "SecretService",
    "keyring.backends.libsecret.Keyring": "libsecret",
    "keyring.backends.kwallet.DBusKeyring": "KWallet",
    "keyring.backends.kwallet.DBusKeyringKWallet4": "KWallet",
}
CHAIN = "keyring.backends.chainer.ChainerBackend"


class KeyringTrouble(CimsError):
    """The keyring is absent, refused, locked or empty; the sentence says which."""


def back_end_name() -> str:
    """Which keyring this computer has; raises KeyringTrouble for none that keeps secrets safe."""
    return answered(lambda: safe_back_end()[0])


def read_secret(vault_id: str, slot_id: str) -> bytes:
    """The secret that was made for this slot; raises KeyringTrouble."""
    kept = answered(lambda: safe_back_end()[1].get_password(*entry(vault_id, slot_id)))
    if kept is None:
        raise KeyringTrouble(_("The keyring of this computer holds no secret for this sign-in."))
    return secret_of(kept)


def kept_secret(vault_id: str, slot_id: str) -> bytes:
    """The secret of this slot, made when there is none: one that is there is never overwritten.

    Raises KeyringTrouble unless the keyring hands out what was put in.
    """

    def keep() -> Any:
        back_end, place = safe_back_end()[1], entry(vault_id, slot_id)
        if back_end.get_password(*place) is None:
            back_end.set_password(*place, b64(os.urandom(SECRET_BYTES)))
        return back_end.get_password(*place)

    kept = answered(keep)
    if kept is None:
        raise KeyringTrouble(_("The keyring of this computer did not keep the secret."))
    return secret_of(kept)


def entry(vault_id: str, slot_id: str) -> tuple[str, str]:
    """Service and user under which the secret of a slot lies."""
    return f"CIMS:{vault_id}", f"device:{slot_id}"


def secret_of(kept: Any) -> bytes:
    """The 32 bytes that were kept as text."""
    try:
        secret = unb64(kept)
    except (NotCanonical, TypeError, ValueError):
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise KeyringTrouble(
            _("What the keyring of this computer holds for this sign-in is damaged.")
        )
    return secret


def safe_back_end() -> tuple[str, Any]:
    """Name and back end of the system's keyring: the first of a chain that is on the list."""
    import keyring

    found: Any = keyring.get_keyring()
    links = found.backends if full_name(found) == CHAIN else [found]
    for link in links:
        if name := BACK_ENDS.get(full_name(link)):
            return name, link
    raise KeyringTrouble(
        _("This computer has no keyring that keeps secrets safe ({name}).").format(
            name=full_name(found)
        )
    )


def full_name(back_end: object) -> str:
    """Module and class, so that nothing is let in by a name that merely looks alike."""
    kind = type(back_end)
    return f"{kind.__module__}.{kind.__qualname__}"


def answered(ask: Callable[[], T]) -> T:
    """Ask the keyring, which may wait for a person or never answer, in a thread of its own."""
    answers: Queue[tuple[bool, Any]] = Queue()

    def run() -> None:
        try:
            answers.put((True, ask()))
        except Exception as error:  # noqa: BLE001 - each back end raises errors of its own
            answers.put((False, error))

    Thread(target=run, name="cims-keyring", daemon=True).start()
    try:
        is_good, answer = answers.get(timeout=PATIENCE)
    except Empty:
        is_good, answer = False, None
    if is_good:
        return answer  # type: ignore[no-any-return]
    if isinstance(answer, KeyringTrouble):
        raise answer
    raise KeyringTrouble(
        _("The keyring of this computer does not answer. Unlock it and try again.")
    ) from answer
