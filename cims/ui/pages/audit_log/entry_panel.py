"""One entry of the log in full: who, when, before and after, and what can be done with it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cims.services.entity import Kind
from cims.services.history import FieldChange
from cims.services.i18n import _
from cims.services.log_entries import LogEntry
from cims.ui import paint
from cims.ui.records.format import Words
from cims.ui.widgets import (
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

UNDONE_KINDS = frozenset({"create", "edit", "remove", "restore"})


class EntryPanel(Card):
    """What an entry asks for goes out by signal."""

    open_asked = Signal(object)  # LogEntry
    undo_asked = Signal(object)
    put_back_asked = Signal(object, str)  # LogEntry, field
    set_asked = Signal(object)  # only what was done together with it
    record_asked = Signal(object)  # only what happened to the record

    def __init__(self, opens: Callable[[LogEntry], bool]) -> None:
        super().__init__()
        self._opens = opens
        self.entry: LogEntry | None = None
        self.put_backs: dict[str, Button] = {}
        self.buttons: dict[str, Button] = {}
        self._empty = EmptyState("scroll", _("Choose an entry to see all of it."))
        self._body = Scrolled()
        self._body.hide()
        self.setLayout(column(self._empty, self._body, margins=(1, 1, 1, 1)))

    def show_entry(self, entry: LogEntry | None, words: Words, may_change: bool) -> None:
        """Show an entry; `may_change`: this person may put its values back and undo it."""
        self.entry = entry
        self._empty.setVisible(entry is None)
        self._body.setVisible(entry is not None)
        if entry is None:
            return
        self.put_backs, self.buttons = {}, {}
        inside = Ground("surface")
        laid = QVBoxLayout(inside)
        laid.setContentsMargins(16, 14, 16, 16)
        laid.setSpacing(10)
        laid.addWidget(wrapped(entry.sentence, 14))
        about = row(label(words.moment(entry.at), 12, role="muted"), None)
        for text, tone in self._marks(entry):
            about.addWidget(Pill(text, tone))
        laid.addLayout(about)
        laid.addLayout(self._doing(entry, may_change))
        for part in self._parts(entry, words, may_change):
            laid.addWidget(Hairline())
            laid.addWidget(part)
        laid.addWidget(Hairline())
        laid.addWidget(label(_("Entry {seq} of the log").format(seq=f"{entry.seq:,}"), 11,
                             role="faint"))  # fmt: skip
        laid.addStretch(1)
        self._body.setWidget(inside)

    def _marks(self, entry: LogEntry) -> list[tuple[str, str]]:
        marks = []
        if entry.is_undone:
            marks.append((_("taken back"), "muted"))
        if entry.is_doubtful:
            marks.append((_("time doubtful"), "warn"))
        return marks

    def _doing(self, entry: LogEntry, may_change: bool) -> QVBoxLayout:
        """The buttons that lead on from here."""
        laid = column(spacing=6)
        shown: list[tuple[str, str, str, Callable[[], object]]] = []
        if self._opens(entry):
            shown.append(("open", _("Open record"), "external-link",
                          partial(self.open_asked.emit, entry)))  # fmt: skip
        if entry.record_id and entry.count == 1:
            shown.append(("record", _("Only this record"), "list-filter",
                          partial(self.record_asked.emit, entry)))  # fmt: skip
        if entry.change_set is not None:
            words = _("This change")
            if entry.count > 1:
                words = _("All {n} of this change").format(n=f"{entry.count:,}")
            shown.append(("set", words, "layers",
                          partial(self.set_asked.emit, entry)))  # fmt: skip
            is_open = not (entry.is_undone or entry.is_closed)
            if entry.action in UNDONE_KINDS and is_open and may_change:
                shown.append(("undo", _("Undo this change"), "undo-2",
                              partial(self.undo_asked.emit, entry)))  # fmt: skip
        for start in range(0, len(shown), 2):
            line = row(None, spacing=8)
            for place, (key, words, icon_name, run) in enumerate(shown[start : start + 2]):
                button = self.buttons[key] = Button(words, icon_name)
                button.clicked.connect(lambda _on=False, run=run: run())
                line.insertWidget(place, button)
            laid.addLayout(line)
        return laid

    def _parts(self, entry: LogEntry, words: Words, may_change: bool) -> list[QWidget]:
        if entry.is_erased:
            return [wrapped(_("What this entry held was erased for good."), 13, "muted")]
        if entry.is_closed:
            return [wrapped(_("You may not read this record, so its values stay closed."), 13,
                            "muted")]  # fmt: skip
        if entry.count > 1:
            text = _("This stands for many entries. Show all of them to see each one.")
            return [wrapped(text, 13, "muted")]
        parts = [self._change(entry, change, words, may_change) for change in entry.changes]
        return parts + [self._sides(one.label, one.before, one.after) for one in entry.facts]

    def _change(
        self, entry: LogEntry, change: FieldChange, words: Words, may_change: bool
    ) -> QWidget:
        name = _(change.field.label)
        if change.field.kind is Kind.SEALED:
            return self._sides(name, "", _("Sealed: the log holds no sealed values."))
        before, after = (words.text(change.field, side) for side in (change.before, change.after))
        button = None
        if entry.action == "edit" and may_change:
            button = Button(_("Put back"), "rotate-ccw", _("Give the record this value again"))
            button.clicked.connect(lambda: self.put_back_asked.emit(entry, change.field.name))
            self.put_backs[change.field.name] = button
        return self._sides(name, before, after, button, is_change=entry.action == "edit")

    def _sides(
        self,
        name: str,
        before: str,
        after: str,
        button: Button | None = None,
        *,
        is_change: bool = False,
    ) -> QWidget:
        """One value before and after, below each other."""
        made = QWidget()
        laid = column(label(name, 12, paint.MEDIUM), spacing=3)
        if before or is_change:
            old = wrapped(before or _("(empty)"), 13, "muted")
            old.setAccessibleName(_("{field} before: {value}").format(field=name, value=before))
            laid.addLayout(row(label("−", 13, paint.BOLD, "bad"), old, button, spacing=8))
            laid.itemAt(laid.count() - 1).layout().setStretch(1, 1)  # type: ignore[union-attr] # added right above
        new = wrapped(after or _("(empty)"), 13)
        new.setAccessibleName(_("{field} after: {value}").format(field=name, value=after))
        sign = label("+", 13, paint.BOLD, "ok")
        line = row(sign, new, spacing=8) if before or is_change else row(new)
        line.setStretch(line.count() - 1, 1)
        laid.addLayout(line)
        made.setLayout(laid)
        return made
