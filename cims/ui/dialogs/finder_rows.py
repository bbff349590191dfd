"""What the find window lists: people and firms with the number, and how a row of them looks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from cims.services.callers import Caller, Callers
from cims.services.entity import Link
from cims.services.i18n import _, _n
from cims.services.rights import Double
from cims.ui import paint, theme
from cims.ui.widgets import Index, RowDelegate

ROW = 62
FOUND = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class FoundRow:
    """One row: what it says, and what it opens; nothing for a colleague's customer."""

    title: str
    detail: str
    aside: str
    state: str = ""
    entity: str = ""
    id: int = 0
    customer: Link | None = None

    @property
    def spoken(self) -> str:
        """The whole row as one text, for screen readers."""
        return " · ".join(filter(None, (self.title, self.detail, self.aside, self.state)))


def rows_of(found: Callers, today: date) -> Iterator[FoundRow]:
    """The hits, then what is a colleague's."""
    for hit in found.hits:
        yield row_of_hit(hit, today)
    for other in found.others:
        yield row_of_other(other)


def row_of_hit(hit: Caller, today: date) -> FoundRow:
    """A customer, or a person without one, and what stands next there."""
    opens = hit.customer or hit.contact
    entity = "customer" if hit.customer else "contact"
    person = hit.contact.text if hit.contact and hit.customer else ""
    detail = " · ".join(filter(None, (person, hit.phone)))
    title, id_ = (opens.text, opens.id) if opens else (hit.phone, 0)
    aside = _("Owner: {name}").format(name=hit.owner) if hit.owner else ""
    return FoundRow(title, detail, aside, standing(hit, today), entity, id_, hit.customer)


def row_of_other(other: Double) -> FoundRow:
    """Of a colleague's customer only the name and the owner."""
    owner = _("Owner: {name}").format(name=other.owner) if other.owner else _("Without an owner")
    return FoundRow(other.name, _("Not yours to see"), owner)


def standing(hit: Caller, today: date) -> str:
    """When there was contact, when it is next, and what is open."""
    if hit.customer is None:
        return ""
    last, following = hit.last_contact_on, hit.next_contact_on
    parts = [
        _("Last contact {day}").format(day=shown(last, today)) if last else _("No contact yet"),
        _("next contact {day}").format(day=shown(following, today)) if following else "",
        _n("{n} open task", "{n} open tasks", hit.open_tasks).format(n=hit.open_tasks)
        if hit.open_tasks
        else "",
    ]
    return " · ".join(filter(None, parts))


def shown(day: date, today: date) -> str:
    """A day, with its year when that is another one."""
    return day.isoformat() if day.year != today.year else f"{day:%m-%d}"


class RowPainter(RowDelegate):
    """Two lines on the left, the owner on the right."""

    def draw(self, painter: QPainter, rect: QRectF, index: Index, *, is_chosen: bool) -> None:
        found: FoundRow = index.data(FOUND)
        inner = rect.adjusted(theme.px(12), theme.px(5), -theme.px(12), -theme.px(5))
        line = inner.height() / 3
        wide = paint.width_of(found.aside, 12) + 8 if found.aside else 0
        top = QRectF(inner.x(), inner.y(), inner.width() - wide, line)
        paint.text(painter, top, found.title, weight=paint.MEDIUM)
        right = QRectF(inner.x(), inner.y(), inner.width(), line)
        paint.text(painter, right, found.aside, size=12, ink="muted", align=paint.RIGHT)
        below = inner.adjusted(0, line, 0, -line)
        paint.text(painter, below, found.detail, size=12, ink="muted")
        paint.text(painter, inner.adjusted(0, 2 * line, 0, 0), found.state, size=12, ink="muted")
