"""Copy text: a text with what is known of the customer, ready to be pasted into a chat."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu

from cims.services.contacts import CONTACT
from cims.services.entity import Link
from cims.services.i18n import _
from cims.services.rights import Action, Actor
from cims.services.rules.text_templates import filled
from cims.ui.actions import Commands
from cims.ui.clipboard import copy_text, copy_value
from cims.ui.dialogs.template_texts import REPORT, SETTING, TextTemplate, texts_of
from cims.ui.dialogs.templates import ask_templates
from cims.ui.icons import icon
from cims.ui.jobs import Jobs
from cims.ui.main_window import MainWindow
from cims.ui.messages import Messages
from cims.ui.widgets import doubled

if TYPE_CHECKING:
    from cims.services.office import Office

Offer = tuple[list[TextTemplate], dict[str, str | None]]


class CopyingTexts(QObject):
    """Lives with one window."""

    def __init__(
        self, window: MainWindow, jobs: Jobs, messages: Messages, commands: Commands
    ) -> None:
        super().__init__(window)
        self._window, self._jobs, self._messages = window, jobs, messages
        self.menu: QMenu | None = None
        commands.bind("office.templates", lambda: ask_templates(jobs, window))
        commands.bind("customer.copy_text", self.ask)

    def ask(self) -> None:
        """Offer the texts for the customer that the keyboard is on."""
        page = self._window.documents.page
        customer = page.customer() if page else None
        if customer is None:
            self._messages.toast(_("Choose a customer first."))
            return
        self._jobs.read(
            self,
            lambda office: offer(office, customer, self._jobs.actor),
            lambda found: self._show(found, customer),
        )

    def copy(self, template: TextTemplate, values: dict[str, str | None], customer: Link) -> None:
        """Put the filled text on the clipboard."""
        words, salutation = filled(template.text, values), values["salutation"]
        told = _("“{name}” copied. Paste it into the chat.").format(name=template.name)
        if salutation and salutation in words:
            about, name = ("customer", customer.id), _(CONTACT.field("salutation").label)
            copy_value(self._jobs, self, about, name, words, lambda: self._messages.toast(told))
        else:  # nothing of the customer stands in it
            copy_text(words)
            self._messages.toast(told)

    def _show(self, found: Offer, customer: Link) -> None:
        texts, values = found
        self.menu = menu = QMenu(self._window)
        for one in texts:
            action = menu.addAction(icon("text-quote"), doubled(one.name))
            action.triggered.connect(
                partial(lambda one, _on: self.copy(one, values, customer), one)
            )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(QCursor.pos())
        if menu.actions():
            menu.setActiveAction(menu.actions()[0])


def offer(office: "Office", customer: Link, actor: Actor) -> Offer:
    """The texts about customers, and what is known of this one; runs inside a job."""
    settings = office.settings
    kept = settings.mine(SETTING), settings.common(SETTING)
    texts = [one for one in texts_of(*kept) if one.key != REPORT and not one.problem]
    return texts, {
        "salutation": salutation_at(office, customer.id, actor),
        "date": office.today.isoformat(),
        "name": actor.name,
    }


def salutation_at(office: "Office", customer_id: int, actor: Actor) -> str | None:
    """How one addresses the main contact there, as far as contacts may be seen."""
    if not actor.may(Action.READ, "contact"):
        return None
    ids = office.customers.contacts_of(customer_id)[:1]
    for record in office.contacts.rows(ids, ("name", "salutation")):
        return str(record.values["salutation"] or record.values["name"])
    return None
