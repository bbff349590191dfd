"""What keeps the house in order: floors, words, clocks and SQL stay where they belong."""

import ast
import gc
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports
from PySide6.QtGui import QColor, QImage, QPainter

ROOT = Path(__file__).resolve().parent.parent
CIMS = ROOT / "cims"
SOURCES = {
    file.relative_to(CIMS).as_posix(): ast.parse(file.read_text("utf-8"))
    for file in sorted(CIMS.rglob("*.py"))
}
TRANSLATORS = ("_", "N_", "_n")

CLOCKS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "func": {"now", "current_timestamp", "current_date", "current_time"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime"},
    "QDate": {"currentDate"},
    "QTime": {"currentTime"},
    "QDateTime": {"currentDateTime", "currentDateTimeUtc", "currentMSecsSinceEpoch"},
}

SQLITE_ROOMS = (
    "services/database.py",
    "services/search.py",
    "services/vault/",
    "services/backup/",
    "models/migrations/",
)
SQLITE_WORDS = re.compile(
    r"\bMATCH\b|\bPRAGMA\b|\bFTS[345]?\b|\bfts5\b|\bINSERT OR\b|\browid\b"
    r"|json_extract\s*\(|strftime\s*\("
)
SQLITE_FUNCTIONS = {"json_extract", "strftime", "json_each", "julianday", "highlight", "bm25"}

# each pattern is written so that it does not find itself; ada is nobody's real folder
PLACES = re.compile(
    rb"(?<![\w.~/-])/(?:[w]ork|[r]oot|[h]ome|[U]sers)/(?!ada\b)\w"
    rb"|[A-Z]:\\[U]sers\\\w"
    rb"|/opt/[p]ypi|/opt/[w]heels"
    rb"|[p]ypi\.org|[p]ythonhosted\.org|[d]eb\.debian\.org"
    rb"|--(?:extra-)?[i]ndex-url|--[f]ind-links"
)


def outside(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    """The modules that are not in the rooms named by file or by folder."""
    return ((name, tree) for name, tree in SOURCES.items() if not name.startswith(rooms))


def base_name(node: ast.expr) -> str:
    """The last name before the dot: `datetime` in `datetime.datetime.now`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def calls_of_translators(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and base_name(node.func) in TRANSLATORS:
            yield node


def translated_at_import(node: ast.AST) -> Iterator[ast.Call]:
    """Calls of _() and _n() that run when the module is imported."""
    if isinstance(node, ast.Call) and base_name(node.func) in ("_", "_n"):
        yield node
    later: list[ast.AST] = []
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        later = list(node.body)
    elif isinstance(node, ast.Lambda):
        later = [node.body]
    for child in ast.iter_child_nodes(node):
        if child not in later:
            yield from translated_at_import(child)


def texts(tree: ast.Module) -> Iterator[ast.Constant]:
    """Every text in a module but docstrings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docstrings
        ):
            yield node


def test_floors_and_rooms_import_only_downwards(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    status = lint_imports(no_cache=True, no_logo=True)
    assert status == 0, capsys.readouterr().out


def test_composition_roots_meet_no_tables_either():
    found = [
        f"{name}:{node.lineno}"
        for name, tree in SOURCES.items()
        if "/" not in name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and re.match(
            r"sqlalchemy|sqlcipher3|cims\.models",
            (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name,
        )
    ]
    assert not found


def test_rules_are_pure():
    allowed = ("cims.services.rules", "cims.services.errors", "cims.services.i18n")
    found = [
        f"{name}:{node.lineno} {node.module}"
        for name, tree in SOURCES.items()
        if name.startswith("services/rules/")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").split(".")[0] in ("cims", "sqlalchemy", "PySide6")
        and not (node.module or "").startswith((*allowed, "cims.services.clock"))
    ]
    assert not found


def test_only_the_clock_asks_what_time_it_is():
    found = []
    for name, tree in outside("services/clock.py"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                if node.attr in CLOCKS.get(base_name(node.value), ()):
                    found.append(f"{name}:{node.lineno} {ast.unparse(node)}")
            elif isinstance(node, ast.ImportFrom) and node.module == "time":
                names = {alias.name for alias in node.names} & CLOCKS["time"]
                found += [f"{name}:{node.lineno} from time import {each}" for each in names]
    assert not found


def test_no_text_is_translated_while_a_module_is_imported():
    found = [
        f"{name}:{call.lineno} {ast.unparse(call)}"
        for name, tree in SOURCES.items()
        for call in translated_at_import(tree)
    ]
    assert not found


def test_texts_reach_the_translators_whole():
    found = [
        f"{name}:{call.lineno} {ast.unparse(call)}"
        for name, tree in SOURCES.items()
        for call in calls_of_translators(tree)
        for argument in (call.args[:2] if base_name(call.func) == "_n" else call.args)
        for node in ast.walk(argument)
        if isinstance(node, ast.JoinedStr | ast.BinOp)
        or (isinstance(node, ast.Call) and base_name(node.func) == "format")
    ]
    assert not found


def test_sqlite_is_spoken_only_in_the_rooms_that_may():
    found = []
    for name, tree in outside(*SQLITE_ROOMS):
        found += [
            f"{name}:{text.lineno} {text.value!r}"
            for text in texts(tree)
            if SQLITE_WORDS.search(text.value)
        ]
        found += [
            f"{name}:{node.lineno} {ast.unparse(node)}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and base_name(node.value) == "func"
            and node.attr in SQLITE_FUNCTIONS
        ]
    assert not found


def test_no_file_names_a_place_on_somebodys_machine():
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout, so there is no list of our files")
    found = []
    for name in filter(None, listed.stdout.decode().split("\0")):
        file = ROOT / name
        if file.is_file():
            found += [f"{name}: {hit.decode()}" for hit in PLACES.findall(file.read_bytes())]
    assert not found


@pytest.mark.parametrize(("lock", "extras"), [("run", ()), ("test", ("test", "check"))])
def test_every_dependency_is_locked_by_hash(lock, extras):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"]]
    for extra in extras:
        wanted += project["optional-dependencies"][extra]
    names = {re.split(r"[<>=;! ]", each)[0].lower().replace("_", "-") for each in wanted}
    text = (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8")
    entries = re.findall(r"^([\w.-]+)==(?:[^\n]*\\\n)(\s+--hash=sha256:\w{64})", text, re.MULTILINE)
    assert names <= {name for name, _hash in entries}
    assert len(entries) == len(re.findall(r"^[\w.-]+==", text, re.MULTILINE))


def test_dev_can_say_its_sentence_to_an_old_python():
    ast.parse((ROOT / "dev.py").read_text("utf-8"), feature_version=(3, 7))


def test_qt_keeps_its_references_to_none(qapp):
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    pen = QColor("black")
    gc.collect()
    gc.disable()  # what earlier tests left behind holds thousands of references to None
    try:
        before = sys.getrefcount(None)
        for _round in range(200):
            painter.setPen(pen)
        lost = before - sys.getrefcount(None)
    finally:
        gc.enable()
    painter.end()
    assert lost < 100
