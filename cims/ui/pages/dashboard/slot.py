"""The place of one part on the dashboard; while it is arranged, with buttons to move or hide it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cims.services.i18n import _
from cims.services.insights.analyses import Offer
from cims.ui import theme
from cims.ui.charts.figure_button import FigureButton
from cims.ui.widgets import Ground, IconButton, column, row

LOWEST, INSET = 132, 10


class Slot(QWidget):
    """Holds a tile or a card."""

    moved = Signal(str, int)
    hidden_asked = Signal(str)

    def __init__(self, offer: Offer, part: QWidget) -> None:
        super().__init__()
        self.offer, self.part = offer, part
        self.name, self.title = offer.name, _(offer.label)
        self.earlier = self._button("chevron-left", _("Earlier: {part}"))
        self.later = self._button("chevron-right", _("Later: {part}"))
        self.hide_part = self._button("x", _("Hide: {part}"))
        self.setLayout(column(part))
        buttons = row(self.earlier, self.later, self.hide_part, spacing=2)
        self.strip = Ground("surface", layout=buttons)
        self.strip.setParent(self)
        self.strip.setVisible(False)
        self._lowest = part.minimumHeight()
        vertical = part.sizePolicy().verticalPolicy()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, vertical)
        self.earlier.clicked.connect(lambda: self.moved.emit(self.name, -1))
        self.later.clicked.connect(lambda: self.moved.emit(self.name, 1))
        self.hide_part.clicked.connect(lambda: self.hidden_asked.emit(self.name))

    def hasHeightForWidth(self) -> bool:
        """No sentence in an empty card makes the page higher than the window."""
        return False

    def arrange(self, on: bool) -> None:
        """Show the buttons; the part itself is only looked at meanwhile."""
        self.strip.setVisible(on)
        self._place_strip()
        for figure in self.part.findChildren(FigureButton):
            figure.setEnabled(not on)  # the strip lies there
        self.part.setMinimumHeight(min(self._lowest, theme.px(LOWEST)) if on else self._lowest)
        self.part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, on)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_strip()

    def _place_strip(self) -> None:
        """In the corner of the part, over what it shows there: the page keeps its height."""
        size, inset = self.strip.sizeHint(), theme.px(INSET)
        left = self.width() - size.width() - inset
        self.strip.setGeometry(left, inset, size.width(), size.height())
        self.strip.raise_()

    def _button(self, icon: str, words: str) -> IconButton:
        button = IconButton(icon, words.format(part=self.title), quiet=True)
        button.setProperty("tiny", True)
        return button
