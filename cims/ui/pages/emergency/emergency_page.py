"""One emergency at a time: what is certain, and the steps with the buttons that do them."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from cims.services.i18n import _
from cims.ui import paint, theme
from cims.ui.page import Page
from cims.ui.pages.emergency.cases import CASES, Case, Step
from cims.ui.printing.paper import save_pdf_as, show_preview
from cims.ui.printing.sheet import Line, Part, Sheet
from cims.ui.widgets import Button, Card, TabStrip, column, label, row, wrapped

if TYPE_CHECKING:
    from cims.ui.navigation import Surroundings

WIDEST = 900


class EmergencyPage(Page):
    """The sheet to print helps when the PC does not: it holds all cases."""

    def __init__(self, around: "Surroundings") -> None:
        super().__init__()
        self._around = around
        self.tabs = TabStrip(*(_(case.title) for case in CASES))
        self.tabs.setAccessibleName(_("In an emergency"))
        self.tabs.setUsesScrollButtons(True)
        self.buttons: dict[str, Button] = {}
        self.print_button = Button(_("Print this sheet"), "printer")
        self.print_button.clicked.connect(self.print_sheet)
        self._body = QScrollArea()
        self._body.setWidgetResizable(True)
        self._body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        told = label(_("Print this sheet now and keep it outside the PC."), 12, role="muted")
        self.setLayout(
            column(
                self.tabs,
                self._body,
                row(told, None, self.print_button),
                margins=theme.PAGE_MARGINS,
                spacing=12,
            )
        )
        self.tabs.currentChanged.connect(self.show_case)
        self.show_case(0)

    def show_case(self, index: int) -> None:
        """Show what to do in one of the cases."""
        if self.tabs.currentIndex() != index:
            self.tabs.setCurrentIndex(index)
            return
        self.buttons = {}
        case = CASES[index]
        steps = column(spacing=14)
        for number, step in enumerate(case.steps, 1):
            steps.addLayout(self._step(number, step))
        card = Card(
            column(
                label(_(case.title), 15, paint.BOLD),
                wrapped(_(case.lead), 13, "muted"),
                steps,
                margins=(20, 16, 20, 20),
                spacing=12,
            )
        )
        card.setMaximumWidth(theme.px(WIDEST))
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)
        layout.addStretch(1)
        self._body.setWidget(inside)

    def print_sheet(self) -> None:
        """Show all cases on paper, from where they go to a printer."""
        show_preview(sheet_of(), self)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            "page.print": self.print_sheet,
            "page.export": lambda: save_pdf_as(sheet_of(), self, self._around.messages),
        }

    def focus_first(self) -> None:
        self.tabs.setFocus()

    def _step(self, number: int, step: Step) -> QVBoxLayout:
        """A numbered sentence with the button that does it below, if there is one."""
        digit = label(str(number), 13, paint.BOLD, role="accent")
        digit.setFixedWidth(theme.px(20))
        digit.setAlignment(Qt.AlignmentFlag.AlignTop)
        words = wrapped(_(step.words))
        made = column(row(digit, words, spacing=8), spacing=6)
        words.setSizePolicy(
            words.sizePolicy().Policy.Expanding, words.sizePolicy().verticalPolicy()
        )
        if step.command:
            made.addLayout(row(self._button(step.command), None, margins=(theme.px(28), 0, 0, 0)))
        return made

    def _button(self, command_id: str) -> Button:
        """A command as a button; where it can't be used the reason stands in its tip."""
        commands = self._around.commands
        command = commands.command(command_id)
        why_not = commands.why_not(command_id)
        button = Button(_(command.text), command.icon, why_not)
        button.setEnabled(not why_not)
        button.clicked.connect(partial(commands.run, command_id))
        self.buttons[command_id] = button
        return button


def sheet_of() -> Sheet:
    """All cases as one sheet."""
    return Sheet(
        _("In an emergency"),
        _("What to do, in this order. Keep this sheet outside the PC."),
        tuple(part_of(case) for case in CASES),
    )


def part_of(case: Case) -> Part:
    """One case on paper: what is certain, then the steps by their numbers."""
    steps = (Line(str(number), _(step.words)) for number, step in enumerate(case.steps, 1))
    return Part(_(case.title), (Line("", _(case.lead)), *steps), labels=4)
