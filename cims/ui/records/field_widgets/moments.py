"""A day with its time: typed in figures or in words."""

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from cims.services.entity import Field
from cims.services.i18n import _
from cims.services.rules import time_words
from cims.ui.records.day_offer import DayOffer
from cims.ui.records.field_widgets.base import Place
from cims.ui.records.field_widgets.plain import LineField

MORNING = time(9)  # of a day without a time
PAST = frozenset({"happened_at"})  # when something happened lies behind


class MomentField(LineField):
    """Takes 2026-11-28 15:00, 明天下午3点 and “yesterday 4 pm”; empty is allowed.

    Down offers days in words; a time may be typed behind the day.
    """

    def __init__(self, field: Field, place: Place) -> None:
        super().__init__(field, place)
        self._is_past = field.name in PAST
        self._exact: tuple[str, datetime] | None = None  # seconds do not stand in the box
        hint = _("Now") if self._is_past else _("2026-11-28 15:00, tomorrow 3 pm")
        self.line.setPlaceholderText(hint)
        self.line.editingFinished.connect(self._tidy)
        self.days = DayOffer(self.line, lambda: self.place.words.known_today(), past=self._is_past)

    def value(self) -> datetime | None:
        text = self.text()
        if self._exact is not None and self._exact[0] == text:
            return self._exact[1]
        now, is_known = self.place.words.now(), self.place.words.is_known
        found = time_words.parse(text, now, self._is_past) if text and is_known else None
        if found is None:
            return None
        is_now = self._is_past and found.at is None and found.day == now.date()
        clock = now.time() if is_now else found.at or MORNING
        local = datetime.combine(found.day, clock, ZoneInfo(self.place.words.zone))
        return local.astimezone(UTC)

    def set_value(self, value: Any) -> None:
        text = "" if value is None else self._written(value)
        self._exact = (text, value) if text else None
        self._show(text)

    def problem(self) -> str | None:
        if not self.text() or not self.place.words.is_known or self.value() is not None:
            return None
        return time_words.not_understood(self.text())

    def _written(self, value: datetime) -> str:
        return f"{value.astimezone(ZoneInfo(self.place.words.zone)):%Y-%m-%d %H:%M}"

    def _tidy(self) -> None:
        if (value := self.value()) is not None:
            self.set_value(value)
