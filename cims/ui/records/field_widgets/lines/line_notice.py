"""What was done to all lines, in a sentence with a button; and what is to be known of one."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QWidget

from cims.services.i18n import _
from cims.ui.records.field_widgets.lines.line_model import LineModel
from cims.ui.records.format import number
from cims.ui.widgets import Button, IconButton, row, set_ink, wrapped


class LineNotice(QWidget):
    """One sentence at a time; hidden where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.words = wrapped("", 12)
        self.button = Button(_("Undo"))
        self.button.setProperty("small", True)
        self._does: Callable[[], object] | None = None
        self.button.clicked.connect(self._pressed)
        away = IconButton("x", _("Close message"), quiet=True)
        away.setProperty("tiny", True)
        away.clicked.connect(self.clear)
        laid = row(self.words, self.button, away, spacing=8)
        laid.setStretch(0, 1)
        self.setLayout(laid)
        self.hide()

    def say(
        self, words: str, tone: str, button: str = "", does: Callable[[], object] | None = None
    ) -> None:
        """Say something, and offer what may be done about it."""
        self.words.setText(words)
        set_ink(self.words, tone)
        self._does = does
        self.button.set_words(button)
        self.button.setVisible(bool(button))
        self.show()

    def clear(self) -> None:
        """Say nothing any more."""
        self.words.setText("")
        self._does = None
        self.hide()

    def _pressed(self) -> None:
        does = self._does
        self.clear()
        if does is not None:
            does()


def about_line(model: LineModel, index: QModelIndex) -> tuple[str, str]:
    """What is to be known of the line the keyboard is on, and how weighty it is."""
    row = index.row()
    entry = model.entry(row) if index.isValid() else None
    if entry is None or entry.is_heading:
        return "", "muted"
    here = model.columns[index.column()]
    order = [here, *(column for column in model.columns if column is not here)]
    problems = filter(None, (model.problem(row, column) for column in order))
    if (problem := next(problems, "")) and not entry.is_empty:
        return problem, "bad"
    doubts = [told for column in model.columns if (told := model.remark(row, column))]
    words = list(doubts)
    if entry.offer is not None and entry.offer.list_price is not None:
        shown = number(entry.offer.list_price)
        words.append(_("List price {price}.").format(price=shown))
    if entry.offer is not None and entry.offer.last_price is not None:
        shown = number(entry.offer.last_price)
        words.append(_("This customer paid {price} last.").format(price=shown))
    return " ".join(words), "warn" if doubts else "muted"
