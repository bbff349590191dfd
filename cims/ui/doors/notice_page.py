"""A door that stays shut, or asks one question: what happened and what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal

from cims.services.i18n import _
from cims.ui.doors.door_page import MIDDLE, DoorPage
from cims.ui.widgets import Button, PrimaryButton, column, wrapped


@dataclass(frozen=True)
class Answer:
    """One button: what it is called inside, its words and icon."""

    name: str
    words: str
    icon: str = ""


class NoticePage(DoorPage):
    """Sentences and answers; the last answer is the one that Return gives."""

    answered = Signal(str)

    def __init__(
        self, title: str, words: str, answers: Sequence[Answer], remarks: Sequence[str] = ()
    ) -> None:
        super().__init__(title, words, MIDDLE)
        self.buttons: dict[str, Button] = {}
        for answer in answers:
            make = PrimaryButton if answer is answers[-1] else Button
            button = make(answer.words, answer.icon)
            name = answer.name
            button.clicked.connect(lambda _checked=False, name=name: self.answered.emit(name))
            self.buttons[name] = button
        *others, main = self.buttons.values()
        body = column(*(wrapped(remark, 12, "muted") for remark in remarks), spacing=8)
        self.build(body, None, *others, main, main=main)

    def focus_first(self) -> None:
        list(self.buttons.values())[-1].setFocus()


def quit_answer() -> Answer:
    """The way out that is always there."""
    return Answer("quit", _("Quit"), "power")
