"""Start to unlock window against an empty PySide6 window: python -m benchmarks.start [ROUNDS]."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 2.5
EMPTY = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
window.resize(1100, 720)
window.show()
QTimer.singleShot(0, application.quit)
application.exec()
"""
UNLOCK = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from cims.app import start
from cims.services.clock import system_now
from cims.services.vault.policy import STRONG
from cims.ui.doors.entry import Place
from cims.ui.doors.preferences import Preferences
folder = Path(sys.argv[1])
application = QApplication([])
program = start(Place(folder, STRONG, system_now), application, Preferences(folder / "cims.ini"))
QTimer.singleShot(0, application.quit)
application.exec()
program.close()
"""


def founded(folder: Path) -> None:
    """Make an office to unlock; not part of the measurement."""
    from cims.services.clock import system_now
    from cims.services.opening import Founding, found_office
    from cims.services.vault.policy import STRONG

    founding = Founding("Benchmark", "boss", "Boss")
    password = "a phrase for measuring only"
    found_office(folder, founding, password, policy=STRONG, clock=system_now)[0].close()


def seconds(bytecode: Path, script: str, *words: str) -> float:
    """How long a fresh Python takes for the script, with its first paint and compiled modules."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(bytecode)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", script, *words], check=True, env=environment)
    return time.perf_counter() - begun


def measured(rounds: int) -> tuple[float, float]:
    """Medians of the empty window and of the unlock window, taken by turns."""
    with tempfile.TemporaryDirectory() as folder:
        vault, bytecode = Path(folder) / "vault", Path(folder) / "bytecode"
        founded(vault)
        pairs = [
            (seconds(bytecode, EMPTY), seconds(bytecode, UNLOCK, str(vault)))
            for _round in range(rounds + 1)
        ]
    after_warming = pairs[1:]
    empty, unlock = (statistics.median(column) for column in zip(*after_warming, strict=True))
    return empty, unlock


def main(words: list[str]) -> int:
    """Print both times and their ratio; 1 when the ratio is above the limit."""
    empty, unlock = measured(int(words[0]) if words else 7)
    ratio = unlock / empty
    print(f"empty window  {empty * 1000:6.0f} ms")
    print(f"unlock window {unlock * 1000:6.0f} ms")
    print(f"ratio         {ratio:6.2f} (limit {LIMIT})")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
