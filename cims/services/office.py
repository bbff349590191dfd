"""The office: one signed-in unit of work, and the rooms that can be entered in it."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import update

from cims.models.base import Base
from cims.models.change_set import VaultState
from cims.services.acting import Present
from cims.services.activities import ActivityService
from cims.services.announcements import AnnouncementService
from cims.services.assigning import AssigningService
from cims.services.assignment_rules import AssignmentRuleService
from cims.services.attention import AttentionService
from cims.services.audit import OK, AuditTrail, Chain
from cims.services.audit_log import AuditLogService
from cims.services.backup_log import BackupLogService
from cims.services.beginning import Beginning
from cims.services.boards import BoardService
from cims.services.callers import CallerService
from cims.services.changes import ChangeKind, Changes
from cims.services.choices import Choices
from cims.services.clock import microseconds, office_date
from cims.services.contacts import ContactService
from cims.services.converting import ConvertingService
from cims.services.customers import CustomerService
from cims.services.database import Database, Unit
from cims.services.day_use import DayUseService
from cims.services.deliveries import DeliveryService
from cims.services.drafts import DraftService
from cims.services.effective_rights import EffectiveRightsService
from cims.services.entity import Entity
from cims.services.erasing import ErasingService
from cims.services.errors import CimsError, NotAllowed
from cims.services.exchange_rates import ExchangeRateService
from cims.services.field_rights import described
from cims.services.forecasts import ForecastService
from cims.services.greetings import GreetingService
from cims.services.handing_over import HandingOverService
from cims.services.history import HistoryService
from cims.services.i18n import _
from cims.services.insights.service import InsightService
from cims.services.leads import LeadService
from cims.services.life_cycle import LifeCycleService
from cims.services.line_offers import LineOfferService
from cims.services.my_day import MyDayService
from cims.services.notices import NoticeService
from cims.services.numbering import Numbering
from cims.services.on_customers import CustomerRecords
from cims.services.one_time_codes import OneTimeCodes
from cims.services.opportunities import OpportunityService
from cims.services.order_lines import OrderLineService
from cims.services.orders import OrderService
from cims.services.paper_templates.papers import PaperPrintService
from cims.services.paper_templates.templates import PaperTemplateService
from cims.services.pipelines import PipelineService, StageService
from cims.services.pool import PoolService
from cims.services.pool_returns import PoolReturnService
from cims.services.prepared import Prepared
from cims.services.price_history import PriceHistoryService
from cims.services.price_reports import PriceReportService
from cims.services.product_families import ProductFamilyService
from cims.services.product_pictures import ProductPictureService
from cims.services.product_usage import ProductUsageService
from cims.services.products import ProductService
from cims.services.quote_lines import QuoteLineService
from cims.services.quotes import QuoteService
from cims.services.reading import RecordReader
from cims.services.records import RecordService
from cims.services.reminders import ReminderService
from cims.services.rights import Action, Actor
from cims.services.roles import RoleService
from cims.services.sales_reports import SalesReportService
from cims.services.sealed_fields import SealedService
from cims.services.search_words import Made
from cims.services.second_factors import SecondFactorService
from cims.services.segments import SegmentService
from cims.services.self_check import SelfCheckService
from cims.services.service import Desk, Service, SlotKeys, no_slots
from cims.services.settings import OFFICE, SettingService, read_setting
from cims.services.sign_ins import SignInService
from cims.services.targets import TargetService
from cims.services.tasks import TaskService
from cims.services.tax_rates import TaxRateService
from cims.services.timeline import TimelineService
from cims.services.undo import UndoResult, UndoService
from cims.services.users import UserService
from cims.services.vault.sealed_values import Sealing
from cims.services.views import ViewService

S = TypeVar("S", bound=Service)
ROOMS: tuple[type[RecordService], ...] = (
    CustomerService,
    ContactService,
    ActivityService,
    TaskService,
    SegmentService,
    ProductFamilyService,
    ProductService,
    TaxRateService,
    ExchangeRateService,
    QuoteService,
    QuoteLineService,
    OrderService,
    OrderLineService,
    PipelineService,
    StageService,
    OpportunityService,
    LeadService,
    AssignmentRuleService,
    TargetService,
    PaperTemplateService,
    UserService,
)
PARTS: tuple[type[RecordReader], ...] = (PoolService,)
"""Rooms that show some records of another room: they are read here, and kept there."""

DEFAULT_ZONE, DEFAULT_CURRENCY = "Asia/Shanghai", "CNY"


class Room(Generic[S]):
    """A door of the office: what is behind it is built when it is first entered."""

    def __init__(self, service: type[S]) -> None:
        self.service = service

    def __get__(self, office: "Office", _kind: type["Office"]) -> S:
        return office._room(self.service)


class Office:
    """What one actor can do in one unit of work; rooms are built when they are first entered."""

    customers = Room(CustomerService)
    contacts = Room(ContactService)
    activities = Room(ActivityService)
    tasks = Room(TaskService)
    segments = Room(SegmentService)
    product_families = Room(ProductFamilyService)
    products = Room(ProductService)
    product_pictures = Room(ProductPictureService)
    product_usage = Room(ProductUsageService)
    price_history = Room(PriceHistoryService)
    tax_rates = Room(TaxRateService)
    exchange_rates = Room(ExchangeRateService)
    quotes = Room(QuoteService)
    quote_lines = Room(QuoteLineService)
    orders = Room(OrderService)
    order_lines = Room(OrderLineService)
    deliveries = Room(DeliveryService)
    pipelines = Room(PipelineService)
    stages = Room(StageService)
    opportunities = Room(OpportunityService)
    leads = Room(LeadService)
    assignment_rules = Room(AssignmentRuleService)
    assigning = Room(AssigningService)
    converting = Room(ConvertingService)
    targets = Room(TargetService)
    paper_templates = Room(PaperTemplateService)
    papers = Room(PaperPrintService)
    boards = Room(BoardService)
    forecasts = Room(ForecastService)
    pool = Room(PoolService)
    pool_returns = Room(PoolReturnService)
    line_offers = Room(LineOfferService)
    sales_reports = Room(SalesReportService)
    price_reports = Room(PriceReportService)
    announcements = Room(AnnouncementService)
    callers = Room(CallerService)
    greetings = Room(GreetingService)
    my_day = Room(MyDayService)
    notices = Room(NoticeService)
    reminders = Room(ReminderService)
    timeline = Room(TimelineService)
    insights = Room(InsightService)
    users = Room(UserService)
    handing_over = Room(HandingOverService)
    erasing = Room(ErasingService)
    roles = Room(RoleService)
    effective_rights = Room(EffectiveRightsService)
    life_cycle = Room(LifeCycleService)
    attention = Room(AttentionService)
    day_use = Room(DayUseService)
    drafts = Room(DraftService)
    second_factors = Room(SecondFactorService)
    one_time_codes = Room(OneTimeCodes)
    sealed = Room(SealedService)
    settings = Room(SettingService)
    views = Room(ViewService)
    history = Room(HistoryService)
    backup_log = Room(BackupLogService)
    sign_ins = Room(SignInService)
    audit_log = Room(AuditLogService)
    self_check = Room(SelfCheckService)

    def __init__(
        self,
        unit: Unit,
        chain: Chain,
        present: Present,
        slot_keys: SlotKeys = no_slots,
        sealing: Sealing | None = None,
    ) -> None:
        state = chain.state  # before anything is read: what is in it, a snapshot holds too
        unit.actor = present.now(unit.session, unit.actor)
        setting = read_setting(unit.session, "office")
        zone = setting.get("zone", DEFAULT_ZONE)
        self._unit, self._chain = unit, chain
        self._desk = Desk(
            unit,
            AuditTrail(unit, state, chain.seen),
            Choices(unit),
            Numbering(unit, office_date(unit.now, zone)),
            zone,
            {("office", OFFICE): setting},
            slot_keys=slot_keys,
            auditor=chain.auditor,
            sealing=sealing,
        )
        self._rooms: dict[type[Service], Service] = {}

    @property
    def beginning(self) -> Beginning:
        """What new records take over from the office and from whoever enters them."""
        return Beginning(
            self._unit.actor.user_id,
            self.settings.common("office").get("area_code"),
            next(iter(self._desk.choices.with_meaning("lifecycle", "potential")), None),
            self._pools,
            self.currency,
        )

    @property
    def _pools(self) -> tuple[date, str] | None:
        """Since when and why imported customers without owner lie in the pool; None if nowhere."""
        if self._unit.kind is not ChangeKind.IMPORT or not self.pool.rules().takes_imported:
            return None
        unowned = self._desk.choices.with_meaning("pool_reason", "unowned")
        return self.today, next(iter(unowned), "unowned")

    @property
    def actor(self) -> Actor:
        """Who works in this unit, with the rights of this moment."""
        return self._unit.actor

    @property
    def zone(self) -> str:
        """The time zone in which the office counts its days."""
        return self._desk.zone

    @property
    def currency(self) -> str:
        """The currency in which the office counts."""
        return str(self._desk.settings["office", OFFICE].get("currency", DEFAULT_CURRENCY))

    @property
    def now(self) -> datetime:
        """When this unit of work began, in UTC."""
        return self._unit.now

    @property
    def today(self) -> date:
        """The office's calendar day."""
        return office_date(self._unit.now, self._desk.zone)

    @property
    def changes(self) -> Changes:
        """What this unit of work changed so far."""
        return self._unit.changed.frozen(self._unit.change_set_id)

    def room(self, entity: str) -> RecordService:
        """The room of a record type, by its name or plural; a sentence when there is none."""
        for service in (*ROOMS, *PARTS):
            if entity in (service.entity.name, service.entity.plural):
                # a part is only read, and no role can give the right to more
                return cast(RecordService, self._room(service))
        known = ", ".join(service.entity.plural for service in (*ROOMS, *PARTS))
        raise CimsError(
            _("There is no record type “{name}”. Known are: {known}.").format(
                name=entity, known=known
            )
        )

    def record_types(self) -> tuple[Entity, ...]:
        """The descriptions of all record types."""
        return tuple(described(service.entity, self.actor) for service in (*ROOMS, *PARTS))

    def whole_types(self) -> tuple[Entity, ...]:
        """The descriptions with all fields: for roles, which close fields, and for no record."""
        return tuple(service.entity for service in (*ROOMS, *PARTS))

    def description(self, entity: str) -> Entity:
        """A record type as the one who works in this unit sees it."""
        return self.room(entity).entity

    def hanging_on_customers(self) -> list[CustomerRecords]:
        """The rooms whose records follow their customers."""
        found = [service for service in ROOMS if issubclass(service, CustomerRecords)]
        return [self._room(service) for service in found]

    def names_of(self, entity: str, ids: Iterable[int]) -> dict[int, str]:
        """The names of records of any type, as far as they may be seen."""
        wanted = set(ids)
        room = self.room(entity)
        if not wanted or not self._unit.actor.may(Action.READ, room.entity.name):
            return {}
        return room.titles(wanted)

    def undo(self, change_set_id: int, *, force: frozenset[int] = frozenset()) -> UndoResult:
        """Take back a change set; records changed since are listed, not overwritten."""
        return self._room(UndoService).undo(change_set_id, force=force)

    def newest_change(self) -> int | None:
        """The newest change set that the signed-in user could undo; None when there is none."""
        return self._room(UndoService).newest()

    def interrupt(self) -> None:
        """Stop the statement that runs now; may be called from any thread."""
        self._unit.interrupt()

    def index(self, made: Made) -> None:
        """Write the search rows of all that was stored so far; `made` are words made before."""
        self._desk.made = made
        self._desk.settle()
        self._desk.made = None

    def finish(self) -> Callable[[], None]:
        """Write what belongs to the end of a transaction; call the result once it is committed."""
        self._desk.settle()
        for check in self._desk.demands:
            check()
        self._desk.audit.flush()
        commit_seq: int = next_commit().rows(self._unit.session)[0][0]
        audit, now = self._desk.audit, microseconds(self._unit.now)
        state = audit.state
        if audit.clock == OK:
            audit.seen.latest = max(audit.seen.latest, now)
        return lambda: self._chain.advance(commit_seq, state)

    def note_refusal(self, refused: NotAllowed) -> None:
        """Write down that somebody asked for what is not theirs; the actor is this unit's."""
        action, told = refused.told()
        self._desk.audit.note(action, {name: [None, value] for name, value in told.items()})

    def _room(self, service: type[S]) -> S:
        if service not in self._rooms:
            self._rooms[service] = service(self, self._desk)
        room: Any = self._rooms[service]
        return room  # type: ignore[no-any-return] # the dictionary maps each class to its own instance


@cache
def next_commit() -> Prepared:
    """Count the commit; its number is returned."""
    table = Base.metadata.tables[VaultState.__tablename__]
    raised = update(table).values(commit_seq=table.c.commit_seq + 1)
    return Prepared(raised.returning(table.c.commit_seq))


OfficeDatabase = Database[Office]
