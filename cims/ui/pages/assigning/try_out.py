"""A lead made up of a few answers, and which rule would take it."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cims.services.assigning import Gift
from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.lead_fields import LEAD
from cims.ui import paint, theme
from cims.ui.records.field_widgets import FieldWidget, Place, widget_for
from cims.ui.records.format import Words
from cims.ui.records.link_finder import LinkFinder
from cims.ui.widgets import Card, column, field_row, label, row, set_ink, wrapped

if TYPE_CHECKING:
    from cims.ui.jobs import Jobs

ASKED = ("source", "province", "city", "industry", "family", "product")
PAUSE = 250


class TryOut(Card):
    """Asks the office anew whenever an answer changes; nothing is stored."""

    def __init__(self, jobs: "Jobs") -> None:
        super().__init__()
        self._jobs = jobs
        finder = LinkFinder(self, jobs)
        self._place = Place(Words(), finder)
        self.boxes: dict[str, FieldWidget] = {
            name: widget_for(LEAD.field(name), self._place) for name in ASKED
        }
        self.said = wrapped("", 13)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.ask)
        lines: list[QHBoxLayout] = []
        for names in (ASKED[:3], ASKED[3:]):
            parts: list[QWidget] = []
            for name in names:
                self.boxes[name].changed.connect(self._pause.start)
                holder = QWidget()
                holder.setLayout(field_row(_(LEAD.field(name).label), self.boxes[name]))
                parts.append(holder)
            lines.append(row(*parts, spacing=10))
        told = _("Which rule would take a lead like this now? Nothing is stored.")
        head = row(
            label(_("Try out"), 14, paint.BOLD), label(told, 12, role="muted"), None, spacing=10
        )
        self.setLayout(column(head, *lines, self.said, margins=theme.CARD_MARGINS, spacing=6))

    def show_words(self, words: Words) -> None:
        """Offer what is in the office's lists now."""
        self._place = Place(words, self._place.finder)
        for box in self.boxes.values():
            box.place = self._place
        self.ask()

    def ask(self) -> None:
        """Ask the office with what is entered."""
        values: dict[str, Any] = {name: box.value() for name, box in self.boxes.items()}
        self._jobs.read(
            self, lambda office: office.assigning.try_out(values), self._show, self._refused
        )

    def _show(self, gift: Gift) -> None:
        if gift.owner is None or gift.rule is None:
            self._say(gift.why, "warn")
            return
        words = _("The rule “{rule}” would give it to {owner}.")
        self._say(words.format(rule=gift.rule.text, owner=gift.owner.text), "ok")

    def _refused(self, error: Exception) -> None:
        known = isinstance(error, CimsError)
        self._say(str(error) if known else _("This could not be read."), "bad")

    def _say(self, words: str, role: str) -> None:
        self.said.setText(words)
        set_ink(self.said, role)
