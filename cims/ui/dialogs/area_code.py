"""Where the office is, by its area code: it completes phones that were written without one."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from cims.services.i18n import _
from cims.services.rules.area_codes import AREAS, no_area_code
from cims.ui.jobs import Jobs
from cims.ui.widgets import Button, PrimaryButton, column, label, row, set_ink, wrapped

if TYPE_CHECKING:
    from cims.services.office import Office

SETTING = "office"


class AreaCodeDialog(QDialog):
    """One field; an empty one leaves phones as they are written."""

    def __init__(self, known: str, take: Callable[[str], None], window: QWidget) -> None:
        super().__init__(window)
        self._take = take
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Area code of the office…"))
        self.field = QLineEdit(known)
        self.field.setAccessibleName(_("Area code"))
        self.field.setPlaceholderText("0512")
        self.field.setMaxLength(4)
        self.problem = label("", 12)
        set_ink(self.problem, "bad")
        words = _("Phones of seven or eight digits get this area code, marked as assumed.")
        cancel, save = Button(_("Cancel"), "x"), PrimaryButton(_("Save"), "check")
        cancel.clicked.connect(self.reject)
        save.clicked.connect(self.save)
        save.setDefault(True)
        buttons = row(None, cancel, save)
        self.setLayout(
            column(wrapped(words), self.field, self.problem, buttons, margins=(20, 16, 20, 16))
        )

    def save(self) -> None:
        """Take the code over, or say what is wrong with it."""
        code = self.field.text().strip()
        if code and code not in AREAS:
            self.problem.setText(no_area_code(code))
            return
        self._take(code)
        self.accept()


def ask_area_code(jobs: Jobs, window: QWidget) -> None:
    """Read the code that is known, ask, and keep the answer for the whole office."""

    def keep(code: str) -> None:
        def work(office: "Office") -> None:
            known = office.settings.common(SETTING)
            office.settings.set_common(SETTING, {**known, "area_code": code or None})

        jobs.write(work, owner=window)

    def show(known: str) -> None:
        AreaCodeDialog(known, keep, window).open()

    jobs.read(window, lambda office: office.settings.common(SETTING).get("area_code") or "", show)
