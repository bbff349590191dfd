"""Records that are little more than their names: groups, families, stages and the like."""

from typing import Any

from cims.services.entity import Field, Kind
from cims.services.i18n import N_
from cims.services.records import RecordService
from cims.services.search_words import Texts
from cims.services.storage import Record


def named(group: str, *fields: Field, synonyms: tuple[str, ...] = ()) -> tuple[Field, ...]:
    """Name and number, then these fields, then when the record was made and changed."""
    return (
        Field("name", N_("Name"), required=True, listed=True, sortable=True, length=100,
              group=group, synonyms=synonyms),
        Field("code", N_("Number"), group=group, sortable=True, length=40),
        *fields,
        Field("created_on", N_("Created"), Kind.DATE, read_only=True, brought=True),
        Field("changed_at", N_("Last change"), Kind.MOMENT, read_only=True),
    )  # fmt: skip


class NamedRecords(RecordService):
    """Records found by name, number and remarks, where they have some."""

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        values["name"] = " ".join(str(values.get("name") or "").split())
        return values

    def _texts(self, record: Record) -> Texts:
        name, code = record.values["name"], record.values.get("code") or ""
        words = (name, record.values.get("remarks"), code)
        return Texts(tuple(filter(None, words)), (name,), (code,))
