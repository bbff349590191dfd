"""What somebody may do, with any record or with one, and why."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from cims.services.effective_rights import SingleVerdict, Verdict
from cims.services.entity import Entity
from cims.services.errors import CimsError
from cims.services.granted import Action
from cims.services.i18n import N_, _, listed
from cims.ui import paint, theme
from cims.ui.records.link_finder import LinkFinder
from cims.ui.role_words import ACTIONS, FIELDS, SINGLE
from cims.ui.widgets import (
    Button,
    Index,
    PlainRows,
    PlainTable,
    RowDelegate,
    SearchCombo,
    column,
    field_row,
    label,
    plain_tooltip,
    resize_within,
    row,
    wrapped,
)

if TYPE_CHECKING:
    from cims.services.granted import FieldAccess
    from cims.services.office import Office
    from cims.ui.jobs import Jobs

Answered = tuple[tuple[Verdict, ...], tuple[SingleVerdict, ...], "dict[str, FieldAccess]"]
TITLES = (N_("Action"), N_("Allowed"), N_("Why"))
ROW = 36
DisplayRole, ALLOWED = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.UserRole


class Verdicts(PlainRows[Verdict]):
    """Actions with the answer and its reason."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(TITLES, parent)

    def show(self, verdicts: Sequence[Verdict]) -> None:
        """Show other answers, in the order in which roles name the actions."""
        order = list(ACTIONS)
        self.put(sorted(verdicts, key=lambda one: order.index(one.action)))

    def data(self, index: Index, role: int = DisplayRole) -> Any:
        one = self.rows[index.row()]
        answer = _("yes") if one.allowed else _("no")
        texts = (_(ACTIONS[Action(one.action)]), answer, one.reason)
        if role == DisplayRole:
            return texts[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(texts[index.column()])
        return one.allowed if role == ALLOWED else None


class _Rows(RowDelegate):
    """A pill for the answer, words for the rest."""

    def draw_ground(
        self, painter: QPainter, rect: QRectF, *, is_chosen: bool, is_hovered: bool
    ) -> None:
        paint.row_ground(painter, rect.toRect(), selected=is_chosen, hovered=False)

    def draw(self, painter: QPainter, rect: QRectF, index: Index, *, is_chosen: bool) -> None:
        words, inner = str(index.data()), rect.adjusted(theme.px(10), 0, -6, 0)
        if index.column() == 1:
            paint.pill(painter, inner, words, "ok" if index.data(ALLOWED) else "bad")
        else:
            ink = "muted" if index.column() else "text"
            paint.text(painter, inner, words, size=12, ink=ink)


class EffectiveRightsDialog(QDialog):
    """Choose a record type, then perhaps one record: the answer is that of the row filter."""

    def __init__(
        self, jobs: "Jobs", user_id: int, name: str, types: Sequence[Entity], window: QWidget
    ) -> None:
        super().__init__(window)
        self._jobs, self._user, self._types = jobs, user_id, {one.name: one for one in types}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = _("What may {name} do?").format(name=name)
        self.setWindowTitle(title)
        resize_within(self, 720, 620)
        self.type = QComboBox()
        for one in types:
            self.type.addItem(_(one.label_plural), one.name)
        find = LinkFinder(self, jobs)
        self.record = SearchCombo(
            _("Record"), source=lambda words, then: find(self.type.currentData(), words, then)
        )
        self.record.setPlaceholderText(_("Any record; type a name for one of them"))
        self.model = Verdicts(self)
        self.table = PlainTable(_("Answers"), self.model)
        self.table.setItemDelegate(_Rows(self.table, ROW))
        self.table.verticalHeader().setDefaultSectionSize(theme.px(ROW))
        self.table.setColumnWidth(0, theme.px(100))
        self.table.setColumnWidth(1, theme.px(80))
        self.single, self.fields = wrapped("", 12, "muted"), wrapped("", 12, "muted")
        self._lay_out(title)
        self.type.currentIndexChanged.connect(lambda _index: self._turn())
        self.record.chosen.connect(lambda _id: self.ask())
        self.ask()

    def ask(self) -> None:
        """Ask about the type, or the record, that is chosen now."""
        user, (entity, record) = self._user, self._asked()

        def work(office: "Office") -> Answered:
            rights = office.effective_rights
            return rights.of(user, entity, record), rights.single(user), rights.fields(user, entity)

        def show(answered: Answered) -> None:
            if self._asked() == (entity, record):  # else a later answer is on its way
                self._show(answered)

        self._jobs.read(self, work, show, self._refused)

    def _asked(self) -> tuple[str, Any]:
        return str(self.type.currentData()), self.record.value()

    def _lay_out(self, title: str) -> None:
        close = Button(_("Close"), "x")
        close.clicked.connect(self.reject)
        choice = row(
            field_row(_("Record type"), self.type), field_row(_("Record"), self.record), spacing=14
        )
        choice.setStretch(0, 1)
        choice.setStretch(1, 2)
        body = column(
            label(title, 15, paint.BOLD), choice, self.table, self.fields, self.single,
            row(None, close), margins=(24, 20, 24, 20), spacing=12,
        )  # fmt: skip
        body.setStretch(2, 1)
        self.setLayout(body)

    def _turn(self) -> None:
        self.record.set_item(None)
        self.ask()

    def _show(self, answered: Answered) -> None:
        verdicts, singles, closed = answered
        self.model.show(verdicts)
        held = [
            f"{_(SINGLE[one.right][0])} ({listed(one.roles)})"
            for one in singles
            if one.allowed and one.right in SINGLE
        ]
        told = _("Single rights: {rights}").format(rights=listed(held) or _("none"))
        self.single.setText(told)
        entity = self._types[str(self.type.currentData())]
        names = [
            f"{_(entity.field(name).label)} ({_(FIELDS[access])})"
            for name, access in closed.items()
        ]
        told = _("Closed fields: {fields}").format(fields=listed(names) or _("none"))
        self.fields.setText(told)

    def _refused(self, error: Exception) -> None:
        self.model.show(())
        self.fields.setText(str(error) if isinstance(error, CimsError) else "")


def ask_effective_rights(jobs: "Jobs", window: QWidget, user_id: int, name: str) -> None:
    """Read which record types there are, then show the window."""

    def show(types: tuple[Entity, ...]) -> None:
        EffectiveRightsDialog(jobs, user_id, name, types, window).open()

    jobs.read(window, lambda office: office.whole_types(), show)
