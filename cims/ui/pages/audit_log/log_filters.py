"""What the log is limited to: kind, days, person, type of record, one record or change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cims.services.audit_words import GROUP_LABELS, Group
from cims.services.entity import Entity, Field, Kind
from cims.services.i18n import N_, _
from cims.services.log_entries import LogFilter
from cims.services.users import Colleague
from cims.ui import theme
from cims.ui.records.field_widgets.base import Place
from cims.ui.records.field_widgets.days import DateField
from cims.ui.records.format import Words, spoken
from cims.ui.widgets import Button, Chip, FlowLayout, Item, SearchCombo, column, row

EVER, TODAY, WEEK, MONTH, BETWEEN_DAYS = "", "today", "week", "month", "days"
SPANS = {
    EVER: N_("Any time"),
    TODAY: N_("Today"),
    WEEK: N_("Last 7 days"),
    MONTH: N_("Last 30 days"),
    BETWEEN_DAYS: N_("From … to …"),
}
BACK = {TODAY: 0, WEEK: 6, MONTH: 29}
OFFICE = 0  # stands for the office itself, who has no id
ALL = "all"


class LogFilters(QWidget):
    """Chips above, boxes below; `changed` after every choice."""

    changed = Signal()

    def __init__(self, entities: Sequence[Entity]) -> None:
        super().__init__()
        self._about = LogFilter()
        self._words = Words()
        self.chips: dict[str, Chip] = {}
        self.when = SearchCombo(_("When"), [Item(key, _(words)) for key, words in SPANS.items()])
        self.when.set_value(EVER)
        place = Place(self._words, lambda *_asked: None)
        self.since = DateField(Field("since", N_("From"), Kind.DATE), place)
        self.until = DateField(Field("until", N_("To"), Kind.DATE), place)
        self.person = SearchCombo(_("By whom"))
        self.type = SearchCombo(_("Type"), [Item(e.name, _(e.label_plural)) for e in entities])
        self.about = Button("", "x", _("Show everything again"))
        self._lay_out()
        for box in (self.when, self.person, self.type):
            box.chosen.connect(lambda _value: self._chosen())
        for day in (self.since, self.until):
            day.line.editingFinished.connect(self._chosen)
        self.about.clicked.connect(lambda: self.limit_to(LogFilter(), ""))

    def offer(self, people: Sequence[Colleague], words: Words) -> None:
        """Let these people be chosen; days are this office's."""
        self._words = words
        place = Place(words, lambda *_asked: None)
        self.since.place = self.until.place = place
        items = [Item(one.id, one.name, one.username, spoken(one.name)) for one in people]
        chosen = self.person.value()
        self.person.set_items([*items, Item(OFFICE, "CIMS")])
        self.person.set_value(chosen)

    def show_group(self, key: str) -> None:
        """Show all entries, or those of one group."""
        for name, chip in self.chips.items():
            chip.setChecked(name == key)
        self.changed.emit()

    def limit_to(self, about: LogFilter, words: str) -> None:
        """Show only one record, customer or change; `words` stand on the button that ends it."""
        self._about = about
        self.about.set_words(words)
        self.about.setVisible(bool(words))
        self.changed.emit()

    def value(self) -> LogFilter:
        """The filter as it is chosen."""
        group = next((name for name, chip in self.chips.items() if chip.isChecked()), ALL)
        since, until = self._days()
        person = self.person.value()
        return replace(
            self._about,
            since=since,
            until=until,
            people=frozenset() if person is None else frozenset({person or None}),
            groups=frozenset() if group == ALL else frozenset({Group(group)}),
            entity=self.type.value() or self._about.entity,
        )

    def is_limited(self) -> bool:
        """Whether something is left out."""
        return self.value() != LogFilter()

    def reset(self) -> None:
        """Show everything."""
        self.when.set_value(EVER)
        for box in (self.person, self.type):
            box.set_value(None)
        for day in (self.since, self.until):
            day.set_value(None)
        self._see_days()
        self._about = LogFilter()
        self.about.hide()
        self.show_group(ALL)

    def _days(self) -> tuple[date | None, date | None]:
        span = self.when.value() or EVER
        if span == BETWEEN_DAYS:
            return self.since.value(), self.until.value()
        if span in BACK and self._words.is_known:
            return self._words.today - timedelta(days=BACK[span]), None
        return None, None

    def _chosen(self) -> None:
        self._see_days()
        self.changed.emit()

    def _see_days(self) -> None:
        is_open = self.when.value() == BETWEEN_DAYS
        self.since.setVisible(is_open)
        self.until.setVisible(is_open)

    def _lay_out(self) -> None:
        chips = QWidget()
        flow = FlowLayout(chips, spacing=8)
        groups = ((str(group), words) for group, words in GROUP_LABELS.items())
        for key, words in ((ALL, N_("All")), *groups):
            chip = Chip(_(words))
            chip.setChecked(key == ALL)
            chip.clicked.connect(partial(self.show_group, key))
            flow.addWidget(chip)
            self.chips[key] = chip
        for box, hint, width in (
            (self.when, N_("When"), 150),
            (self.person, N_("By whom"), 160),
            (self.type, N_("Type"), 150),
        ):
            box.setPlaceholderText(_(hint))
            box.setMaximumWidth(theme.px(width))
        for day in (self.since, self.until):
            day.setMaximumWidth(theme.px(150))
            day.hide()
        self.about.hide()
        boxes = row(self.when, self.since, self.until, self.person, self.type, self.about, None)
        self.setLayout(column(chips, boxes, spacing=10))
