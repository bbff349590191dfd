"""What stands where there is nothing, or where something went wrong."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from cims.ui import theme
from cims.ui.icons import paint_icon
from cims.ui.widgets.buttons import Button
from cims.ui.widgets.labels import label
from cims.ui.widgets.surfaces import column, row

MARGIN, SPACING = 24, 12


class EmptyState(QWidget):
    """An icon, one sentence, one button that leads on; without the icon where it is too low."""

    pressed = Signal()

    def __init__(self, icon_name: str, sentence: str, button: str = "") -> None:
        super().__init__()
        self._picture = _Picture(icon_name)
        self._sentence = label(sentence, role="muted")
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._button = Button(button)
        self._button.clicked.connect(self.pressed)
        self.setLayout(
            column(
                None,
                row(None, self._picture, None),
                self._sentence,
                row(None, self._button, None),
                None,
                margins=(MARGIN, MARGIN, MARGIN, MARGIN),
                spacing=SPACING,
            )
        )
        self._name_button(button, sentence)  # not before: it would flash as a window of its own

    def tell(self, icon_name: str, sentence: str, button: str = "") -> None:
        """Say something else: loading, nothing found, an error."""
        self._picture.show_icon(icon_name)
        self._sentence.setText(sentence)
        self._name_button(button, sentence)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Let the sentence stand alone where the icon would lie upon it."""
        words = self._sentence.heightForWidth(self.width() - 2 * theme.px(MARGIN))
        button = 0 if self._button.isHidden() else self._button.sizeHint().height() + SPACING
        needed = 2 * theme.px(MARGIN) + self._picture.height() + SPACING + words + button
        is_low = self.height() < needed
        self._picture.setHidden(is_low)
        side, above = theme.px(MARGIN), 0 if is_low else theme.px(MARGIN)
        self.layout().setContentsMargins(side, above, side, above)  # type: ignore[union-attr]

    def _name_button(self, words: str, sentence: str) -> None:
        """Without words it is hidden, yet a screen reader shall meet no empty name."""
        self._button.set_words(words)
        self._button.setAccessibleName(words or sentence)
        self._button.setVisible(bool(words))


class _Picture(QWidget):
    def __init__(self, icon_name: str) -> None:
        super().__init__()
        self._icon = icon_name
        self.setFixedSize(theme.px(40), theme.px(40))

    def show_icon(self, icon_name: str) -> None:
        self._icon = icon_name
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_icon(QPainter(self), self.rect(), self._icon, "faint")
