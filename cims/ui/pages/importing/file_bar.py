"""The file that was chosen and how it is read: into what, which sheet, where the headings stand."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QSpinBox, QWidget

from cims.services.entity import Entity
from cims.services.i18n import _, _n
from cims.services.spreadsheet.report import ImportOptions
from cims.ui import paint, theme
from cims.ui.pages.importing.quiet_combo import QuietCombo
from cims.ui.pages.importing.work import Looked, Order
from cims.ui.widgets import Button, Card, ElidedLabel, FlowLayout, column, inset, label, row

ENCODINGS = (
    ("UTF-8", "utf-8"),
    ("GB18030 (GBK, GB2312)", "gb18030"),
    ("Big5", "big5"),
    ("UTF-16", "utf-16"),
    ("Windows-1252", "cp1252"),
)
WITH_MARK = {"utf-8-sig": "utf-8"}
MOST_ROWS = 1_048_576


class FileBar(Card):
    """Every choice that makes the file be read anew."""

    changed = Signal()
    other_asked = Signal()

    def __init__(self, entities: Sequence[Entity]) -> None:
        super().__init__()
        self.name, self.facts = ElidedLabel(px=15, weight=paint.BOLD), ElidedLabel(role="muted")
        self.other = Button(_("Choose another file"), "file-input")
        self.other.clicked.connect(self.other_asked)
        labels = [(_(one.label_plural), one.name) for one in entities]
        self.into = QuietCombo(_("Import into"), labels)
        self.sheet = QuietCombo(_("Sheet"))
        self.heading = _spin(_("Headings in row"), 1)
        storeys = [(_("one row"), 1), (_("two rows"), 2)]
        self.storeys = QuietCombo(_("Headings take"), storeys)
        self.last = _spin(_("Last row"), 1)
        self.encoding = QuietCombo(_("Characters"), ENCODINGS)
        self.merged = QCheckBox(_("Fill merged cells downwards"))
        self.merged.setMinimumHeight(theme.px(34))
        self._lay_out()
        self._connect()

    def show_looked(self, looked: Looked) -> None:
        """Show how the file is read now."""
        self.name.set_text(looked.order.path.name)
        self.into.set_value(looked.order.entity)
        hidden = _("{sheet} (hidden)")
        self.sheet.offer(
            [(hidden.format(sheet=s.name) if s.hidden else s.name, s.name) for s in looked.sheets]
        )
        self._parts["sheet"].setVisible(len(looked.sheets) > 1)
        self._parts["encoding"].setVisible(bool(looked.encoding))
        self.encoding.set_value(WITH_MARK.get(looked.encoding, looked.encoding))
        self.facts.set_text("")
        self._show_layout(looked)

    def options(self, before: ImportOptions) -> ImportOptions:
        """The options with what stands here; what is guessed stays so until it is touched."""
        touched = self._touched
        chosen = replace(before, fill_merged=self.merged.isChecked())
        if "sheet" in touched:
            chosen = ImportOptions(sheet=self.sheet.value(), encoding=before.encoding)
        if "encoding" in touched:
            chosen = ImportOptions(sheet=before.sheet, encoding=self.encoding.value())
        if "into" in touched:
            chosen = replace(chosen, mapping=None, key=None)
        if "heading" in touched:
            chosen = replace(
                chosen,
                mapping=None,
                heading_row=self.heading.value(),
                heading_rows=self.storeys.value(),
            )
        if "last" in touched:
            chosen = replace(chosen, last_row=self.last.value())
        return chosen

    def order(self, before: Order) -> Order:
        """The import as it is to be read now."""
        return Order(self.into.value(), before.path, self.options(before.options))

    def _show_layout(self, looked: Looked) -> None:
        self._touched.clear()
        preview = looked.preview
        for box in (self.heading, self.last, self.merged):
            box.blockSignals(True)
        if preview is not None:
            layout = preview.layout
            self.sheet.set_value(preview.sheet)
            self.heading.setValue(layout.first_heading_row)
            self.storeys.set_value(layout.heading_rows)
            self.last.setValue(layout.last_row)
            rows = max(layout.last_row - layout.first_row + 1, 0)
            words = _n("{n} row", "{n} rows", rows).format(n=f"{rows:,}")
            columns = len(layout.headings)
            words += " · " + _n("{n} column", "{n} columns", columns).format(n=f"{columns:,}")
            self.facts.set_text(words)
        else:
            self.sheet.set_value(looked.order.options.sheet)
        self.merged.setChecked(looked.order.options.fill_merged)
        self.merged.setVisible(bool(preview and preview.has_merged))
        for box in (self.heading, self.last, self.merged):
            box.blockSignals(False)
        for number in (self.heading, self.last):
            number.setProperty("shown", number.value())

    def _lay_out(self) -> None:
        self._touched: set[str] = set()
        self._parts = {
            name: _titled(title, box)
            for name, title, box in (
                ("into", _("Import into"), self.into),
                ("sheet", _("Sheet"), self.sheet),
                ("heading", _("Headings in row"), self.heading),
                ("storeys", _("Headings take"), self.storeys),
                ("last", _("Last row"), self.last),
                ("encoding", _("Characters"), self.encoding),
            )
        }
        choices = FlowLayout(spacing=14)
        for part in self._parts.values():
            choices.addWidget(part)
        choices.addWidget(_titled("", self.merged))
        head = row(self.name, self.facts, None, self.other, spacing=12)
        self.setLayout(column(head, choices, margins=theme.CARD_MARGINS, spacing=10))

    def _connect(self) -> None:
        for name, combo in (
            ("into", self.into),
            ("sheet", self.sheet),
            ("heading", self.storeys),
            ("encoding", self.encoding),
        ):
            combo.activated.connect(lambda _place, name=name: self._touch(name))
        self.heading.editingFinished.connect(lambda: self._spun("heading"))
        self.last.editingFinished.connect(lambda: self._spun("last"))
        self.merged.toggled.connect(lambda _on: self._touch("merged"))

    def _touch(self, name: str) -> None:
        self._touched.add(name)
        self.changed.emit()

    def _spun(self, name: str) -> None:
        """Leaving a number as it was is no change."""
        box = self.heading if name == "heading" else self.last
        if box.value() != box.property("shown"):
            self._touch(name)


def _titled(title: str, box: QWidget) -> QWidget:
    part = QWidget()
    part.setLayout(column(label(title, 12, role="muted"), box, spacing=3))
    return part


def _spin(name: str, least: int) -> QSpinBox:
    box = QSpinBox()
    box.setAccessibleName(name)
    box.setRange(least, MOST_ROWS)
    box.setMinimumWidth(theme.px(96))
    inset(box)
    return box
