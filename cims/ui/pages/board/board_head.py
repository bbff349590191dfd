"""Above the lanes: the parts, what is open comes to, the pipelines, the way to the list."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from cims.services.boards import Board, Part
from cims.services.i18n import _
from cims.ui import paint
from cims.ui.pages.board.board_words import PARTS
from cims.ui.records.amounts import at_a_glance
from cims.ui.records.chip_bar import ChipBar
from cims.ui.records.list_plan import ChipPlan
from cims.ui.widgets import Button, label, row


class BoardHead(QWidget):
    """The pipelines can be chosen where there are several."""

    part_chosen = Signal(Part)
    pipeline_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.chips = ChipBar()
        self.weighted = label("", 13, paint.MEDIUM)
        self.pipelines = QComboBox()
        self.pipelines.setAccessibleName(_("Pipeline"))
        self.pipelines.hide()
        self.list = Button(_("List"), "list")
        self._line = row(self.chips, self.weighted, self.pipelines, self.list, spacing=12)
        self._line.setStretch(0, 1)
        self.setLayout(self._line)
        self.chips.chosen.connect(lambda key: self.part_chosen.emit(Part(key)))
        self.pipelines.activated.connect(
            lambda place: self.pipeline_chosen.emit(self.pipelines.itemData(place))
        )

    def show_board(self, board: Board) -> None:
        """Say what belongs to this reading."""
        plans = [ChipPlan(str(p), _(PARTS[p]), where) for p, where in board.parts.items()]
        if [plan.key for plan in self.chips.plans] != [plan.key for plan in plans]:
            self.chips.show_plans(plans, str(board.part))
        told = at_a_glance(board.weighted)
        self.weighted.setText(_("Weighted {amounts}").format(amounts=told) if told else "")
        self.pipelines.setVisible(len(board.pipelines) > 1)
        with QSignalBlocker(self.pipelines):
            self.pipelines.clear()
            for one in board.pipelines:
                self.pipelines.addItem(one.text, one.id)
            chosen = board.pipeline.id if board.pipeline else None
            self.pipelines.setCurrentIndex(self.pipelines.findData(chosen))
        self._line.activate()  # the words would else be cut off until the next turn
