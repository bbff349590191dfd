"""Static groups of customers: what they look like, and putting customers in and out."""

from collections.abc import Sequence

from cims.models.segment import Segment
from cims.services.entity import Entity, Field, Kind, Link
from cims.services.i18n import N_
from cims.services.named_records import NamedRecords, named
from cims.services.rights import Action, Shared, requires

SEGMENT = Entity(
    "segment",
    "segments",
    N_("Segment"),
    N_("Segments"),
    Segment,
    fields=named(
        N_("Segment"),
        Field("remarks", N_("Remarks"), Kind.LONG_TEXT, listed=True, group=N_("Segment")),
        synonyms=("客户群", "名称"),
    ),
    scope=Shared(),
    series="G{0000}",
)


class SegmentService(NamedRecords):
    """Segments; which customers belong to one is a field of the customers."""

    entity = SEGMENT

    @requires(Action.READ)
    def put_in(self, segment_id: int, customer_ids: Sequence[int]) -> int:
        """Add the customers that are in sight; how many were not in it before.

        Refused whole when one of them may not be changed.
        """
        return self._change(segment_id, customer_ids, inside=True)

    @requires(Action.READ)
    def take_out(self, segment_id: int, customer_ids: Sequence[int]) -> int:
        """Take the customers that are in sight out; how many were in it. Refused like put_in."""
        return self._change(segment_id, customer_ids, inside=False)

    def _change(self, segment_id: int, customer_ids: Sequence[int], *, inside: bool) -> int:
        link = Link(self._get(segment_id, Action.READ).id)
        changed = 0
        for record in self.office.customers.rows(customer_ids):
            held = record.values["segments"]
            if (link in held) is inside:
                continue
            segments = (*held, link) if inside else tuple(each for each in held if each != link)
            self.office.customers.save(record.changed(segments=segments))
            changed += 1
        return changed
