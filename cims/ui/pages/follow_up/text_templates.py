"""Texts that somebody writes often: put in with a click, with the customer's values filled in."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from cims.services.i18n import N_, _, language
from cims.services.rules.text_templates import READY, placeholder_name, placeholders
from cims.ui.icons import icon
from cims.ui.widgets import doubled

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


class TemplateMenu(QObject):
    """The menu of the templates' button."""

    chosen = Signal(str)
    keep_asked = Signal()
    forget_asked = Signal(str)  # key of the setting

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self.common: Mapping[str, str] = {}
        self.own: Mapping[str, str] = {}

    def menu(self, *, may_keep: bool) -> QMenu:
        """All texts, the one to keep, and those of one's own to take away."""
        owner = self.parent()
        assert isinstance(owner, QWidget)
        menu = QMenu(owner)
        for name, text in named_texts(self.common, self.own).items():
            self._entry(menu, "text-quote", name, partial(self.chosen.emit, text))
        menu.addSeparator()
        self._entry(menu, "plus", _("Keep this text"), self.keep_asked.emit)
        menu.actions()[-1].setEnabled(may_keep)
        mine = [key for key in self.own if key.startswith(OWN)]
        if mine:
            away = menu.addMenu(icon("trash"), _("Take away"))
            for key in mine:
                asked = partial(self.forget_asked.emit, key)
                self._entry(away, "trash", key.removeprefix(OWN), asked)
        return menu

    def _entry(self, menu: QMenu, icon_name: str, words: str, run: Callable[[], object]) -> None:
        action = menu.addAction(icon(icon_name), doubled(words))
        action.triggered.connect(lambda: run())
