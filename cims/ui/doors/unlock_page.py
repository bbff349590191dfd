"""Signing in: a name from the list, a password."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from cims.services.i18n import _
from cims.services.vault.errors import KeyFileMissing
from cims.ui import paint, theme
from cims.ui.doors.door_page import DoorPage
from cims.ui.doors.key_file_row import KeyFileRow, KeyFiles
from cims.ui.widgets import (
    Button,
    Countdown,
    Index,
    PrimaryButton,
    RowDelegate,
    column,
    label,
    set_ink,
)
from cims.ui.widgets.password_field import PasswordField

ROWS, NAME = 5, 46


@dataclass(frozen=True)
class Person:
    """Somebody who may sign in, perhaps only with a key file too."""

    slot_id: str
    name: str
    needs_key_file: bool = False


class PersonPage(DoorPage):
    """A page on which somebody picks their name and types their password."""

    entered = Signal(Person, str, object)  # the path of the key file, None where there is none
    back = Signal()
    forgotten = Signal(Person)

    def __init__(
        self, title: str, words: str, people: Sequence[Person], chosen: str, key_files: KeyFiles
    ) -> None:
        super().__init__(title, words)
        self.names = Names(people, chosen)
        self.password = PasswordField(_("Password"))
        who, head = label(_("Sign in as"), 12, role="muted"), label(_("Password"), 12, role="muted")
        who.setBuddy(self.names)
        head.setBuddy(self.password)
        self.key_file = KeyFileRow(key_files)
        self.key_file.chosen.connect(lambda: self.say(""))
        self.names.currentRowChanged.connect(self._ask_key_file)
        self.fields = column(who, self.names, head, self.password, self.key_file, spacing=6)
        self._ask_key_file()

    def typed(self) -> Mapping[str, Any]:
        return {
            "row": self.names.currentRow(),
            "password": self.password.text(),
            "key_file": self.key_file.file,
        }

    def take(self, typed: Mapping[str, Any]) -> None:
        if typed:
            self.names.setCurrentRow(typed["row"])
            self.password.setText(typed["password"])
            self.key_file.use(typed["key_file"])

    def focus_first(self) -> None:
        self.password.setFocus()

    def person(self) -> Person:
        """Whose name is chosen."""
        return self.names.person()

    def refuse(self, sentence: str) -> None:
        """Say why the door stays closed, and let the password be typed again."""
        self.password.clear()
        self.say(sentence)
        self.password.setFocus()

    def enter(self) -> None:
        """Go on with the name and the password, once there is one, and the key file."""
        person, file = self.person(), self.key_file.file
        if not self.password.text():
            self.password.setFocus()
        elif person.needs_key_file and file is None:
            self.say(str(KeyFileMissing(person.name)))
            self.key_file.button.setFocus()
        else:
            self.say("")
            self.key_file.keep()
            self.entered.emit(person, self.password.text(), file)

    def _ask_key_file(self) -> None:
        person = self.person()
        self.key_file.ask_of(person.slot_id, is_needed=person.needs_key_file)


class UnlockPage(PersonPage):
    """Names as a list, the last one chosen; after wrong passwords the wait is counted down."""

    def __init__(
        self,
        people: Sequence[Person],
        chosen: str,
        wait: Callable[[Person], int],
        key_files: KeyFiles,
        words: str = "",
        *,
        is_sample: bool = False,
    ) -> None:
        super().__init__(_("Sign in"), words, people, chosen, key_files)
        self._wait_of = wait
        self.names.currentRowChanged.connect(self._show_wait)
        self.password.caps_lock.connect(self._tell_caps_lock)
        self._caps = label("", 12, role="warn")
        self.sign_in = PrimaryButton(_("Sign in"), "log-in")
        self.sign_in.clicked.connect(self.enter)
        self.other = Button(_("Forgot password"), "life-buoy")
        self.other.clicked.connect(lambda: self.forgotten.emit(self.person()))
        if is_sample:
            self.other = Button(_("Leave the sample"), "arrow-left")
            self.other.clicked.connect(self.back)
        self.other.setProperty("quiet", True)
        self.fields.addWidget(self._caps)
        self.fields.insertSpacing(2, theme.px(8))
        self.build(
            self.fields,
            self.other,
            None,
            self.sign_in,
            main=self.sign_in,
            back=self.other if is_sample else None,
        )
        self._countdown = Countdown(self.sign_in, _("Sign in"))
        self._show_wait()

    def refuse(self, sentence: str) -> None:
        super().refuse(sentence)
        self._show_wait()

    def _show_wait(self) -> None:
        self._countdown.start(self._wait_of(self.person()))

    def _tell_caps_lock(self, is_on: bool) -> None:
        self._caps.setText(_("Caps Lock is on.") if is_on else "")
        set_ink(self._caps, "warn")


class Names(QListWidget):
    """Everybody who may sign in, each with an avatar."""

    def __init__(self, people: Sequence[Person], chosen: str) -> None:
        super().__init__()
        self._people = tuple(people)
        self.setAccessibleName(_("Sign in as"))
        self.setItemDelegate(_Name(self, NAME, inset=2))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for person in people:
            QListWidgetItem(person.name, self)
        names = [person.name for person in people]
        self.setCurrentRow(names.index(chosen) if chosen in names else 0)
        self.setFixedHeight(min(ROWS, max(1, len(people))) * theme.px(NAME) + 4)

    def person(self) -> Person:
        """Whose name is chosen."""
        return self._people[max(0, self.currentRow())]


class _Name(RowDelegate):
    """One name with its avatar."""

    def draw(self, painter: QPainter, rect: QRectF, index: Index, *, is_chosen: bool) -> None:
        name = str(index.data())
        side = theme.px(30)
        top = rect.center().y() - side / 2
        paint.avatar(painter, QRectF(rect.x() + 8, top, side, side), name)
        words = rect.adjusted(side + 20, 0, -8, 0)
        weight = paint.BOLD if is_chosen else paint.NORMAL
        paint.text(painter, words, name, weight=weight)
