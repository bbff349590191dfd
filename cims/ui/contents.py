"""What the window of this release holds: its tabs, its documents, what pages ask one another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from cims.services.activities import ACTIVITY
from cims.services.contacts import CONTACT
from cims.services.customers import CUSTOMER
from cims.services.drafts import FormDraft
from cims.services.entity import Entity, Link
from cims.services.filters import Filter
from cims.services.i18n import N_, _
from cims.services.notice_words import ANNOUNCEMENT, KINDS
from cims.services.notices import NoticeLine
from cims.services.rights import Action
from cims.services.segments import SEGMENT
from cims.services.tasks import TASK
from cims.ui.command_palette import Hit
from cims.ui.doors.files import FileAsker
from cims.ui.exporting import ask_to_export
from cims.ui.main_window import MainWindow
from cims.ui.modules import FULL, is_hidden
from cims.ui.navigation import Creation, DocumentType, Navigation, Surroundings, Tab
from cims.ui.page import Page
from cims.ui.pages.dashboard import DashboardPage
from cims.ui.pages.follow_up import LogPanel
from cims.ui.pages.importing import ImportPage
from cims.ui.pages.my_day import MyDayPage
from cims.ui.pages.today_page import SubPage, TodayPage
from cims.ui.records.bin_page import BinPage
from cims.ui.records.list_commands import ExportRequest
from cims.ui.records.list_page import ListPage
from cims.ui.records.record_page import RecordPage

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Jobs

FOUND_AT_MOST = 8
IMPORT = "import"  # the document that brings a list in
TODAY = "today"
LIST = "list:"  # before a record type: its list as a document, where it has no tab


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
    RecordType(ACTIVITY, "notebook-pen", N_("New follow-up"), "notebook-pen"),
    RecordType(TASK, "list-todo", N_("New task"), "list-todo"),
    RecordType(SEGMENT, "group", N_("New segment"), "group"),
)
NEW = {**{kind.entity.name: kind.new for kind in RECORDS}, IMPORT: N_("Import a list")}


class Contents(QObject):
    """The pages of one window, and the requests that lead from one to another."""

    new_asked = Signal(str, object)  # entity, values to begin with
    edit_asked = Signal(str, int)
    import_asked = Signal(str, object)  # entity, file that is known already
    export_asked = Signal(ExportRequest)
    everywhere_asked = Signal(str)
    list_asked = Signal(str, object)  # entity, the filter to narrow its list by
    rows_asked = Signal(str, object, str)  # the same, and the words of the filter's chip
    log_asked = Signal(Link)  # a follow-up with this customer

    def __init__(self, files: FileAsker) -> None:
        super().__init__()
        self._files = files
        self.modules = FULL
        self._jobs: Jobs | None = None

    def navigation(self) -> Navigation:
        """Every tab and document, before rights."""
        return Navigation(
            (
                Tab(TODAY, N_("My day"), "sun", self._today),
                *(self._list(kind) for kind in RECORDS),
                Tab("bin", N_("Recycle bin"), "trash", BinPage, "customer:delete", at_bottom=True),
            ),
            (
                *(self._documents(kind) for kind in RECORDS),
                *(self._list_document(kind) for kind in RECORDS),
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
        self.modules, self._jobs = around.modules, around.jobs
        self.log_panel = LogPanel(around, window)
        around.commands.bind("customer.log", lambda: self.log(window))
        window.new_asked.connect(lambda entity: self._begin(window, entity, {}))
        self.import_asked.connect(lambda entity, file: bring_in(window, entity, file))
        self.new_asked.connect(lambda entity, first: self._begin(window, entity, first))
        self.edit_asked.connect(lambda entity, id_: edit(window, entity, id_))
        self.everywhere_asked.connect(lambda words: search(window, words))
        self.list_asked.connect(lambda entity, where: show_list(window, entity, where))
        self.rows_asked.connect(
            lambda entity, where, title: show_list(window, entity, where, title)
        )
        self.log_asked.connect(lambda customer: self.log(window, customer))
        self.export_asked.connect(
            lambda request: ask_to_export(window, around, self._files, request)
        )

    def log(self, window: MainWindow, customer: Link | None = None) -> None:
        """Write down something about this customer, else about the one the keyboard is on."""
        page = window.documents.page
        self.log_panel.log(customer or (page.customer() if page else None))

    def open_notice(self, window: MainWindow, line: NoticeLine) -> None:
        """Show what a notice is about: a record, a list, or the day with its announcements."""
        if line.kind == ANNOUNCEMENT:
            window.show_tab(TODAY)
        elif line.record_id is None:
            if line.entity and line.where is not None:
                self.rows_asked.emit(line.entity, line.where, _(KINDS[line.kind].label))
        elif line.entity == ACTIVITY.name and self._jobs is not None:
            self._open_entry(self._jobs, window, line.record_id)
        else:
            window.documents.open(line.entity, line.record_id, "")

    def _open_entry(self, jobs: "Jobs", window: MainWindow, id_: int) -> None:
        """Show the customer on whose timeline an entry stands, else the entry."""

        def show(customer: Link | None) -> None:
            if customer is None:
                window.documents.open(ACTIVITY.name, id_, "")
            else:
                window.documents.open(CUSTOMER.name, customer.id, customer.text)

        jobs.read(window, lambda o: o.activities.load(id_).values["customer"], show)

    @property
    def kinds(self) -> list[RecordType]:
        """The record types that the office shows."""
        return [kind for kind in RECORDS if not is_hidden(kind.entity.name, self.modules)]

    def open_form(self, window: MainWindow, draft: FormDraft) -> Page | LogPanel | None:
        """The page, or the panel, that a draft belongs to."""
        if draft.entity == ACTIVITY.name and draft.record is None:
            return self.log_panel
        window.documents.open(draft.entity, draft.record or 0, title_of_new(draft.entity))
        return window.documents.page

    def records(self, owner: QObject, jobs: "Jobs") -> Callable[..., None]:
        """What answers when somebody types a name into the search at the top."""

        def source(words: str, then: Callable[[Sequence[Hit]], None]) -> None:
            seen = [kind for kind in self.kinds if jobs.actor.may(Action.READ, kind.entity.name)]
            jobs.read(owner, lambda office: hits(office, seen, words), then)

        return source

    def _begin(self, window: MainWindow, entity: str, first: Mapping[str, Any]) -> None:
        """A new record in a form of its own; a follow-up is written in the panel."""
        if entity == ACTIVITY.name:
            self.log(window, first.get("customer"))
        else:
            begin(window, entity, first)

    def _import_page(self, around: Surroundings, _record_id: int) -> ImportPage:
        return ImportPage(around, self._files)

    def _today(self, around: Surroundings) -> TodayPage:
        def my_day() -> Page:
            page = MyDayPage(around)
            page.rows_asked.connect(self.rows_asked)
            page.log_asked.connect(self.log_asked)
            return page

        def dashboard() -> Page:
            page = DashboardPage(around)
            page.rows_asked.connect(self.rows_asked)
            page.export_asked.connect(self.export_asked)
            return page

        parts = SubPage(N_("What is due"), my_day), SubPage(N_("Dashboard"), dashboard)
        return TodayPage(parts, around.commands)

    def _list_document(self, kind: RecordType) -> DocumentType:
        """The list of a type in a tab of its own, for the rows that a total counts."""
        name = f"{LIST}{kind.entity.name}"

        def make(around: Surroundings, _id: int) -> Page:
            return self._list(kind).make(around)

        return DocumentType(name, kind.icon, make, f"{kind.entity.name}:read")

    def _list(self, kind: RecordType) -> Tab:
        entity = kind.entity

        def make(around: Surroundings) -> ListPage:
            page = ListPage(around, entity)
            page.new_asked.connect(self.new_asked)
            page.edit_asked.connect(self.edit_asked)
            page.import_asked.connect(lambda name: self.import_asked.emit(name, None))
            page.export_asked.connect(self.export_asked)
            page.search_everywhere_asked.connect(self.everywhere_asked)
            page.list_asked.connect(self.list_asked)
            return page

        return Tab(entity.plural, entity.label_plural, kind.icon, make, f"{entity.name}:read")

    def _documents(self, kind: RecordType) -> DocumentType:
        """How a record of this type is shown in a tab of its own."""
        name = kind.entity.name

        def make(around: Surroundings, record_id: int) -> RecordPage:
            page = RecordPage(around, name, record_id)
            page.edit_asked.connect(self.edit_asked)
            page.new_asked.connect(self.new_asked)
            page.list_asked.connect(self.list_asked)
            return page

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


def show_list(window: MainWindow, entity: str, where: Filter | None, title: str = "") -> None:
    """Show the list of a record type, narrowed by a filter; in a tab of its own if it has none."""
    kind = next(kind for kind in RECORDS if kind.entity.name == entity)
    if any(tab.id == kind.entity.plural for tab in window.navigation.tabs):
        window.show_tab(kind.entity.plural)
    else:
        window.documents.open(f"{LIST}{entity}", 0, title or _(kind.entity.label_plural))
    page = window.documents.page
    if isinstance(page, ListPage):
        page.show_only(where, title)


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
            title = str(record.values[entity.title]).split("\n", 1)[0]
            code = str(record.values["code"] or "")
            found.append(Hit(entity.name, record.id, title, code, kind.icon))
    return found
