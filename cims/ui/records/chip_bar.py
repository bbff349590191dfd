"""Ready filters above a list: as many chips as there is room for, the others in a menu."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from cims.services.i18n import _
from cims.ui import theme
from cims.ui.records.list_plan import ChipPlan
from cims.ui.theme.tokens import CONTROL
from cims.ui.widgets import Chip, IconButton, chain, doubled

SPACING = 8


class ChipBar(QWidget):
    """One chip is always on; `chosen` carries its key."""

    chosen = Signal(str)
    menu_asked_for = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.plans: tuple[ChipPlan, ...] = ()
        self.current = ""
        self._counts: dict[str, int] = {}
        self._chips: dict[str, Chip] = {}
        self._more = IconButton("ellipsis", _("More filters"), quiet=True)
        self._more.setParent(self)
        self._more.clicked.connect(self._open_menu)

    def show_plans(self, plans: Sequence[ChipPlan], current: str) -> None:
        """Offer these filters; an unknown `current` means the first one."""
        self.plans = tuple(plans)
        keys = [plan.key for plan in plans]
        self.current = current if current in keys else next(iter(keys), "")
        for chip in self._chips.values():
            chip.hide()
            chip.deleteLater()
        self._chips = {plan.key: self._chip(plan) for plan in self.plans}
        chain(self, (*self._chips.values(), self._more))
        self._place()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many rows each chip holds."""
        self._counts = dict(counts)
        for key, chip in self._chips.items():
            chip.set_count(self._counts.get(key))
        self._place()

    def choose(self, key: str) -> None:
        """Switch a chip on, as a click does."""
        if key not in self._chips:
            return
        self.current = key
        for name, chip in self._chips.items():
            chip.setChecked(name == key)
        self._place()
        self.chosen.emit(key)

    def plan(self) -> ChipPlan | None:
        """The filter that is on."""
        return next((plan for plan in self.plans if plan.key == self.current), None)

    def count_of(self, key: str) -> int | None:
        """What a chip shows; None while that is being counted."""
        return self._counts.get(key)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(CONTROL))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(80), theme.px(CONTROL))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _chip(self, plan: ChipPlan) -> Chip:
        chip = Chip(plan.words, self._counts.get(plan.key))
        chip.setParent(self)
        chip.setChecked(plan.key == self.current)
        chip.clicked.connect(partial(self.choose, plan.key))
        if plan.key.startswith("view:"):
            chip.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            asked = partial(self.menu_asked_for.emit, plan.key)
            chip.customContextMenuRequested.connect(lambda _spot: asked())
        return chip

    def _fitting(self) -> list[str]:
        """The chips that there is room for, the one that is on among them."""
        widths = {key: chip.sizeHint().width() + SPACING for key, chip in self._chips.items()}
        if sum(widths.values()) <= self.width() + SPACING:
            return list(widths)
        room = self.width() - self._more.sizeHint().width() - widths.get(self.current, 0)
        fitting: set[str] = {self.current}
        for key, width in widths.items():
            if key == self.current:
                continue
            if width > room:
                break
            room -= width
            fitting.add(key)
        return [key for key in widths if key in fitting]

    def _place(self) -> None:
        fitting = self._fitting()
        left = 0
        for key, chip in self._chips.items():
            chip.setVisible(key in fitting)
            if key in fitting:
                size = chip.sizeHint()
                chip.setGeometry(
                    left, (self.height() - size.height()) // 2, size.width(), size.height()
                )
                left += size.width() + SPACING
        self._more.setVisible(len(fitting) < len(self._chips))
        side = theme.px(CONTROL)
        self._more.setGeometry(left, (self.height() - side) // 2, side, side)

    def _open_menu(self) -> None:
        self.menu().popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def menu(self) -> QMenu:
        """All filters as a menu."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for plan in self.plans:
            count = self._counts.get(plan.key)
            words = plan.words if count is None else f"{plan.words}  {count:,}"
            action = menu.addAction(doubled(words))
            action.setCheckable(True)
            action.setChecked(plan.key == self.current)
            action.triggered.connect(partial(self.choose, plan.key))
        return menu
