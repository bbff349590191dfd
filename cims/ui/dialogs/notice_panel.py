"""What the bell opens: what should be looked after, and what one was told."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListView, QStackedWidget, QWidget

from cims.services.attention import Attention
from cims.services.changes import Changes
from cims.services.i18n import _
from cims.services.notices import NEWEST, NOTICES, NoticeLine
from cims.ui import paint, theme
from cims.ui.actions import Commands
from cims.ui.dialogs.notice_rows import LINE, ROW, NoticeModel, NoticeRows
from cims.ui.records.format import Words
from cims.ui.widgets import Button, EmptyState, Hairline, Popup, column, label, row, wrapped

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Jobs

WAYS = {"backup": ("office.backup", "archive"), "sheet": ("access.check", "key-round")}
WIDTH, HEIGHT = 440, 460


class NoticePanel(Popup):
    """A list under the bell; a click opens what a notice is about and marks it as read."""

    opened = Signal(NoticeLine)

    def __init__(
        self, jobs: "Jobs", commands: Commands, matters: tuple[Attention, ...], bell: QWidget
    ) -> None:
        super().__init__(bell)
        self._jobs, self._commands = jobs, commands
        self._has_all, self._is_reading = False, False
        self.setAccessibleName(_("Notices"))
        self.setFixedSize(theme.px(WIDTH), theme.px(HEIGHT))
        self.model = NoticeModel(self)
        self.view = self._made_view()
        self.state = EmptyState("loader", _("Loading…"))
        self.body = QStackedWidget()
        self.body.addWidget(self.state)
        self.body.addWidget(self.view)
        self.all_read = Button(_("Mark all read"), "check-check")
        self.all_read.clicked.connect(self.mark_all_read)
        self.all_read.setEnabled(False)
        self.matters = [self._matter(attention) for attention in matters]
        head = row(label(_("Notices"), 14, paint.BOLD), None, self.all_read)
        layout = column(head, *self.matters, margins=(14, 10, 14, 8))
        whole = column(layout, Hairline(), self.body, margins=(1, 1, 1, 1), spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        jobs.changed.connect(self._take_changes)
        self.read()

    def show_under(self, bell: QWidget) -> None:
        """Open below the bell, with the right edges in line."""
        corner = bell.mapToGlobal(QPoint(bell.width(), bell.height() + 4))
        self.move(corner - QPoint(self.width(), 0))
        self.show()
        self.view.setFocus()

    def read(self) -> None:
        """Read as many of the newest as are shown, at least a first page."""
        limit = max(NEWEST, len(self.model.lines))

        def work(office: "Office") -> tuple[tuple[NoticeLine, ...], Words]:
            return office.notices.newest(limit), Words(zone=office.zone, today=office.today)

        self._jobs.read(self, work, lambda answer: self._show(limit, *answer))

    def mark_all_read(self) -> None:
        """Count all as read, but announcements."""
        self._jobs.write(lambda office: office.notices.mark_all_read(), owner=self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.view.currentIndex())
        else:
            super().keyPressEvent(event)

    def _made_view(self) -> QListView:
        view = QListView()
        view.setModel(self.model)
        view.setItemDelegate(NoticeRows(view, ROW))
        view.setAccessibleName(_("Notices"))
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setMouseTracking(True)
        view.setUniformItemSizes(True)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        view.clicked.connect(self._open)
        view.verticalScrollBar().valueChanged.connect(self._read_older)
        return view

    def _matter(self, attention: Attention) -> QWidget:
        """Something to look after, with the way to it for who may go there."""
        command, picture = WAYS[attention.matter.value]
        if self._commands.why_not(command):
            return wrapped(attention.sentence)
        button = Button(paint.elided(attention.sentence, theme.font(13), theme.px(WIDTH - 90)),
                        picture, attention.sentence)  # fmt: skip
        button.setAccessibleName(attention.sentence)
        button.clicked.connect(partial(self._run, command))
        return button

    def _run(self, command: str) -> None:
        self.close()
        self._commands.run(command)

    def _show(self, limit: int, lines: tuple[NoticeLine, ...], words: Words) -> None:
        bar = self.view.verticalScrollBar()
        place, row_number = bar.value(), self.view.currentIndex().row()
        self._has_all = len(lines) < limit
        self.model.show_lines(lines, words)
        self.all_read.setEnabled(any(not line.is_read for line in lines))
        if lines:
            self.body.setCurrentWidget(self.view)
            self.view.setCurrentIndex(self.model.index(max(0, row_number)))
            bar.setValue(place)
        else:
            self.state.tell("bell", _("Nothing new. What colleagues tell you comes here."))
            self.body.setCurrentWidget(self.state)

    def _read_older(self, place: int) -> None:
        near_end = place > self.view.verticalScrollBar().maximum() - self.view.height()
        if self._has_all or self._is_reading or not near_end or not self.model.lines:
            return
        self._is_reading, last = True, self.model.lines[-1].id
        self._jobs.read(self, lambda office: office.notices.newest(NEWEST, last), self._add)

    def _add(self, lines: tuple[NoticeLine, ...]) -> None:
        self._is_reading, self._has_all = False, len(lines) < NEWEST
        self.model.add_lines(lines)

    def _open(self, index: QModelIndex) -> None:
        line = index.data(LINE)
        if not isinstance(line, NoticeLine):
            return
        if not line.is_read:
            self._jobs.write(lambda office: office.notices.mark_read([line.id]))
        self.opened.emit(line)
        self.close()

    def _take_changes(self, changes: Changes) -> None:
        if changes.touches(NOTICES):
            self.read()
