"""Taking a table of sums along as a workbook."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from cims.services.i18n import _, _n
from cims.services.progress import Progress
from cims.services.rights import Action, refusal
from cims.ui.file_asker import FileAsker

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.services.spreadsheet.exporter import ExportResult
    from cims.ui.navigation import Surroundings

TABLES = "Excel (*.xlsx);;CSV (*.csv)"


class TableTaking:
    """Asks for a file and writes what a page shows into it, by the right to export."""

    def __init__(self, around: "Surroundings", page: QWidget, files: FileAsker) -> None:
        self._around, self._page, self._files = around, page, files

    def may(self, entity: str) -> bool:
        """Whether the button for it is worth showing."""
        return self._around.jobs.actor.may(Action.EXPORT, entity)

    def ask(
        self,
        entity: str,
        name: Path,
        sheet: str,
        titles: Sequence[str],
        cells: Sequence[Sequence[Any]],
    ) -> None:
        """Ask where to; who may not export is told so at once."""
        if not self.may(entity):
            self._around.messages.toast(str(refusal(Action.EXPORT)))
            return

        def write(file: Path) -> None:
            self._write(entity, file, sheet, titles, cells)

        self._files.to_save(self._page, _("Export"), name.name, TABLES, write)

    def _write(
        self,
        entity: str,
        file: Path,
        sheet: str,
        titles: Sequence[str],
        cells: Sequence[Sequence[Any]],
    ) -> None:
        def work(office: "Office", progress: Progress) -> "ExportResult":
            from cims.services.spreadsheet.table_export import export_table
            from cims.services.spreadsheet.writers import ExportColumn

            columns = [ExportColumn(title) for title in titles]
            return export_table(office, entity, file, sheet, (columns, cells), progress)

        def told(result: "ExportResult") -> None:
            words = _n("{n} row exported to {file}.", "{n} rows exported to {file}.", result.rows)
            self._around.messages.toast(words.format(n=f"{result.rows:,}", file=file.name))

        self._around.jobs.write(work, label=_("Export"), progress=True, then=told)
