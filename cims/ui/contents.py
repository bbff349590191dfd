"""What the window of this release holds: its tabs, its documents, what pages ask one another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from cims.services.contacts import CONTACT
from cims.services.customers import CUSTOMER
from cims.services.drafts import FormDraft
from cims.services.entity import Entity
from cims.services.i18n import N_, _
from cims.services.rights import Action
from cims.ui.command_palette import Hit
from cims.ui.doors.files import FileAsker
from cims.ui.exporting import ask_to_export
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
    from cims.ui.jobs import Jobs

FOUND_AT_MOST = 8
IMPORT = "import"  # the document that brings a list in


@dataclass(frozen=True)
class RecordType:
    """A record type of the window: its list on the rail, its documents, its entry under New."""

    entity: Entity
    icon: str
    new: str
    new_icon: str


RECORDS = (
    RecordType(CUSTOMER, "building-complex", N_("New customer"), "building-complex"),
    RecordType(CONTACT, "users", N_("New contact"), "user-plus"),
)
NEW = {**{kind.entity.name: kind.new for kind in RECORDS}, IMPORT: N_("Import a list")}


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
                *(self._list(kind) for kind in RECORDS),
                Tab("bin", N_("Recycle bin"), "trash", BinPage, "customer:delete", at_bottom=True),
            ),
            (
                *(documents_of(kind) for kind in RECORDS),
                DocumentType(IMPORT, "file-input", self._import_page),
            ),
            (
                *(creation_of(kind) for kind in RECORDS),
                Creation(
                    IMPORT, N_("Import a list…"), "file-input", "Ctrl+Shift+I", "customer:import"
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
            seen = [kind for kind in RECORDS if jobs.actor.may(Action.READ, kind.entity.name)]
            jobs.read(owner, lambda office: hits(office, seen, words), then)

        return source

    def _import_page(self, around: Surroundings, _record_id: int) -> ImportPage:
        return ImportPage(around, self._files)

    def _list(self, kind: RecordType) -> Tab:
        entity = kind.entity

        def make(around: Surroundings) -> ListPage:
            page = ListPage(around, entity)
            page.new_asked.connect(self.new_asked)
            page.edit_asked.connect(self.edit_asked)
            page.import_asked.connect(lambda name: self.import_asked.emit(name, None))
            page.export_asked.connect(self.export_asked)
            page.search_everywhere_asked.connect(self.everywhere_asked)
            return page

        return Tab(entity.plural, entity.label_plural, kind.icon, make, f"{entity.name}:read")


def documents_of(kind: RecordType) -> DocumentType:
    """How a record of this type is shown in a tab of its own."""
    name = kind.entity.name

    def make(around: Surroundings, record_id: int) -> RecordPage:
        return RecordPage(around, name, record_id)

    return DocumentType(name, kind.icon, make, f"{name}:read", home=kind.entity.plural)


def creation_of(kind: RecordType) -> Creation:
    """The entry under New."""
    name = kind.entity.name
    return Creation(name, kind.new, kind.new_icon, "", f"{name}:create")


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
    return _(NEW.get(entity, N_("New")))


def hits(office: "Office", seen: Sequence[RecordType], words: str) -> list[Hit]:
    """The best records of these types."""
    found: list[Hit] = []
    for kind in seen if words.strip() else ():
        entity = kind.entity
        room = office.room(entity.name)
        for record in room.find(words, FOUND_AT_MOST)[:FOUND_AT_MOST]:
            title, code = str(record.values[entity.title]), str(record.values["code"] or "")
            found.append(Hit(entity.name, record.id, title, code, kind.icon))
    return found
