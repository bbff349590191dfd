"""What somebody should look after: shown at the bell until it is done."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from cims.services.clock import EPOCH
from cims.services.i18n import _, _n
from cims.services.rights import Right, requires
from cims.services.service import Service
from cims.services.sheet_files import reminder
from cims.services.vault.typing_back import SETTING, TypingBack

LATE = timedelta(days=7)


class Matter(StrEnum):
    """What it is about, so that the window knows where to go."""

    BACKUP = "backup"
    SHEET = "sheet"


@dataclass(frozen=True)
class Attention:
    """One thing to look after, in words."""

    matter: Matter
    sentence: str


class AttentionService(Service):
    """Looks for what has been left undone; who may not do anything about it hears nothing."""

    @requires(Right.SIGN_IN)
    def matters(self) -> tuple[Attention, ...]:
        """What this person should look after now, the most pressing first."""
        if not self._desk.unit.actor.may(Right.BACKUP):
            return ()
        return (*self._backup(), *self._sheet())

    def _backup(self) -> tuple[Attention, ...]:
        newest = self.office.backup_log.newest()
        if newest is None:
            words = _("There is no backup yet. Save one to another disk.")
            return (Attention(Matter.BACKUP, words),)
        age = self._desk.unit.now - (EPOCH + timedelta(microseconds=newest.at_us))
        if age < LATE:
            return ()
        words = _n(
            "The newest backup is {n} day old. Save a new one to another disk.",
            "The newest backup is {n} days old. Save a new one to another disk.",
            age.days,
        ).format(n=age.days)
        return (Attention(Matter.BACKUP, words),)

    def _sheet(self) -> tuple[Attention, ...]:
        if told := reminder(self.office):
            return (Attention(Matter.SHEET, told),)
        kept = TypingBack.read(self.office.settings.common(SETTING))
        if kept is None or kept.confirmed_on:
            return ()
        words = _("Keep the recovery sheet at hand: two of its groups will be asked for.")
        return (Attention(Matter.SHEET, words),)
