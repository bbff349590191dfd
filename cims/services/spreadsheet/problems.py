"""What can be wrong with a row or a cell of a list, in one enumeration for import and tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from cims.services.i18n import LANGUAGES, N_, text_in

ROW, REASONS = N_("Row"), N_("Reasons")


class ProblemKind(StrEnum):
    """Each is named in the report with its row, its column and a sentence."""

    ERROR_CELL = "error cell"
    NO_VALUE = "formula without value"
    TEXT_TOO_LONG = "text too long"
    CONTROL_CHARACTERS = "control characters"
    DIGITS_LOST = "digits lost"
    NOT_WHOLE = "not a whole number"
    NOT_AMOUNT = "not an amount"
    NOT_SHARE = "not a rate"
    NOT_DATE = "not a date"
    NO_YEAR = "date without year"
    NO_DAY = "date without day"
    DATE_ORDER = "day or month first"
    NOT_YES_NO = "neither yes nor no"
    NOT_EMAIL = "not an e-mail address"
    PHONE = "phone doubtful"
    CREDIT_CODE = "credit code wrong"
    ROUNDED = "amount rounded"
    UNKNOWN_WORD = "word that no list knows"
    UNKNOWN_LINK = "link that names nothing"
    UNKNOWN_OWNER = "owner who is nobody"
    MERGED = "value from merged cells"
    RESEMBLES = "resembles another"
    NO_TIME = "no time written"
    TIME_UNREAD = "time that can't be read"
    REQUIRED = "required field empty"
    REQUIRED_LINK = "required link names nothing"
    SAME_KEY_IN_FILE = "key stands twice in the file"
    SAME_KEY_IN_VAULT = "key stands already in the vault"
    NO_KEY = "no key to find the record by"
    NO_SUCH_RECORD = "no record has this key"
    NOT_ALLOWED = "record may not be changed"
    DOES_NOT_FIT = "value does not fit its field"
    SEALED = "sealed field closed"
    CONTACT_LEFT_OUT = "contact of the row left out"
    OUT_OF_SIGHT = "record of a colleague out of sight"


REFUSED = frozenset(
    {
        ProblemKind.TIME_UNREAD,
        ProblemKind.REQUIRED,
        ProblemKind.REQUIRED_LINK,
        ProblemKind.SAME_KEY_IN_FILE,
        ProblemKind.SAME_KEY_IN_VAULT,
        ProblemKind.NO_KEY,
        ProblemKind.NO_SUCH_RECORD,
        ProblemKind.NOT_ALLOWED,
        ProblemKind.DOES_NOT_FIT,
    }
)


@dataclass(frozen=True)
class Problem:
    """One line of the report; `column` is the heading, "" when the whole row is meant."""

    row: int
    column: str
    kind: ProblemKind
    reason: str

    @property
    def refused(self) -> bool:
        """Whether the row stays out; else it comes in and this is a warning."""
        return self.kind in REFUSED


class Flaw(ValueError):
    """What a single value breaks; the caller knows row and column."""

    def __init__(self, kind: ProblemKind, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason


def added_columns(headings: Mapping[int, str]) -> frozenset[int]:
    """The two columns that a workbook of problems has behind those of its list, if it is one."""
    ours = {(text_in(language, ROW), text_in(language, REASONS)) for language in LANGUAGES}
    pairs = pairwise(sorted(headings))
    return frozenset(
        next((pair for pair in pairs if (headings[pair[0]], headings[pair[1]]) in ours), ())
    )
