"""The daily report as it lies on the clipboard."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from cims.services.i18n import _
from cims.ui import paint, theme
from cims.ui.widgets import column, label


class ReportPopup(QFrame):
    """Shows what was copied; a click beside it or Esc closes it."""

    def __init__(self, text: str, owner: QWidget) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("daily_report")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_("Daily report"))
        self.text.setFixedSize(theme.px(420), theme.px(150))
        title = label(_("Copied. Paste it into your group."), 13, paint.BOLD)
        self.setLayout(column(title, self.text, margins=(14, 12, 14, 14)))

    def show_below(self, button: QWidget) -> None:
        """Open below the button, with the right edges in line."""
        corner = button.mapToGlobal(QPoint(button.width(), button.height() + 4))
        self.move(corner - QPoint(self.sizeHint().width(), 0))
        self.show()
