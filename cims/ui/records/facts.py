"""What a panel says of one record, line by line, each with a button that copies it."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from cims.services.entity import Kind
from cims.services.i18n import _
from cims.services.storage import Record
from cims.ui import theme
from cims.ui.clipboard import copy_value
from cims.ui.records.format import Words
from cims.ui.records.list_plan import ListPlan
from cims.ui.records.record_facts import Fact, all_facts
from cims.ui.records.record_text import Copy, record_text
from cims.ui.records.sealed_value import SealedValue
from cims.ui.widgets import ElidedLabel, IconButton, chain, label

if TYPE_CHECKING:
    from cims.ui.jobs import Jobs

LABEL = 84


class Lines(QWidget):
    """Labels at the left, values beside them."""

    def __init__(self, jobs: "Jobs", spacing: int) -> None:
        super().__init__()
        self._jobs = jobs
        self._record = ("", 0)
        self._buttons: list[QWidget] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(spacing)
        self._grid.setColumnMinimumWidth(0, theme.px(LABEL))
        self._grid.setColumnStretch(1, 1)
        self.setLayout(self._grid)

    def _begin(self, record: Record) -> None:
        """Take all lines away: those of this record follow."""
        self._record, self._buttons = (record.entity, record.id), []
        while (taken := self._grid.takeAt(0)) is not None:
            if widget := taken.widget():
                widget.hide()
                widget.deleteLater()

    def _add_label(self, line: int, words: str, *, at_top: bool) -> None:
        head = label(words, 12, role="muted")
        head.setWordWrap(True)
        head.setFixedWidth(theme.px(LABEL))
        head.setContentsMargins(0, 2 if at_top else 0, 0, 0)
        self._grid.addWidget(head, line, 0, *((Qt.AlignmentFlag.AlignTop,) if at_top else ()))

    def _add_copy(self, line: int, name: str, text: str, align: Qt.AlignmentFlag) -> None:
        copy = IconButton("copy", _("Copy {field}").format(field=name), quiet=True)
        copy.setProperty("tiny", True)
        copy.setEnabled(bool(text))
        copy.setIconSize(copy.iconSize() * 0.75)
        copy.clicked.connect(lambda: self._copier(name)(text))
        policy = copy.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        copy.setSizePolicy(policy)
        self._grid.addWidget(copy, line, 2, align)
        copy.setVisible(bool(text))  # not before: it would flash as a window of its own
        self._buttons.append(copy)

    def _copier(self, name: str) -> Copy:
        return partial(copy_value, self._jobs, self, self._record, name)


class Facts(Lines):
    """Quick facts: they stay on one line each and keep their places, known or not."""

    def __init__(self, plan: ListPlan, jobs: "Jobs") -> None:
        super().__init__(jobs, 2)
        self._plan = plan
        self.texts: dict[str, str] = {}

    def show_record(self, record: Record, words: Words) -> None:
        """Show the plan's fields of this record."""
        self._begin(record)
        for line, name in enumerate(self._plan.facts):
            field = self._plan.entity.field(name)
            text = words.text(field, record.values.get(name), short=True)
            self.texts[name] = text
            self._add_label(line, _(field.label), at_top=False)
            value = ElidedLabel(text or "—", 13, role="text" if text else "faint")
            self._grid.addWidget(value, line, 1)
            self._add_copy(line, _(field.label), text, Qt.AlignmentFlag.AlignVCenter)
        chain(self, self._buttons)


class Details(Lines):
    """All else that is filled in, as the record's page says it."""

    def __init__(self, plan: ListPlan, jobs: "Jobs") -> None:
        super().__init__(jobs, 6)
        self._plan = plan
        self.facts: list[Fact] = []

    def show_record(self, record: Record, words: Words) -> None:
        """Show this record."""
        self._begin(record)
        facts = all_facts(self._plan.entity, record, words)
        told = self._told(record, words)
        self.facts = [fact for fact in facts if (fact.label, fact.text) not in told]
        before = ""
        for line, fact in enumerate(self.facts):
            self._add_label(line, fact.label if fact.label != before else "", at_top=True)
            before = fact.label
            if fact.sealed is not None:
                value = SealedValue(self._jobs, self._record, fact.sealed, words.sealed_closed)
                self._grid.addWidget(value, line, 1, 1, 2)
                self._buttons += (value.reveal, value.copy)
                continue
            top = Qt.AlignmentFlag.AlignTop
            text = record_text(fact.text, self._copier(fact.label))
            self._grid.addWidget(text, line, 1, top)
            self._add_copy(line, fact.label, fact.copied or fact.text, top)
        chain(self, self._buttons)

    def _told(self, record: Record, words: Words) -> set[tuple[str, str]]:
        """What the quick facts above say whole; two fields may bear one word in a language."""
        fields = (self._plan.entity.field(name) for name in self._plan.facts)
        shown = (one for one in fields if not one.many and one.kind is not Kind.LONG_TEXT)
        return {(_(one.label), words.text(one, record.values.get(one.name))) for one in shown}
