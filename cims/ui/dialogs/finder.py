"""Who calls? A small window above all others: digits in, customer and what is open there out."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QListView, QWidget

from cims.services.callers import FEWEST, Callers
from cims.services.entity import Link
from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.rights import Action
from cims.services.rules.find_links import whole_number
from cims.ui import paint, theme
from cims.ui.dialogs.finder_rows import FOUND, ROW, FoundRow, RowPainter, rows_of
from cims.ui.icons import icon
from cims.ui.jobs import Jobs
from cims.ui.widgets import Button, Card, IconButton, SearchField, column, label, row, set_ink

if TYPE_CHECKING:
    from datetime import date

    from cims.services.office import Office

PAUSE, WIDTH, HEIGHT = 120, 460, 360
LONGEST_COPIED = 40
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Finder(QWidget):
    """Asks the office while one types; Enter opens, L logs, Esc closes."""

    open_asked = Signal(str, int, str)  # entity, id, title
    log_asked = Signal(Link)
    new_asked = Signal(str)  # the number of a customer that is not known yet

    def __init__(self, jobs: Jobs) -> None:
        flags = Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        super().__init__(None, Qt.WindowType.Window | flags)
        self._jobs, self._asked = jobs, 0
        self.setWindowTitle(_("Who calls?"))
        self.setWindowIcon(icon("logo", "accent"))
        self.setProperty("page", True)
        self.field = SearchField("0512 6288 8888", _("Digits of the number"))
        self.field.setMaxLength(LONGEST_COPIED)
        self.model = QStandardItemModel(self)
        self.list = QListView()
        self.status = label("", 12, role="muted")
        self.create_new = Button(_("New customer with this number"), "building-complex")
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._ask)
        self._lay_out()
        self.field.textEdited.connect(self._typed)
        self.field.installEventFilter(self)
        self.list.activated.connect(self._open)
        self.list.clicked.connect(self._open)
        self.create_new.clicked.connect(self._new)

    def begin(self, number: str = "") -> None:
        """Come to the front, with a number that is asked for, or that was copied before."""
        self.field.setText(number or copied_number())
        self.show()
        self.raise_()
        self.activateWindow()
        self.field.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        self.field.selectAll()
        self._typed(self.field.text())
        if self._pause.isActive():
            self._pause.stop()
            self._ask()

    def rows(self) -> list[FoundRow]:
        """What is listed."""
        return [self.model.item(place).data(FOUND) for place in range(self.model.rowCount())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._key(event):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._forget()
        event.accept()

    def _key(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.close()
        elif key in ENTER:
            self._enter()
        elif key in steps:
            self._choose(self.list.currentIndex().row() + steps[key])
        elif key == Qt.Key.Key_L and self.model.rowCount():
            self._log()
        else:
            return False
        return True

    def _enter(self) -> None:
        """Open what is chosen, or the form for somebody new; what was just typed is asked first."""
        if self._pause.isActive():
            self._pause.stop()
            self._ask(then_open=True)
        elif self.list.currentIndex().isValid():
            self._open(self.list.currentIndex())
        elif self.create_new.isVisible():
            self._new()

    def _typed(self, text: str) -> None:
        self._asked += 1
        if sum(sign.isdigit() for sign in text) < FEWEST:
            self._pause.stop()
            self.model.clear()
            self.create_new.hide()
            self._say(_("Type at least three digits of the number."))
            return
        self._pause.start()

    def _ask(self, *, then_open: bool = False) -> None:
        number, ticket = self.field.text(), self._asked

        def work(office: "Office") -> "tuple[Callers, date]":
            return office.callers.find(number), office.today

        def show(found: "tuple[Callers, date]") -> None:
            if ticket == self._asked:
                self._show(*found)
                if then_open:
                    self._enter()

        self._jobs.read(self, work, show, failed=self._failed)

    def _show(self, found: Callers, today: "date") -> None:
        self.model.clear()
        for one in rows_of(found, today):
            item = QStandardItem(one.spoken)
            item.setData(one, FOUND)
            self.model.appendRow(item)
        self._choose(0)
        nobody = not self.model.rowCount()
        may = self._jobs.actor.may(Action.CREATE, "customer")
        self.create_new.setVisible(nobody and may)
        self._say(_("Nobody has this number.") if nobody else _("Enter opens, L logs a call."))

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, CimsError):
            raise error
        self._say(str(error), "warn")

    def _say(self, words: str, role: str = "muted") -> None:
        self.status.setText(words)
        set_ink(self.status, role)

    def _choose(self, place: int) -> None:
        last = self.model.rowCount() - 1
        self.list.setCurrentIndex(self.model.index(max(0, min(last, place)), 0))

    def _chosen(self) -> FoundRow | None:
        found: FoundRow | None = self.list.currentIndex().data(FOUND)
        return found

    def _open(self, index: QModelIndex) -> None:
        found: FoundRow = index.data(FOUND)
        if not found.id:
            self._say(_("A colleague's customer: ask its owner."), "warn")
            return
        self.close()
        self.open_asked.emit(found.entity, found.id, found.title)

    def _log(self) -> None:
        found = self._chosen()
        if found is None or found.customer is None:
            self._say(_("There is no customer of yours to log a call with."), "warn")
            return
        self.close()
        self.log_asked.emit(found.customer)

    def _new(self) -> None:
        number = self.field.text().strip()
        self.close()
        self.new_asked.emit(number)

    def _forget(self) -> None:
        """Leave nothing on the screen for whoever opens it next."""
        self._asked += 1
        self._pause.stop()
        self.field.clear()
        self.model.clear()
        self.create_new.hide()

    def _lay_out(self) -> None:
        self.list.setModel(self.model)
        self.list.setItemDelegate(RowPainter(self.list, ROW))
        self.list.setAccessibleName(_("People and firms with this number"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.create_new.hide()
        leave = IconButton("x", _("Close"), quiet=True)
        leave.clicked.connect(self.close)
        head = row(label(_("Who calls?"), 15, paint.BOLD), None, leave)
        foot = row(self.status, self.create_new)
        foot.setStretch(0, 1)
        body = column(head, self.field, self.list, foot, margins=(16, 12, 16, 12), spacing=10)
        self.setLayout(column(Card(body, line="border2"), spacing=0))
        self.setFixedSize(theme.px(WIDTH), theme.px(HEIGHT))


def copied_number() -> str:
    """The telephone number that was copied last; empty when something else was."""
    text = QGuiApplication.clipboard().text()
    if len(text) > LONGEST_COPIED:
        return ""
    try:
        return whole_number(text)
    except CimsError:
        return ""
