"""Taking the log out: its entries as told, with the tags that bind them to one another."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cims.services.entity import Kind, Link, Sealed
from cims.services.history import FieldChange
from cims.services.i18n import _
from cims.services.log_entries import LogEntry, LogFilter
from cims.services.progress import Progress, silent
from cims.services.spreadsheet.cleaning import CellKind
from cims.services.spreadsheet.exporter import Aside, ExportResult, ending_of
from cims.services.spreadsheet.writers import ExportColumn, Shortened, write_csv, write_xlsx
from cims.services.watermark import watermark

if TYPE_CHECKING:
    from cims.services.office import Office

PAGE = 500
Labels = Mapping[tuple[str, str], str]


def export_log(
    office: "Office",
    path: Path,
    where: LogFilter,
    progress: Progress = silent,
) -> ExportResult:
    """Write what the reader may see of the log, newest first.

    Needs a write transaction: that the log left the vault stands in the log, and the file in its
    place once that is committed. Every row bears its tag: a printed line is an anchor.
    """
    ending = ending_of(path)
    log, aside = office.audit_log, Aside(path)
    total, below = log.count(where), log.newest() + 1
    log.note_export(path.name, total, aside.place, aside.drop)
    labels = {
        (name, choice.code): choice.label
        for name, choices in office.settings.choices().items()
        for choice in choices
    }
    rows, unfinished, mark = cells(office, where, below, labels), aside.begun(), watermark(office)
    shortened: tuple[Shortened, ...] = ()
    if ending == ".xlsx":
        shortened = write_xlsx(unfinished, columns(), rows, progress, total, _("Audit log"), mark)
    else:
        write_csv(unfinished, columns(), rows, progress, total, mark)
    return ExportResult(total, shortened)


def columns() -> list[ExportColumn]:
    """The headings of the file."""
    return [
        ExportColumn(_("Entry"), CellKind.WHOLE),
        ExportColumn(_("When"), CellKind.MOMENT),
        ExportColumn(_("By whom")),
        ExportColumn(_("What happened"), width=60),
        ExportColumn(_("Customer")),
        ExportColumn(_("Before and after"), width=60),
        ExportColumn(_("Change"), CellKind.WHOLE),
        ExportColumn(_("Clock")),
        ExportColumn(_("Tag")),
    ]


def cells(office: "Office", where: LogFilter, start: int, labels: Labels) -> Iterator[list[Any]]:
    """One row of the file after the other, below the note of this export itself."""
    zone = ZoneInfo(office.zone)
    below: int | None = start
    while below is not None:
        page, tags = office.audit_log.unfolded(where, below, PAGE)
        for entry in page.entries:
            yield [
                entry.seq,
                entry.at.astimezone(zone).replace(tzinfo=None),
                entry.who,
                entry.sentence,
                entry.customer.text if entry.customer else None,
                told(entry, labels) or None,
                entry.change_set,
                None if not entry.is_doubtful else _("doubtful"),
                tags[entry.seq],
            ]
        below = page.next


def told(entry: LogEntry, labels: Labels) -> str:
    """Before and after of every value, a line each."""
    lines = [line(change, labels) for change in entry.changes]
    lines += [sides(fact.label, fact.before, fact.after) for fact in entry.facts]
    return "\n".join(lines)


def sides(label: str, before: str, after: str) -> str:
    """One value before and after; what was not there before is left out."""
    return f"{label}: {before} → {after}" if before else f"{label}: {after}"


def line(change: FieldChange, labels: Labels) -> str:
    """One changed field."""
    label = _(change.field.label)
    if change.field.kind is Kind.SEALED:
        return label
    before, after = (plain(change, side, labels) for side in (change.before, change.after))
    return sides(label, before, after)


def plain(change: FieldChange, value: Any, labels: Labels) -> str:
    """A value as text for a cell."""
    field = change.field
    if value is None or isinstance(value, Sealed):
        return ""
    if isinstance(value, Link):
        return value.text or f"#{value.id}"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, tuple):
        return "; ".join(plain(change, one, labels) for one in value)
    if field.rows is not None and not isinstance(value, str):
        parts = (getattr(value, column.name) for column in field.rows.fields)
        return " ".join(str(part) for part in parts if part not in (None, "", False))
    return labels.get((field.choices, str(value)), str(value))
