"""Under which rules customers are claimed from the pool and return to it, with a look ahead."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QSpinBox, QWidget

from cims.services.choices import Choice
from cims.services.errors import CimsError
from cims.services.filters import Filter
from cims.services.i18n import _, _n
from cims.services.pool_returns import Run
from cims.services.rules.pool_rules import LABELS, LONGEST_NOTICE, MOST, PoolRules
from cims.ui import paint, theme
from cims.ui.widgets import (
    Button,
    PrimaryButton,
    Scrolled,
    column,
    doubled,
    inset,
    label,
    row,
    wrapped,
)

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Jobs

ShowRows = Callable[[str, Filter, str], object]  # record type, filter, the words of its chip
NOTICE = LABELS["notice"]
LIMITS = ("cap", "per_day", "cooling")
SHOWN_RUNS, LABEL = 3, 200


@dataclass(frozen=True)
class Known:
    """What the dialog begins with."""

    rules: PoolRules
    states: Sequence[Choice]
    grades: Sequence[Choice]
    runs: Sequence[Run]
    zone: str


class PoolRulesDialog(QDialog):
    """Limits of claiming at the top, automatic returns below; nothing returns before a notice."""

    def __init__(
        self, known: Known, jobs: "Jobs", show_rows: ShowRows, window: QWidget | None
    ) -> None:
        super().__init__(window)
        self._jobs, self._known, self._show_rows = jobs, known, show_rows
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Rules of the pool"))
        self.numbers = {name: number(_(LABELS[name]), 0, MOST, _("No limit")) for name in LIMITS}
        self.takes_imported = QCheckBox(
            doubled(_("Imported customers without an owner go to the pool"))
        )
        self.returns = QCheckBox(doubled(_("Customers nobody works on return by themselves")))
        self.notice = number(_(NOTICE), 1, LONGEST_NOTICE)
        self.days: Mapping[str, Mapping[str, QSpinBox]] = {
            what: {
                state.code: number(f"{state.label}: {_(LABELS[what])}", 0, MOST, _("Never"))
                for state in known.states
            }
            for what in ("contact", "deal")
        }
        self.grades = {one.code: QCheckBox(doubled(one.label)) for one in known.grades}
        self.spares_open_work = QCheckBox(
            doubled(_("Spare customers with open opportunities or orders to be shipped"))
        )
        self.found = wrapped("", 12, "muted")
        self.open_found = Button(_("Show them"), "building-complex")
        self.open_found.hide()
        self.look = Button(_("Try out"), "flask-conical")
        self.problem = wrapped("", 12, "bad")
        self.problem.hide()
        self.cancel, self.save_button = Button(_("Cancel"), "x"), PrimaryButton(_("Save"), "check")
        self.save_button.setDefault(True)
        self._lay_out()
        self._show(known.rules)
        self.returns.toggled.connect(lambda _on: self._offer())
        self.look.clicked.connect(self.try_out)
        self.open_found.clicked.connect(self._open_found)
        self.cancel.clicked.connect(self.reject)
        self.save_button.clicked.connect(self.save)
        self._where: Filter | None = None

    def rules(self) -> PoolRules:
        """What stands in the dialog now."""
        for box in self.findChildren(QSpinBox):
            box.interpretText()
        chosen = {name: box.value() for name, box in self.numbers.items()}
        days = {
            what: {state: box.value() for state, box in boxes.items() if box.value()}
            for what, boxes in self.days.items()
        }
        return PoolRules(
            **chosen,
            returns=self.returns.isChecked(),
            notice=self.notice.value(),
            contact=days["contact"],
            deal=days["deal"],
            spared_grades=tuple(code for code, box in self.grades.items() if box.isChecked()),
            spares_open_work=self.spares_open_work.isChecked(),
            takes_imported=self.takes_imported.isChecked(),
        )

    def try_out(self) -> None:
        """Count whom these rules would return tomorrow, without doing anything."""
        rules = self.rules()

        def look(office: "Office") -> tuple[Filter, int]:
            where = office.pool_returns.would_return(rules)
            return where, office.customers.count(where)

        self._jobs.read(self, look, lambda found: self._told(*found), self._refused)

    def save(self) -> None:
        """Keep the rules for the whole office; undo takes them back."""
        rules = self.rules()
        self._jobs.write(
            lambda office: office.pool.set_rules(rules),
            owner=self,
            label=_("Rules of the pool"),
            then=lambda _done: self.accept(),
            failed=self._refused,
            toast=_("The rules of the pool are kept for the whole office."),
        )

    def _told(self, where: Filter, count: int) -> None:
        self._where = where
        words = _n(
            "With these rules {n} customer would return tomorrow, were there no notice.",
            "With these rules {n} customers would return tomorrow, were there no notice.",
            count,
        )
        self.found.setText(words.format(n=f"{count:,}"))
        self.open_found.setVisible(count > 0)
        self.problem.hide()

    def _open_found(self) -> None:
        if self._where is not None:
            self._show_rows("customer", self._where, _("Would return tomorrow"))
            self.reject()

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, CimsError):
            raise error
        self.problem.setText(str(error))
        self.problem.show()

    def _show(self, rules: PoolRules) -> None:
        for name, box in self.numbers.items():
            box.setValue(getattr(rules, name))
        self.returns.setChecked(rules.returns)
        self.notice.setValue(rules.notice)
        for what, given in (("contact", rules.contact), ("deal", rules.deal)):
            for state, box in self.days[what].items():
                box.setValue(given.get(state, 0))
        for code, tick in self.grades.items():
            tick.setChecked(code in rules.spared_grades)
        self.spares_open_work.setChecked(rules.spares_open_work)
        self.takes_imported.setChecked(rules.takes_imported)
        self._offer()

    def _offer(self) -> None:
        """Without returns there is nothing to count."""
        self.automatic.setEnabled(self.returns.isChecked())

    def _lay_out(self) -> None:
        self.automatic = QWidget()
        self.automatic.setLayout(
            column(
                self._table(),
                row(label(_(NOTICE), 12, role="muted"), self.notice, None),
                wrapped(
                    _(
                        "The owner hears so many days before; days on which the program was not "
                        "opened do not count. A follow-up or a deal takes the notice back."
                    ),
                    12,
                    "muted",
                ),
                row(
                    label(_("Spare grades"), 12, role="muted"),
                    *self.grades.values(),
                    None,
                    spacing=14,
                ),
                self.spares_open_work,
                spacing=10,
            )
        )
        claiming = column(
            label(_("Claiming"), 14, paint.BOLD),
            self._limits(),
            self.takes_imported,
            *self._past(),
            None,
            spacing=10,
        )
        returning = column(
            label(_("Returning"), 14, paint.BOLD), self.returns, self.automatic, None, spacing=10
        )
        body = row(claiming, returning, margins=(20, 16, 20, 8), spacing=theme.px(32))
        body.setStretch(1, 1)
        foot = column(
            self.problem,
            self.found,
            row(self.look, self.open_found, None, self.cancel, self.save_button),
            margins=(20, 8, 20, 16),
            spacing=8,
        )
        whole = column(Scrolled(body), foot, spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.resize(theme.px(900), theme.px(560))

    def _limits(self) -> QWidget:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(16))
        for line, (name, box) in enumerate(self.numbers.items()):
            words = wrapped(_(LABELS[name]), 12, "muted")
            words.setFixedWidth(theme.px(LABEL))
            grid.addWidget(words, line, 0)
            grid.addWidget(box, line, 1, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnStretch(1, 1)
        made = QWidget()
        made.setLayout(grid)
        return made

    def _table(self) -> QWidget:
        """Each state with the days after which its customers return."""
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(16))
        for place, what in enumerate(self.days, 1):
            grid.addWidget(label(_(LABELS[what]), 12, role="muted"), 0, place)
        for line, state in enumerate(self._known.states, 1):
            grid.addWidget(label(state.label), line, 0)
            for place, boxes in enumerate(self.days.values(), 1):
                grid.addWidget(boxes[state.code], line, place, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnStretch(3, 1)
        made = QWidget()
        made.setLayout(grid)
        return made

    def _past(self) -> list[QWidget]:
        """The latest returns by the rules, each to be taken back."""
        made: list[QWidget] = []
        for run in self._known.runs[:SHOWN_RUNS]:
            words = _n("{day}: {n} customer returned", "{day}: {n} customers returned", run.count)
            line = QWidget()
            back = Button(_("Taken back") if run.is_undone else _("Take back"), "undo-2")
            back.setEnabled(not run.is_undone)
            back.clicked.connect(lambda _on=False, run=run, back=back: self._take_back(run, back))
            told = label(words.format(day=run.on(self._known.zone), n=f"{run.count:,}"), 12)
            line.setLayout(row(told, None, back))
            made.append(line)
        return [label(_("Returned by the rules"), 12, role="muted"), *made] if made else []

    def _take_back(self, run: Run, back: Button) -> None:
        back.setEnabled(False)
        self._jobs.undo(run.change_set_id)


def number(name: str, least: int, most: int, nothing: str = "") -> QSpinBox:
    """A box for a number; the least one may have a word of its own."""
    box = QSpinBox()
    box.setAccessibleName(name)
    box.setRange(least, most)
    box.setMinimumWidth(theme.px(110))
    if nothing:
        box.setSpecialValueText(nothing)
    inset(box)
    return box


def ask_pool_rules(jobs: "Jobs", window: QWidget, show_rows: ShowRows) -> None:
    """Read what holds now, and ask."""

    def read(office: "Office") -> Known:
        lists = office.settings.choices()
        states, grades = (
            [one for one in lists.get(name, ()) if not one.retired]
            for name in ("lifecycle", "grade")
        )
        return Known(office.pool.rules(), states, grades, office.pool_returns.runs(), office.zone)

    jobs.read(window, read, lambda known: PoolRulesDialog(known, jobs, show_rows, window).open())
