"""The foot of the page: what the rows become, Check, Import, how far it is, Cancel."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QStackedWidget, QWidget

from cims.services.entity import Entity
from cims.services.i18n import N_, _
from cims.services.rights import Action, Actor, refusal
from cims.services.spreadsheet.modes import Mode
from cims.services.spreadsheet.recognition import keys_of
from cims.ui import theme
from cims.ui.pages.importing.quiet_combo import QuietCombo
from cims.ui.widgets import (
    Button,
    Card,
    ElidedLabel,
    PrimaryButton,
    column,
    label,
    row,
    set_tooltip,
)

MODES = (
    (N_("Create new records"), Mode.CREATE),
    (N_("Change known records"), Mode.UPDATE),
    (N_("Create and change"), Mode.BOTH),
)
UPDATING = (Mode.UPDATE, Mode.BOTH)


class RunBar(Card):
    """Choices and buttons while nothing runs; a bar and Cancel while something does."""

    changed = Signal()
    check_asked = Signal()
    import_asked = Signal()
    cancel_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.mode = QuietCombo(_("Import mode"), [(_(words), mode) for words, mode in MODES])
        self.key = QuietCombo(_("Known by"))
        for combo in (self.mode, self.key):
            combo.activated.connect(lambda _place: self.changed.emit())
        self.status = ElidedLabel(role="muted")
        self.check = Button(_("Check"), "list-checks")
        self.bring = PrimaryButton(_("Import"), "file-input")
        self.check.clicked.connect(self.check_asked)
        self.bring.clicked.connect(self.import_asked)
        self._told = ElidedLabel()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.cancel = Button(_("Cancel"), "x")
        self.cancel.clicked.connect(self.cancel_asked)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._choices())
        self._stack.addWidget(self._running())
        self.setLayout(column(self._stack, margins=(16, 10, 16, 10)))
        self.setSizePolicy(self.sizePolicy().horizontalPolicy(), self.sizePolicy().Policy.Fixed)

    def offer(self, entity: Entity, actor: Actor) -> None:
        """Offer what can be done with a record type."""
        chosen = self.key.value()
        keys = [(_(entity.field(name).label), name) for name in keys_of(entity)]
        self.key.offer([(_("Number, or credit code"), None), *keys])
        if "credit_code" not in entity.keys:
            self.key.setItemText(0, _("Number"))
            self.key.removeItem(1)
        self.key.set_value(chosen)
        may_change = actor.may(Action.EDIT, entity.name)
        for mode in UPDATING:
            self.mode.forbid(mode, "" if may_change else str(refusal(Action.EDIT)))
        if not may_change:
            self.mode.set_value(Mode.CREATE)

    def ready(self, *, can_check: bool, can_import: bool, status: str) -> None:
        """Nothing runs; say what may be pressed and what was found."""
        self._stack.setCurrentIndex(0)
        self.check.setEnabled(can_check)
        self.bring.setEnabled(can_import)
        set_tooltip(self.bring, "" if can_import else _("Check the list first."))
        self.status.set_text(status)

    def running(self, words: str) -> None:
        """Something runs."""
        self._told.set_text(words)
        self.cancel.setEnabled(True)
        self.progress.setRange(0, 0)
        self._stack.setCurrentIndex(1)
        self.cancel.setFocus()

    def cancelling(self) -> None:
        """Cancel was pressed; the work stops at its next step."""
        self._told.set_text(_("Cancelling…"))
        self.cancel.setEnabled(False)

    def is_running(self) -> bool:
        """Whether a check or an import runs."""
        return self._stack.currentIndex() == 1

    def show_progress(self, done: int, total: int) -> None:
        """Show how far it is."""
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)

    def _choices(self) -> QWidget:
        part = QWidget()
        texts = (_("Import mode"), _("Known by"))
        boxes: Sequence[QWidget] = (self.mode, self.key)
        chosen = [
            column(label(text, 12, role="muted"), box, spacing=3)
            for text, box in zip(texts, boxes, strict=True)
        ]
        buttons = column(None, row(self.check, self.bring))
        status = column(None, self.status)
        status.setContentsMargins(8, 0, 8, theme.px(7))
        layout = row(*chosen, status, buttons, spacing=12)
        layout.setStretch(2, 1)
        part.setLayout(layout)
        return part

    def _running(self) -> QWidget:
        part = QWidget()
        words = column(None, self._told, self.progress, None, spacing=6)
        layout = row(words, self.cancel, spacing=16)
        layout.setStretch(0, 1)
        part.setLayout(layout)
        return part
