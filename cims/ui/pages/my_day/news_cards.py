"""What stands beside the tasks: announcements to read, and whom to greet."""

from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cims.services.announcements import AnnouncementLine
from cims.services.greetings import BirthdayLine, FestivalLine
from cims.services.i18n import _, _n
from cims.services.my_day import Block, MyDay
from cims.services.storage import Record
from cims.ui import paint, theme
from cims.ui.pages.my_day.day_words import BETWEEN, when
from cims.ui.theme.tokens import CARD_MARGINS
from cims.ui.widgets import (
    Button,
    Card,
    ElidedLabel,
    Hairline,
    IconButton,
    Pill,
    column,
    doubled,
    label,
    plain_tooltip,
    row,
    wrapped,
)

RETURNING, URGENT = 5, 2  # customers shown; days
FEW = 5  # orders in sight
NAME_ROOM = 130  # of a name beside a button


class _NewsCard(Card):
    """A title and rows that are made anew whenever the day was read."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.head = row(label(title, 14, paint.BOLD), None)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(8)
        self.setLayout(column(self.head, self._rows, margins=CARD_MARGINS, spacing=10))

    def show_rows(self, rows: list[QWidget]) -> None:
        """Stand there with these; without any the card is not shown."""
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, widget in enumerate(rows):
            if number:
                self._rows.addWidget(Hairline())
            self._rows.addWidget(widget)


class AnnouncementsCard(_NewsCard):
    """What colleagues were told and one has not read yet."""

    read_asked = Signal(int)
    all_asked = Signal()

    def __init__(self, *, may_announce: bool) -> None:
        super().__init__(_("Announcements"))
        self.write = IconButton("pencil", _("Announcements…"), quiet=True)
        self.write.setVisible(may_announce)
        self.write.clicked.connect(self.all_asked)
        self.head.addWidget(self.write)
        self._may_announce = may_announce

    def show_lines(self, lines: tuple[AnnouncementLine, ...], today: date) -> None:
        """Show these, each with its button."""
        rows = [self._row(line, today) for line in lines]
        if not rows and self._may_announce:
            rows = [wrapped(_("All read. What you write reaches everybody or a team."), 12,
                            "muted")]  # fmt: skip
        self.show_rows(rows)
        self.setVisible(bool(rows))

    def _row(self, line: AnnouncementLine, today: date) -> QWidget:
        made = QWidget()
        until = line.until_on
        ends = _("until {day}").format(day=when(until, today)) if until else ""
        words = BETWEEN.join(part for part in (line.by, ends) if part)
        read = Button(_("Mark as read"), "check")
        read.clicked.connect(partial(self.read_asked.emit, line.id))
        foot = row(ElidedLabel(words, 12, role="muted"), read)
        foot.setStretch(0, 1)
        title = wrapped(line.title)
        title.setFont(theme.font(13, paint.BOLD))
        made.setLayout(column(title, wrapped(line.text, 12), foot, spacing=4))
        return made


class ReturningCard(_NewsCard):
    """One's customers that go back to the pool unless something happens before."""

    customer_asked = Signal(int, str)
    rows_asked = Signal(Block)

    def __init__(self) -> None:
        super().__init__(_("Soon in the pool"))

    def show_block(self, block: Block, today: date) -> None:
        """Show the first ones with their days; one more line opens them all."""
        shown = [self._row(record, today) for record in block.records[:RETURNING]]
        if block.total > RETURNING:
            more = Button(_("Show all {n}").format(n=f"{block.total:,}"), "building-complex")
            more.clicked.connect(partial(self.rows_asked.emit, block))
            shown.append(more)
        self.show_rows(shown)
        self.setVisible(bool(shown))

    def _row(self, record: Record, today: date) -> QWidget:
        title, day = str(record.values["name"]), record.values["returns_on"]
        name = _named(title, "building-complex")
        name.clicked.connect(partial(self.customer_asked.emit, record.id, title))
        left = max((day - today).days, 0)
        words = _n("Returns to the pool in {n} day", "Returns to the pool in {n} days", left)
        words = words.format(n=left) if left else _("Returns to the pool today")
        return _two_lines(name, words, Pill(when(day, today), "warn" if left > URGENT else "bad"))


class GreetingsCard(_NewsCard):
    """Birthdays and festivals that are near."""

    contact_asked = Signal(int, str)
    gift_asked = Signal(object)  # BirthdayLine or FestivalLine
    rows_asked = Signal(FestivalLine)
    choice_asked = Signal()

    def __init__(self, *, may_choose: bool) -> None:
        super().__init__(_("Birthdays and festivals"))
        self.choose = IconButton("settings-2", _("Greetings…"), quiet=True)
        self.choose.setVisible(may_choose)
        self.choose.clicked.connect(self.choice_asked)
        self.head.addWidget(self.choose)
        self._may_choose = may_choose

    def show_day(self, day: MyDay) -> None:
        """Show whom to greet in the days ahead, the next first."""
        lines: list[BirthdayLine | FestivalLine] = [*day.birthdays, *day.festivals]
        rows: list[QWidget] = [
            self._festival(line, day.day)
            if isinstance(line, FestivalLine)
            else self._birthday(line, day.day)
            for line in sorted(lines, key=lambda line: line.day)
        ]
        if not rows and self._may_choose:
            rows = [wrapped(_("There is nobody to greet in the days ahead."), 12, "muted")]
        self.show_rows(rows)
        self.setVisible(bool(rows))

    def _birthday(self, line: BirthdayLine, today: date) -> QWidget:
        firm = line.customer.text if line.customer else ""
        words = BETWEEN.join(p for p in (_("Birthday"), when(line.day, today), firm) if p)
        name = _named(line.contact.text, "cake")
        name.clicked.connect(partial(self.contact_asked.emit, line.contact.id, line.contact.text))
        end: QWidget = Pill(_("Gift sent"), "ok")
        if not line.gift_sent:
            end = self._gift(line, _("Log that the gift was sent"))
        return _two_lines(name, words, end)

    def _festival(self, line: FestivalLine, today: date) -> QWidget:
        left, total = f"{len(line.left):,}", f"{line.total:,}"
        state = _n("{n} customer greeted", "{n} customers greeted", line.total)
        if line.left:
            state = _n("{left} of {n} customer to greet", "{left} of {n} customers to greet",
                       line.total)  # fmt: skip
        words = BETWEEN.join((when(line.day, today), state.format(left=left, n=total)))
        name = _named(line.name, "party-popper", _("Show the customers to greet"))
        name.clicked.connect(partial(self.rows_asked.emit, line))
        end: QWidget = Pill(_("Gift sent"), "ok")
        if line.left:
            end = self._gift(line, _("Log for all of these that the gift was sent"))
        return _two_lines(name, words, end if line.total else QWidget())

    def _gift(self, line: BirthdayLine | FestivalLine, told: str) -> Button:
        """What logs the gift by one click."""
        made = Button(_("Log gift"), "gift", told)
        made.clicked.connect(partial(self.gift_asked.emit, line))
        return made


class DeliveriesCard(_NewsCard):
    """Orders of which something should have left by now, the oldest first."""

    order_asked = Signal(int, str)
    rows_asked = Signal(object)  # the filter

    def __init__(self) -> None:
        super().__init__(_("Overdue deliveries"))

    def show_block(self, block: Block, today: date) -> None:
        """Show the first of these, and the way to all of them."""
        rows: list[QWidget] = [self._order(one, today) for one in block.records[:FEW]]
        if block.total > FEW:
            every = Button(_("Show all {n}").format(n=f"{block.total:,}"), "list-filter")
            every.clicked.connect(partial(self.rows_asked.emit, block.where))
            rows.append(every)
        self.show_rows(rows)
        self.setVisible(bool(rows))

    def _order(self, record: Record, today: date) -> QWidget:
        values = record.values
        name = _named(str(values["name"]), "truck", _("Open the order"))
        name.clicked.connect(partial(self.order_asked.emit, record.id, str(values["name"])))
        due = values["next_delivery_on"] or values["required_on"]
        late = label(when(due, today), 12, role="bad")
        return _two_lines(name, str(values["code"]), late)


def _named(words: str, icon: str, told: str = "") -> Button:
    """A name that opens what it names; a long one is cut, so that the card keeps its width."""
    made = Button(words, icon, told)
    made.setProperty("quiet", True)
    made.setProperty("flush", True)  # begins where the line below begins
    made.setText(doubled(paint.elided(words, made.font(), theme.px(NAME_ROOM))))
    made.setAccessibleName(words)
    if made.text() != doubled(words):
        made.setToolTip(plain_tooltip(words))
    return made


def _two_lines(name: Button, words: str, end: QWidget) -> QWidget:
    made = QWidget()
    below = ElidedLabel(words, 12, role="muted")
    made.setLayout(column(row(name, None, end), below, spacing=2))
    return made
