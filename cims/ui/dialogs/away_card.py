"""One quiet card at sign-in: how much came while one was away."""

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QWidget

from cims.services.i18n import _, _n
from cims.ui.widgets import Button, Card, IconButton, label, row

SECONDS = 20


class AwayCard(Card):
    """Stands under the bell for a while; the button opens the notices."""

    pressed = Signal()

    def __init__(self, count: int, bell: QWidget) -> None:
        super().__init__(line="border2")
        self.setParent(bell.window())
        self._bell = bell
        words = _n(
            "{n} notice while you were away", "{n} notices while you were away", count
        ).format(n=f"{count:,}")
        self.words, self.show_them = label(words), Button(_("Show"), "bell")
        close = IconButton("x", _("Close message"), quiet=True)
        close.clicked.connect(self.deleteLater)
        self.show_them.clicked.connect(self._press)
        self.setAccessibleName(words)
        self.setLayout(row(self.words, self.show_them, close, margins=(16, 8, 8, 8), spacing=12))
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._place)
        self._timer = QTimer(self, singleShot=True, interval=SECONDS * 1000)
        self._timer.timeout.connect(self.deleteLater)
        self._timer.start()
        bell.window().installEventFilter(self)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest or event.type() == QEvent.Type.Resize:
            self._settle.start()  # after the bell has moved
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        bell = self._bell
        corner = bell.mapTo(bell.window(), QPoint(bell.width(), bell.height() + 14))
        self.move(corner - QPoint(self.width(), 0))

    def _press(self) -> None:
        self.pressed.emit()
        self.deleteLater()
