"""The head of the panel: whose follow-up it is, or a box that asks for it."""

from PySide6.QtWidgets import QWidget

from cims.services.entity import Link
from cims.services.i18n import _
from cims.ui import paint
from cims.ui.widgets import ElidedLabel, IconButton, SearchCombo, column, label, row
from cims.ui.widgets.search_combo import Source


class LogHead(QWidget):
    """The customer's name, or the box; and the button that closes the panel."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.name = ElidedLabel("", 14, paint.BOLD)
        self.box = SearchCombo(_("Customer"), source=source)
        self.box.setPlaceholderText(_("Name, pinyin or number"))
        self.close_button = IconButton("x", _("Close and keep the text"), quiet=True)
        title = label(_("Log follow-up"), 12, role="muted")
        laid = row(column(title, self.name, self.box, spacing=2), self.close_button, spacing=8)
        laid.setStretch(0, 1)
        self.setLayout(laid)

    def show_customer(self, customer: Link | None) -> None:
        """Name the customer; without one it is asked for."""
        self.name.set_text(customer.text if customer else "")
        self.name.setVisible(customer is not None)
        self.box.setVisible(customer is None)
        self.box.set_item(None)
