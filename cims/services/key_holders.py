"""Who holds a whole key already: the one look at records beyond what the actor may see."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cims.services.child_rows import child_table
from cims.services.entity import Entity
from cims.services.errors import NotPossible
from cims.services.field_rights import closed_in, described
from cims.services.i18n import _
from cims.services.rights import Action, Double, doubles, requires
from cims.services.service import CHUNK, Desk, Service
from cims.services.storage import table_of

if TYPE_CHECKING:
    from cims.services.office import Office


Names = tuple[str, ...]


class KeyHolders(Service):
    """Records of one entity, known by their whole keys: name and owner only.

    `entity` is the record type as the actor sees it, `_whole` with all its fields: what is stored,
    indexed and told in the log is whole, what is handed out or taken in never is.
    """

    entity: Entity
    _hidden: Names
    _closed: Names

    def __init__(self, office: "Office", desk: Desk) -> None:
        super().__init__(office, desk)
        self._whole = type(self).entity
        self.entity = described(self._whole, desk.unit.actor)
        closed = closed_in(self._whole, self.entity)
        self._closed = tuple(name for name, _access in closed)
        self._hidden = tuple(name for name in self._closed if name not in self.entity.by_name)

    @requires(Action.READ)
    def doubles(self, values: Mapping[str, Any], id_: int = 0) -> list[Double]:
        """Other records with the same whole keys, anybody's: name and owner only."""
        return [double for double in self._doubles([values])[0] if double.id != id_]

    @requires(Action.READ)
    def holding(self, key: str, values: Iterable[str]) -> dict[str, list[Double]]:
        """Who holds one of these whole keys, anybody's: name and owner only.

        `key` is a key of the type, its name, its name's normal form, or `contact_points`. By a
        hidden field nobody is known.
        """
        if key in self._hidden:
            return {}
        entity, columns = self.entity, table_of(self.entity).c
        known = {*entity.keys, entity.title, entity.prefix.column if entity.prefix else ""}
        if key == "contact_points" and key in entity.by_name:
            column = child_table(entity.field(key)).c.match_key
        elif key in known:
            column = columns[key]
        else:
            raise NotPossible(
                _("Records are not recognised by “{field}”. Take one of: {fields}.").format(
                    field=key, fields=", ".join((*entity.keys, entity.title))
                )
            )
        found: dict[str, list[Double]] = {}
        for hit in self._known(column, set(values)):
            found.setdefault(hit.key, []).append(hit)
        return found

    def _doubles(self, rows: list[Mapping[str, Any]]) -> list[list[Double]]:
        """For each row the records that have the same whole keys."""
        columns = table_of(self.entity).c
        found: list[list[Double]] = [[] for _row in rows]
        for name in self.entity.keys:
            column = columns[self.entity.field(name).column]
            keys = {str(row[name]) for row in rows if row.get(name)}
            by_key: dict[str, list[Double]] = {}
            for hit in self._known(column, keys):
                by_key.setdefault(hit.key, []).append(hit)
            for row, hits in zip(rows, found, strict=True):
                hits.extend(by_key.get(str(row.get(name) or ""), ()))
        return found

    def _known(self, column: Any, keys: "set[str] | set[bytes]") -> list[Double]:
        unit, ordered = self._desk.unit, sorted(keys)
        return [
            double
            for start in range(0, len(ordered), CHUNK)
            for double in doubles(
                unit.session, self._whole, unit.actor, column, ordered[start : start + CHUNK]
            )
        ]
