"""What is asked between an open office and its window: a code, an own password, the sheet."""

from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING

from cims.services.i18n import _, _n
from cims.services.progress import Progress
from cims.ui.doors import entry
from cims.ui.doors.entry import Entered
from cims.ui.doors.unlock_page import Person

if TYPE_CHECKING:
    from cims.services.one_time_codes import Answer
    from cims.services.opening import OpenOffice
    from cims.services.vault.typing_back import TypingBack
    from cims.ui.doors.doors import Doors
    from cims.ui.doors.sheet import RecoverySheet

FEW_CODES = 3


class Asking:
    """Asks one thing after the other, then lets somebody in; holds the office meanwhile."""

    def __init__(self, doors: "Doors") -> None:
        self._doors, self._stage = doors, doors.stage
        self._came: Entered | None = None
        self._person: Person | None = None
        self._password = ""

    def come(self, came: Entered, person: Person, password: str) -> None:
        """Open the office, unless something is asked for first; `password` is what opened it."""
        self.hold(came)
        self._person, self._password = person, password
        if came.gate:
            self._ask_code(came)
        else:
            self._ask_password(came)

    def hold(self, came: Entered) -> None:
        """Remember an office that is open while something else is shown."""
        self._came = came

    def close(self) -> None:
        """Close an office that nobody came into, once the window is gone."""
        came, self._came = self._came, None
        if came is not None:
            closing = Thread(target=came.office.close, name="cims-closing")
            closing.start()
            closing.join()

    def let_in(self) -> None:
        """Nothing more is asked."""
        came, self._came, self._password = self._came, None, ""
        if came is not None:
            self._doors.entered.emit(came)

    def _turn_back(self) -> None:
        """Somebody goes away: the keys are wiped before the door is shown."""
        came, self._came, self._password = self._came, None, ""
        if came is not None:
            office = came.office
            self._doors.work(
                lambda _progress: office.close(), lambda _done: self._doors.show_unlock()
            )

    def _ask_code(self, came: Entered) -> None:
        from cims.ui.doors.gate_page import GatePage

        def heard(answer: "Answer") -> None:
            page = self._stage.page()
            if self._came is not came:
                return  # gone back while the answer was under way
            if answer.is_open:
                tell_few_codes(came, answer.printed_left)
                self._ask_password(came)
            elif isinstance(page, GatePage):
                page.refuse(answer.sentence, answer.wait)

        def connect(page: GatePage) -> None:
            page.back.connect(self._turn_back)
            page.answered.connect(
                lambda typed: self._doors.work(
                    lambda _progress: entry.answered(came.office, typed), heard
                )
            )

        name, wait = came.office.actor.name, came.gate_wait
        self._stage.show(lambda: GatePage(name, wait), connect)

    def _ask_password(self, came: Entered) -> None:
        """A password that somebody else gave is changed into an own one first."""
        person, temporary = self._person, self._password
        if not came.must_change or person is None:
            self._ask_sheet(came)
            return
        from cims.ui.doors.first_password_page import FirstPasswordPage

        def choose(new: str) -> None:
            def chosen(_done: None) -> None:
                self._password = new
                self._ask_sheet(came)

            self._doors.work(
                lambda _progress: entry.first_password(came.office, temporary, new), chosen
            )

        def connect(page: FirstPasswordPage) -> None:
            page.back.connect(self._turn_back)
            page.entered.connect(choose)

        self._stage.show(lambda: FirstPasswordPage(person), connect)

    def _ask_sheet(self, came: Entered) -> None:
        if came.asked is None:
            self.let_in()
            return
        self._ask_to_type_back(came, came.asked)

    def _ask_to_type_back(self, came: Entered, asked: "TypingBack") -> None:
        from cims.ui.doors.typing_back_page import TypingBackPage

        def connect(page: TypingBackPage) -> None:
            page.proved.connect(
                lambda: self._doors.work(
                    lambda _progress: entry.proved(came.office, asked),
                    lambda _done: self.let_in(),
                )
            )
            page.new_sheet_asked.connect(lambda: self._make_new_sheet(came))

        self._stage.show(lambda: TypingBackPage(asked), connect)

    def _make_new_sheet(self, came: Entered) -> None:
        """A new sheet comes with new keys, by the password that was typed just before."""
        password = self._password

        def work(progress: Progress) -> "tuple[OpenOffice, RecoverySheet]":
            return entry.new_sheet(came.office, password, progress)

        def done(result: "tuple[OpenOffice, RecoverySheet]") -> None:
            office, sheet = result
            self.hold(replace(came, office=office))
            self._doors.show_sheet(sheet, self.let_in)

        def failed(error: Exception) -> None:
            if came.office.is_open:
                self._ask_sheet(came)
            else:
                self._came = None
                self._doors.begin()
            self._doors.tell(error)

        self._stage.wait_for(_("New keys are being made"), work, done, failed)


def tell_few_codes(came: Entered, left: int | None) -> None:
    """Remind who has used up most of the printed codes."""
    if left is not None and left <= FEW_CODES:
        words = _n(
            "{n} printed code is left. Print new ones: “One-time codes…” in the menu.",
            "{n} printed codes are left. Print new ones: “One-time codes…” in the menu.",
            left,
        )
        came.office.warnings += (words.format(n=left),)
