"""Texts that somebody writes often: put in with a click, with the customer's values filled in."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QPlainTextEdit

from cims.services.i18n import N_, _, language
from cims.services.rules.text_templates import READY, placeholder_name, placeholders
from cims.ui.icons import icon
from cims.ui.widgets import Button, doubled

OWN = "follow_up:"  # before the name of a text that is no ready one
NAMES = {"shipped": N_("Shipping notice"), "payment_due": N_("Payment reminder")}
LONGEST_NAME = 24


def named_texts(common: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """All texts by the names under which they are offered; one's own wording goes first."""
    kept = {**common, **own}
    ready = {one.code: one.texts.get(language()) or one.texts["en"] for one in READY}
    found = {_(name): str(kept.get(code) or ready[code]) for code, name in NAMES.items()}
    for key, text in kept.items():
        if key.startswith(OWN) and text:
            found[key.removeprefix(OWN)] = str(text)
    return found


def put_in(template: str, values: Mapping[str, str]) -> str:
    """The text with what is known; what is not stays there as {name}, to be typed over."""
    text = template
    for code in placeholders(template):
        if value := values.get(code):
            for name in {code, placeholder_name(code, template)}:
                text = text.replace("{" + name + "}", value)
    return text


def name_for(text: str) -> str:
    """The name of a text that is kept: its first words."""
    return " ".join(text.split())[:LONGEST_NAME]


class TemplatesButton(Button):
    """Opens the menu of texts; puts one into a box, keeps what stands there, forgets one."""

    kept = Signal(dict)  # one's own texts as they are to be kept
    told = Signal(str)

    def __init__(self, box: QPlainTextEdit, values: Callable[[], Mapping[str, str]]) -> None:
        super().__init__(_("Templates"), "text-quote")
        self._box, self._values = box, values
        self.common: Mapping[str, str] = {}
        self.own: Mapping[str, str] = {}
        self.clicked.connect(self._open)

    def menu(self) -> QMenu:
        """All texts, the one to keep, and those of one's own to take away."""
        menu = QMenu(self)
        for name, text in named_texts(self.common, self.own).items():
            self._entry(menu, "text-quote", name, partial(self.put, text))
        menu.addSeparator()
        self._entry(menu, "plus", _("Keep this text"), self.asked_to_keep)
        menu.actions()[-1].setEnabled(bool(self._box.toPlainText().strip()))
        mine = [key for key in self.own if key.startswith(OWN)]
        if mine:
            away = menu.addMenu(icon("trash"), _("Take away"))
            for key in mine:
                self._entry(away, "trash", key.removeprefix(OWN), partial(self._forget, key))
        return menu

    def put(self, template: str) -> None:
        """Put a text in where the cursor stands."""
        self._box.insertPlainText(put_in(template, self._values()))
        self._box.setFocus()

    def asked_to_keep(self) -> None:
        """Keep what stands in the box for other times."""
        text = self._box.toPlainText().strip()
        self._keep({**self.own, OWN + name_for(text): text})
        self.told.emit(_("The text is kept as a template."))

    def _forget(self, key: str) -> None:
        self._keep({name: text for name, text in self.own.items() if name != key})

    def _keep(self, own: dict[str, str]) -> None:
        self.own = own
        self.kept.emit(own)

    def _open(self) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4)))

    def _entry(self, menu: QMenu, icon_name: str, words: str, run: Callable[[], object]) -> None:
        action = menu.addAction(icon(icon_name), doubled(words))
        action.triggered.connect(lambda: run())
