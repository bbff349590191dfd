"""The tasks of a customer on its page: tick off, open, enter another one."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QScrollArea, QWidget

from cims.services.i18n import _
from cims.services.rights import Action, refusal
from cims.services.storage import Record
from cims.ui import paint, theme
from cims.ui.records.format import Words, day
from cims.ui.widgets import (
    Button,
    Card,
    ElidedLabel,
    EmptyState,
    Hairline,
    column,
    label,
    row,
    set_tooltip,
)


class RecordTasks(QScrollArea):
    """One line per task, the open ones first."""

    open_asked = Signal(str, int, str)
    new_asked = Signal()
    ticked = Signal(int, bool)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Tasks"))

    def show_tasks(
        self, tasks: tuple[Record, ...], words: Words, *, may_edit: bool, may_add: bool
    ) -> None:
        """Show the tasks of a customer."""
        body = QWidget()
        body.setProperty("page", True)
        lines = column(spacing=0)
        for number, task in enumerate(tasks):
            if number:
                lines.addWidget(Hairline())
            lines.addWidget(self._line(task, words, may_edit=may_edit))
        if not tasks:
            step = _("New task") if may_add else ""
            empty = EmptyState("list-todo", _("Nothing is to be done here."), step)
            empty.pressed.connect(self.new_asked)
            lines.addWidget(empty)
        parts: list[QWidget | None] = [Card(lines)]
        if tasks and may_add:
            new = Button(_("New task"), "plus")
            new.clicked.connect(self.new_asked)
            holder = QWidget()
            holder.setLayout(row(new, None))
            parts.append(holder)
        body.setLayout(column(*parts, None, margins=(0, 12, 0, 12)))
        self.setWidget(body)

    def _line(self, task: Record, words: Words, *, may_edit: bool) -> QWidget:
        values = task.values
        name, is_done = str(values["name"]), bool(values["done"])
        tick = QCheckBox()
        tick.setChecked(is_done)
        tick.setEnabled(may_edit)
        set_tooltip(tick, "" if may_edit else str(refusal(Action.EDIT)))
        tick.setAccessibleName(_("Done: {task}").format(task=name))
        tick.toggled.connect(partial(self.ticked.emit, task.id))
        title = ElidedLabel(name, weight=paint.MEDIUM, role="muted" if is_done else "text")
        parts: list[QWidget | None] = [tick, title]
        due = values["due_on"]
        if due is not None:
            is_late = due < words.today and not is_done
            parts.append(label(day(due, words.today), role="bad" if is_late else "muted"))
        if owner := values["owner"]:
            parts.append(label(owner.text, 12, role="muted"))
        open_button = Button(_("Open"), "external-link")
        open_button.setAccessibleName(_("Open {name}").format(name=name))
        open_button.clicked.connect(partial(self.open_asked.emit, "task", task.id, name))
        line = QWidget()
        laid = row(*parts, open_button, margins=(14, 8, 12, 8), spacing=theme.px(12))
        laid.setStretch(1, 1)
        line.setLayout(laid)
        return line
