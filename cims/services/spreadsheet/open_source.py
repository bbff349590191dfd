"""The list to import while its file is open: what its columns mean, its rows as drafts."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from cims.services.entity import Entity, Kind
from cims.services.i18n import _, enumerated
from cims.services.progress import Progress
from cims.services.spreadsheet.cell_text import Flawed, clean_text
from cims.services.spreadsheet.cleaning import CellKind, Cleaner, cleaner
from cims.services.spreadsheet.dates import ColumnDates
from cims.services.spreadsheet.drafts import Draft, Taker, taker
from cims.services.spreadsheet.errors import UnusableFile
from cims.services.spreadsheet.headings import Layout, find_layout, with_headings, with_skipped
from cims.services.spreadsheet.map_file import MappedColumn, apply_map
from cims.services.spreadsheet.mapping import Guess, guess, known_headings, only_counts
from cims.services.spreadsheet.modes import Mode
from cims.services.spreadsheet.problems import ProblemKind, added_columns
from cims.services.spreadsheet.report import ImportOptions
from cims.services.spreadsheet.rows import CONTENT, keeps_lines, remarks_of
from cims.services.spreadsheet.source import Source
from cims.services.spreadsheet.survey import ColumnSurvey
from cims.services.spreadsheet.targets import (
    INTO_REMARKS,
    numbered,
    target_fields,
)
from cims.services.spreadsheet.words import OfficeWords
from cims.services.spreadsheet.workbook import Sheet, Workbook, open_workbook

REPORTED = 1_000
DATES = (CellKind.DATE, CellKind.MONTH, CellKind.MOMENT)
HANGING = {"customer": "customer", "contact": "contact", "employee": "owner", "user": "owner"}
OTHER_TYPES = {
    "customers": {"employee": "owner", "salesperson": "owner", "parent": "parent"},
    "contacts": {"customer": "customer", "company": "customer", "employee": "owner"},
    **dict.fromkeys(("activities", "tasks"), HANGING),
    "products": dict.fromkeys(("category", "family", "group"), "family"),
    "orders": {**HANGING, "salesperson": "owner"},
    "opportunities": {
        **HANGING,
        **{name: name for name in ("product", "stage", "pipeline")},
        "salesperson": "owner",
    },
    "leads": {
        **{name: name for name in ("product", "family")},
        **dict.fromkeys(("category", "group"), "family"),
        **dict.fromkeys(("employee", "user", "salesperson"), "owner"),
    },
    "order_lines": {"order": "order", "product": "product"},
    "quotes": {**HANGING, "salesperson": "owner", "opportunity": "opportunity"},
    "quote_lines": {"quote": "quote", "product": "product"},
}


class OpenSource(Source):
    """One opened list: its rows as drafts."""

    def __init__(
        self, workbook: Workbook, entity: Entity, contact: Entity | None, options: ImportOptions
    ) -> None:
        super().__init__(entity, contact, options)
        self.workbook = workbook
        self.sheet: Sheet = workbook.sheet(options.sheet)
        self.title = self.sheet.name
        self.guesses: dict[int, Guess] = {}
        self.layout = self._laid_out()
        self.columns = self._mapped()
        self._refuse_unmakeable()
        self.surveys = {
            column: ColumnSurvey(self.layout.headings[column])
            for column, told in self.columns.items()
            if self._is_surveyed(told)
        }

    def _refuse_unmakeable(self) -> None:
        """Name a field whose unknown names can't become records."""
        links = {
            path
            for path, target in self.targets.items()
            if target.described.kind is Kind.LINK and target.described.target != "user"
        }
        if strange := sorted(self.options.create_links - links):
            words = _("“{field}” makes no new records. Take one of: {fields}.")
            told = enumerated(sorted(links))
            raise UnusableFile(words.format(field=strange[0], fields=told))

    def look_through(self, progress: Progress) -> None:
        """First pass: what kind columns without a field are, how dates are written, which names."""
        named = [
            column
            for column, (target, _number) in self.feeding.items()
            if target.path in ("code", self.entity.title)
        ]
        linked = any(
            target.described.target == self.entity.name for target, _n in self.feeding.values()
        )
        coded = [c for c in named if self.columns[c].field == "code"]
        needed = self.surveys or named
        for done, (_number, cells) in enumerate(self.layout.records(self.sheet) if needed else ()):
            if done % REPORTED == 0:
                progress(0, self.total)
            for column, survey in self.surveys.items():
                if column < len(cells):
                    survey.add(cells[column])
            for column in named if linked else coded:
                word = clean_text(cells[column]) if column < len(cells) else None
                if type(word) is str:
                    if linked:
                        self.words_in_file.add(word)
                    if column in coded:
                        self.codes.add(word)
        for column, survey in self.surveys.items():
            if self.columns[column].field == INTO_REMARKS and survey.holds_pictures:
                del self.columns[column]
        self.said = self.mentions()

    def dates(self, column: int) -> ColumnDates:
        """How the dates of a column are written."""
        told, heading = self.columns[column], self.layout.headings[column]
        if told.format:
            return ColumnDates(format=told.format)
        if heading in self.options.dates:
            return self.options.dates[heading]
        return self.surveys[column].order if column in self.surveys else ColumnDates()

    def in_per_cent(self, column: int) -> bool:
        """Whether bare numbers of a column of rates are per cent: not all lie from 0 to 1."""
        return column in self.surveys and self.surveys[column].exceeds_one

    def is_date(self, column: int) -> bool:
        """Whether a column holds dates, by its field or else by its values."""
        told = self.columns[column]
        if told.field == INTO_REMARKS:
            return self.surveys[column].kind in DATES
        return self.targets[numbered(told.field)[0]].cell in DATES

    def drafts(self, words: OfficeWords) -> Iterator[Draft]:
        """Every record of the list, cleaned cell by cell."""
        fields: list[tuple[int, str, Cleaner, Taker]] = []
        loose: list[tuple[int, str, Cleaner]] = []
        for column, (target, number) in self.feeding.items():
            heading = self.layout.headings[column]
            clean = cleaner(target.cell, self.dates(column), self.in_per_cent(column))
            take = taker(target, number, heading, words, keeps=self.keeps_words)
            fields.append((column, heading, clean, take))
        for column, told in self.columns.items():
            if told.field == INTO_REMARKS:
                clean = cleaner(self.surveys[column].kind, self.dates(column))
                loose.append((column, self.layout.headings[column], clean))
        merged = self._merged_cells()
        for number, cells in self.layout.records(self.sheet, self.options.fill_merged):
            draft = Draft(number)
            width = len(cells)
            for column, heading, clean, take in fields:
                if column >= width or (cell := cells[column]) == "":
                    continue
                value = clean(cell)
                if type(value) is Flawed:
                    draft.complain(heading, value.kind, value.reason)
                    value = value.value
                if value is not None:
                    take(draft, value)
            for column, heading, clean in loose:
                if column < width and cells[column] != "":
                    _remark(draft, heading, clean, cells[column])
            for heading in merged.get(number, ()):
                draft.complain(
                    heading,
                    ProblemKind.MERGED,
                    _("The cell is merged with the one above; its value was not filled down."),
                )
            yield draft

    def mentions(self) -> tuple[str, ...]:
        """What the report says about the file as a whole."""
        said = [
            _("The hidden sheet “{sheet}” was not read.").format(sheet=title.name)
            for title in self.workbook.sheets
            if title.hidden and title.name != self.sheet.name
        ]
        said += [
            _("Row {row} was passed over ({reason}): {text}").format(
                row=skipped.row, reason=skipped.reason, text=skipped.text
            )
            for skipped in self.layout.skipped
        ]
        loose = [
            self.layout.headings[column]
            for column, told in self.columns.items()
            if told.field == INTO_REMARKS
        ]
        left = [text for column, text in self.layout.headings.items() if column not in self.columns]
        if loose:
            words = _("No field fits these columns, they went into the remarks: {columns}.")
            if remarks_of(self.entity) == CONTENT:
                words = _("No field fits these columns, they went into the content: {columns}.")
            said.append(words.format(columns=enumerated(loose)))
        fed = {target.field.name for target, _number in self.feeding.values()}
        fed |= {remarks_of(self.entity)} if loose else set()
        if self.options.mode != Mode.UPDATE:
            words = _("No column gives “{field}”, which every new record needs: choose one for it.")
            demanded = [one for one in self.entity.fields if one.required and not one.filled]
            needed = [one for one in demanded if one.name not in fed]
            said = [*(words.format(field=_(field.label)) for field in needed), *said]
        if any(field.stamped and field.name not in fed for field in self.entity.fields):
            said.append(_("No column says when it happened; the time of the import is taken."))
        if left:
            said.append(_("Left out: {columns}.").format(columns=enumerated(left)))
        for column, survey in self.surveys.items():
            order = survey.order
            if (
                column in self.columns
                and self.is_date(column)
                and not order.certain
                and self.layout.headings[column] not in self.options.dates
            ):
                said.append(
                    _("The dates in “{column}” can be read in several ways. Check them.").format(
                        column=self.layout.headings[column]
                    )
                )
        return tuple(said)

    def _laid_out(self) -> Layout:
        options = self.options
        known = known_headings(target_fields(self.targets), self.entity.plural)
        layout = (
            with_headings(self.sheet, options.heading_row, options.heading_rows)
            if options.heading_row
            else find_layout(self.sheet, known)
        )
        for row, skip in options.skip.items():
            layout = with_skipped(layout, row, skip)
        return replace(layout, last_row=options.last_row) if options.last_row else layout

    def _mapped(self) -> dict[int, MappedColumn]:
        """Column → path; with the guess a column that fits nothing goes into the remarks.

        Line numbers, and what a workbook of problems says of its rows, are left out.
        """
        fields, told = target_fields(self.targets), self.options.mapping
        headings = self.layout.headings
        if told is None:
            others = OTHER_TYPES.get(self.entity.plural, {})
            self.guesses = guess(headings, fields, self.entity.plural, others)
            empty = {c for c, text in headings.items() if only_counts(text)}
            empty |= added_columns(headings)
            return {
                column: MappedColumn(found.path or INTO_REMARKS)
                for column, found in self.guesses.items()
                if found.path or (keeps_lines(self.entity) and column not in empty)
            }
        by_heading: dict[str, MappedColumn] = {}
        columns: dict[int, MappedColumn] = {}
        for key, value in told.items():
            if isinstance(key, str):
                by_heading[key] = MappedColumn(value) if isinstance(value, str) else value
            else:
                columns[key] = self._chosen(key, value)
        return columns | apply_map(by_heading, headings, fields)

    def _chosen(self, column: int, value: MappedColumn | str) -> MappedColumn:
        """What the assistant says of one column."""
        told = MappedColumn(value) if isinstance(value, str) else value
        known = numbered(told.field)[0] in self.targets
        known |= told.field == INTO_REMARKS and keeps_lines(self.entity)
        if column not in self.layout.headings or not known:
            raise UnusableFile(
                _("Column {number} can't feed the field “{field}”.").format(
                    number=column + 1, field=told.field
                )
            )
        return told

    def _is_surveyed(self, told: MappedColumn) -> bool:
        if told.field == INTO_REMARKS:
            return True
        cell = self.targets[numbered(told.field)[0]].cell
        return cell == CellKind.SHARE or (cell in DATES and not told.format)

    def _merged_cells(self) -> Mapping[int, list[str]]:
        if self.options.fill_merged:
            return {}
        found: dict[int, list[str]] = {}
        for box in self.layout.merged:
            if heading := self.layout.headings.get(box.first_column):
                for row in range(box.first_row + 1, box.last_row + 1):
                    found.setdefault(row, []).append(heading)
        return found


@contextmanager
def opened_source(
    path: Path, entity: Entity, contact: Entity | None, options: ImportOptions
) -> Iterator[OpenSource]:
    """The list in a file, closed afterwards; UnusableFile says why it can't be read."""
    with open_workbook(path, options.encoding) as workbook:
        yield OpenSource(workbook, entity, contact, options)


def _remark(draft: Draft, heading: str, clean: Cleaner, cell: object) -> None:
    """Keep a cell of a column without a field; it is checked by the kind of its neighbours."""
    value = clean(cell)  # type: ignore[arg-type]  # a Value
    if type(value) is Flawed:
        draft.complain(heading, value.kind, value.reason)
    text = clean_text(cell)  # type: ignore[arg-type]
    if type(text) is Flawed:
        text = text.value
    if text is not None and value is not None:
        draft.lines.append((heading, text))
