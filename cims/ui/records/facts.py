"""Fields of one record as label and value, each with a button that copies it."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from cims.services.entity import Field, Kind
from cims.services.i18n import _
from cims.services.storage import Record
from cims.ui import theme
from cims.ui.clipboard import copy_value
from cims.ui.records.format import Words
from cims.ui.records.list_plans import ListPlan
from cims.ui.records.record_text import Copy, record_text
from cims.ui.records.sealed_value import SealedValue
from cims.ui.widgets import ElidedLabel, IconButton, label

if TYPE_CHECKING:
    from cims.ui.jobs import Jobs

LABEL = 84


class Facts(QWidget):
    """Quick facts stay on one line each and keep their places; details show what is filled."""

    def __init__(
        self, plan: ListPlan, names: tuple[str, ...], jobs: "Jobs", *, quick: bool = False
    ) -> None:
        super().__init__()
        self._plan, self._names, self._jobs, self._quick = plan, names, jobs, quick
        self._record, self._closed = (plan.entity.name, 0), ""
        self.texts: dict[str, str] = {}
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2 if quick else 6)
        self._grid.setColumnMinimumWidth(0, theme.px(LABEL))
        self._grid.setColumnStretch(1, 1)
        self.setLayout(self._grid)

    def show_record(self, record: Record, words: Words) -> None:
        """Show the fields of this record."""
        while (taken := self._grid.takeAt(0)) is not None:
            if widget := taken.widget():
                widget.hide()
                widget.deleteLater()
        self.texts = {}
        self._record, self._closed = (record.entity, record.id), words.sealed_closed
        line = 0
        for name in self._names:
            field = self._plan.entity.field(name)
            text = self._text(field, record, words)
            if text or self._quick:
                self.texts[field.name] = text
                self._add(line, field, text)
                line += 1

    def _text(self, field: Field, record: Record, words: Words) -> str:
        value = record.values.get(field.name)
        if field.kind is Kind.ROWS and value and not self._quick:
            return "\n".join(words.all_rows(field, value))
        return words.text(field, value, short=self._quick)

    def _add(self, line: int, field: Field, text: str) -> None:
        top = Qt.AlignmentFlag.AlignTop
        head = label(_(field.label), 12, role="muted")
        head.setWordWrap(True)
        head.setFixedWidth(theme.px(LABEL))
        if self._quick:
            self._grid.addWidget(head, line, 0)
            value: QWidget = ElidedLabel(text or "—", 13, role="text" if text else "faint")
            self._grid.addWidget(value, line, 1)
        else:
            head.setContentsMargins(0, 2, 0, 0)
            self._grid.addWidget(head, line, 0, top)
            if field.kind is Kind.SEALED:
                sealed = SealedValue(self._jobs, self._record, field, self._closed)
                self._grid.addWidget(sealed, line, 1, 1, 2)
                return
            self._grid.addWidget(record_text(text, self._copier(field)), line, 1, top)
        copy = IconButton("copy", _("Copy {field}").format(field=_(field.label)), quiet=True)
        copy.setProperty("tiny", True)
        copy.setEnabled(bool(text))
        copy.setIconSize(copy.iconSize() * 0.75)
        copy.clicked.connect(lambda: self._copier(field)(text))
        policy = copy.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        copy.setSizePolicy(policy)
        self._grid.addWidget(
            copy, line, 2, top if not self._quick else Qt.AlignmentFlag.AlignVCenter
        )
        copy.setVisible(bool(text))  # not before: it would flash as a window of its own

    def _copier(self, field: Field) -> Copy:
        return partial(copy_value, self._jobs, self, self._record, _(field.label))
