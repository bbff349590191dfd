"""Answers a box that links to records: what is typed becomes a few records to choose from."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cims.ui.matching import Item
from cims.ui.records.field_widgets.chosen import link_items
from cims.ui.records.record_reading import find_records

if TYPE_CHECKING:
    from cims.ui.jobs import Jobs


class LinkFinder:
    """Finds for one page; answers that come after it is gone are dropped."""

    def __init__(self, owner: QObject, jobs: "Jobs") -> None:
        self._owner, self._jobs = owner, jobs

    def __call__(self, entity: str, words: str, then: Callable[[Sequence[Item]], None]) -> None:
        """Find records of this type by words and give them to `then`."""
        self._jobs.read(
            self._owner,
            lambda office: find_records(office, entity, words),
            lambda found: then(link_items(found)),
        )
