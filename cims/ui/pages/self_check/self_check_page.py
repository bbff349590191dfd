"""The check of the office's safety: findings, the worst first, and who took out how much."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from cims.services.errors import CimsError
from cims.services.i18n import _, _n
from cims.services.self_facts import Taken
from cims.services.self_findings import Finding, Grade, SelfCheck
from cims.ui import paint, theme
from cims.ui.page import Page
from cims.ui.pages.self_check.finding_row import FindingRow
from cims.ui.widgets import (
    Avatar,
    Button,
    Card,
    EmptyState,
    Ground,
    Hairline,
    Pill,
    Scrolled,
    column,
    label,
    row,
    wrapped,
)

if TYPE_CHECKING:
    from cims.ui.navigation import Surroundings

WIDEST = 900
GROUPS = (Grade.BAD, Grade.WARN, Grade.INFO, Grade.OK)


class SelfCheckPage(Page):
    """By right:users or right:audit."""

    def __init__(self, around: "Surroundings") -> None:
        super().__init__()
        self._jobs, self._commands = around.jobs, around.commands
        self.found: SelfCheck | None = None
        self.rows: list[FindingRow] = []
        self.again = Button(_("Check again"), "refresh-cw")
        self.again.clicked.connect(self.reload)
        self.state = EmptyState("loader", _("Looking at people, keys, backups and the log…"))
        self.state.pressed.connect(self.reload)
        self.body = Scrolled()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.state)
        self._stack.addWidget(self.body)
        self.verdict = Pill("")
        self.lead = wrapped("", 13, "muted")
        head = row(self.verdict, self.lead, self.again, spacing=12)
        head.setStretch(1, 1)
        laid = column(head, self._stack, margins=theme.PAGE_MARGINS, spacing=12)
        laid.setStretch(1, 1)
        self.setLayout(laid)
        self.reload()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {"page.reload": self.reload}

    def focus_first(self) -> None:
        buttons = [one.button for one in self.rows if one.button is not None]
        (buttons[0] if buttons else self.again).setFocus()

    def reload(self) -> None:
        """Look again."""
        self.again.setEnabled(False)
        self._jobs.read(self, lambda office: office.self_check.look(), self._show, self._failed)

    def _show(self, found: SelfCheck) -> None:
        self.found, self.rows = found, []
        self.again.setEnabled(True)
        bad = sum(one.grade is Grade.BAD for one in found.findings)
        warn = sum(one.grade is Grade.WARN for one in found.findings)
        if bad:
            self.verdict.show_state(_("Act on this"), "bad")
        elif warn:
            self.verdict.show_state(_("Look at this"), "warn")
        else:
            self.verdict.show_state(_("In order"), "ok")
        count = bad + warn
        words = _n("{n} thing to see to.", "{n} things to see to.", count).format(n=count)
        self.lead.setText(words if count else _("Nothing needs to be done."))
        inside = Ground("app")
        laid = QVBoxLayout(inside)
        laid.setContentsMargins(0, 0, 0, 0)
        laid.setSpacing(12)
        for card in (self._findings(found.findings), self._taken(found.taken)):
            if card is not None:
                card.setMaximumWidth(theme.px(WIDEST))
                laid.addWidget(card)
        laid.addStretch(1)
        self.body.setWidget(inside)
        self._stack.setCurrentWidget(self.body)

    def _findings(self, findings: Sequence[Finding]) -> Card:
        laid = column(margins=(20, 16, 20, 16), spacing=12)
        for number, finding in enumerate(findings):
            if number:
                laid.addWidget(Hairline())
            line = FindingRow(finding, self._may(finding.command))
            line.wanted.connect(self._commands.run)
            self.rows.append(line)
            laid.addWidget(line)
        return Card(laid)

    def _taken(self, taken: Sequence[Taken]) -> Card | None:
        """Who took out how much in the last thirty days."""
        if not taken:
            return None
        laid = column(
            label(_("Taken out in the last 30 days"), 14, paint.BOLD),
            margins=(20, 16, 20, 16),
            spacing=10,
        )
        for one in taken:
            times = _n("{n} time", "{n} times", one.times).format(n=f"{one.times:,}")
            records = _n("{n} record", "{n} records", one.records).format(n=f"{one.records:,}")
            laid.addLayout(
                row(
                    Avatar(one.name, side=24),
                    label(one.name),
                    label(one.way, role="muted"),
                    None,
                    label(times, role="muted"),
                    label(records, weight=paint.MEDIUM),
                    spacing=12,
                )
            )
        return Card(laid)

    def _may(self, command: str) -> bool:
        """Whether this person can do what a finding advises."""
        return any(one.id == command for one in self._commands.known())

    def _failed(self, error: Exception) -> None:
        self.again.setEnabled(True)
        words = str(error) if isinstance(error, CimsError) else _("This could not be read.")
        self.state.tell("circle-alert", words, _("Reload"))
        self.verdict.show_state(_("Not checked"), "warn")
        self.lead.setText("")
        self._stack.setCurrentWidget(self.state)
