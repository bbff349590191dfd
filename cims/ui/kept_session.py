"""What is kept of a person's session from one sign-in to the next; read and written off the UI."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cims.services.drafts import FormDraft
from cims.services.errors import SignedOut
from cims.services.i18n import _
from cims.ui import modules
from cims.ui.modules import FULL
from cims.ui.theme import Look
from cims.ui.window_state import WindowState

if TYPE_CHECKING:
    from cims.services.opening import OpenOffice
    from cims.services.rights import Actor

LOOK, LANGUAGE, WINDOW = "look", "language", "window"


@dataclass(frozen=True)
class KeptSession:
    """The office's name and zone, and how its user left the program."""

    office: str
    zone: str
    look: Look | None
    language: str
    window: WindowState
    drafts: tuple[FormDraft, ...]
    modules: frozenset[str] = FULL


def read_kept(office: "OpenOffice") -> KeptSession:
    """Read it all in one snapshot."""
    with office.database.read(office.actor) as inside:
        look, language = inside.settings.mine(LOOK), inside.settings.mine(LANGUAGE)
        return KeptSession(
            str(inside.settings.common("office").get("name", "")),
            inside.zone,
            Look.of(look) if look else None,
            str(language.get("code", "")),
            WindowState.of(inside.settings.mine(WINDOW)),
            inside.drafts.mine(),
            modules.chosen(inside.settings.common(modules.SETTING)),
        )


def keep_and_close(
    office: "OpenOffice",
    drafts: Sequence[FormDraft],
    window: Mapping[str, Any],
    ending: str,
    *,
    goes_on: bool = False,
) -> None:
    """Keep what stands half typed and what was open, then wipe the keys and close the files.

    The log says how its user left. With `goes_on` the office stays open: maintenance follows.

    Raises CimsError where the disk refuses, SignedOut for who was disabled or removed meanwhile:
    for them the office keeps it. It is closed all the same.
    """

    def keep(actor: "Actor") -> bool:
        with office.database.write(actor) as inside:
            inside.drafts.keep(drafts)
            inside.settings.set_mine(WINDOW, dict(window))
            inside.sign_ins.left(ending)
            return bool(inside.drafts.mine())

    try:
        try:
            keep(office.actor)
        except SignedOut as gone:
            if not drafts:
                raise
            raise sent_away(kept=keep(office.actor.in_charge())) from gone
    except BaseException:
        office.close()
        raise
    if not goes_on:
        office.close()


def sent_away(*, kept: bool) -> SignedOut:
    """What becomes of half-typed forms of somebody who may not sign in any more."""
    words = _("This user may not sign in any more. What was typed is not kept.")
    if kept:
        words = _(
            "This user may not sign in any more. Ask your administrator; what you had typed is "
            "kept until then."
        )
    return SignedOut(words)
