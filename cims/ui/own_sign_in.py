"""What somebody changes of the own sign-in: second factors, one-time codes."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject

from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.one_time_codes import Gate
from cims.services.progress import Progress
from cims.services.second_factors import FactorState, changed_back_end, factor_state, set_factors
from cims.ui.actions import Commands
from cims.ui.dialogs.one_time_codes import OneTimeCodesDialog
from cims.ui.dialogs.second_factors import SecondFactorsDialog, Wanted
from cims.ui.file_asker import FileAsker
from cims.ui.jobs import Jobs
from cims.ui.main_window import MainWindow
from cims.ui.messages import Messages

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.services.opening import OpenOffice

T = TypeVar("T")


class OwnSignIn(QObject):
    """Shows the dialogs in one session's window and does their work off the UI thread."""

    def __init__(
        self,
        office: "OpenOffice",
        jobs: Jobs,
        messages: Messages,
        files: FileAsker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._office, self._jobs, self._messages, self._files = office, jobs, messages, files
        self._window: MainWindow | None = None

    def serve(self, window: MainWindow, commands: Commands) -> None:
        """Work for this window from now on."""
        self._window = window
        commands.bind("access.factors", self.ask_factors)
        commands.bind("access.one_time_codes", self.ask_codes)

    def look_at_keyring(self) -> None:
        """Warn when the secret of this computer comes from another keyring than before."""
        if not self._office.vault.slot.factors:
            return

        def told(sentence: str) -> None:
            if sentence:
                self._messages.warn(sentence)

        def work(_progress: Progress) -> str:
            office = self._office
            return changed_back_end(office.vault, office.database, office.actor)

        self._jobs.background(self, work, told)

    def ask_factors(self) -> None:
        """See what this computer offers, which may take a keyring its time, then ask."""

        def work(_progress: Progress) -> FactorState:
            office = self._office
            return factor_state(office.vault, office.database, office.actor)

        self._jobs.background(self, work, self._show_factors)

    def _show_factors(self, state: FactorState) -> None:
        vault = self._office.vault
        SecondFactorsDialog(
            state,
            vault.key_file,
            vault.slot.username,
            vault.folder.path,
            self._files,
            self._set_factors,
            self._window,
        ).open()

    def _set_factors(self, dialog: SecondFactorsDialog, wanted: Wanted) -> None:
        def work(_progress: Progress) -> None:
            office = self._office
            set_factors(
                office.vault,
                office.database,
                office.actor,
                wanted.password,
                wanted.key_file,
                device=wanted.device,
            )

        def done(_result: None) -> None:
            dialog.accept()
            self._messages.toast(_("Kept. It counts from the next sign-in on."))

        def failed(error: Exception) -> None:
            dialog.refuse(str(error) if isinstance(error, CimsError) else "")
            if not isinstance(error, CimsError):
                self._messages.error(error)

        self._jobs.background(dialog, work, done, failed)

    def ask_codes(self) -> None:
        """Show the own gate as it is now."""

        def read(office: "Office") -> tuple[Gate, str]:
            return office.one_time_codes.gate(), str(office.settings.common("office")["name"])

        def show(found: tuple[Gate, str]) -> None:
            name = self._office.actor.name
            OneTimeCodesDialog(*found, name, self, self._messages, self._window).open()

        self._jobs.read(self, read, show)

    def turn_on(self, dialog: OneTimeCodesDialog, secret: bytes, code: str) -> None:
        """Ask for codes from now on, and show the printed ones."""
        self._do(
            dialog, lambda office: office.one_time_codes.turn_on(secret, code), dialog.show_codes
        )

    def renew(self, dialog: OneTimeCodesDialog, code: str) -> None:
        """Show new printed codes; the old ones count no more."""
        self._do(dialog, lambda office: office.one_time_codes.renew(code), dialog.show_codes)

    def turn_off(self, dialog: OneTimeCodesDialog, code: str) -> None:
        """Ask for codes no more."""

        def done(_result: None) -> None:
            dialog.accept()
            self._messages.toast(_("One-time codes are off."))

        self._do(dialog, lambda office: office.one_time_codes.turn_off(code), done)

    def _do(
        self,
        dialog: OneTimeCodesDialog,
        work: Callable[["Office"], T],
        then: Callable[[T], None],
    ) -> None:
        def failed(error: Exception) -> None:
            dialog.refuse(str(error) if isinstance(error, CimsError) else "")
            if not isinstance(error, CimsError):
                self._messages.error(error)

        self._jobs.write(work, owner=dialog, then=then, failed=failed)
