"""What every page is to the window that shows it."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from cims.services.entity import Link
from cims.services.rights import Action, refusal
from cims.ui.theme import color


def refused(may: Callable[[Action], bool], needs: Mapping[str, Action]) -> dict[str, str]:
    """The refusals of those commands whose action the user may not do."""
    return {name: str(refusal(action)) for name, action in needs.items() if not may(action)}


class Page(QWidget):
    """A tab's content or a record's document; it asks the window for other pages by signal."""

    record_asked = Signal(str, int, str)  # entity, id, title
    tab_asked = Signal(str)  # id of a tab
    title_changed = Signal(str)
    step_asked = Signal(str, str, int)  # record type, word, id: a step that is taken elsewhere
    closing = Signal()  # of itself, such as after its record was deleted

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """The commands that this page does while it is shown, by their id."""
        return {}

    def refusals(self) -> Mapping[str, str]:
        """Why commands that this page has can't be used by this user, by their id."""
        return {}

    def tools(self) -> QWidget | None:
        """What this page, as a part of another one, has to stand beside the tabs there."""
        return None

    def focus_first(self) -> None:
        """Put the keyboard where work begins."""
        self.setFocus()

    def customer(self) -> Link | None:
        """The customer that the keyboard is on, for what is logged from anywhere."""
        return None

    def lead_at_hand(self) -> Link | None:
        """The lead that the keyboard is on, as long as it is no customer."""
        return None

    def has_changes(self) -> bool:
        """Whether closing would lose something that was typed."""
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color("app"))
