"""A list written to a file as it is shown."""

from pathlib import Path
from typing import TYPE_CHECKING

from cims.services.i18n import _, _n
from cims.services.progress import Progress
from cims.ui.file_asker import FileAsker
from cims.ui.main_window import MainWindow
from cims.ui.navigation import Surroundings
from cims.ui.records.list_commands import ExportRequest

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.services.spreadsheet.exporter import ExportResult

TABLES = "Excel (*.xlsx);;CSV (*.csv)"


def ask_to_export(
    window: MainWindow, around: Surroundings, files: FileAsker, request: ExportRequest
) -> None:
    """Ask for a file and write the list into it as it is shown."""
    title = _("Export")
    name = f"{_(request.entity.label_plural)}.xlsx"
    files.to_save(window, title, name, TABLES, lambda file: export_to(around, request, file))


def export_to(around: Surroundings, request: ExportRequest, file: Path) -> None:
    """Write a list as it is shown; what it cost some cells is told."""

    def work(office: "Office", progress: Progress) -> "ExportResult":
        from cims.services.spreadsheet.exporter import export

        fields = [field.name for field in request.fields]
        return export(
            office,
            request.entity.name,
            file,
            fields=fields,
            ids=request.ids,
            progress=progress,
        )

    def told(result: "ExportResult") -> None:
        words = _n("{n} row exported to {file}.", "{n} rows exported to {file}.", result.rows)
        around.messages.toast(words.format(n=f"{result.rows:,}", file=file.name))
        if lost := result.not_whole(file.name):
            around.messages.warn(lost)

    around.jobs.write(work, label=_("Export"), progress=True, then=told)
