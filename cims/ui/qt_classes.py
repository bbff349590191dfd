"""Qt's classes for Python, all made in the UI thread before another thread can name one.

PySide makes a class when it is first named, and keeps tables of those that are not made yet. Two
threads that name two of them at once spoil the tables, and the process ends (PySide6 6.11): a
module that is imported in the background names many, pyqtgraph every single one.
"""

from contextlib import suppress
from functools import cache
from importlib import import_module
from types import ModuleType

NAMED_BY_US = ("QtCore", "QtGui", "QtWidgets", "QtNetwork", "QtPrintSupport", "QtSvg", "QtDBus")
NAMED_BY_PYQTGRAPH = ("QtOpenGL", "QtOpenGLWidgets", "QtTest")


def make_some() -> bool:
    """Make those of one module, 1 to 35 ms; False when there were none left to make."""
    for name in (*NAMED_BY_US, *NAMED_BY_PYQTGRAPH):
        with suppress(ImportError):  # QtDBus is not everywhere, and a bundle leaves others out
            module = import_module(f"PySide6.{name}")
            if names := not_made(module):
                for missing in names:
                    getattr(module, missing)
                return True
    return False


@cache
def make_all() -> None:
    """Make what is left; called before anything is handed to a thread."""
    while make_some():
        pass


def not_made(module: ModuleType) -> set[str]:
    """The names of a module's classes that nobody has named yet."""
    return set(dir(module)) - set(vars(module))
