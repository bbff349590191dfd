"""Sums over all rows of a list, each currency on its own."""

from collections.abc import Mapping

from sqlalchemy import func, select

from cims.services.entity import Kind
from cims.services.filters import Filter
from cims.services.reading import RecordReader
from cims.services.rights import Action, requires
from cims.services.rules.currencies import Amount, major
from cims.services.storage import CURRENCY, table_of

Sums = Mapping[str, tuple[Amount, ...]]
"""The amounts of each field, one for each currency."""


class SummedRecords(RecordReader):
    """Records of one entity with amounts that can be added."""

    @requires(Action.READ)
    def sums(self, where: Filter | None = None, words: str = "") -> Sums:
        """What the amounts of all records that fit come to, by field; the largest sum first.

        Fields that no record has an amount in are left out, as are hidden ones.
        """
        fields = [field for field in self.entity.fields if field.kind is Kind.MONEY]
        table = table_of(self.entity)
        if not fields:
            return {}
        columns = (func.sum(table.c[field.column]) for field in fields)
        query = select(table.c[CURRENCY], *columns)
        narrowed = self._query(query, where, words, binned=False)
        if narrowed is None:
            return {}
        rows = self._desk.unit.session.execute(narrowed.group_by(table.c[CURRENCY])).all()
        found = {
            field.name: [major(row[place], row[0]) for row in rows if row[place] is not None]
            for place, field in enumerate(fields, 1)
        }
        return {
            name: tuple(sorted(amounts, reverse=True)) for name, amounts in found.items() if amounts
        }
