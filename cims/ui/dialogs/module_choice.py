"""Simple mode, full mode, or something between: which modules the whole office sees."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QRadioButton, QWidget

from cims.services.i18n import _
from cims.services.pool_fields import POOL
from cims.ui import modules, theme
from cims.ui.modules import FULL, MODULES, SIMPLE
from cims.ui.widgets import Button, PrimaryButton, column, doubled, row, wrapped

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Jobs

Take = Callable[[frozenset[str]], None]


class ModulesDialog(QDialog):
    """Two modes at the top, the modules one by one below them."""

    def __init__(self, shown: Collection[str], take: Take, window: QWidget) -> None:
        super().__init__(window)
        self._take = take
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Modules"))
        self.simple = QRadioButton(doubled(_("Simple: today, customers, contacts")))
        self.full = QRadioButton(doubled(_("Full: everything")))
        self.boxes = {module.id: QCheckBox(doubled(_(module.label))) for module in MODULES}
        for box in (self.simple, self.full):
            box.setAutoExclusive(False)  # neither is marked for a choice between them
        cancel, save = Button(_("Cancel"), "x"), PrimaryButton(_("Save"), "check")
        save.setDefault(True)
        cancel.clicked.connect(self.reject)
        save.clicked.connect(self.save)
        self.simple.clicked.connect(lambda: self._tick(SIMPLE))
        self.full.clicked.connect(lambda: self._tick(FULL))
        words = _(
            "What is switched off is hidden for the whole office; no record is lost, "
            "follow-ups and tasks stay with their customer, and no customer returns to a pool "
            "that is off."
        )
        about = wrapped(words, 12, "muted")
        about.setMinimumWidth(theme.px(340))
        body = column(about, self.simple, self.full, margins=(20, 16, 20, 16), spacing=10)
        each = column(*self.boxes.values(), margins=(24, 0, 0, 4))
        body.addLayout(each)
        body.addLayout(row(None, cancel, save))
        self.setLayout(body)
        for check in self.boxes.values():
            check.toggled.connect(lambda _on: self._mark())
        self._tick(shown)

    def shown(self) -> frozenset[str]:
        """The modules that are ticked."""
        return frozenset(name for name, box in self.boxes.items() if box.isChecked())

    def save(self) -> None:
        """Hand the choice over."""
        self._take(self.shown())
        self.accept()

    def _tick(self, shown: Collection[str]) -> None:
        for name, box in self.boxes.items():
            box.setChecked(name in shown)
        self._mark()

    def _mark(self) -> None:
        self.simple.setChecked(self.shown() == SIMPLE)
        self.full.setChecked(self.shown() == FULL)


def ask_modules(jobs: "Jobs", window: QWidget, shown: Collection[str], then: Take) -> ModulesDialog:
    """Ask, keep the answer for the whole office, and say so."""

    def keep(wanted: frozenset[str]) -> None:
        jobs.write(
            lambda office: keep_shown(office, wanted),
            owner=window,
            then=lambda _done: then(wanted),
        )

    dialog = ModulesDialog(shown, keep, window)
    dialog.open()
    return dialog


def keep_shown(office: "Office", wanted: Collection[str]) -> None:
    """Keep which modules are shown; no rule returns customers to a pool that nobody sees."""
    rules = office.pool.rules()
    if rules.returns and modules.is_hidden(POOL.name, wanted):
        office.pool.set_rules(replace(rules, returns=False))
    office.settings.set_common(modules.SETTING, modules.kept(wanted))
