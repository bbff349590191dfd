"""A colleague leaves: who takes over, and what becomes of the colleague's key afterwards."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

from cims.services.changes import ChangeKind
from cims.services.errors import CimsError
from cims.services.handing_over import Holdings
from cims.services.i18n import _, _n
from cims.services.notice_words import open_work_words
from cims.services.users import Colleague
from cims.ui import paint, theme
from cims.ui.matching import Item
from cims.ui.modules import is_off
from cims.ui.records.format import item
from cims.ui.widgets import (
    Button,
    PrimaryButton,
    SearchCombo,
    column,
    doubled,
    label,
    row,
    wrapped,
)

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.job import Job
    from cims.ui.jobs import Jobs
    from cims.ui.messages import Messages


class Afterwards(StrEnum):
    """What becomes of the key of somebody who leaves."""

    REMOVE = "remove"
    DISABLE = "disable"
    NOTHING = "nothing"


Follow = Callable[[int, Afterwards], None]
REMOVED = "removed"


class LeaverDialog(QDialog):
    """Hands over in one step that undo takes back, then leads on to the key."""

    def __init__(
        self,
        people: Sequence[Colleague],
        jobs: "Jobs",
        messages: "Messages",
        follow: Follow,
        window: QWidget | None,
    ) -> None:
        super().__init__(window)
        self._jobs, self._messages, self._follow = jobs, messages, follow
        self._people = tuple(people)
        self._holdings: Holdings | None = None  # not known yet
        self._job: Job | None = None
        self.setWindowTitle(_("A colleague leaves"))
        self.setMinimumWidth(theme.px(460))
        self.form = QWidget()
        self.who = SearchCombo(_("Who leaves"), self._items())
        self.who.setPlaceholderText(_("Name or pinyin"))
        self.held = wrapped(_("Choose a colleague first."), 12, "muted")
        self.takers = QListWidget()
        self.takers.setAccessibleName(_("Who takes over"))
        self.takers.setFixedHeight(theme.px(120))
        self.note = QPlainTextEdit()
        self.note.setAccessibleName(_("Note"))
        self.note.setPlaceholderText(_("What has to be known: state, promises, whom to call"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(theme.px(64))
        self.choices = {
            Afterwards.REMOVE: QRadioButton(
                doubled(_("Remove: new keys are made, the old password opens nothing new"))
            ),
            Afterwards.DISABLE: QRadioButton(doubled(_("Disable: only a pause, keys stay"))),
            Afterwards.NOTHING: QRadioButton(doubled(_("Only hand over now"))),
        }
        self.choices[Afterwards.REMOVE].setChecked(True)
        words = _("The customers go to the pool; only the rest is handed over")
        self.to_pool = QCheckBox(doubled(words))
        self.state = wrapped("", 12, "bad")
        self.state.hide()
        self.go = PrimaryButton(_("Hand over"), "arrow-right-left")
        self.cancel = Button(_("Cancel"))
        self.go.clicked.connect(self.hand_over)
        self.cancel.clicked.connect(self.reject)
        self.who.chosen.connect(self._choose)
        self._lay_out()
        self._fill_takers()

    @property
    def afterwards(self) -> Afterwards:
        """What is to follow."""
        return next(choice for choice, button in self.choices.items() if button.isChecked())

    def choose(self, leaver: int) -> None:
        """Begin with this colleague."""
        self.who.set_value(leaver)
        self._choose(self.who.value())

    def chosen_takers(self) -> list[int]:
        """The colleagues with a tick."""
        rows = map(self.takers.item, range(self.takers.count()))
        ticked = (one for one in rows if one.checkState() is Qt.CheckState.Checked)
        return [int(one.data(Qt.ItemDataRole.UserRole)) for one in ticked]

    def hand_over(self) -> None:
        """Give everything away, or say what is missing; with nothing to give go on at once."""
        leaver: int | None = self.who.value()
        if leaver is None:
            self._refuse(_("Choose a colleague first."))
            self.who.setFocus()
            return
        if self._holdings is None:
            return
        if self._holdings.nothing:
            self._lead_on(leaver)
            return
        takers, note = self.chosen_takers(), self.note.toPlainText().strip()
        to_pool = self.to_pool.isChecked()
        if not takers and not (to_pool and self._only_customers()):
            self._refuse(_("Tick at least one colleague who takes over."))
            self.takers.setFocus()
            return
        self._wait(True)
        self._job = self._jobs.write(
            lambda office: office.handing_over.hand_over(leaver, takers, note, to_pool=to_pool),
            owner=self,
            kind=ChangeKind.MASS,
            label=_("Hand over"),
            then=lambda _given: self._lead_on(leaver),
            failed=self._failed,
            toast=_("Everything of {name} is handed over").format(name=self.who.text()),
        )
        self._job.progressed.connect(self._tell)
        self._job.ended.connect(lambda: self._wait(False))

    def _only_customers(self) -> bool:
        """Whether nothing is left once the customers lie in the pool; contacts go along."""
        held = self._holdings
        alone = Holdings(held.customers, held.contacts) if held else None
        return held is not None and held == alone

    def reject(self) -> None:
        """Stop what runs; else close."""
        if self._job is not None:
            self._job.cancel()
        else:
            super().reject()

    def _lead_on(self, leaver: int) -> None:
        self._job = None
        self.accept()
        if self.afterwards is not Afterwards.NOTHING:
            self._follow(leaver, self.afterwards)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, CimsError):
            self._refuse(str(error))
        else:
            self._messages.error(error)

    def _refuse(self, sentence: str) -> None:
        self.state.setText(sentence)
        self.state.show()

    def _tell(self, done: int, total: int) -> None:
        self.held.setText(_("Handing over: {done} of {total}").format(done=done, total=total))

    def _wait(self, waiting: bool) -> None:
        """Close the form while work runs; what was chosen stays."""
        self.form.setEnabled(not waiting)
        self.go.setEnabled(not waiting)
        self.cancel.set_words(_("Stop") if waiting else _("Cancel"))
        if not waiting:
            self._job = None
            self._show_held()

    def _choose(self, leaver: int | None) -> None:
        """Nothing goes on before it is known what this colleague looks after."""
        self.state.hide()
        self._fill_takers()
        self._holdings = None
        self.go.setEnabled(leaver is None)
        if leaver is None:
            return

        def read(office: "Office") -> tuple[Holdings, bool]:
            person = office.life_cycle.person(leaver)
            return office.handing_over.holdings(leaver), person.state.value == REMOVED

        def show(found: tuple[Holdings, bool]) -> None:
            if leaver == self.who.value():
                self._take(*found)

        self._jobs.read(self, read, show, self._failed)

    def _take(self, holdings: Holdings, is_removed: bool) -> None:
        self._holdings = holdings
        self.go.setEnabled(True)
        for choice, button in self.choices.items():
            button.setEnabled(choice is Afterwards.NOTHING or not is_removed)
        if is_removed:
            self.choices[Afterwards.NOTHING].setChecked(True)
        self._show_held()

    def _show_held(self) -> None:
        held = self._holdings
        if held is None:
            return
        if held.nothing:
            self.held.setText(_("Looks after nothing: there is nothing to hand over."))
            self.go.set_words(_("Go on"))
            return
        self.held.setText(_("Looks after: {list}").format(list=" · ".join(parts_of(held))))
        self.go.set_words(_("Hand over"))

    def _items(self) -> list[Item]:
        me = self._jobs.actor.user_id
        return [item(one.id, one.name, one.username) for one in self._people if one.id != me]

    def _fill_takers(self) -> None:
        ticked = set(self.chosen_takers())
        self.takers.clear()
        for one in self._people:
            if not one.is_active or one.id == self.who.value():
                continue
            line = QListWidgetItem(one.name, self.takers)
            line.setData(Qt.ItemDataRole.UserRole, one.id)
            is_on = one.id in ticked
            line.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)

    def _lay_out(self) -> None:
        told = _("Several colleagues get equal parts; what hangs on a customer goes with it.")
        self.form.setLayout(
            column(
                label(_("Who leaves"), 12, role="muted"),
                self.who,
                self.held,
                label(_("Who takes over"), 12, role="muted"),
                self.takers,
                wrapped(told, 12, "muted"),
                self.to_pool,
                label(_("Note"), 12, role="muted"),
                self.note,
                label(_("Afterwards"), 12, role="muted"),
                *self.choices.values(),
                spacing=8,
            )
        )
        self.setLayout(
            column(
                label(_("A colleague leaves"), 15, paint.BOLD),
                self.form,
                self.state,
                row(None, self.cancel, self.go),
                margins=(20, 16, 20, 16),
                spacing=8,
            )
        )
        self.who.setFocus()


def parts_of(held: Holdings) -> list[str]:
    """What somebody looks after, in words."""
    kinds = (
        (held.customers, _n("{n} customer", "{n} customers", held.customers)),
        (held.contacts, _n("{n} contact", "{n} contacts", held.contacts)),
        (held.leads, _n("{n} open lead", "{n} open leads", held.leads)),
    )
    owned = [words.format(n=f"{number:,}") for number, words in kinds if number]
    return owned + open_work_words(asdict(held))


def ask_leaver(
    jobs: "Jobs", messages: "Messages", follow: Follow, window: QWidget, leaver: int | None = None
) -> None:
    """Read who is there, and ask; `leaver` is chosen already where a page knows it."""

    def read(office: "Office") -> tuple[tuple[Colleague, ...], bool]:
        return office.handing_over.people(), is_off(office, "pool")

    def show(found: tuple[tuple[Colleague, ...], bool]) -> None:
        dialog = LeaverDialog(found[0], jobs, messages, follow, window)
        dialog.to_pool.setHidden(found[1])
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        if leaver is not None:
            dialog.choose(leaver)

    jobs.read(window, read, show)
