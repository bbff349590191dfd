"""The table of everybody: who, in which state, with which roles, in which team, seen when."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cims.services.clock import EPOCH
from cims.services.i18n import N_, _, listed
from cims.ui import paint, theme
from cims.ui.pages.administration.staff import STANDINGS, Somebody, Staff, in_order, sound_of
from cims.ui.records.format import Words
from cims.ui.widgets import PlainRows, PlainTable, plain_tooltip

Index = QModelIndex | QPersistentModelIndex
PERSON, STATE, ROLES, TEAM, SEEN, FACTORS = range(6)
TITLES = (
    N_("Colleague"), N_("State"), N_("Roles"), N_("Team"), N_("Last sign-in"), N_("Signs in with"),
)  # fmt: skip
WIDTHS = {PERSON: 150, STATE: 96, ROLES: 110, TEAM: 110, SEEN: 110, FACTORS: 130}
GIVEN_UP = (FACTORS, SEEN, TEAM)  # in this order where the table is narrow
WHO = Qt.ItemDataRole.UserRole
DisplayRole, ToolTipRole = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole


class PeopleModel(PlainRows[Somebody]):
    """Those who fit the words that were typed above the table, in the order of one column."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(TITLES, parent)
        self._all: Sequence[Somebody] = ()
        self._wanted = ""
        self._words = Words()
        self._sorted_by, self._is_falling = PERSON, False

    def show(self, staff: Staff) -> None:
        """Show everybody anew."""
        self._all, self._words = staff.people, staff.words
        self.narrow(self._wanted)

    def narrow(self, words: str) -> None:
        """Show only those whose names, their sound, roles or team hold these words."""
        self._wanted = words
        found = [one for one in self._all if words.casefold() in one.searched]
        self.put(sorted(found, key=self._place, reverse=self._is_falling))

    def sort_by(self, column: int) -> None:
        """Order by a column; by the same one again the other way round."""
        self._is_falling = column == self._sorted_by and not self._is_falling
        self._sorted_by = column
        self.narrow(self._wanted)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(TITLES) - 1)

    def headerData(self, section: int, side: Qt.Orientation, role: int = DisplayRole) -> Any:
        title = super().headerData(section, side, role)
        if title is None or section != self._sorted_by:
            return title
        return title + ("  ↓" if self._is_falling else "  ↑")

    def data(self, index: Index, role: int = DisplayRole) -> Any:
        who = self.rows[index.row()]
        if role == WHO:
            return who
        if role == DisplayRole:
            return paint.one_line(self._texts(who)[index.column()])
        if role == ToolTipRole:
            is_state = index.column() == STATE
            words = _(who.standing.sentence) if is_state else self._texts(who)[index.column()]
            return plain_tooltip(words)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_(TITLES[index.column()])}: {self._texts(who)[index.column()]}"
        return None

    def seen(self, who: Somebody) -> str:
        """When somebody signed in last, in words."""
        at = who.line.last_seen_at
        return self._words.moment(at, short=True) if at else _("never")

    def _place(self, who: Somebody) -> Any:
        """Where somebody stands; equals stay in the order of their names."""
        if self._sorted_by == PERSON:
            return in_order(who.line)
        if self._sorted_by == STATE:
            return STANDINGS.index(who.standing)
        if self._sorted_by == SEEN:
            return who.line.last_seen_at or EPOCH
        return sound_of(self._texts(who)[self._sorted_by])

    def _texts(self, who: Somebody) -> tuple[str, ...]:
        joined = listed(who.roles) or _("none")
        return (
            who.line.name, _(who.standing.word), joined, who.team or "—", self.seen(who),
            who.protection or "—",
        )  # fmt: skip


class PeopleRows(QStyledItemDelegate):
    """Avatar and two lines for the person, a pill for the state, a line for all else."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> None:
        who: Somebody = index.data(WHO)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        paint.row_ground(painter, option.rect, selected=is_chosen, hovered=False)
        rect = QRectF(option.rect).adjusted(theme.px(10), 0, -6, 0)
        if index.column() == PERSON:
            self._paint_person(painter, rect, who)
        elif index.column() == STATE:
            height = theme.px(paint.PILL_HEIGHT) + 2
            box = QRectF(rect.x(), rect.center().y() - height / 2, rect.width(), height)
            paint.pill(painter, box, _(who.standing.word), who.standing.tone)
        else:
            paint.text(painter, rect, str(index.data()), size=12, ink="text")
        painter.restore()

    def _paint_person(self, painter: QPainter, rect: QRectF, who: Somebody) -> None:
        side = theme.px(30)
        top = rect.center().y() - side / 2
        paint.avatar(painter, QRectF(rect.x(), top, side, side), who.line.name, who.line.username)
        words = rect.adjusted(side + 10, 4, 0, -4)
        half = words.height() / 2
        name = _("{name} (you)").format(name=who.line.name) if who.is_me else who.line.name
        first = QRectF(words.x(), words.y(), words.width(), half)
        paint.text(painter, first, name, weight=paint.BOLD)
        below = QRectF(words.x(), words.y() + half, words.width(), half)
        paint.text(painter, below, who.line.username, size=12, ink="muted")


class PeopleTable(PlainTable):
    """One row a person; a click on a heading asks for another order."""

    sort_asked = Signal(int)

    def __init__(self, model: PeopleModel) -> None:
        super().__init__(_("Colleagues"), model)
        self.setItemDelegate(PeopleRows(self))
        self.verticalHeader().setDefaultSectionSize(theme.row_height())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setSectionsClickable(True)
        self.horizontalHeader().sectionClicked.connect(self.sort_asked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many columns as there is room for; the panel tells the rest."""
        super().resizeEvent(event)
        shown, room = set(WIDTHS), self.viewport().width()
        for place in GIVEN_UP:
            if sum(theme.px(WIDTHS[one]) for one in shown) > room:
                shown.discard(place)
        spare = room - sum(theme.px(WIDTHS[one]) for one in shown)
        for place, width in WIDTHS.items():
            self.setColumnHidden(place, place not in shown)
            more = max(0, spare) // 2 if place in (PERSON, ROLES) else 0
            self.setColumnWidth(place, theme.px(width) + more)
