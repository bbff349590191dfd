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
from cims.ui.records.duplicate_hint import DuplicateHint
from cims.ui.records.field_widgets import LINES, LinesField, Place, SealedField, widget_for
from cims.ui.records.field_widgets.lines.line_table import LineTable
from cims.ui.records.form_cards import form_cards
from cims.ui.records.form_foot import FormFoot
from cims.ui.records.form_plans import FormPlan
from cims.ui.records.form_row import FormRow
from cims.ui.records.form_saving import FormSaving
from cims.ui.records.paper_form import paper_form
from cims.ui.records.pasted_contact import PastedContact, told_in
from cims.ui.widgets import (
    column,
    wrapped,
)

if TYPE_CHECKING:
    from cims.ui.jobs import Jobs
    from cims.ui.messages import Messages

PAUSE = 300  # milliseconds without a key before doubles are looked for
INPUTS = (QLineEdit, QPlainTextEdit, QCheckBox, LineTable)
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
        self.paper = paper_form(self)
        self._lay_out()
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
        if self.lines is not None and self.lines.problem():
            values = {**values, LINES: self.lines.kept()}
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
        if self.paper is not None and self.paper.focus_first():
            return
        open_ones = (one.widget for one in self.rows.values() if one.widget.isEnabled())
        next(open_ones, self).setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_save(self) -> None:
        """Let Enter save what stands in the form."""
        self._save.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def lines(self) -> LinesField | None:
        """The lines of a paper."""
        return self.paper.lines if self.paper is not None else None

    def previous_field(self) -> None:
        """Go back to the box before the one that has the keyboard."""
        self.focusPreviousChild()

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
        values = self.values()
        remarks = {**self.plan.remark(values, self.place.words), **self.plan.entity.remarks(values)}
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
        self.foot.tell(words or usual, role)

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
        if self.paper is not None:
            self.paper.follow()

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
        for name, belongs in self.plan.only_if.items():
            if name in self.rows:
                self.rows[name].show_if(belongs(values))
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
        prints = self.jobs.actor.may(Action.PRINT, self.plan.entity.name)
        self.foot = FormFoot(
            self.paper.totals if self.paper is not None else None,
            prints=self.paper is not None and prints,
        )
        self.foot.asked.connect(self._asked)
        self._save, self._state, self._again = self.foot.save, self.foot.state, self.foot.again
        laid = column(self._scroll, self.hint, self.foot, spacing=0)
        laid.setStretch(0, 1)
        self.setLayout(laid)
        self.foot.chain()
        if self.paper is not None:
            self.paper.join(self._scroll)

    def _asked(self, word: str) -> None:
        """What a button of the foot does."""
        if word == "cancel":
            self.leave()
        elif word == "again":
            self.save(and_new=True)
        else:
            self.save(after="" if word == "save" else word)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.paper is not None:
            self.paper.set_room(self._scroll.viewport().height())

    def set_busy(self, busy: bool) -> None:
        """Let nothing be typed while the form is being saved."""
        self._scroll.setEnabled(not busy)
        self.foot.set_busy(busy)
