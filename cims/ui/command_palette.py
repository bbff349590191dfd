"""The list below the Ctrl+K field: commands and records, by keyboard alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPoint,
    QRect,
    QRectF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QListView,
)

from cims.services.i18n import _
from cims.ui import paint, theme
from cims.ui.actions import Command, Commands, shown_shortcut
from cims.ui.icons import paint_icon
from cims.ui.matching import Item, matching
from cims.ui.widgets import Card, Index, RowDelegate, SearchField, column

HIT = Qt.ItemDataRole.UserRole
ROW, MOST_COMMANDS, PAUSE = 44, 6, 120


@dataclass(frozen=True)
class Hit:
    """A record that answers the typed words; one with id 0 is told of and can't be opened."""

    entity: str
    id: int
    title: str
    detail: str = ""
    icon: str = "file"


RecordSource = Callable[[str, Callable[[Sequence[Hit]], None]], None]
Sound = Callable[[str], str]


def no_sound(_words: str) -> str:
    """For windows without a pinyin library: commands are found by their letters."""
    return ""


class CommandPalette(Card):
    """Opens below its field while one types; arrows choose, Enter runs, Esc closes."""

    record_chosen = Signal(str, int, str)

    def __init__(
        self,
        field: SearchField,
        commands: Commands,
        source: RecordSource | None = None,
        sound: Sound = no_sound,
    ) -> None:
        self._view = QListView()
        super().__init__(column(self._view, margins=(6, 6, 6, 6)), line="border2")
        self._field, self._commands = field, commands
        self._source, self._sound = source, sound
        self._asked = 0
        self._model = QStandardItemModel(self)
        self._view.setModel(self._model)
        self._view.setItemDelegate(_Rows(self._view, ROW))
        self._view.setAccessibleName(_("Commands and records"))
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setFrameShape(QFrame.Shape.NoFrame)
        self._view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.clicked.connect(self._run)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._ask_records)
        field.textEdited.connect(self._typed)
        field.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Take the keyboard and show what can be done here."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()
        self._typed(self._field.text())

    def close_list(self) -> None:
        """Put the list away and empty the field."""
        self._asked += 1
        self._pause.stop()
        self.hide()
        self._field.clear()

    def entries(self) -> list[str]:
        """The words of the rows that are listed, for tests and screen readers."""
        return [self._model.item(row).text() for row in range(self._model.rowCount())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        elif event.type() in (QEvent.Type.Move, QEvent.Type.Resize) and self.isVisible():
            self._place()
        elif event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _key(self, key: Qt.Key) -> bool:
        arrows = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        steps = {**arrows, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}
        if key == Qt.Key.Key_Escape:
            self.close_list()
            self._field.clearFocus()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.isVisible():
            self._run(self._view.currentIndex())
            return True
        if key in steps:
            if not self.isVisible():
                self._typed(self._field.text())
            self._choose(self._view.currentIndex().row() + steps[key])
            return True
        return False

    def _choose(self, row: int) -> None:
        last = self._model.rowCount() - 1
        self._view.setCurrentIndex(self._model.index(max(0, min(last, row)), 0))

    def _typed(self, words: str) -> None:
        self._asked += 1
        usable = [command for command in self._commands.usable() if command.id != "palette.open"]
        items = [
            Item(command, _(command.text), sound=self._sound(_(command.text))) for command in usable
        ]
        self._list([item.value for item in matching(words, items)][:MOST_COMMANDS], ())
        if words.strip() and self._source is not None:
            self._pause.start()

    def _ask_records(self) -> None:
        words, ticket = self._field.text().strip(), self._asked
        if words and self._source is not None:
            self._source(words, lambda hits: self._answer(ticket, hits))

    def _answer(self, ticket: int, hits: Sequence[Hit]) -> None:
        """Records stand before commands; an answer to words typed before is dropped."""
        if ticket != self._asked:
            return
        found = [self._model.item(row).data(HIT) for row in range(self._model.rowCount())]
        self._list([entry for entry in found if isinstance(entry, Command)], hits)

    def _list(self, commands: Sequence[Command], hits: Sequence[Hit]) -> None:
        self._model.clear()
        for hit in hits:
            self._append(hit, hit.title)
        for command in commands:
            self._append(command, _(command.text))
        if not self._model.rowCount():
            nothing = QStandardItem(_("Nothing found"))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self._model.appendRow(nothing)
        self._choose(0)
        self._place()

    def _append(self, entry: Hit | Command, words: str) -> None:
        row = QStandardItem(words)
        row.setData(entry, HIT)
        self._model.appendRow(row)

    def _place(self) -> None:
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        spot = self._field.mapTo(window, QPoint(0, self._field.height() + 4))
        width = max(self._field.width(), theme.px(420))
        left = max(8, spot.x() + self._field.width() - width)
        height = theme.px(ROW) * min(9, self._model.rowCount()) + 14
        self.setGeometry(QRect(left, spot.y(), width, height))
        self.show()
        self.raise_()

    def _run(self, index: QModelIndex) -> None:
        entry = index.data(HIT)
        if isinstance(entry, Hit) and not entry.id:
            return
        self.close_list()
        self._field.clearFocus()
        if isinstance(entry, Command):
            self._commands.run(entry.id)
        elif isinstance(entry, Hit):
            self.record_chosen.emit(entry.entity, entry.id, entry.title)


class _Rows(RowDelegate):
    """One row: icon, words, and the shortcut or the record's detail."""

    def draw(self, painter: QPainter, rect: QRectF, index: Index, *, is_chosen: bool) -> None:
        entry, words = index.data(HIT), index.data(Qt.ItemDataRole.DisplayRole)
        inner = rect.adjusted(theme.px(42), 0, -theme.px(12), 0)
        if entry is None:
            paint.text(painter, inner, words, ink="muted")
            return
        side = theme.px(18)
        spot = QRect(int(rect.x()) + theme.px(12), int(rect.center().y()) - side // 2, side, side)
        ink = "accent" if is_chosen else "muted"
        paint_icon(painter, spot, entry.icon or "chevron-right", ink)
        if isinstance(entry, Hit):
            half = rect.height() / 2
            paint.text(painter, inner.adjusted(0, 4, 0, -half + 2), words, weight=paint.MEDIUM)
            paint.text(painter, inner.adjusted(0, half, 0, -4), entry.detail, size=11, ink="muted")
        else:
            keys = shown_shortcut(entry.shortcut)
            paint.text(painter, inner, keys, size=12, ink="muted", align=paint.RIGHT)
            paint.text(painter, inner.adjusted(0, 0, -paint.width_of(keys, 12) - 8, 0), words)
