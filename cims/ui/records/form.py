"""The one form over any record type: fields by group, checked while one types, saved as a whole."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from cims.services.customers import CUSTOMER
from cims.services.drafts import FormDraft
from cims.services.i18n import _
from cims.services.rights import Action
from cims.services.storage import Record
from cims.ui import theme
from cims.ui.actions import shown_shortcut
from cims.ui.records.duplicate_hint import DuplicateHint
from cims.ui.records.field_widgets import LINES, LinesField, Place, SealedField, widget_for
from cims.ui.records.field_widgets.lines.line_table import LineTable
from cims.ui.records.form_cards import form_cards
from cims.ui.records.form_plans import FormPlan
from cims.ui.records.form_row import FormRow
from cims.ui.records.form_saving import FormSaving
from cims.ui.records.paper_totals import PaperTotals
from cims.ui.records.pasted_contact import PastedContact, told_in
from cims.ui.widgets import (
    Button,
    Ground,
    PrimaryButton,
    column,
    label,
    row,
    set_ink,
    wrapped,
)

if TYPE_CHECKING:
    from cims.ui.jobs import Jobs
    from cims.ui.messages import Messages

PAUSE = 300  # milliseconds without a key before doubles are looked for
INPUTS = (QLineEdit, QPlainTextEdit, QCheckBox, LineTable)
HEADS = ("currency", "tax_included", "customer", "rebate")  # what a paper's lines depend on
LINES_FRAME = 140  # around the lines: their title, what is said of one, margins
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RecordForm(QWidget):
    """Edits one record, or makes a new one; only what was changed is saved."""

    saved = Signal(int, str, bool)  # id, title, whether another new one is wanted
    left = Signal()
    open_asked = Signal(str, int, str)

    def __init__(self, plan: FormPlan, jobs: "Jobs", messages: "Messages", place: Place) -> None:
        super().__init__()
        self.plan, self.jobs, self.messages, self.place = plan, jobs, messages, place
        self.record: Record | None = None
        self.after = ""  # what is to be done with the record once it is saved
        self._is_filling = False
        self._touched: set[str] = set()
        self._brought: dict[str, Any] = {}  # what a new record is given once and nobody enters
        self.rows: dict[str, FormRow] = {}
        for field in plan.fields:
            self.rows[field.name] = FormRow(field, widget_for(field, place), self)
        self._notes: dict[str, QLabel] = {name: wrapped("", 12, "muted") for name in plan.notes}
        self.beside = PastedContact(self, jobs.actor) if plan.entity.name == CUSTOMER.name else None
        self.hint = DuplicateHint(has_owners="owner" in plan.entity.by_name)
        self.hint.open_asked.connect(
            lambda entity, id_, title: self.open_asked.emit(entity, id_, title)
        )
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._paused)
        self.saving = FormSaving(self)
        lines = self.rows[LINES].widget if LINES in self.rows else None
        self.lines = lines if isinstance(lines, LinesField) else None
        self.totals = PaperTotals(place.words) if self.lines is not None else None
        self._lay_out()
        if self.lines is not None and self.totals is not None:
            self._join_lines(self.lines, self.totals)
        for form_row in self.rows.values():
            form_row.widget.changed.connect(lambda name=form_row.field.name: self._changed(name))
        self.fill(None)

    def fill(self, record: Record | None, values: Mapping[str, Any] | None = None) -> None:
        """Show a record, or an empty form with these first values."""
        self.record = record
        self._touched.clear()
        first = record.values if record is not None else values or {}
        told = values or {}
        self._brought = {n: told[n] for n in self.plan.entity.brought if n in told}
        self._is_filling = True
        for name, form_row in self.rows.items():
            if isinstance(form_row.widget, SealedField):
                form_row.widget.belong_to(self.jobs, record)
            form_row.put(first.get(name, () if form_row.field.many else None))
        self._is_filling = False
        self._follow()
        self._lock()
        self.hint.show_hits(())
        self._again.setVisible(record is None and self.lines is None)
        if self.beside is not None:
            self.beside.begin(values or {})
        self._show_hints()
        self.tell_state()

    def values(self) -> dict[str, Any]:
        """What is entered in all fields."""
        return {name: form_row.widget.value() for name, form_row in self.rows.items()}

    def changed_values(self) -> dict[str, Any]:
        """What is to be saved: for a new record everything that is not empty."""
        entered = self.values()
        if self.record is None:
            filled = {name: value for name, value in entered.items() if value not in (None, (), "")}
            return {**self._brought, **filled}
        return {name: value for name, value in entered.items() if self.rows[name].is_changed}

    def has_changes(self) -> bool:
        """Whether something was typed that is not saved."""
        return bool(self.beside and self.beside.is_filled) or any(
            form_row.is_changed or form_row.widget.problem() for form_row in self.rows.values()
        )

    def take_values(self, values: Mapping[str, Any]) -> None:
        """Enter values as if they had been typed."""
        for name, value in values.items():
            if name in self.rows:
                self.rows[name].widget.set_value(value)
                self._changed(name)

    def values_for_draft(self) -> FormDraft | None:
        """What was typed and not saved, to be kept while the office is locked."""
        if not self.has_changes():
            return None
        record, values = self.record, told_in(self.changed_values(), self.beside)
        return FormDraft(
            self.plan.entity.name,
            record.id if record else None,
            record.version if record else None,
            values,
        )

    def restore(self, draft: FormDraft) -> None:
        """Put a draft back; one of an older version is compared with the newer when saved."""
        record = self.record
        if record is not None and draft.version is not None:
            self.record = Record(record.entity, record.id, draft.version, record.values)
        self.take_values(draft.values)

    def save(self, *, and_new: bool = False, after: str = "") -> None:
        """Check everything, look for doubles, save; what is wrong is told beside its field.

        `after` is what the page does with the saved record: print.
        """
        self.after = after
        self.saving.start(and_new=and_new)

    def leave(self) -> None:
        """Give up; asks only where something would be lost."""
        self.after = ""
        if not self.has_changes():
            self.left.emit()
            return
        question = _("Leave the form and lose what was typed?")
        self.messages.ask(question, _("Discard"), self.left.emit, danger=True)

    def save_on(self) -> None:
        """Save, and begin another new one; of papers one at a time is entered."""
        self.save(and_new=self.record is None and self.lines is None)

    def focus_first(self) -> None:
        """Put the keyboard into the first field, without selecting what stands there.

        A paper whose customer is known begins with its lines.
        """
        is_open = self.lines is not None and not self.lines.model.is_closed
        if self.lines is not None and is_open and self.values().get("customer") is not None:
            self.lines.focus_new()
            return
        if self.lines is not None and is_open:
            self.rows["customer"].widget.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        open_ones = (one.widget for one in self.rows.values() if one.widget.isEnabled())
        next(open_ones, self).setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_save(self) -> None:
        """Let Enter save what stands in the form."""
        self._save.setFocus(Qt.FocusReason.OtherFocusReason)

    def next_field(self) -> None:
        """Go on to the next box, from the last one to the Save button."""
        here = self.focusWidget() or self
        widget = here.nextInFocusChain()
        while widget is not None and widget is not here:
            if widget is self._save or self._is_input(widget):
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                if isinstance(widget, QLineEdit):
                    widget.selectAll()
                self._scroll.ensureWidgetVisible(widget, 0, theme.px(60))
                return
            widget = widget.nextInFocusChain()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in ENTER
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif is_enter and modifiers == Qt.KeyboardModifier.ControlModifier:
            self.save_on()
        elif (
            is_enter and isinstance(focused, QAbstractButton) and not isinstance(focused, QCheckBox)
        ):
            focused.click()
        elif is_enter and not modifiers:
            self.next_field()
        else:
            super().keyPressEvent(event)

    def check(self, *, everything: bool = False) -> bool:
        """Tell errors of the fields that were touched, or of all; whether there are none."""
        values = self.values()
        entity = self.plan.entity
        errors = {**entity.missing(values), **entity.validate(values)}
        for name, form_row in self.rows.items():
            if problem := form_row.widget.problem():
                errors[name] = problem
        if everything:
            self._touched.update(errors)
        told = {name: words for name, words in errors.items() if name in self._touched}
        self.tell_errors(told)
        beside = everything and self.beside is not None and self.beside.errors()
        return not errors and not beside

    def tell_errors(self, errors: Mapping[str, str]) -> None:
        """Show these sentences beside their fields, and what is merely doubtful beside others."""
        remarks = self.plan.entity.remarks(self.values())
        for name, form_row in self.rows.items():
            form_row.tell(errors.get(name, ""), remarks.get(name, ""))

    def focus_wrong(self) -> None:
        """Put the keyboard into the first field that is wrong."""
        for form_row in self.rows.values():
            if form_row.message.text() and form_row.message.property("ink") == "bad":
                form_row.widget.focus_wrong()
                self._scroll.ensureWidgetVisible(
                    form_row.holder, 0, theme.px(60)
                )  # with its heading
                return

    def tell_state(self, words: str = "", role: str = "warn") -> None:
        """Say at the left of the buttons how the form stands."""
        usual = _("Unsaved changes") if self.has_changes() else ""
        self._state.setText(words or usual)
        set_ink(self._state, role)

    def _is_input(self, widget: QWidget) -> bool:
        is_ours = self.isAncestorOf(widget) and isinstance(widget, INPUTS)
        return is_ours and widget.isVisible() and widget.isEnabled() and not self._is_shown(widget)

    def _is_shown(self, widget: QWidget) -> bool:
        return isinstance(widget, QLineEdit | QPlainTextEdit) and widget.isReadOnly()

    def _changed(self, name: str) -> None:
        if self._is_filling:
            return
        self._touched.add(name)
        self.check()
        self._show_hints()
        self._follow()
        self.tell_state()
        if name in self.plan.watched:
            self._pause.start()

    def _lock(self) -> None:
        """Close what can't be changed in this record any more, and say so above."""
        locked = self.plan.locked(self.record.values) if self.record is not None else frozenset()
        for name, form_row in self.rows.items():
            form_row.widget.lock(name in locked)
        self.closed.setVisible(bool(locked))

    def _follow(self) -> None:
        """Let the lines know what the paper says of all of them."""
        if self.lines is not None:
            heads = (name for name in HEADS if name in self.rows)
            self.lines.follow({name: self.rows[name].widget.value() for name in heads})

    def _paused(self) -> None:
        values, id_ = self.values(), self.record.id if self.record else 0
        self.jobs.read(
            self, lambda office: self.plan.alike(office, values, id_), self.hint.show_hits
        )

    def _show_hints(self) -> None:
        values = self.values()
        if self.record is None:
            for name, hint in self.plan.hints.items():
                self.rows[name].widget.hint(hint(values))
        for name, note in self.plan.notes.items():
            self._notes[name].setText(note(values, self.place.words.today))

    def _lay_out(self) -> None:
        body = QWidget()
        body.setProperty("page", True)
        beside = [self.beside] if self.beside is not None else []
        cards = form_cards(self.plan, self.rows, self._notes)
        self.closed = wrapped(
            _("The quote was sent: its lines and terms stand. Revise it to change them."),
            13,
            "warn",
        )
        self.closed.hide()
        body.setLayout(
            column(self.closed, *beside, *cards, None, margins=(20, 16, 20, 16), spacing=theme.GAP)
        )
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(body)
        self._state = label("", 12, role="warn")
        self._cancel = Button(_("Cancel"), "x")
        self._again = Button(_("Save and new"), "copy-plus")
        self._save = PrimaryButton(_("Save"), "check")
        self._cancel.clicked.connect(self.leave)
        self._again.clicked.connect(lambda: self.save(and_new=True))
        self._save.clicked.connect(lambda: self.save())
        self._print = Button(_("Save and print"), "printer", shown_shortcut("Ctrl+P"))
        self._print.clicked.connect(lambda: self.save(after="print"))
        may_print = self.jobs.actor.may(Action.PRINT, self.plan.entity.name)
        self._print.setVisible(self.lines is not None and may_print)
        buttons = row(self._state, None, self._cancel, self._print, self._again, self._save)
        foot = Ground("surface", Qt.Edge.TopEdge)
        totals = [self.totals] if self.totals is not None else []
        foot.setLayout(column(*totals, buttons, margins=(20, 10, 20, 10), spacing=8))
        laid = column(self._scroll, self.hint, foot, spacing=0)
        laid.setStretch(0, 1)
        self.setLayout(laid)
        QWidget.setTabOrder(self._save, self._again)
        QWidget.setTabOrder(self._again, self._print)
        QWidget.setTabOrder(self._print, self._cancel)

    def _join_lines(self, lines: LinesField, totals: PaperTotals) -> None:
        """Let the keyboard go on from a paper's lines, and show what they come to."""
        head = self.rows[self.plan.groups[0][1][-1].name].widget
        QWidget.setTabOrder(head.boxes()[-1], lines.table)
        lines.left.connect(lambda on: self.next_field() if on else self.focusPreviousChild())
        lines.save_asked.connect(lambda: self.save())
        lines.summed.connect(totals.show_sum)
        lines.table.current_changed.connect(
            lambda: self._scroll.ensureWidgetVisible(lines.about, 0, theme.px(8))
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.lines is not None:
            self.lines.set_room(self._scroll.viewport().height() - theme.px(LINES_FRAME))

    def set_busy(self, busy: bool) -> None:
        """Let nothing be typed while the form is being saved."""
        for widget in (self._scroll, self._cancel, self._print, self._again, self._save):
            widget.setEnabled(not busy)
