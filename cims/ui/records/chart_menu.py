"""What can be taken from a chart: picture, table, file, and the rows behind it as a workbook."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from cims.services.entity import Entity
from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.insights.figures import Figure
from cims.services.rights import Action, refusal
from cims.services.watermark import watermark
from cims.ui import clipboard
from cims.ui.charts import taking
from cims.ui.charts.chart import Chart
from cims.ui.file_asker import FileAsker
from cims.ui.icons import icon
from cims.ui.records.list_commands import ExportRequest
from cims.ui.records.list_query import ListQuery
from cims.ui.widgets import doubled

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.navigation import Surroundings


class ChartMenu(QObject):
    """The same entries for every chart of a page."""

    export_asked = Signal(object)  # ExportRequest

    def __init__(self, around: "Surroundings", page: QWidget, files: FileAsker) -> None:
        super().__init__(page)
        self._jobs, self._messages = around.jobs, around.messages
        self._page, self._files = page, files

    def open(self, chart: Chart, total: Figure, spot: QPoint) -> None:
        """Offer there what can be done with this chart."""
        self.made(chart, total).popup(spot)

    def made(self, chart: Chart, total: Figure) -> QMenu:
        """The entries for this chart."""
        menu = QMenu(self._page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)  # a disabled entry says why
        self._entry(menu, "image", _("Copy as picture"), lambda: self.copy_picture(chart))
        self._entry(menu, "copy", _("Copy as table"), lambda: copy_table(chart))
        self._entry(menu, "download", _("Save picture…"), lambda: self.ask_to_save(chart))
        menu.addSeparator()
        words = _("Rows as workbook…")
        rows = self._entry(menu, "file-output", words, lambda: self.export(total))
        if not self._jobs.actor.may(Action.EXPORT, total.entity):
            rows.setEnabled(False)
            rows.setToolTip(str(refusal(Action.EXPORT)))
        return menu

    def ask_to_save(self, chart: Chart) -> None:
        """Write the chart into a file of the user's choice."""
        name = f"{chart.title}.png"
        title, save = _("Save picture…"), partial(self._save, chart)
        self._files.to_save(self._page, title, name, taking.PICTURES, save)

    def export(self, total: Figure) -> None:
        """Ask for the rows that the chart counts to be written to a workbook."""

        def read(office: "Office") -> tuple[Entity, Sequence[int]]:
            room = office.room(total.entity)
            return room.entity, room.listing(total.where).ids

        def found(reading: tuple[Entity, Sequence[int]]) -> None:
            entity, ids = reading
            fields = tuple(field for field in entity.fields if field.listed)
            query = ListQuery(total.where)
            self.export_asked.emit(ExportRequest(entity, query, ids, fields))

        self._jobs.read(self, read, found)

    def copy_picture(self, chart: Chart) -> None:
        """The chart on the clipboard as it looks."""
        self._with_mark(lambda mark: clipboard.copy_picture(taking.picture(chart, mark)))

    def _save(self, chart: Chart, file: Path) -> None:
        def write(mark: str) -> None:
            try:
                taking.save(chart, file, mark)
            except CimsError as error:
                self._messages.error(error)
            else:
                self._messages.toast(_("Saved as {file}.").format(file=file.name))

        self._with_mark(write)

    def _with_mark(self, take: Callable[[str], None]) -> None:
        """Take a picture with the line that says who takes it, if the office wants one."""
        self._jobs.read(self, watermark, take)

    def _entry(self, menu: QMenu, icon_name: str, words: str, run: Callable[[], object]) -> QAction:
        action = menu.addAction(icon(icon_name), doubled(words))
        action.triggered.connect(lambda: run())
        return action


def copy_table(chart: Chart) -> None:
    """The chart's names and counts on the clipboard."""
    clipboard.copy_data(taking.table(chart))
