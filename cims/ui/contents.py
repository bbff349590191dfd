"""What the window of this release holds: its tabs, its documents, what pages ask one another."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from cims.services.contacts import CONTACT
from cims.services.customers import CUSTOMER
from cims.services.drafts import FormDraft
from cims.services.entity import Entity
from cims.services.i18n import N_, _, _n
from cims.services.progress import Progress
from cims.services.rights import Action
from cims.ui.command_palette import Hit
from cims.ui.doors.files import FileAsker
from cims.ui.main_window import MainWindow
from cims.ui.navigation import Creation, DocumentType, Navigation, Surroundings, Tab
from cims.ui.page import Page
from cims.ui.pages.importing import ImportPage
from cims.ui.records.bin_page import BinPage
from cims.ui.records.list_commands import ExportRequest
from cims.ui.records.list_page import ListPage
from cims.ui.records.record_page import RecordPage

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.services.spreadsheet.exporter import ExportResult
    from cims.ui.jobs import Jobs

LISTED = ((CUSTOMER, "building-complex"), (CONTACT, "users"))
FOUND_AT_MOST = 8
IMPORT = "import"  # the document that brings a list in
TABLES = "Excel (*.xlsx);;CSV (*.csv)"


class Contents(QObject):
    """The pages of one window, and the requests that lead from one to another."""

    new_asked = Signal(str, object)  # entity, values to begin with
    edit_asked = Signal(str, int)
    import_asked = Signal(str, object)  # entity, file that is known already
    export_asked = Signal(ExportRequest)
    everywhere_asked = Signal(str)

    def __init__(self, files: FileAsker) -> None:
        super().__init__()
        self._files = files

    def navigation(self) -> Navigation:
        """Every tab and document, before rights."""
        return Navigation(
            (
                self._list(CUSTOMER, "building-complex"),
                self._list(CONTACT, "users"),
                Tab("bin", N_("Recycle bin"), "trash", BinPage, "customer:delete", at_bottom=True),
            ),
            tuple(
                DocumentType(
                    entity.name,
                    icon,
                    record_maker(entity),
                    f"{entity.name}:read",
                    home=entity.plural,
                )
                for entity, icon in LISTED
            )
            + (DocumentType(IMPORT, "file-input", self._import_page),),
            (
                Creation("customer", N_("New customer"), "building-complex", "", "customer:create"),
                Creation("contact", N_("New contact"), "user-plus", "", "contact:create"),
                Creation(
                    IMPORT,
                    N_("Import a list…"),
                    "file-input",
                    "Ctrl+Shift+I",
                    "customer:import",
                ),
            ),
        )

    def join(self, window: MainWindow, around: Surroundings) -> None:
        """Let what the pages ask for happen in this window."""
        window.new_asked.connect(lambda entity: begin(window, entity, {}))
        self.import_asked.connect(lambda entity, file: bring_in(window, entity, file))
        self.new_asked.connect(lambda entity, first: begin(window, entity, first))
        self.edit_asked.connect(lambda entity, id_: edit(window, entity, id_))
        self.everywhere_asked.connect(lambda words: search(window, words))
        self.export_asked.connect(
            lambda request: ask_to_export(window, around, self._files, request)
        )

    def open_form(self, window: MainWindow, draft: FormDraft) -> Page | None:
        """The page that a draft belongs to."""
        window.documents.open(draft.entity, draft.record or 0, title_of_new(draft.entity))
        return window.documents.page

    def records(self, owner: QObject, jobs: "Jobs") -> Callable[..., None]:
        """What answers when somebody types a name into the search at the top."""

        def source(words: str, then: Callable[[Sequence[Hit]], None]) -> None:
            seen = [
                (entity, icon)
                for entity, icon in LISTED
                if jobs.actor.may(Action.READ, entity.name)
            ]
            jobs.read(owner, lambda office: hits(office, seen, words), then)

        return source

    def _import_page(self, around: Surroundings, _record_id: int) -> ImportPage:
        return ImportPage(around, self._files)

    def _list(self, entity: Entity, icon: str) -> Tab:
        def make(around: Surroundings) -> ListPage:
            page = ListPage(around, entity)
            page.new_asked.connect(self.new_asked)
            page.edit_asked.connect(self.edit_asked)
            page.import_asked.connect(lambda name: self.import_asked.emit(name, None))
            page.export_asked.connect(self.export_asked)
            page.search_everywhere_asked.connect(self.everywhere_asked)
            return page

        return Tab(entity.plural, entity.label_plural, icon, make, f"{entity.name}:read")


def record_maker(entity: Entity) -> Callable[[Surroundings, int], Page]:
    """What makes the document of a record of this type."""
    return lambda around, record_id: RecordPage(around, entity.name, record_id)


def begin(window: MainWindow, entity: str, first: Mapping[str, Any]) -> None:
    """Open an empty form, with these values in it."""
    window.documents.open(entity, 0, title_of_new(entity))
    page = window.documents.page
    if isinstance(page, RecordPage) and first:
        page.start_with(first)


def bring_in(window: MainWindow, entity: str, file: Path | None) -> None:
    """Open the import of a list, with a file that is known already."""
    window.documents.open(IMPORT, 0, title_of_new(IMPORT))
    page = window.documents.page
    if isinstance(page, ImportPage):
        page.use_entity(entity)
        if file is not None:
            page.take_file(file)


def edit(window: MainWindow, entity: str, id_: int) -> None:
    """Open a record for editing."""
    window.documents.open(entity, id_, "")
    page = window.documents.page
    if isinstance(page, RecordPage):
        page.edit()


def search(window: MainWindow, words: str) -> None:
    """Look everywhere for what a list did not find."""
    window.top_bar.field.setText(words)
    window.palette_list.open()
    window.top_bar.field.textEdited.emit(words)


def title_of_new(entity: str) -> str:
    """What the tab of a new record says."""
    titles = {
        "customer": N_("New customer"),
        "contact": N_("New contact"),
        IMPORT: N_("Import a list"),
    }
    return _(titles.get(entity, N_("New")))


def hits(office: "Office", seen: Sequence[tuple[Entity, str]], words: str) -> list[Hit]:
    """The best records of these types."""
    found: list[Hit] = []
    for entity, icon in seen if words.strip() else ():
        room = office.room(entity.name)
        for record in room.find(words, FOUND_AT_MOST)[:FOUND_AT_MOST]:
            title, code = str(record.values[entity.title]), str(record.values["code"] or "")
            found.append(Hit(entity.name, record.id, title, code, icon))
    return found


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
        around.messages.toast(words.format(n=result.rows, file=file.name))

    around.jobs.write(work, label=_("Export"), progress=True, then=told)
