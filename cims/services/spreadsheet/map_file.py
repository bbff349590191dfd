"""MAP.json: the user's own word on which heading feeds which field."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cims.services.i18n import _
from cims.services.spreadsheet.errors import UnusableFile
from cims.services.spreadsheet.mapping import TargetField, plain

LARGEST = 1 << 20
KEYS = frozenset({"field", "format"})


@dataclass(frozen=True)
class MappedColumn:
    """The field that a heading feeds; `format` is how its dates are written, "" to find out."""

    field: str
    format: str = ""


def read_map(path: Path) -> dict[str, MappedColumn]:
    """Heading → field as the file says; UnusableFile with a sentence for a wrong one."""
    try:
        if path.stat().st_size > LARGEST:
            raise UnusableFile(_("{file} is too large for a map.").format(file=path.name))
        content = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_no_doubles)
    except OSError as error:
        raise UnusableFile(_("{file} can't be read.").format(file=path.name)) from error
    except (ValueError, RecursionError) as error:
        raise UnusableFile(
            _("{file} is not sound JSON: {reason}").format(file=path.name, reason=error)
        ) from error
    if not isinstance(content, dict) or not content:
        raise UnusableFile(_('{file} must hold {{"heading": "field", …}}.').format(file=path.name))
    return {heading: _column(heading, told) for heading, told in content.items()}


def apply_map(
    mapped: Mapping[str, MappedColumn],
    headings: Mapping[int, str],
    targets: Sequence[TargetField],
) -> dict[int, MappedColumn]:
    """Column → field; columns that the map does not name are left out."""
    known = {target.path: target for target in targets}
    columns: dict[int, MappedColumn] = {}
    for heading, told in mapped.items():
        column = _column_of(heading, headings)
        if column is None:
            raise UnusableFile(
                _("The map names the heading “{heading}”, which the list does not have.").format(
                    heading=heading
                )
            )
        base = told.field if told.field in known else told.field.rstrip("0123456789").rstrip()
        if base not in known or (base != told.field and not known[base].several):
            raise UnusableFile(
                _(
                    "The map names the field “{field}”, which there is not. Fields: {fields}."
                ).format(field=told.field, fields=", ".join(sorted(known)))
            )
        columns[column] = told
    _refuse_doubles(columns, known)
    return columns


def _refuse_doubles(columns: Mapping[int, MappedColumn], known: Mapping[str, TargetField]) -> None:
    fields = [told.field for told in columns.values()]
    for field in fields:
        several = field in known and known[field].several
        if fields.count(field) > 1 and not several:
            raise UnusableFile(
                _("The map gives the field “{field}” to two columns.").format(field=field)
            )


def _column_of(heading: str, headings: Mapping[int, str]) -> int | None:
    for column, text in headings.items():
        if text == heading.strip():
            return column
    wanted = plain(heading)
    return next((column for column, text in headings.items() if plain(text) == wanted), None)


def _column(heading: str, told: object) -> MappedColumn:
    if isinstance(told, str) and told:
        return MappedColumn(told)
    if isinstance(told, dict) and isinstance(told.get("field"), str) and set(told) <= KEYS:
        form = told.get("format", "")
        if isinstance(form, str):
            _check_format(heading, form)
            return MappedColumn(told["field"], form)
    raise UnusableFile(
        _(
            "The map says for “{heading}” neither a field nor "
            '{{"field": "…", "format": "%d-%m-%y"}}.'
        ).format(heading=heading)
    )


def _check_format(heading: str, form: str) -> None:
    """A format must name day, month and year, else dates would be guessed silently."""
    if not form:
        return
    parts = {form[index + 1 : index + 2] for index in range(len(form)) if form[index] == "%"}
    complete = parts & {"d", "j"} and parts & {"m", "b", "B", "j"} and parts & {"y", "Y"}
    if not complete:
        raise UnusableFile(
            _("The format “{format}” of “{heading}” needs %d, %m and %y or %Y.").format(
                format=form, heading=heading
            )
        )


def _no_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    told = dict(pairs)
    if len(told) < len(pairs):
        raise ValueError(_("the same heading stands twice"))
    return told
