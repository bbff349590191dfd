"""What the window of this release holds: its tabs, its documents, what pages ask one another."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from cims.services.activities import ACTIVITY
from cims.services.customers import CUSTOMER
from cims.services.drafts import FormDraft
from cims.services.entity import Link
from cims.services.i18n import N_, _
from cims.services.lead_fields import LEAD
from cims.services.notice_words import ANNOUNCEMENT, KINDS
from cims.services.notices import NoticeLine
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.paper_templates.letterhead import SETTING as LETTERHEAD
from cims.services.paper_templates.templates import PAPER_TEMPLATE
from cims.services.pool_fields import POOL
from cims.services.rights import Action
from cims.ui.command_palette import Hit
from cims.ui.dialogs.pool_rules import ask_pool_rules
from cims.ui.exporting import ask_to_export
from cims.ui.file_asker import FileAsker
from cims.ui.main_window import MainWindow
from cims.ui.modules import FULL, is_hidden
from cims.ui.navigation import Creation, DocumentType, Navigation, Surroundings, Tab
from cims.ui.page import Page
from cims.ui.pages.administration import AdministrationPage
from cims.ui.pages.dashboard import DashboardPage
from cims.ui.pages.emergency import EmergencyPage
from cims.ui.pages.follow_up import LogPanel
from cims.ui.pages.importing import ImportPage
from cims.ui.pages.my_day import MyDayPage
from cims.ui.pages.paper_template import TemplatePage
from cims.ui.pages.papers import TakingSteps
from cims.ui.pages.pool import PoolPage
from cims.ui.pages.today_page import TodayPage
from cims.ui.records.bin_page import BinPage
from cims.ui.records.list_commands import ExportRequest
from cims.ui.records.list_page import ListPage
from cims.ui.records.record_page import RecordPage
from cims.ui.sales_tabs import below_opportunities, reports_tab
from cims.ui.settings_places import RULING, places_of
from cims.ui.sub_pages import SubPage
from cims.ui.ways import (
    IMPORT,
    LIST,
    RECORDS,
    RecordType,
    begin,
    bring_in,
    edit,
    fill_in,
    hits,
    run,
    search,
    show_list,
    title_of_new,
)

if TYPE_CHECKING:
    from cims.ui.jobs import Jobs

TODAY, EMERGENCY, SETTINGS = "today", "emergency", "settings"
LEADING = {"access.users": "users", "access.log": "log", "access.check": "check"}


class Contents(QObject):
    """The pages of one window, and the requests that lead from one to another."""

    new_asked = Signal(str, object)  # entity, values to begin with
    edit_asked = Signal(str, int)
    fields_asked = Signal(str, int, object, object)  # entity, id, values to set, what is missing
    run_asked = Signal(str, int, str)  # entity, id, what its page is to do
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
        self._today: TodayPage | None = None
        self._part = 0
        self._settings: AdministrationPage | None = None
        self._place = ""

    def navigation(self) -> Navigation:
        """Every tab and document, before rights."""
        return Navigation(
            (
                Tab(TODAY, N_("My day"), "sun", self._make_today),
                *(tab for kind in RECORDS if kind.on_rail for tab in self._tabs_of(kind)),
                reports_tab(self, self._files),
                Tab("bin", N_("Recycle bin"), "trash", BinPage, "customer:delete", at_bottom=True),
                Tab(SETTINGS, N_("Settings"), "settings", self._make_settings, RULING, True),
            ),
            (
                *(self._documents(kind) for kind in RECORDS if kind.has_page),
                *(self._list_document(kind) for kind in RECORDS),
                DocumentType(IMPORT, "file-input", self._import_page),
                DocumentType(EMERGENCY, "siren", lambda around, _id: EmergencyPage(around)),
            ),
            (
                *(creation_of(kind) for kind in RECORDS if kind.on_rail and kind.has_page),
                Creation(
                    IMPORT, N_("Import a list…"), "file-input", "Ctrl+Shift+I", "customer:import"
                ),
            ),
        )

    def join(self, window: MainWindow, around: Surroundings) -> None:
        """Let what the pages ask for happen in this window."""
        self.modules, self._jobs = around.modules, around.jobs
        self.log_panel = LogPanel(around, window)
        self.steps = TakingSteps(around, window)
        self.steps.edit_asked.connect(self.edit_asked)
        self.steps.open_asked.connect(window.documents.open)
        around.commands.bind("customer.log", lambda: self.log(window))
        around.commands.bind(
            "office.emergency",
            lambda: window.documents.open(EMERGENCY, 0, _("In an emergency")),
        )
        around.commands.bind(
            "office.pool", lambda: ask_pool_rules(around.jobs, window, self.rows_asked.emit)
        )
        for command, place in LEADING.items():
            around.commands.bind(command, partial(self._show_setting, window, place))
        window.new_asked.connect(lambda entity: self._begin(window, entity, {}))
        self.import_asked.connect(lambda entity, file: bring_in(window, entity, file))
        self.new_asked.connect(lambda entity, first: self._begin(window, entity, first))
        self.edit_asked.connect(lambda entity, id_: edit(window, entity, id_))
        self.fields_asked.connect(lambda *what: fill_in(window, *what))
        self.run_asked.connect(lambda entity, id_, word: run(window, entity, id_, word))
        self.everywhere_asked.connect(lambda words: search(window, words))
        self.list_asked.connect(lambda entity, where: show_list(window, entity, where))
        self.rows_asked.connect(partial(show_list, window))
        self.log_asked.connect(lambda customer: self.log(window, customer))
        self.export_asked.connect(partial(ask_to_export, window, around, self._files))

    def follow(self, before: "Contents") -> None:
        """Show what the window in another language showed: the part of the day, the panel."""
        self.log_panel.opens_with_drafts = before.log_panel.isVisible()
        self._part, self._place = before.part_of_today, before.place_of_settings
        if self._today is not None:
            self._today.show_part(self._part)
        if self._settings is not None:
            self._settings.show_part(self._place)

    @property
    def part_of_today(self) -> int:
        """Which part of the day is shown, or will be as soon as somebody looks."""
        return self._today.tabs.currentIndex() if self._today is not None else self._part

    @property
    def place_of_settings(self) -> str:
        """Which place of the settings is shown, or will be."""
        return self._settings.part if self._settings is not None else self._place

    def log(self, window: MainWindow, customer: Link | None = None) -> None:
        """Write down something about this customer, else about the one the keyboard is on."""
        page = window.documents.page
        customer = customer or (page.customer() if page else None)
        if customer is None and page is not None and (lead := page.lead_at_hand()):
            self.log_panel.log(lead, LEAD.name)
        else:
            self.log_panel.log(customer)

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
        if draft.entity == LETTERHEAD:
            self._show_setting(window, LETTERHEAD)
            return self._settings and self._settings.page
        window.documents.open(draft.entity, draft.record or 0, title_of_new(draft.entity))
        return window.documents.page

    def records(self, owner: QObject, jobs: "Jobs") -> Callable[..., None]:
        """What answers when somebody types a name into the search at the top."""

        def source(words: str, then: Callable[[Sequence[Hit]], None]) -> None:
            seen = [kind for kind in self.kinds if jobs.actor.may(Action.READ, kind.entity.name)]
            jobs.read(owner, lambda office: hits(office, seen, words), then)

        return source

    def take_step(self, kind: str, word: str, id_: int) -> None:
        """Take a step with a paper, or that leads to one."""
        self.steps.take(kind, word, id_)

    def _begin(self, window: MainWindow, entity: str, first: Mapping[str, Any]) -> None:
        """A new record in a form of its own; a follow-up is written in the panel."""
        if entity == ACTIVITY.name:
            self.log(window, first.get("customer"))
        else:
            begin(window, entity, first)

    def _import_page(self, around: Surroundings, _record_id: int) -> ImportPage:
        return ImportPage(around, self._files)

    def _make_today(self, around: Surroundings) -> TodayPage:
        def my_day() -> Page:
            page = MyDayPage(around)
            page.rows_asked.connect(self.rows_asked)
            page.log_asked.connect(self.log_asked)
            return page

        def dashboard() -> Page:
            page = DashboardPage(around, self._files)
            page.rows_asked.connect(self.rows_asked)
            page.export_asked.connect(self.export_asked)
            return page

        parts = SubPage(N_("What is due"), my_day), SubPage(N_("Dashboard"), dashboard)
        self._today = TodayPage(parts, around.commands)
        self._today.show_part(self._part)
        return self._today

    def _make_settings(self, around: Surroundings) -> AdministrationPage:
        self._settings = AdministrationPage(
            places_of(around, self._files, self._list), around.commands
        )
        self._settings.show_part(self._place)
        return self._settings

    def _show_setting(self, window: MainWindow, place: str) -> None:
        """Show one place of the settings."""
        self._place = place
        window.show_tab(SETTINGS)
        if self._settings is not None:
            self._settings.show_part(place)

    def _tabs_of(self, kind: RecordType) -> Iterator[Tab]:
        """The list of a record type on the rail; right below the opportunities what shows them."""
        yield self._list(kind)
        if kind.entity.name == OPPORTUNITY.name:
            yield from below_opportunities(self, self._files)

    def _list_document(self, kind: RecordType) -> DocumentType:
        """The list of a type in a tab of its own, for the rows that a total counts."""
        name = f"{LIST}{kind.entity.name}"

        def make(around: Surroundings, _id: int) -> Page:
            return self._list(kind).make(around)

        return DocumentType(name, kind.icon, make, f"{kind.entity.name}:read")

    def _list(self, kind: RecordType) -> Tab:
        entity = kind.entity

        def make(around: Surroundings) -> ListPage:
            page = PoolPage(around) if entity is POOL else ListPage(around, entity)
            page.new_asked.connect(self.new_asked)
            page.edit_asked.connect(self.edit_asked)
            page.import_asked.connect(lambda name: self.import_asked.emit(name, None))
            page.export_asked.connect(self.export_asked)
            page.search_everywhere_asked.connect(self.everywhere_asked)
            page.list_asked.connect(self.list_asked)
            page.step_asked.connect(self.take_step)
            return page

        return Tab(entity.plural, entity.label_plural, kind.icon, make, f"{entity.name}:read")

    def _documents(self, kind: RecordType) -> DocumentType:
        """How a record of this type is shown in a tab of its own."""
        name = kind.entity.name

        def make(around: Surroundings, record_id: int) -> Page:
            if name == PAPER_TEMPLATE.name:
                return TemplatePage(around, record_id, self._files)
            page = RecordPage(around, name, record_id)
            page.edit_asked.connect(self.edit_asked)
            page.new_asked.connect(self.new_asked)
            page.list_asked.connect(self.list_asked)
            page.step_asked.connect(self.take_step)
            page.run_asked.connect(self.run_asked)
            return page

        return DocumentType(name, kind.icon, make, f"{name}:read", home=kind.entity.plural)


def creation_of(kind: RecordType) -> Creation:
    """The entry under New."""
    name = kind.entity.name
    return Creation(name, kind.new, kind.new_icon, "", f"{name}:create")
