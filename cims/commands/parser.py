"""What may stand on the command line. Light to import: the window asks it too at its start."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cims import __version__
from cims.commands.access_verbs import describe_access
from cims.commands.argparse_words import speak_as_the_program
from cims.commands.verbs import Parser, common, group, path, positive, verb
from cims.services.i18n import _
from cims.services.spreadsheet.modes import INTO, REPORTS, Mode

if TYPE_CHECKING:
    from cims.commands.verbs import Verbs


def parsed(words: Sequence[str]) -> Namespace:
    """The words as values; `verb` is None without a command, `work` names the verb's function.

    Raises Misused; `--help` and `--version` print and raise SystemExit.
    """
    return parser().parse_args(list(words))


def parser() -> Parser:
    """The whole command line, described in the language shown now."""
    speak_as_the_program()
    whole = Parser(
        prog="python -m cims",
        description=_("CIMS on the command line; without a command the window opens."),
        epilog=_("Exit status: 0 done, 1 done with rows refused or warned, 2 not done."),
        allow_abbrev=False,
    )
    whole.add_argument(
        "--version",
        action="version",
        version=f"CIMS {__version__}",
        help=_("show the program's version and exit"),
    )
    common(whole, None)
    verbs = whole.add_subparsers(dest="verb", metavar="COMMAND")
    describe_office(verbs)
    describe_records(verbs)
    describe_files(verbs)
    describe_access(verbs)
    return whole


def describe_office(verbs: "Verbs") -> None:
    """Verbs about the vault as a whole."""
    init = verb(verbs, "init", "founding.init", _("make a new office in DIR"))
    init.add_argument("--office", required=True, metavar="NAME", help=_("the office's name"))
    init.add_argument(
        "--admin", required=True, metavar="NAME", help=_("the user name to sign in with")
    )
    init.add_argument(
        "--recovery-out",
        required=True,
        type=path,
        metavar="FILE",
        help=_("where the recovery sheet goes: .txt or .pdf"),
    )
    init.add_argument("--currency", default="CNY", help=_("the office's currency"))
    init.add_argument("--zone", default="Asia/Shanghai", help=_("the office's time zone"))
    init.add_argument("--area-code", default="", help=_("the office's area code, like 0512"))
    backup = verb(verbs, "backup", "keeping.backup", _("write a backup of the vault"))
    backup.add_argument("out", type=path, metavar="OUT", help=_("a new file, or a folder for it"))
    backup.add_argument(
        "--closed", action="store_true", help=_("copy the closed files; needs no password")
    )
    restore = verb(verbs, "restore", "keeping.restore", _("make a vault from a backup"))
    restore.add_argument("file", type=path, metavar="FILE", help=_("the backup"))
    restore.add_argument(
        "--into", required=True, type=path, metavar="DIR", help=_("a new data folder")
    )
    restore.add_argument(
        "--recovery-file",
        type=path,
        metavar="FILE",
        help=_("a file with the text of the recovery sheet, instead of a password"),
    )
    check = verb(
        verbs, "check", "keeping.check", _("check the database, the audit log and the search index")
    )
    check.add_argument(
        "--repair", action="store_true", help=_("build a search index that drifted anew")
    )
    tour = verb(verbs, "tour", "touring.tour", _("draw every page of the sample office"))
    tour.add_argument(
        "--out", required=True, type=path, metavar="DIR", help=_("the folder for the pictures")
    )


def describe_records(verbs: "Verbs") -> None:
    """Verbs about records."""
    shown = verb(verbs, "list", "reading.show_list", _("list the records of a type"))
    narrowed(shown)
    shown.add_argument("--limit", type=positive, metavar="N", help=_("at most so many"))
    narrowed(verb(verbs, "count", "reading.count", _("count the records of a type")))
    search = verb(
        verbs,
        "search",
        "reading.search",
        _("find customers, leads, quotes, orders and the like by word, pinyin or number"),
    )
    search.add_argument("text", metavar="TEXT", help=_("what to look for"))
    search.add_argument(
        "--limit", type=positive, default=50, metavar="N", help=_("at most so many; else 50")
    )
    report = verb(verbs, "report", "reporting.report", _("what was sold, added over all orders"))
    report.add_argument("kind", choices=REPORTS, help=_("which report"))
    paper = verb(verbs, "paper", "papering.paper", _("make a paper of a quote or an order"))
    paper.add_argument("kind", choices=("quote", "order"), help=_("which kind of paper"))
    paper.add_argument("number", metavar="NUMBER", help=_("the number of the quote or order"))
    forms = paper.add_mutually_exclusive_group(required=True)
    for form in ("pdf", "docx", "html"):
        forms.add_argument(
            f"--{form}", dest="form", action="store_const", const=form, help=_("as which file")
        )
    paper.add_argument("out", type=path, metavar="OUT", help=_("where the file goes"))
    paper.add_argument("--template", metavar="NAME", help=_("which template; else the usual one"))
    describe_pool(group(verbs, "pool", _("customers of nobody: claim, return, assign")))
    undo = verb(verbs, "undo", "changing.undo", _("take back a change, such as a whole import"))
    undo.add_argument(
        "change_set",
        nargs="?",
        type=positive,
        metavar="CHANGE_SET",
        help=_("its number; without one your newest change"),
    )


def describe_pool(pool: "Verbs") -> None:
    """Customers come out of the pool and go back; they are listed as pool."""
    claim = verb(pool, "claim", "pool.claim", _("take customers out of the pool for yourself"))
    back = verb(pool, "return", "pool.let_go", _("let go of customers"))
    assign = verb(pool, "assign", "pool.assign", _("give customers of the pool to a colleague"))
    for one in (claim, back, assign):
        one.add_argument(
            "numbers", nargs="+", metavar="NUMBER", help=_("a customer's number or whole name")
        )
    back.add_argument(
        "--reason", required=True, metavar="CODE", help=_("why, such as no_time or no_need")
    )
    back.add_argument("--note", metavar="TEXT", help=_("what whoever claims them should know"))
    assign.add_argument(
        "--to", metavar="USER", help=_("the colleague; else whoever had each of them before")
    )


def describe_files(verbs: "Verbs") -> None:
    """Verbs that read and write lists."""
    import_ = verb(verbs, "import", "changing.import_", _("bring in a list from a file"))
    import_.add_argument("file", type=path, metavar="FILE", help=".xlsx .xls .ods .csv")
    import_.add_argument(
        "--into",
        required=True,
        metavar="ENTITY",
        help=_("the record type: {types}").format(types=", ".join(INTO)),
    )
    import_.add_argument("--sheet", metavar="S", help=_("the sheet; else the first visible one"))
    import_.add_argument(
        "--map",
        type=path,
        metavar="MAP.json",
        help=_("which heading feeds which field; else it is guessed"),
    )
    import_.add_argument(
        "--mode",
        choices=tuple(map(str, Mode)),
        default=Mode.CREATE,
        help=_("new records only, known ones only, or both"),
    )
    import_.add_argument(
        "--key", metavar="FIELD", help=_("the field that tells records apart; else the number")
    )
    import_.add_argument(
        "--create-links",
        action="append",
        default=[],
        metavar="FIELD",
        help=_("make what this field names and is not there; may be given again"),
    )
    import_.add_argument("--check", action="store_true", help=_("check only, write nothing"))
    export = verb(verbs, "export", "exporting.export", _("write a list into a file"))
    narrowed(export)
    export.add_argument("out", type=path, metavar="OUT", help=".xlsx .csv")


def narrowed(to: ArgumentParser) -> None:
    """The record type, and conditions that its records must fit."""
    types = ", ".join((*INTO, "pool"))
    to.add_argument(
        "entity", metavar="ENTITY", help=_("the record type: {types}").format(types=types)
    )
    to.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help=_("only records whose field has this value; may be given again"),
    )
