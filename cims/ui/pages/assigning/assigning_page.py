"""The place of the assignment rules in the settings: the list in its order, above it a try-out."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSpinBox

from cims.services.assignment_rules import ASSIGNMENT_RULE
from cims.services.changes import Changes
from cims.services.i18n import _
from cims.services.rights import Action, Right, refusal
from cims.services.waiting_leads import DAYS, LONGEST, SETTING
from cims.ui import paint, theme
from cims.ui.page import Page
from cims.ui.pages.assigning.try_out import TryOut
from cims.ui.records.format import Words
from cims.ui.records.list_page import ListPage
from cims.ui.widgets import Button, Card, column, label, row, set_tooltip, wrapped

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.navigation import Surroundings

WIDTH = 220
CONCERNED = (ASSIGNMENT_RULE.name, "lead", "user", "setting")


class AssigningPage(Page):
    """What the list cannot: move a rule, try one out, say when a waiting lead is called to mind."""

    def __init__(self, around: "Surroundings", rules: ListPage) -> None:
        super().__init__()
        self._jobs, self._messages, self.rules = around.jobs, around.messages, rules
        self.try_out = TryOut(around.jobs)
        self.up = Button(_("Up"), "arrow-up")
        self.down = Button(_("Down"), "arrow-down")
        self.days = QSpinBox()
        self.days.setRange(0, LONGEST)
        self.days.setSpecialValueText(_("Never"))
        self.days.setAccessibleName(_("Days"))
        for by, button in ((-1, self.up), (1, self.down)):
            button.clicked.connect(partial(self.move_rule, by))
            if not self._jobs.actor.may(Action.EDIT, ASSIGNMENT_RULE.name):
                button.setEnabled(False)
                set_tooltip(button, str(refusal(Action.EDIT)))
        if not self._jobs.actor.may(Right.SETTINGS):
            self.days.setEnabled(False)
            self.days.setToolTip(str(refusal(Right.SETTINGS)))
        self._lay_out()
        for name in ("record_asked", "tab_asked"):
            getattr(rules, name).connect(getattr(self, name))
        self.days.editingFinished.connect(self._keep_days)
        self._jobs.changed.connect(self._changed)
        self._read()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return self.rules.handlers()

    def refusals(self) -> Mapping[str, str]:
        return self.rules.refusals()

    def focus_first(self) -> None:
        self.rules.focus_first()

    def move_rule(self, by: int) -> None:
        """Put the rule where the keyboard is one place up or down."""
        if not (id_ := self.rules.view.current_id()):
            self._messages.toast(_("Choose a record first."))
            return
        self._jobs.write(
            lambda office: office.assignment_rules.move(id_, by),
            owner=self,
            label=_("Order of the rules"),
            toast=_("The rules have another order."),
        )

    def _lay_out(self) -> None:
        order = wrapped(
            _("The first rule that takes a lead gives it away; without conditions it takes all."),
            12,
            "muted",
        )
        waiting = Card(
            column(
                label(_("Waiting leads"), 14, paint.BOLD),
                wrapped(_("Remind the owner of a lead that nobody has reached for days:"), 12),
                row(self.days, None),
                None,
                margins=theme.CARD_MARGINS,
                spacing=8,
            )
        )
        waiting.setFixedWidth(theme.px(WIDTH))
        order_row = row(order, self.up, self.down, margins=(20, 8, 20, 0), spacing=8)
        order_row.setStretch(0, 1)
        above = row(self.try_out, waiting, margins=(20, 14, 20, 0), spacing=theme.GAP)
        above.setStretch(0, 1)
        laid = column(above, order_row, self.rules, spacing=0)
        laid.setStretch(2, 1)
        self.setLayout(laid)

    def _read(self) -> None:
        def work(office: "Office") -> tuple[Words, int]:
            kept = office.settings.common(SETTING)
            return Words.load(office), int(kept.get("days", DAYS))

        self._jobs.read(self, work, lambda found: self._show(*found))

    def _show(self, words: Words, days: int) -> None:
        self.try_out.show_words(words)
        self.days.setValue(days)
        self.days.setSuffix(_(" days") if days else "")

    def _keep_days(self) -> None:
        days = self.days.value()

        def work(office: "Office") -> None:
            kept = office.settings.common(SETTING)
            if int(kept.get("days", DAYS)) != days:
                office.settings.set_common(SETTING, {**kept, "days": days})

        self._jobs.write(work, owner=self, label=_("Waiting leads"))

    def _changed(self, changes: Changes) -> None:
        if any(map(changes.touches, CONCERNED)):
            self._read()
