"""A place of the settings that reads what it shows: until then, and when it can't, it says so."""

from PySide6.QtWidgets import QLayout, QStackedWidget, QWidget

from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.ui.messages import Messages
from cims.ui.page import Page
from cims.ui.widgets import EmptyState, column


class ReadPage(Page):
    """Shows the state until `show_content`; pressing the state's button reads again."""

    def __init__(self, picture: str, messages: Messages) -> None:
        super().__init__()
        self._messages = messages
        self.state = EmptyState(picture, _("Loading…"))
        self.state.pressed.connect(self.read_again)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.state)
        self.setLayout(column(self.stack))

    def read_again(self) -> None:
        """What the button of the state does."""
        raise NotImplementedError

    def hold(self, content: QLayout) -> None:
        """Take the layout of what is shown once it was read."""
        whole = QWidget()
        whole.setLayout(content)
        self.stack.addWidget(whole)

    def show_content(self) -> None:
        """Show what was read."""
        self.stack.setCurrentIndex(1)

    def tell(self, picture: str, sentence: str, button: str) -> None:
        """Show a sentence with its button instead of the content."""
        self.state.tell(picture, sentence, button)
        self.stack.setCurrentIndex(0)

    def refused(self, error: Exception) -> None:
        """Say why it can't be read."""
        if isinstance(error, CimsError):
            self.tell("circle-alert", str(error), _("Try again"))
        else:
            self._messages.error(error)
