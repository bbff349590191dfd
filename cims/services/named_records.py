"""Records that are little more than their names: groups, families, stages and the like."""

from typing import Any

from cims.services.records import RecordService
from cims.services.search_words import Texts
from cims.services.storage import Record


class NamedRecords(RecordService):
    """Records found by name, number and remarks, where they have some."""

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        values["name"] = " ".join(str(values.get("name") or "").split())
        return values

    def _texts(self, record: Record) -> Texts:
        name, code = record.values["name"], record.values.get("code") or ""
        words = (name, record.values.get("remarks"), code)
        return Texts(tuple(filter(None, words)), (name,), (code,))
