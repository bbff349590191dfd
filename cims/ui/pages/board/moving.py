"""A card goes into another lane at once; what the office refuses puts it back and says why."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from cims.services.boards import Card
from cims.services.entity import Field
from cims.services.errors import ValidationFailed
from cims.services.field_rights import described
from cims.services.i18n import _
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.rights import Action, refusal
from cims.ui.dialogs.fields_dialog import FieldsDialog
from cims.ui.pages.board.lane_card import LaneCard
from cims.ui.records.format import Words

if TYPE_CHECKING:
    from cims.ui.navigation import Surroundings
    from cims.ui.page import Page

OF_LOSS, OF_GAIN = ("lost_reason", "lost_note"), ("amount",)


class Moving(QObject):
    """Belongs to a board; while something is under way the board is not read anew."""

    began = Signal()
    fields_asked = Signal(int, object, object)  # opportunity, stage, what is missing by field
    ended = Signal()  # nothing is under way any more

    def __init__(self, page: "Page", around: "Surroundings") -> None:
        super().__init__(page)
        self._page, self._jobs, self._messages = page, around.jobs, around.messages
        self._under_way = 0
        self.dialog: FieldsDialog | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether a card stands where the office has not confirmed it yet."""
        return self._under_way > 0

    def move(self, card: Card, source: LaneCard, target: LaneCard, words: Words) -> None:
        """Put a card into another lane, after asking what the stage there wants to know."""
        assert target.lane is not None
        if not card.may_move:
            self._messages.toast(str(refusal(Action.EDIT)))
        elif target.lane.is_lost:
            told = _("Why is “{name}” lost? The reason counts in reports.")
            self._ask(card, source, target, words, told.format(name=card.name), OF_LOSS)
        elif target.lane.is_won and card.amount is None:
            told = _("“{name}” has no amount yet. For how much was it won?")
            self._ask(card, source, target, words, told.format(name=card.name), OF_GAIN)
        else:
            self._go(card, source, target, {})

    def _ask(
        self,
        card: Card,
        source: LaneCard,
        target: LaneCard,
        words: Words,
        told: str,
        names: Sequence[str],
    ) -> None:
        assert target.lane is not None
        seen = described(OPPORTUNITY, self._jobs.actor).by_name
        fields: list[Field] = [seen[name] for name in names if name in seen]
        title = _("Move to “{stage}”").format(stage=target.lane.stage.text)
        self.dialog = FieldsDialog(title, told, fields, words, self._page.window(), _("Move"))
        self.dialog.given.connect(partial(self._go, card, source, target))
        self.dialog.open()

    def _go(
        self, card: Card, source: LaneCard, target: LaneCard, closing: Mapping[str, Any]
    ) -> None:
        is_there = isValid(source) and isValid(target)  # not after stages came or went
        row = source.model.take(card.id) if is_there else -1
        if row < 0 or source.lane is None or target.lane is None:
            words = _("“{name}” was moved meanwhile. Look again before you move it.")
            self._messages.warn(words.format(name=card.name))
            return
        target.model.put(card)
        self._under_way += 1
        self.began.emit()
        target.view.choose(0)
        target.view.setFocus()
        seen_in, stage = source.lane.stage, target.lane.stage
        words = _("Moved to “{stage}”").format(stage=stage.text)
        self._jobs.write(
            lambda o: o.opportunities.move(card.id, stage.id, closing, seen_in=seen_in.id),
            owner=self,
            label=words,
            toast=words,
            then=lambda _id: self._settle(),
            failed=partial(self._put_back, card, row, source, target),
        )

    def _put_back(
        self, card: Card, row: int, source: LaneCard, target: LaneCard, error: Exception
    ) -> None:
        """What was refused stands where it stood."""
        if target.model.take(card.id) >= 0:
            source.model.put(card, row)
            source.view.choose(source.model.row_of(card.id))
            source.view.setFocus()
        if isinstance(error, ValidationFailed) and target.lane is not None:
            words = _("“{name}” can't go to “{stage}” yet. {missing} Open it and fill that in.")
            stage, missing = target.lane.stage, " ".join(error.messages.values())
            told = words.format(name=card.name, stage=stage.text, missing=missing)
            ask = partial(self.fields_asked.emit, card.id, stage, error.messages)
            self._messages.lead(told, _("Fill in"), ask)
        else:
            self._messages.error(error)
        self._settle()

    def _settle(self) -> None:
        self._under_way -= 1
        if not self._under_way:
            self.ended.emit()
