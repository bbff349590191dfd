"""Lines that come from a spreadsheet and go to one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cims.services.i18n import _, _n
from cims.ui.records.copying import cell
from cims.ui.records.field_widgets.lines.line_model import LineModel
from cims.ui.records.field_widgets.lines.line_sheet import Entry, LineSheet, Unread

if TYPE_CHECKING:
    from cims.services.pasted_lines import Pasted

NAMED = 5  # rows without a line that the sentence names


def as_entries(pasted: "Pasted", sheet: LineSheet) -> list[Entry]:
    """The lines of a table as entries; what could not be read stands in them as it was."""
    found = []
    for row in pasted.rows:
        unread = {name: Unread(*told) for name, told in row.unread.items()}
        found.append(replace(sheet.new(**row.values), unread=unread))
    return found


def told_of(pasted: "Pasted", *, tax_included: bool) -> tuple[str, str]:
    """What came in and what did not, and how weighty that is; what the paper's prices are."""
    count = len(pasted.rows)
    words = [_n("{n} line was pasted.", "{n} lines were pasted.", count).format(n=count)]
    wrong = sum(len(row.unread) for row in pasted.rows)
    if wrong:
        told = _n("{n} cell could not be read: it is red and stands as it was copied.",
                  "{n} cells could not be read: they are red and stand as they were copied.",
                  wrong)  # fmt: skip
        words.append(told.format(n=wrong))
    if pasted.passed:
        named = _("; ").join(pasted.passed[:NAMED])
        words.append(_("Left out, as these are no lines: {rows}.").format(rows=named))
    if pasted.left:
        words.append(_("{n} more lines did not fit: paste them next.").format(n=pasted.left))
    is_other = pasted.tax_included not in (None, tax_included)
    if is_other and tax_included:
        words.append(_("These prices are without tax, this paper's include it: check them."))
    elif is_other:
        words.append(_("These prices include tax, this paper's are without it: check them."))
    return " ".join(words), "warn" if wrong or pasted.left or is_other else "ok"


def copied(model: LineModel, rows: Sequence[int]) -> str:
    """These lines with their headings, as a spreadsheet takes them."""
    columns = list(model.columns)
    included = model.head.tax_included
    table = [[one.title(tax_included=included) for one in columns]]
    table += [[cell(model.text(row, one)) for one in columns] for row in rows]
    return "\n".join("\t".join(cells) for cells in table)
