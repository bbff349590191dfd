"""How a form is saved: check, wait for the writer, tell refusals in their place, settle clashes."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from cims.services.errors import EditConflict, ValidationFailed
from cims.services.i18n import _
from cims.services.storage import Record
from cims.ui.records.conflict_dialog import ConflictDialog
from cims.ui.records.duplicate_hint import LooksAlike
from cims.ui.records.pasted_contact import add_with
from cims.ui.records.record_reading import LAST_USED, load_record

if TYPE_CHECKING:
    from cims.services.entity import Values
    from cims.services.office import Office
    from cims.ui.records.form import RecordForm
    from cims.ui.records.form_plans import FormPlan


class FormSaving(QObject):
    """One save of a form at a time."""

    def __init__(self, form: "RecordForm") -> None:
        super().__init__(form)
        self._form = form
        self._and_new = False
        self._is_running = False
        self._focus: QWidget | None = None
        self.dialog: ConflictDialog | None = None

    def start(self, *, and_new: bool) -> None:
        """Save the form unless something is wrong or nothing was changed."""
        form = self._form
        if self._is_running:
            return
        self._and_new = and_new
        if not form.check(everything=True):
            form.focus_wrong()
            return
        if form.record is not None and not form.has_changes():
            form.left.emit()
            return
        self._is_running = True
        self._focus = form.focusWidget()
        waits_for = form.jobs.current_write
        form.set_busy(True)
        if waits_for is None:
            form.tell_state(_("Saving…"), "muted")
        else:
            form.tell_state(waiting(waits_for.label), "warn")
        title = title_of(form.plan, form.values())
        form.jobs.write(
            self._work(),
            owner=form,
            label=title,
            then=lambda saved: self._done(saved, title),
            failed=self._failed,
            toast=_("“{title}” was saved.").format(title=title),
        )

    def _work(self) -> Any:
        """The save as a job: it stops before a record that was not shown to be alike."""
        form = self._form
        plan, record, changed = form.plan, form.record, form.changed_values()
        whole, shown = form.values(), form.hint.shown
        looks = record is None or bool(plan.watched & changed.keys())
        kept = {name: whole[name] for name in plan.kept if whole.get(name)}
        contact = form.beside.values() if form.beside is not None else {}
        if points := contact.get("contact_points"):
            whole = {**whole, "contact_points": (*whole["contact_points"], *points)}

        def work(office: "Office") -> tuple[int, str]:
            if looks:
                hits = plan.alike(office, whole, record.id if record else 0)
                if any((hit.entity, hit.id) not in shown for hit in hits):
                    raise LooksAlike(hits)
            room = office.room(plan.entity.name)
            if record is not None:
                id_ = room.save(Record(record.entity, record.id, record.version, changed))
                return id_, ""
            name = LAST_USED.format(entity=plan.entity.name)
            if kept and office.settings.mine(name) != kept:
                office.settings.set_mine(name, kept)
            id_ = add_with(office, changed, contact) if contact else room.add(changed)
            return id_, plan.went_to(office, id_)

        return work

    def _done(self, saved: tuple[int, str], title: str) -> None:
        """Show what was saved, or say where it went."""
        id_, went = saved
        self._end()
        form = self._form
        form.hint.show_hits(())
        if went:
            form.messages.toast(went)
        if went and not self._and_new:
            form.left.emit()
            return
        form.saved.emit(id_, title, self._and_new)

    def _failed(self, error: Exception) -> None:
        self._end()
        form = self._form
        if isinstance(error, LooksAlike):
            form.hint.show_hits(error.hits)
            form.tell_state(_("Look at the similar records, then save again."))
        elif isinstance(error, ValidationFailed):
            form.tell_errors(error.messages)
            form.focus_wrong()
        elif isinstance(error, EditConflict) and form.record is not None:
            id_, entity = form.record.id, form.plan.entity.name
            form.jobs.read(form, lambda office: load_record(office, entity, id_), self._compare)
        else:
            form.messages.error(error)

    def _compare(self, theirs: Record) -> None:
        """Let the user decide whose values are kept."""
        form = self._form
        assert form.record is not None
        self.dialog = ConflictDialog(
            form.plan.entity,
            form.place.words,
            form.record.values,
            theirs.values,
            form.changed_values(),
            form.window(),
        )
        self.dialog.resolved.connect(lambda values: self._resolve(theirs, values))
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    def _resolve(self, theirs: Record, values: dict[str, Any]) -> None:
        form = self._form
        form.fill(theirs)
        form.take_values(values)
        if form.has_changes():
            form.save(and_new=self._and_new)
        else:
            form.saved.emit(theirs.id, str(theirs.values[form.plan.entity.title]), self._and_new)

    def _end(self) -> None:
        self._is_running = False
        self._form.set_busy(False)
        self._form.tell_state()
        if self._focus is not None:
            self._focus.setFocus()


def title_of(plan: "FormPlan", values: "Values") -> str:
    """What is being saved: its name, or what the office will call it where nothing is typed."""
    named = plan.entity.field(plan.entity.title)
    hint = plan.hints.get(named.name)
    title = values[named.name] or values.get(named.stand_in) or (hint(values) if hint else "")
    return str(title or _(plan.entity.label))


def waiting(label: str) -> str:
    """Why a save is not done at once."""
    if not label:
        return _("Something else is being saved; this follows at once.")
    return _("“{work}” is running; this is saved as soon as it is done.").format(work=label)
