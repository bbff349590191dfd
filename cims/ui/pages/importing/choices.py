"""Which fields the columns of a list can feed, and what the chosen ones mean to the importer."""

from collections.abc import Iterable, Mapping

from cims.services.i18n import _
from cims.services.rules.readings import readings
from cims.services.spreadsheet.mapping import CONTACT
from cims.services.spreadsheet.preview import INTO_REMARKS, Choosable, Preview
from cims.services.spreadsheet.rows import REMARKS
from cims.services.spreadsheet.targets import numbered
from cims.ui.matching import Item

LEFT_OUT = ""


def offered(choosable: Iterable[Choosable]) -> list[Item]:
    """Everything that can be chosen for a column."""
    fields = list(choosable)
    return [
        Item(INTO_REMARKS, aside_words(one.path for one in fields)),
        Item(LEFT_OUT, _("Leave out")),
        *(_item(one.path, field_words(one.path, one.label)) for one in fields),
    ]


def aside_words(paths: Iterable[str]) -> str:
    """Where a column goes that fits no field: a follow-up has no remarks."""
    return _("Into the remarks") if REMARKS in paths else _("Into the content")


def field_words(path: str, label: str) -> str:
    """A field's name, where it belongs to the contact in the same row said so."""
    return _("Contact: {field}").format(field=label) if path.startswith(CONTACT) else label


def chosen_in(preview: Preview) -> dict[int, str]:
    """Column → path without its number, as the page shows it; every column has an entry."""
    fields = preview.fields
    return {
        column: _without_number(fields[column]) if column in fields else LEFT_OUT
        for column in preview.layout.headings
    }


def without_doubles(
    chosen: Mapping[int, str], column: int, choosable: Iterable[Choosable]
) -> dict[int, str]:
    """The choices after `column` was given its field: whoever had it goes into the remarks."""
    shared = {INTO_REMARKS, LEFT_OUT, *(one.path for one in choosable if one.several)}
    path = chosen[column]
    return {
        other: INTO_REMARKS if taken == path and other != column and path not in shared else taken
        for other, taken in chosen.items()
    }


def with_learned(
    chosen: Mapping[int, str], learned: Mapping[int, str], choosable: Iterable[Choosable]
) -> dict[int, str]:
    """The choices after what was learned of some columns, as far as there still are such fields."""
    fields, found = list(choosable), dict(chosen)
    known = {INTO_REMARKS, LEFT_OUT, *(one.path for one in fields)}
    for column, path in learned.items():
        if path in known:
            found = without_doubles({**found, column: path}, column, fields)
    return found


def as_mapping(chosen: Mapping[int, str], choosable: Iterable[Choosable]) -> dict[int, str]:
    """What the importer is told: fields that take several columns are numbered by their order."""
    several = {one.path for one in choosable if one.several}
    used: dict[str, int] = {}
    mapping = {}
    for column in sorted(chosen):
        path = chosen[column]
        if path in several:
            used[path] = used.get(path, 0) + 1
            path = f"{path} {used[path]}"
        if path != LEFT_OUT:
            mapping[column] = path
    return mapping


def _without_number(path: str) -> str:
    return path if path == INTO_REMARKS else numbered(path)[0]


def _item(path: str, words: str) -> Item:
    syllables = [found[0] for sign in words if (found := readings(sign))]
    initials = "".join(syllable[0] for syllable in syllables)
    return Item(path, words, sound=f"{''.join(syllables)} {initials}".strip())
