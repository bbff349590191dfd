"""What is decided for the whole office, each with a sentence and the button that opens it."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from cims.services.i18n import N_, _
from cims.ui import paint, theme
from cims.ui.page import Page
from cims.ui.theme.tokens import PAGE_MARGINS
from cims.ui.widgets import Button, Card, Hairline, Scrolled, column, label, row, wrapped

if TYPE_CHECKING:
    from cims.ui.navigation import Surroundings

PLACES = (
    ("office.modules", N_("Which modules the office sees: simple, full or one by one.")),
    ("office.pool", N_("Who may claim how many customers, and which return by themselves.")),
    ("office.area_code", N_("The area code that phone numbers without one get.")),
    ("office.greetings", N_("Festivals and birthdays, and whom to greet.")),
    ("office.announcements", N_("Tell all colleagues something and see who has read it.")),
    ("office.templates", N_("Messages to customers that are copied with one click.")),
    ("office.watermark", N_("Who and when across prints, PDFs and exported lists.")),
    ("office.backup", N_("Write a checked copy of the whole office to another disk.")),
    ("access.rotate", N_("Give the office new keys: once a year, or when keys were seen.")),
    ("access.replace_sheet", N_("A new recovery sheet; the old one opens nothing new.")),
)


class OfficePage(Page):
    """The commands of the registry, where somebody looks for them."""

    def __init__(self, around: "Surroundings") -> None:
        super().__init__()
        self._commands = around.commands
        self.buttons: dict[str, Button] = {}
        body = column(margins=(20, 8, 20, 8), spacing=0)
        for number, (command, words) in enumerate(PLACES):
            if number:
                body.addWidget(Hairline())
            body.addWidget(self._place(command, words))
        card = Card(body)
        card.setMaximumWidth(theme.px(860))
        self.setLayout(column(Scrolled(column(card, None, margins=PAGE_MARGINS))))
        around.commands.changed.connect(self._refresh)
        self._refresh()

    def focus_first(self) -> None:
        next(iter(self.buttons.values())).setFocus()

    def _place(self, command: str, words: str) -> QWidget:
        title = self._commands.action(command).text().replace("&&", "&").rstrip("…")
        told = column(label(title, 13, paint.BOLD), wrapped(_(words), 12, "muted"), spacing=1)
        button = self.buttons[command] = Button(_("Open"), "chevron-right")
        button.setAccessibleName(title)
        button.clicked.connect(lambda _on: self._commands.run(command))
        layout = row(told, button, margins=(0, 10, 0, 10), spacing=16)
        layout.setStretch(0, 1)
        made = QWidget()
        made.setLayout(layout)
        return made

    def _refresh(self) -> None:
        """A command that can't be used says why in its button's tooltip."""
        for command, button in self.buttons.items():
            reason = self._commands.why_not(command)
            button.setEnabled(not reason)
            button.setToolTip(reason)
