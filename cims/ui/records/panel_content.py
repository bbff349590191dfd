"""What the panel beside a list reads, and the parts that its tabs are made of."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from cims.services.history import HistoryEntry
from cims.services.products import PRODUCT
from cims.services.storage import Record
from cims.ui.pictures import small
from cims.ui.records.record_reading import load_record
from cims.ui.widgets import FlowLayout

if TYPE_CHECKING:
    from cims.services.office import Office

HISTORY = 30
THUMBNAIL = 264  # pixels, at three times the usual density
WITH_TIMELINE = ("customer", "lead")


@dataclass(frozen=True)
class PanelContent:
    """What the panel shows of one record."""

    record: Record
    contacts: tuple[Record, ...]
    history: tuple[HistoryEntry, ...]
    picture: QImage | None = None


def content_of(office: "Office", entity: str, id_: int, *, with_contacts: bool) -> PanelContent:
    """Read what the panel shows; runs inside a job. A timeline is read by itself."""
    record = load_record(office, entity, id_)
    has_timeline = entity in WITH_TIMELINE
    contacts: tuple[Record, ...] = ()
    if with_contacts:
        ids = office.customers.contacts_of(id_)
        names = ("name", "job_title", "main_phone", "places")
        contacts = tuple(office.contacts.rows(ids, names))
    history = () if has_timeline else tuple(office.history.history(entity, id_, HISTORY))
    has_picture = entity == PRODUCT.name
    picture = small(office.product_pictures.of(id_), THUMBNAIL) if has_picture else None
    return PanelContent(record, contacts, history, picture)


def scrolled(content: QVBoxLayout) -> QScrollArea:
    """The lines of a tab, as many as there are."""
    inside = QWidget()
    inside.setProperty("page", True)
    content.setContentsMargins(0, 6, 8, 0)
    content.setSpacing(4)
    inside.setLayout(content)
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidgetResizable(True)
    area.setWidget(inside)
    return area


def empty(layout: "QVBoxLayout | FlowLayout") -> None:
    """Take every line out."""
    while (taken := layout.takeAt(0)) is not None:
        if widget := taken.widget():
            widget.hide()
            widget.deleteLater()
