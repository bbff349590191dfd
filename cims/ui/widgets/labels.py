"""Words on the screen: always plain text, coloured by token."""

from html import escape

from PySide6 import QtGui
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDateTimeEdit,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from cims.ui import paint, theme


def label(
    words: str, px: int = 13, weight: QFont.Weight = QFont.Weight.Normal, role: str = "text"
) -> QLabel:
    """A label that shows its words as they are, never as HTML; `px` in the design's pixels."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(words)
    made.setFont(theme.font(px, weight))
    set_ink(made, role)
    return made


def wrapped(words: str, px: int = 13, role: str = "text") -> QLabel:
    """A label of several lines, whose words can be selected and copied."""
    made = label(words, px, role=role)
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def set_ink(widget: QLabel, role: str) -> None:
    """Colour a label by a token; the style sheet follows the theme."""
    widget.setProperty("ink", role)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def set_tooltip(widget: QWidget, words: str) -> None:
    """A tooltip that shows its words as they are, even when they look like HTML."""
    widget.setToolTip(plain_tooltip(words))


def plain_tooltip(words: str) -> str:
    """Words as a tooltip shows them as they are, for tabs and cells too."""
    return escape(words) if looks_rich(words) else words


def looks_rich(words: str) -> bool:
    """Whether Qt would take the words for HTML."""
    return bool(QtGui.Qt.mightBeRichText(words))


def doubled(words: str) -> str:
    """Words for a button, tab or menu, where a single & would become a shortcut."""
    return words.replace("&", "&&")


def inset(box: QAbstractSpinBox) -> None:
    """Give a number box the space at its left that the style sheet gives to all others."""
    if isinstance(box, QDateTimeEdit) and box.calendarPopup():
        return  # drawn like a combo, with its space
    box.findChildren(QLineEdit)[0].setTextMargins(theme.px(8), 0, 0, 0)


class ElidedLabel(QWidget):
    """One line that is cut with an ellipsis; its whole text is the tooltip."""

    def __init__(
        self,
        words: str = "",
        px: int = 13,
        weight: QFont.Weight = QFont.Weight.Normal,
        role: str = "text",
    ) -> None:
        super().__init__()
        self._px, self._weight, self._role, self._words = px, weight, role, ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_text(words)

    def text(self) -> str:
        """The whole text, also where it is shown cut."""
        return self._words

    def set_text(self, words: str) -> None:
        """Show other words."""
        self._words = words
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(
            paint.width_of(paint.one_line(self._words), self._px, self._weight) + 2,
            theme.px(self._px * 1.6),
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(24), self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            is_cut = self.width() < self.sizeHint().width()
            set_tooltip(self, self._words if is_cut else "")
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint.text(painter, rect, self._words, size=self._px, weight=self._weight, ink=self._role)
