"""A door that stays shut, or asks one question: what happened and what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal

from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.vault.errors import CurrentMissing
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


def loss_page(sentence: str) -> NoticePage:
    """Saved changes are missing: continue or quit."""
    remark = _(
        "A damaged disk or a copied folder can cause this. Look for a newer backup first; "
        "continuing is written into the audit log."
    )
    go_on = Answer("continue", _("Continue without them"), "arrow-right")
    return NoticePage(
        _("Saved changes are missing"), sentence, (go_on, quit_answer()), remarks=(remark,)
    )


def refusal_page(error: CimsError, remarks: Sequence[str] = ()) -> NoticePage:
    """A door that no password opens: damage, a newer release, a lost marker."""
    if isinstance(error, CurrentMissing):
        ways = [
            Answer(f"{number}", _("Open state {n}").format(n=number))
            for number in error.generations
        ]
    else:
        ways = [
            Answer("restore", _("Restore from a backup"), "archive-restore"),
            Answer("again", _("Try again"), "refresh-cw"),
        ]
    title = _("This office can't be opened")
    return NoticePage(title, str(error), (quit_answer(), *ways), remarks)
