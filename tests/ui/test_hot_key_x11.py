"""The key of the whole system on a real X11 display, where Xvfb and xdotool are installed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HELD = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from cims.services.errors import CimsError
from cims.ui.hot_key import HotKey, combination

application = QApplication([])
key = HotKey()
key.pressed.connect(lambda: (print("pressed", flush=True), application.quit()))
try:
    key.take(combination("Ctrl+Shift+F8"))
except CimsError as refusal:
    print(type(refusal).__name__, flush=True)
    sys.exit(0)
print("held", flush=True)
QTimer.singleShot(20_000, application.quit)
application.exec()
key.release()
"""

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("Xvfb", "xdotool"))), reason="Xvfb or xdotool is not installed"
)


@pytest.fixture
def display() -> Iterator[str]:
    """A display of our own."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "640x480x24"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as number:
        yield f":{number.readline().strip()}"
    server.terminate()
    server.wait()


def holder(display: str) -> "subprocess.Popen[str]":
    """A program that asks for the key."""
    world = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    return subprocess.Popen(
        [sys.executable, "-c", HELD],
        env=world,
        text=True,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )


def said(program: "subprocess.Popen[str]") -> str:
    assert program.stdout is not None
    return program.stdout.readline().strip()


def test_the_key_is_heard_whoever_has_the_keyboard_and_belongs_to_one_program(display: str) -> None:
    with holder(display) as first:
        assert said(first) == "held"
        with holder(display) as second:
            assert said(second) == "TakenKey"
        press = ["xdotool", "key", "ctrl+shift+F8"]
        subprocess.run(press, env={**os.environ, "DISPLAY": display}, check=True)
        assert said(first) == "pressed"
