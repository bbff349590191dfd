"""What is decided for the whole office, each in a dialog of its own."""

from collections.abc import Callable

from cims.services.i18n import _
from cims.ui.actions import Commands
from cims.ui.dialogs.announcements import AnnouncementsDialog
from cims.ui.dialogs.area_code import ask_area_code
from cims.ui.dialogs.greetings import ask_greetings
from cims.ui.dialogs.module_choice import ask_modules
from cims.ui.dialogs.own_phone import ask_own_phone
from cims.ui.dialogs.watermark import ask_watermark
from cims.ui.dialogs.who_saw import WhoSawDialog
from cims.ui.main_window import MainWindow
from cims.ui.navigation import Surroundings


def bind_office(
    window: MainWindow,
    commands: Commands,
    around: Surroundings,
    use_modules: Callable[[frozenset[str]], None],
) -> None:
    """Give the office's commands their dialogs in this window."""
    jobs, messages = around.jobs, around.messages
    dialogs: dict[str, Callable[[], object]] = {
        "office.area_code": lambda: ask_area_code(jobs, window),
        "office.announcements": lambda: AnnouncementsDialog(jobs, messages, window).open(),
        "office.greetings": lambda: ask_greetings(jobs, window),
        "office.watermark": lambda: ask_watermark(jobs, window),
        "office.modules": lambda: ask_modules(jobs, window, around.modules, use_modules),
    }
    commands.bind("papers.own_phone", lambda: ask_own_phone(jobs, window))
    commands.bind("customer.who_saw", lambda: who_saw(window, around))
    for name, opened in dialogs.items():
        commands.bind(name, opened)


def who_saw(window: MainWindow, around: Surroundings) -> None:
    """Show who has seen the customer that the keyboard is on."""
    page = window.documents.page
    customer = page.customer() if page else None
    if customer is None:
        around.messages.toast(_("Choose a customer first."))
    else:
        WhoSawDialog(around.jobs, customer, window).open()
