"""Whether what is taken out says who took it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QWidget

from cims.services.i18n import _
from cims.services.watermark import SETTING
from cims.ui.jobs import Jobs
from cims.ui.widgets import Button, PrimaryButton, column, doubled, row, wrapped

if TYPE_CHECKING:
    from cims.services.office import Office


class WatermarkDialog(QDialog):
    """One box to tick."""

    def __init__(self, is_on: bool, take: Callable[[bool], None], window: QWidget) -> None:
        super().__init__(window)
        self._take = take
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Watermark…"))
        self.box = QCheckBox(doubled(_("Mark printed sheets, PDFs and exported lists")))
        self.box.setChecked(is_on)
        words = _(
            "Each page and each list then bears the name of who took it out, and when. "
            "An import passes over that line."
        )
        cancel, save = Button(_("Cancel"), "x"), PrimaryButton(_("Save"), "check")
        cancel.clicked.connect(self.reject)
        save.clicked.connect(self.save)
        save.setDefault(True)
        buttons = row(None, cancel, save)
        laid = column(self.box, wrapped(words, 12, "muted"), buttons, margins=(20, 16, 20, 16))
        self.setLayout(laid)

    def save(self) -> None:
        """Take the answer over."""
        self._take(self.box.isChecked())
        self.accept()


def ask_watermark(jobs: Jobs, window: QWidget) -> None:
    """Read how it is, ask, and keep the answer for the whole office."""

    def keep(is_on: bool) -> None:
        def work(office: "Office") -> None:
            office.settings.set_common(SETTING, {"on": True} if is_on else {})

        jobs.write(work, owner=window)

    def show(is_on: bool) -> None:
        WatermarkDialog(is_on, keep, window).open()

    jobs.read(window, lambda office: bool(office.settings.common(SETTING).get("on")), show)
