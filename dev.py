"""Set CIMS up in a private .venv, then run, test, check or measure it: python3 dev.py VERB."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

USAGE = """python3 dev.py VERB [WORDS]
  run     open CIMS (without a display: take the tour); WORDS go to the command line of CIMS
  test    run the tests; WORDS go to pytest
  check   ruff, mypy, import-linter, translations
  shots   draw every screen, in both languages, themes and sizes, into the folder shots
  bench   measure; WORDS go to the benchmarks
  lock    write requirements/ anew from pyproject.toml; WORDS go to uv, such as --upgrade
  words   bring the catalogues up to date; WORDS are more .po files to merge"""

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
LOCKS = ROOT / "requirements"
LOCALE = ROOT / "cims" / "resources" / "locale"
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input")

FONT = "fonts-noto-cjk"
SYSTEM_PACKAGES = (  # what Qt is linked to, then what a window under X11 needs besides
    "libglib2.0-0 libegl1 libgl1 libx11-6 libdbus-1-3 libfontconfig1 libfreetype6 libxkbcommon0 "
    "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-randr0 libxcb-shape0 libxcb-xfixes0 "
    f"libxcb-xkb1 libxkbcommon-x11-0 ca-certificates {FONT}"
).split()


def main(words: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - this sentence is for exactly those
        return refuse(f"CIMS needs Python 3.11 or newer; this one is {platform.python_version()}.")
    verb = VERBS.get(words[0]) if words else None
    if verb is None:
        return refuse(USAGE)
    try:
        return verb(words[1:])
    except subprocess.CalledProcessError as failed:
        return refuse(f"This did not work: {' '.join(map(str, failed.cmd))}")
    except OSError as failed:
        return refuse(str(failed))
    except KeyboardInterrupt:
        return 130


def refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


def run(words: list[str]) -> int:
    set_up("run")
    offscreen = not has_display()
    if offscreen and not words:
        pictures = ROOT / "build" / "tour"
        print(f"There is no display here: CIMS takes a tour instead, to be seen in {pictures}")
        words = ["tour", "--out", str(pictures)]
    return python("-m", "cims", *words, folder=Path.cwd(), offscreen=offscreen)


def test(words: list[str]) -> int:
    set_up("test")
    return python("-m", "pytest", *words, offscreen=True)


def check(words: list[str]) -> int:
    set_up("test")
    steps = {
        "ruff": ("-m", "ruff", "check", "."),
        "ruff format": ("-m", "ruff", "format", "--check", "."),
        "mypy": ("-m", "mypy"),
        "import-linter": (
            "-c",
            "from importlinter.cli import import_linter as i; i(['lint', '--no-logo'])",
        ),
        "translations": ("-m", "pytest", "-q", "tests/test_translations.py"),
    }
    failed = []
    for name, step in steps.items():
        print(f"{name}:", flush=True)
        if python(*step, offscreen=True):
            failed.append(name)
    print("Not clean: " + ", ".join(failed) if failed else "All clean.")
    return 1 if failed else 0


def shots(words: list[str]) -> int:
    set_up("test")
    return python("-m", "tests.ui.shots", str(ROOT / "shots"), *words, offscreen=True)


def bench(words: list[str]) -> int:
    set_up("test")
    return python("-m", "benchmarks", *words, offscreen=True)


def lock(words: list[str]) -> int:
    import tomllib

    set_up("run")
    subprocess.run([PYTHON, *PIP, "uv"], check=True)
    builders = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]
    run_lock, both = "requirements/run.txt", ("--extra", "test", "--extra", "check")
    uv = (PYTHON, "-m", "uv", "pip", "compile", "--quiet", "--no-config", "--no-header", *words)
    for_all = ("--universal", "--python-version", "3.11", "--generate-hashes")
    for name, source, given in (
        ("build", ("-",), "\n".join(builders["requires"])),
        ("run", ("pyproject.toml",), None),
        ("test", ("pyproject.toml", *both, "--constraint", run_lock), None),
    ):
        command = [*uv, *for_all, "--output-file", f"requirements/{name}.txt", *source]
        subprocess.run(command, input=given, text=True, check=True, cwd=ROOT)
    return 0


def words(files: list[str]) -> int:
    if Path(sys.prefix).resolve() != VENV.resolve():  # Babel lives in there
        set_up("run")
        return python(str(ROOT / "dev.py"), "words", *files, folder=Path.cwd())
    from babel.messages.pofile import read_po, write_po

    for path in catalogues():
        with path.open("rb") as stream:
            catalogue = read_po(stream)
        catalogue.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        for file in map(Path, files):
            with file.open("rb") as stream:
                merge(catalogue, read_po(stream), file.name)
        with path.open("wb") as stream:
            write_po(stream, catalogue, width=0, sort_output=True, include_lineno=False)
        missing = [message.id for message in catalogue if not is_whole(message.string)]
        print(f"{path.relative_to(ROOT)}: {len(catalogue)} texts, {len(missing)} not translated")
    return set_up("run")


VERBS = {verb.__name__: verb for verb in (run, test, check, shots, bench, lock, words)}


def extracted() -> Catalog:
    """Every text that the program marks with _(), N_() or _n()."""
    from babel.messages.catalog import Catalog
    from babel.messages.extract import extract_from_dir

    catalogue = Catalog(project="CIMS")
    keywords = {"_": None, "N_": None, "_n": (1, 2)}
    for file, line, text, _comments, context in extract_from_dir(
        ROOT / "cims", [("**.py", "python")], keywords=keywords
    ):
        catalogue.add(text, locations=[(f"cims/{file}", line)], context=context)
    return catalogue


def merge(catalogue: Catalog, more: Catalog, name: str) -> None:
    """Take over translations for the texts that the program has; tell of the others, and of
    those that change what stands elsewhere.
    """
    for message in more:
        known = catalogue.get(message.id) if message.id else None
        if known is not None and is_whole(message.string):
            if is_whole(known.string) and known.string != message.string:
                told = f"{message.id!r} was {known.string!r} everywhere"
                print(f"{name}: {told}, now {message.string!r}", file=sys.stderr)
            known.string = message.string
        elif message.id and known is None:
            print(f"{name}: the program has no text {message.id!r}", file=sys.stderr)


def is_whole(translation: str | tuple[str, ...] | list[str] | None) -> bool:
    """Whether there is a translation, with all its plural forms."""
    return all(translation) if isinstance(translation, (tuple, list)) else bool(translation)


def set_up(level: str) -> int:
    """Bring .venv (level "run" or "test") and catalogues up to date; a no-op when they are."""
    if not (any(is_done(*stamp(name)) for name in {level, "test"}) and PYTHON.exists()):
        print("Setting CIMS up in .venv: this takes a few minutes, once.", flush=True)
        install_system_packages()
        if not (PYTHON.exists() and any(PROGRAMS.glob("pip*"))):
            subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
        # two packages come as source only; what builds them is locked as well
        locked = (*PIP, "--require-hashes", "--no-build-isolation", "--use-pep517", "-r")
        for name in ("build", level):
            subprocess.run([PYTHON, *locked, LOCKS / f"{name}.txt"], check=True)
        done(*stamp(level))
    sources = catalogues()
    compiled = all(path.with_suffix(".mo").exists() for path in sources)
    if not (compiled and is_done("catalogues", sources)):
        babel = ("-m", "babel.messages.frontend", "--quiet", "compile")
        subprocess.run([PYTHON, *babel, "-D", "cims", "-d", LOCALE], check=True)
        done("catalogues", sources)
    return 0


def catalogues() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/cims.po"))


def stamp(level: str) -> tuple[str, list[Path]]:
    return level, [LOCKS / "build.txt", LOCKS / f"{level}.txt"]


def digest(files: list[Path]) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def is_done(name: str, files: list[Path]) -> bool:
    mark = VENV / f"done-{name}"
    return mark.exists() and mark.read_text("ascii") == digest(files)


def done(name: str, files: list[Path]) -> None:
    (VENV / f"done-{name}").write_text(digest(files), "ascii")


def install_system_packages() -> None:
    """On Debian and its kin, install what Qt and a virtual environment need."""
    missing = missing_packages()
    if not missing:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    become = allowed_to_install()
    if become is None:
        print(f"Some system packages are missing. Run: sudo {' '.join(command)}", file=sys.stderr)
        if missing != [FONT]:
            sys.exit(2)
        return
    print("Installing system packages: " + " ".join(missing), flush=True)
    silent = [*become, "env", "DEBIAN_FRONTEND=noninteractive"]
    for step in (["apt-get", "update"], command):
        subprocess.run([*silent, *step, "-qq"], check=True, stdout=subprocess.DEVNULL)


def missing_packages() -> list[str]:
    if sys.platform != "linux" or not shutil.which("dpkg-query"):
        return []
    release = platform.freedesktop_os_release()
    if not {"debian", "ubuntu"} & {release["ID"], *release.get("ID_LIKE", "").split()}:
        return []
    # newer releases rename packages (libglib2.0-0t64) and still provide the old name
    ask = ["dpkg-query", "-W", "-f", "${db:Status-Abbrev} ${Package} ${Provides}\n"]
    lines = subprocess.run(ask, check=True, capture_output=True, text=True).stdout.splitlines()
    present = {word for line in lines if line[1] == "i" for word in re.findall(r"[\w.+-]+", line)}
    venv = [] if importlib.util.find_spec("ensurepip") else ["python3-venv"]
    return sorted({*SYSTEM_PACKAGES, *venv} - present)


def allowed_to_install() -> list[str] | None:
    """What to put before a command so that it may install packages; None when not allowed."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        return ["sudo", "-n"] if asked.returncode == 0 else None
    return None


def has_display() -> bool:
    named = os.environ.get("QT_QPA_PLATFORM")
    if named:
        return named not in ("offscreen", "minimal")
    screen = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    return sys.platform != "linux" or bool(screen)


def python(*words: str, folder: Path = ROOT, offscreen: bool = False) -> int:
    """Run Python of .venv, with this checkout first on its path; its exit status is returned."""
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    if offscreen:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    return subprocess.run([PYTHON, *words], cwd=folder, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
