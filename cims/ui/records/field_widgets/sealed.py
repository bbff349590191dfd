"""A sealed field in its form: what stands there stays masked, what is typed takes its place."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit, QWidget

from cims.services.entity import Field, Sealed
from cims.services.i18n import _
from cims.services.storage import Record
from cims.ui import theme
from cims.ui.records.field_widgets.base import FieldWidget, Place
from cims.ui.records.format import MASK
from cims.ui.records.sealed_value import SealedValue
from cims.ui.theme.tokens import CONTROL
from cims.ui.widgets import IconButton, column, row, set_tooltip, wrapped

if TYPE_CHECKING:
    from cims.ui.jobs import Jobs


class SealedField(FieldWidget):
    """Its value is the stored one as it came, a typed text, or None once it is emptied."""

    def __init__(self, field: Field, place: Place) -> None:
        super().__init__(field, place)
        self._stored: Sealed | None = None
        self._home: tuple[Jobs, Record] | None = None
        self.shown: SealedValue | None = None
        self.line = QLineEdit()
        self.empty = IconButton("trash", _("Empty this field"))
        self.empty.setCheckable(True)
        self.reason = wrapped(place.words.sealed_closed, 12, "muted")
        self._laid = column(row(self.line, self.empty), self.reason, spacing=3)
        self.setLayout(self._laid)
        self.setFocusProxy(self.line)
        self.name()
        self.line.textChanged.connect(self.changed)
        self.empty.toggled.connect(self._toggled)
        self._tell()

    def belong_to(self, jobs: "Jobs", record: Record | None) -> None:
        """Whose value it is: that of a record that can be asked to reveal it, or of a new one."""
        self._home = None if record is None else (jobs, record)

    def value(self) -> Any:
        if text := self.line.text().strip():
            return text
        return None if self.empty.isChecked() else self._stored

    def set_value(self, value: Any) -> None:
        is_typed = isinstance(value, str)
        if not is_typed:
            self._stored = value
            self.empty.setChecked(False)
        self.line.setText(value if is_typed else "")
        self._tell()

    def hint(self, words: str) -> None:
        """Its box has words of its own."""

    @property
    def _is_closed(self) -> bool:
        return bool(self.place.words.sealed_closed)

    def _toggled(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        """Show what stands there and what can be done with it."""
        is_filled, is_emptied = self._stored is not None, self.empty.isChecked()
        self.line.setEnabled(not self._is_closed)
        self.empty.setVisible(is_filled and not self._is_closed)
        self.reason.setVisible(self._is_closed)
        set_tooltip(self.line, self.place.words.sealed_closed)
        words = ""
        if self._is_closed:
            words = MASK if is_filled else ""
        elif is_emptied:
            words = _("Emptied when saved")
        elif is_filled:
            words = _("Type a new value to replace it")
        self.line.setPlaceholderText(words)
        self._show_stored(wanted=is_filled and not is_emptied and not self._is_closed)

    def _show_stored(self, *, wanted: bool) -> None:
        """The masked value above the line."""
        if self.shown is not None:
            old: QWidget = self.shown
            self._laid.removeWidget(old)
            old.hide()
            old.deleteLater()
            self.shown = None
        if wanted and self._home is not None:
            jobs, record = self._home
            self.shown = SealedValue(jobs, (record.entity, record.id), self.field, "")
            self.shown.setFixedHeight(theme.px(CONTROL))
            self._laid.insertWidget(0, self.shown)
