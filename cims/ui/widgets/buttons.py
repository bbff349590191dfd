"""Buttons: the one primary action, ordinary ones, and icons that say their name to everybody."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QStyleOptionButton

from cims.ui import paint, theme
from cims.ui.icons import icon, paint_icon
from cims.ui.widgets.labels import doubled, set_tooltip


class Button(QPushButton):
    """An ordinary button; `words` may come from anywhere, its & is shown as it is."""

    def __init__(self, words: str, icon_name: str = "", tip: str = "") -> None:
        super().__init__(doubled(words))
        self.setAccessibleName(words)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAutoDefault(False)
        set_tooltip(self, tip)
        if icon_name:
            self.setIcon(icon(icon_name, self._icon_role()))
            self.setIconSize(QSize(theme.px(16), theme.px(16)))

    def set_words(self, words: str) -> None:
        """Show and say other words."""
        self.setText(doubled(words))
        self.setAccessibleName(words)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + self._gap(), hint.height())

    def initStyleOption(self, option: QStyleOptionButton) -> None:
        super().initStyleOption(option)
        if self._gap():
            option.text = f" {option.text}"  # Qt leaves an icon and its words 4 pixels, too little

    def _gap(self) -> int:
        has_both = not self.icon().isNull() and bool(self.text())
        return self.fontMetrics().horizontalAdvance(" ") if has_both else 0

    def _icon_role(self) -> str:
        return "muted"


class PrimaryButton(Button):
    """The one action of a screen that the accent colour marks."""

    def __init__(self, words: str, icon_name: str = "", tip: str = "") -> None:
        super().__init__(words, icon_name, tip)
        self.setProperty("primary", True)

    def _icon_role(self) -> str:
        return "onfill"


class DangerButton(Button):
    """An action that takes something away."""

    def __init__(self, words: str, icon_name: str = "", tip: str = "") -> None:
        super().__init__(words, icon_name, tip)
        self.setProperty("danger", True)

    def _icon_role(self) -> str:
        return "bad"


class IconButton(QPushButton):
    """A square button with an icon; its name is the tooltip and what a screen reader says."""

    def __init__(self, icon_name: str, name: str, *, quiet: bool = False) -> None:
        super().__init__()
        if not name:
            raise ValueError("an icon alone says nothing")
        self.setProperty("square", True)
        self.setProperty("quiet", quiet)
        self.setAutoDefault(False)
        self.setIcon(icon(icon_name))
        self.setIconSize(QSize(theme.px(18), theme.px(18)))
        self.setAccessibleName(name)
        set_tooltip(self, name)


class Bell(QAbstractButton):
    """The notices' button with the count of unread ones on its corner."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self.setFixedSize(theme.px(36), theme.px(36))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_count(self, count: int, name: str) -> None:
        """Show how many are unread; `name` says the same in words."""
        self._count = count
        self.setAccessibleName(name)
        set_tooltip(self, name)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.underMouse():
            paint.rounded(painter, rect, 8, "subtle")
        side = theme.px(18)
        inset = (self.width() - side) // 2
        box = self.rect().adjusted(inset, inset, -inset, -inset)
        paint_icon(painter, box, "bell", "text" if self.underMouse() else "muted")
        if self._count:
            paint.badge(painter, QPointF(self.width() - 10, 9), self._count)
        if self.hasFocus():
            paint.focus_ring(painter, rect, 8)


class PersonButton(QPushButton):
    """Who is signed in; opens the user menu."""

    def __init__(self, name: str, tip: str) -> None:
        super().__init__()
        self._name = name
        self.setProperty("quiet", True)
        self.setAutoDefault(False)
        self.setAccessibleName(name)
        set_tooltip(self, tip)

    def sizeHint(self) -> QSize:
        width = min(paint.width_of(self._name), theme.px(140))
        return QSize(theme.px(32 + 10) + 8 + width, theme.px(38))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px(32)
        top = (self.height() - side) / 2
        paint.avatar(painter, QRectF(3, top, side, side), self._name)
        left = side + theme.px(10) + 3
        words = QRectF(left, 0, self.width() - left - 5, self.height())
        paint.text(painter, words, self._name)
