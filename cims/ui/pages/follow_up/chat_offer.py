"""What is offered when a pasted text is a chat: one follow-up for each of its days."""

from datetime import datetime

from PySide6.QtCore import Signal

from cims.services.i18n import _, _n, listed
from cims.services.rules.chat_text import DayTalk, by_day, split
from cims.ui.records.format import day
from cims.ui.widgets import Button, Ground, row, wrapped

SHOWN_DAYS = 4


class ChatOffer(Ground):
    """Hidden until a chat is pasted; `talks` are the entries that will be saved, if wanted."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__("subtle")
        self._found: tuple[DayTalk, ...] = ()
        self._is_taken = False
        self._days = ""
        self._said = wrapped("", 12)
        self.take = Button("")
        self.take.clicked.connect(self._toggle)
        self._say()
        laid = row(self._said, self.take, margins=(10, 6, 6, 6))
        laid.setStretch(0, 1)
        self.setLayout(laid)
        self.hide()

    @property
    def talks(self) -> tuple[DayTalk, ...]:
        """The days into which the text is split; empty when it stays one."""
        return self._found if self._is_taken else ()

    def look_at(self, text: str, now: datetime) -> None:
        """See whether the text is a chat; `now` in the office, without zone."""
        pieces = split(text, now) if "\n" in text else ()
        is_chat = any(piece.name for piece in pieces)
        self._found = by_day(pieces) if is_chat else ()
        if not self._found:
            self._is_taken = False
        self._show(now)

    def forget(self) -> None:
        """Nothing is offered any more."""
        self._found, self._is_taken = (), False
        self.hide()

    def _toggle(self) -> None:
        self._is_taken = not self._is_taken
        self._say()
        self.changed.emit()

    def _show(self, now: datetime) -> None:
        days = [day(talk.day, now.date()) if talk.day else _("Today") for talk in self._found]
        shown = listed(days[:SHOWN_DAYS])
        if len(days) > SHOWN_DAYS:
            shown = _("{first} and {n} more").format(first=shown, n=len(days) - SHOWN_DAYS)
        self._days = shown
        self._say()
        self.setVisible(bool(self._found))

    def _say(self) -> None:
        count = len(self._found)
        if self._is_taken:
            words = _n("{n} follow-up of {days}", "{n} follow-ups: {days}", count)
            self._said.setText(words.format(n=count, days=self._days))
            self.take.set_words(_("Keep as one"))
            return
        words = _n("A chat of {days}", "A chat of {n} days: {days}", count)
        self._said.setText(words.format(n=count, days=self._days))
        offer = _("Use its time") if count == 1 else _("Split by day")
        self.take.set_words(offer)
