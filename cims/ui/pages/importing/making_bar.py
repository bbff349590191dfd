"""Which records a list may make that its links name and the office does not have."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from cims.services.entity import Entity, Kind
from cims.services.i18n import _
from cims.services.spreadsheet.problems import ProblemKind
from cims.services.spreadsheet.report import Report
from cims.ui.widgets import FlowLayout, doubled, label

NAMES_NOTHING = (ProblemKind.UNKNOWN_LINK, ProblemKind.REQUIRED_LINK)


class MakingBar(QWidget):
    """A box for each link field in which a check found names that nobody bears."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._boxes: dict[str, QCheckBox] = {}
        self._flow = FlowLayout(self, spacing=10)
        self._flow.setContentsMargins(16, 6, 16, 0)
        self._flow.addWidget(label(_("Make what is missing:"), 12, role="muted"))
        self.hide()

    @property
    def chosen(self) -> frozenset[str]:
        """The link fields whose unknown names shall become records."""
        return frozenset(path for path, box in self._boxes.items() if box.isChecked())

    @property
    def boxes(self) -> Mapping[str, QCheckBox]:
        """What is offered, by link field."""
        return self._boxes

    def forget(self) -> None:
        """Offer nothing: another list is looked at."""
        for box in self._boxes.values():
            self._flow.removeWidget(box)
            box.hide()
            box.deleteLater()
        self._boxes = {}
        self.hide()

    def offer(
        self, report: Report, entity: Entity, fed: Mapping[str, str], may: frozenset[str]
    ) -> None:
        """Offer the fields in which the report found unknown names; `fed` is heading → path.

        `may` names the types that whoever imports may bring in.
        """
        found = {fed.get(one.column, "") for one in report.problems if one.kind in NAMES_NOTHING}
        for path in sorted(found - self._boxes.keys()):
            field = entity.by_name.get(path)
            if field is None or field.kind is not Kind.LINK or field.target not in may:
                continue
            words = _("Make missing “{field}”").format(field=_(field.label))
            box = self._boxes[path] = QCheckBox(doubled(words))
            box.setAccessibleName(words)
            box.toggled.connect(lambda _on: self.changed.emit())
            self._flow.addWidget(box)
        self.setVisible(bool(self._boxes))
