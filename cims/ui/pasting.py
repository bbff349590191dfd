"""A new customer out of what was copied: the command, and Ctrl+V while the New menu is open."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

from cims.ui.actions import Commands
from cims.ui.dialogs.card_paste import CardPasteDialog
from cims.ui.finding import Contents
from cims.ui.main_window import MainWindow
from cims.ui.records.pasted_contact import PASTED

COMMAND = "new.from_text"


class Pasting(QObject):
    """Lives with one window."""

    def __init__(self, window: MainWindow, contents: Contents, commands: Commands) -> None:
        super().__init__(window)
        self._window, self._contents, self._commands = window, contents, commands
        commands.bind(COMMAND, self.ask)
        menu = window.top_bar.new_menu
        if not commands.why_not(COMMAND):
            menu.addAction(commands.action(COMMAND))
        menu.installEventFilter(self)

    def ask(self) -> None:
        """Ask for the text; what was copied stands there already."""
        CardPasteDialog(self.take, self._window).open()

    def take(self, text: str) -> None:
        """Open the form of a new customer with what the text proposes."""
        self._contents.new_asked.emit("customer", {PASTED: text})

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Paste instead of choosing from the menu what is new."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Paste)
        ):
            text = QGuiApplication.clipboard().text().strip()
            if text and not self._commands.why_not(COMMAND):
                self._window.top_bar.new_menu.close()
                self.take(text)
                return True
        return super().eventFilter(watched, event)
