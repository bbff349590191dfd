"""What the fast reader leaves out of an .ods sheet."""

from xml.parsers.expat import ExpatError, ParserCreate

from cims.services.spreadsheet.marks import SheetMarks

TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
CELLS = (f"{TABLE} table-cell", f"{TABLE} covered-table-cell")
ERROR_TEXTS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "Err:")


class OdsXml:
    """Reads content.xml piece by piece; the marks of each sheet stand under its name."""

    def __init__(self) -> None:
        self.sheets: dict[str, SheetMarks] = {}
        self._marks = SheetMarks()
        self._row = self._column = 0
        self._row_repeats = self._repeats = 1
        self._row_filled = False
        self._row_width = 0
        self._text: list[str] | None = None
        self._formula = False
        self._filled = False
        self._span = (1, 1)
        self._parser = ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.buffer_text = True

    def feed(self, piece: bytes) -> bool:
        """Take the next bytes, the empty piece as the end; false when it is not sound XML."""
        try:
            self._parser.Parse(piece, not piece)
        except ExpatError:
            return False
        return True

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name in CELLS:
            self._repeats = _count(attributes, "number-columns-repeated")
            self._span = (
                _count(attributes, "number-rows-spanned"),
                _count(attributes, "number-columns-spanned"),
            )
            kind = attributes.get(f"{OFFICE} value-type")
            self._filled = kind is not None
            self._formula = f"{TABLE} formula" in attributes
            error = attributes.get(f"{CALC} value-type") == "error" or (
                self._formula and kind in (None, "string")
            )
            self._text = [] if error else None
        elif name == f"{TABLE} table-row":
            self._column = self._row_width = 0
            self._row_filled = False
            self._row_repeats = _count(attributes, "number-rows-repeated")
            if attributes.get(f"{TABLE} visibility") in ("collapse", "filter"):
                hidden = range(self._row + 1, self._row + 1 + min(self._row_repeats, 65_536))
                self._marks.hidden_rows.update(hidden)
        elif name == f"{TABLE} table-column":
            repeats = min(_count(attributes, "number-columns-repeated"), 16_384)
            if attributes.get(f"{TABLE} visibility") in ("collapse", "filter"):
                hidden = range(self._column, self._column + repeats)
                self._marks.hidden_columns.update(hidden)
            self._column += repeats
        elif name == f"{TABLE} table":
            self._marks = self.sheets[attributes.get(f"{TABLE} name", "")] = SheetMarks(columns=0)
            self._row = self._column = 0

    def _end(self, name: str) -> None:
        if name in CELLS:
            self._cell_ends()
        elif name == f"{TABLE} table-row":
            self._row += self._row_repeats
            if self._row_filled:
                self._marks.rows = self._row
                self._marks.columns = max(self._marks.columns, self._row_width)

    def _cell_ends(self) -> None:
        place = (self._row + 1, self._column)
        if self._text is not None:
            text = "".join(self._text)
            if text.startswith(ERROR_TEXTS):
                self._marks.errors[place] = text
            elif not text and not self._filled:
                self._marks.without_value.add(place)
            self._text = None
        if self._span != (1, 1):
            rows, columns = self._span
            self._marks.merged.append((place, (place[0] + rows - 1, place[1] + columns - 1)))
        self._column += self._repeats
        if self._filled:
            self._row_filled = True
            self._row_width = self._column
            self._filled = False

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)


def _count(attributes: dict[str, str], name: str) -> int:
    try:
        return max(int(attributes.get(f"{TABLE} {name}", "1")), 1)
    except ValueError:
        return 1
