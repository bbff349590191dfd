"""Taking a list out: any records as a workbook or .csv that can be imported again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from cims.services.entity import UNWRITTEN, Entity, Field
from cims.services.errors import NotPossible
from cims.services.field_rights import untakable
from cims.services.filters import Filter
from cims.services.i18n import _, _n, listed
from cims.services.progress import Progress, silent, uncollected
from cims.services.reading import Sort
from cims.services.service import CHUNK
from cims.services.spreadsheet.columns import Columns
from cims.services.spreadsheet.errors import refusals_told
from cims.services.spreadsheet.writers import Shortened, write_csv, write_xlsx
from cims.services.storage import Record
from cims.services.watermark import watermark

if TYPE_CHECKING:
    from cims.services.office import Office

MEASURED_BY_HAND = 2_000


@dataclass(frozen=True)
class ExportResult:
    """How many records the file holds, and what it does not hold whole.

    Columns are left out that show records of another type which may not be exported so widely.
    """

    rows: int
    shortened: tuple[Shortened, ...] = ()
    left_out: tuple[str, ...] = ()

    def not_whole(self, file: str) -> str:
        """Sentences about columns left out and cells that were shortened; empty for none."""
        told = (self._without(file), self._shortened(file))
        return " ".join(filter(None, told))

    def _without(self, file: str) -> str:
        if not self.left_out:
            return ""
        words = _("{file} is without {columns}: you may not export the records they come from.")
        return words.format(file=file, columns=listed(self.left_out))

    def _shortened(self, file: str) -> str:
        if not self.shortened:
            return ""
        first, count = self.shortened[0], len(self.shortened)
        words = _n(
            "{n} cell is not whole in {file}: row {row}, {column}. {reason}",
            "{n} cells are not whole in {file}, the first in row {row}, {column}. {reason}",
            count,
        )
        cell = {"row": first.row, "column": first.column, "reason": first.reason}
        return words.format(n=f"{count:,}", file=file, **cell)


def export(
    office: "Office",
    entity: str,
    path: Path,
    where: Filter | None = None,
    words: str = "",
    sort: Sort | None = None,
    fields: Sequence[str] | None = None,
    ids: Sequence[int] | None = None,
    progress: Progress = silent,
) -> ExportResult:
    """Write the records that a list shows, as far as the right to export reaches.

    The ending of `path` chooses .xlsx or .csv; without `fields` everything that can be entered is
    written. Needs a write transaction: what left the vault stands in the audit trail, and the file
    in its place once that is committed.
    """
    room = office.room(entity)
    ending = ending_of(path)
    chosen = chosen_fields(room.entity, fields)
    closed = untakable(room.entity, office.actor)
    wanted = [field for field in chosen if field not in closed]
    names = [field.name for field in wanted]
    found = room.listing(where, words, sort).ids if ids is None else ids
    allowed = room.exportable(found)

    def records() -> Iterator[Record]:
        for start in range(0, len(allowed), CHUNK):
            yield from room.rows(allowed[start : start + CHUNK], names)

    columns = Columns(office, wanted)
    if len(allowed) <= MEASURED_BY_HAND:
        columns.measure(records())
    else:
        columns.measure_all(room)
    headings = columns.headings()
    total, cells, aside = len(allowed), columns.cells(records()), Aside(path)
    labels = [heading.label for heading in headings]
    room.note_export(path.name, labels, total, ids=allowed, place=aside.place, drop=aside.drop)
    unfinished, mark = aside.begun(), watermark(office)
    shortened: tuple[Shortened, ...] = ()
    with uncollected():
        if ending == ".xlsx":
            sheet = _(room.entity.label_plural)
            shortened = write_xlsx(unfinished, headings, cells, progress, total, sheet, mark)
        else:
            write_csv(unfinished, headings, cells, progress, total, mark)
    left = tuple(_(field.label) for field in chosen if field in closed)
    return ExportResult(total, shortened, left)


def ending_of(path: Path) -> str:
    """How a list is to be written; NotPossible for a folder and for an ending that is none."""
    ending = path.suffix.lower()
    if ending not in (".xlsx", ".csv"):
        raise NotPossible(_("Lists are written as .xlsx or .csv. Choose one of these endings."))
    if path.is_dir():
        raise NotPossible(_("{file} is a folder. Take another name.").format(file=path.name))
    return ending


class Aside:
    """A private folder beside a file, in which it is written until it may take its place."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._folder: Path | None = None

    def begun(self) -> Path:
        """Where to write."""
        with refusals_told(self._path):
            self._folder = Path(mkdtemp(prefix="~", dir=self._path.parent))
        return self._folder / self._path.name

    def place(self) -> None:
        """Put the file in its place."""
        assert self._folder is not None
        with refusals_told(self._path):
            (self._folder / self._path.name).replace(self._path)

    def drop(self) -> None:
        """Take away what was not placed."""
        if self._folder is not None:
            rmtree(self._folder, ignore_errors=True)


def chosen_fields(entity: Entity, names: Sequence[str] | None) -> list[Field]:
    """The fields to write; NotPossible for one that there is not or that stays sealed."""
    if names is None:
        return [
            field
            for field in entity.fields
            if (field.closed or not field.read_only or entity.part_of)
            and field.kind not in UNWRITTEN
        ]
    open_fields = {f.name: f for f in entity.fields if f.kind not in UNWRITTEN}
    for name in names:
        if name not in open_fields:
            raise NotPossible(
                _("There is no field “{field}” to export. Fields: {fields}.").format(
                    field=name, fields=", ".join(open_fields)
                )
            )
    return [open_fields[name] for name in names]
