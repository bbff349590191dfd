"""A sealed field as it is read: masked, shown for a moment by a click that is noted, copied."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from cims.services.entity import Field
from cims.services.granted import Taking
from cims.services.i18n import _
from cims.ui import clipboard, theme
from cims.ui.icons import icon
from cims.ui.records.format import MASK
from cims.ui.widgets import Button, IconButton, label, row, set_tooltip, wrapped

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Jobs

SHOWN_FOR = 30_000  # milliseconds


class SealedValue(QWidget):
    """One filled sealed field of one record; `closed` says why it can't be opened, "" when it can.

    The text can't be selected: it leaves by the copy button only.
    """

    def __init__(self, jobs: "Jobs", record: tuple[str, int], field: Field, closed: str) -> None:
        super().__init__()
        self._jobs, self._record, self._field = jobs, record, field
        self.text = wrapped(MASK)
        self.text.setContentsMargins(0, 3, 0, 3)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.reveal = Button(_("Reveal"), "eye")
        self.copy = IconButton("copy", _("Copy {field}").format(field=_(field.label)), quiet=True)
        self.reveal.setProperty("small", True)
        self.copy.setProperty("tiny", True)
        self.copy.setIconSize(self.copy.iconSize() * 0.75)
        for button in (self.reveal, self.copy):
            button.setVisible(not closed)
        self.reason = label(_("Locked"), 12, role="muted")
        self.reason.setVisible(bool(closed))
        set_tooltip(self.reason, closed)
        set_tooltip(self.reveal, _("Shown for 30 seconds. The log keeps who looked and when."))
        self.reveal.clicked.connect(self._toggle)
        self.copy.clicked.connect(self._copy)
        self._hiding = QTimer(self, singleShot=True, interval=SHOWN_FOR)
        self._hiding.timeout.connect(self.hide_again)
        laid = row(self.text, self.reason, self.reveal, self.copy, spacing=theme.px(6))
        laid.setStretch(0, 1)
        self.setLayout(laid)
        self._say()

    @property
    def is_shown(self) -> bool:
        """Whether the plain text stands there."""
        return self._hiding.isActive()

    def hide_again(self) -> None:
        """Mask the text."""
        self._hiding.stop()
        self.text.setText(MASK)
        self.reveal.set_words(_("Reveal"))
        self.reveal.setIcon(icon("eye", "muted"))
        self._say()

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight a value is masked, so that nobody finds it open on the way back."""
        super().hideEvent(event)
        if self.is_shown:
            self.hide_again()

    def _toggle(self) -> None:
        if self.is_shown:
            self.hide_again()
            return
        (entity, id_), name = self._record, self._field.name
        self.reveal.setEnabled(False)
        job = self._jobs.write(
            lambda office: office.sealed.reveal(entity, id_, name), owner=self, then=self._show
        )
        job.ended.connect(self._answered)

    def _answered(self) -> None:
        self.reveal.setEnabled(True)

    def _show(self, plain: str) -> None:
        self.text.setText(plain)
        self.reveal.set_words(_("Hide"))
        self.reveal.setIcon(icon("eye-off", "muted"))
        self._hiding.start()
        self._say()

    def _copy(self) -> None:
        (entity, id_), field = self._record, self._field

        def taken(office: "Office") -> str:
            office.day_use.take(Taking.COPY, entity, [id_], [_(field.label)])
            return office.sealed.reveal(entity, id_, field.name)

        self._jobs.write(taken, owner=self, then=clipboard.copy_secret)

    def _say(self) -> None:
        """Let a screen reader say what is to be seen."""
        words = self.text.text() if self.is_shown else _("Hidden")
        self.text.setAccessibleName(f"{_(self._field.label)}: {words}")
