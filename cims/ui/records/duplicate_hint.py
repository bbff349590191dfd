"""Shows which records a new one resembles: those of others by name and owner only."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cims.services.errors import CimsError
from cims.services.i18n import N_, _, _n
from cims.services.rights import Double
from cims.ui.widgets import Button, Card, ElidedLabel, column, label, row

SHOWN = 3
KINDS = {"customer": N_("Customer"), "lead": N_("Lead"), "contact": N_("Contact")}


class LooksAlike(CimsError):
    """Stops a save before records were shown that resemble the new one."""

    def __init__(self, hits: Sequence[Double]) -> None:
        super().__init__(_("This looks like a record that is already there."))
        self.hits = hits


class DuplicateHint(QWidget):
    """The hits of the duplicate check; readable ones can be opened."""

    open_asked = Signal(str, int, str)

    def __init__(self, *, has_owners: bool = True) -> None:
        super().__init__()
        self._has_owners = has_owners
        self._title = label("", 13, role="warn")
        self._list = QWidget()
        self._lines = column(spacing=4)
        self._list.setLayout(self._lines)
        body = column(self._title, self._list, margins=(14, 8, 8, 8), spacing=4)
        self.setLayout(column(Card(body, "warnsoft", None), margins=(20, 8, 20, 8)))
        self.shown: frozenset[tuple[str, int]] = frozenset()
        self.hide()

    def show_hits(self, hits: Sequence[Double]) -> None:
        """Show other hits, or nothing."""
        self.shown = frozenset((hit.entity, hit.id) for hit in hits)
        while (taken := self._lines.takeAt(0)) is not None:
            if widget := taken.widget():
                widget.hide()
                widget.deleteLater()
        words = _n(
            "This looks like a record that is already there:",
            "This looks like {n} records that are already there:",
            len(hits),
        )
        self._title.setText(words.format(n=len(hits)))
        is_mixed = len({hit.entity for hit in hits}) > 1
        for hit in hits[:SHOWN]:
            self._lines.addWidget(self._hit(hit, KINDS.get(hit.entity, "") if is_mixed else ""))
        self.setVisible(bool(hits))

    def _hit(self, hit: Double, kind: str) -> QWidget:
        """A line for a hit; `kind` says what it is where there are several sorts."""
        parts: list[QWidget] = [ElidedLabel(hit.name)]
        if kind:
            parts.append(label(_(kind), 12, role="muted"))
        if self._has_owners:
            named = _("Owner: {name}").format(name=hit.owner)
            owner = named if hit.owner else _("Without an owner")
            owner = _("In the pool: claim it there") if hit.pooled else owner
            parts.append(ElidedLabel(owner, role="muted"))
        if hit.readable:
            button = Button(_("Open"), "external-link")
            button.setAccessibleName(_("Open {name}").format(name=hit.name))
            button.clicked.connect(lambda: self.open_asked.emit(hit.entity, hit.id, hit.name))
            parts.append(button)
        else:
            parts.append(label(_("Not yours to see"), 12, role="muted"))
        line = QWidget()
        laid = row(*parts, spacing=12)
        laid.setStretch(0, 1)
        line.setLayout(laid)
        return line
