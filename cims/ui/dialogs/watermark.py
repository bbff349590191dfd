"""Whether what is taken out says who took it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QWidget

from cims.services.i18n import _
from cims.services.watermark import ON_PAPERS, SETTING
from cims.ui.jobs import Jobs
from cims.ui.widgets import Button, PrimaryButton, column, doubled, row, wrapped

if TYPE_CHECKING:
    from cims.services.office import Office


class WatermarkDialog(QDialog):
    """Two boxes to tick: for what stays inside, and for papers that go to customers."""

    def __init__(
        self, is_on: bool, on_papers: bool, take: Callable[[bool, bool], None], window: QWidget
    ) -> None:
        super().__init__(window)
        self._take = take
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Watermark…"))
        self.box = QCheckBox(doubled(_("Mark printed sheets, PDFs and exported lists")))
        self.box.setChecked(is_on)
        self.papers = QCheckBox(doubled(_("Mark quotes and orders for customers too")))
        self.papers.setChecked(is_on and on_papers)
        self.papers.setEnabled(is_on)
        self.box.toggled.connect(self.papers.setEnabled)
        words = _(
            "Each page and each list then bears the name of who took it out, and when. "
            "An import passes over that line."
        )
        cancel, save = Button(_("Cancel"), "x"), PrimaryButton(_("Save"), "check")
        cancel.clicked.connect(self.reject)
        save.clicked.connect(self.save)
        save.setDefault(True)
        buttons = row(None, cancel, save)
        laid = column(
            self.box, self.papers, wrapped(words, 12, "muted"), buttons, margins=(20, 16, 20, 16)
        )
        self.setLayout(laid)

    def save(self) -> None:
        """Take the answer over."""
        is_on = self.box.isChecked()
        self._take(is_on, is_on and self.papers.isChecked())
        self.accept()


def ask_watermark(jobs: Jobs, window: QWidget) -> None:
    """Read how it is, ask, and keep the answer for the whole office."""

    def keep(is_on: bool, on_papers: bool) -> None:
        def work(office: "Office") -> None:
            wish = {"on": True, **({ON_PAPERS: True} if on_papers else {})}
            office.settings.set_common(SETTING, wish if is_on else {})

        jobs.write(work, owner=window)

    def read(office: "Office") -> tuple[bool, bool]:
        kept = office.settings.common(SETTING)
        return bool(kept.get("on")), bool(kept.get(ON_PAPERS))

    def show(found: tuple[bool, bool]) -> None:
        WatermarkDialog(*found, keep, window).open()

    jobs.read(window, read, show)
