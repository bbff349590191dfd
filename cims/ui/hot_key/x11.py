"""XGrabKey on a connection of our own; its socket tells Qt when the key was pressed."""

import ctypes
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSocketNotifier

from cims.ui.hot_key.combination import Combination
from cims.ui.hot_key.refusals import taken

SHIFT, LOCK, CONTROL, MOD1, MOD2, MOD4 = 1, 2, 4, 8, 16, 64
FLAGS = {"Shift": SHIFT, "Ctrl": CONTROL, "Alt": MOD1, "Meta": MOD4}
LOCKS = (0, LOCK, MOD2, LOCK | MOD2)  # Caps Lock and Num Lock count as modifiers there
KEY_PRESS, ASYNC, EVENT_BYTES = 2, 1, 192
Refusal = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)


class X11Grip:
    """Holds one key of the display."""

    def __init__(self, wanted: Combination, pressed: Callable[[], object]) -> None:
        self._pressed = pressed
        self._x = library()
        self._display = self._x.XOpenDisplay(None) if self._x else None
        if not self._display:
            raise taken(wanted)
        self._root = self._x.XDefaultRootWindow(self._display)
        name = wanted.key if len(wanted.key) > 1 else wanted.key.lower()
        symbol = self._x.XStringToKeysym(name.encode())
        self._code = self._x.XKeysymToKeycode(self._display, symbol)
        self._flags = sum(FLAGS[one] for one in wanted.modifiers)
        if not self._code or not self._grab():
            self._x.XCloseDisplay(self._display)
            raise taken(wanted)
        number = self._x.XConnectionNumber(self._display)
        self._notifier = QSocketNotifier(number, QSocketNotifier.Type.Read)
        self._notifier.activated.connect(lambda: self._read())

    def release(self) -> None:
        """Give the key back."""
        self._notifier.setEnabled(False)
        self._x.XCloseDisplay(self._display)

    def _grab(self) -> bool:
        """Ask for the key with every state of the locks; False when another program has it."""
        refused: list[bool] = []

        def noted(_display: int, _error: int) -> int:
            refused.append(True)
            return 0

        note = Refusal(noted)
        before = self._x.XSetErrorHandler(ctypes.cast(note, ctypes.c_void_p))
        for locks in LOCKS:
            self._x.XGrabKey(
                self._display, self._code, self._flags | locks, self._root, 1, ASYNC, ASYNC
            )
        self._x.XSync(self._display, 0)
        self._x.XSetErrorHandler(before)
        return not refused

    def _read(self) -> None:
        event = (ctypes.c_long * (EVENT_BYTES // ctypes.sizeof(ctypes.c_long)))()
        while self._x.XPending(self._display):
            self._x.XNextEvent(self._display, event)
            if ctypes.cast(event, ctypes.POINTER(ctypes.c_int))[0] == KEY_PRESS:
                self._pressed()


def library() -> Any:
    """libX11 with the types of what is called; None where there is none."""
    try:
        x, pointer = ctypes.CDLL("libX11.so.6"), ctypes.c_void_p
    except OSError:
        return None
    x.XOpenDisplay.argtypes, x.XOpenDisplay.restype = [ctypes.c_char_p], pointer
    x.XDefaultRootWindow.argtypes, x.XDefaultRootWindow.restype = [pointer], ctypes.c_ulong
    x.XStringToKeysym.argtypes, x.XStringToKeysym.restype = [ctypes.c_char_p], ctypes.c_ulong
    x.XKeysymToKeycode.argtypes, x.XKeysymToKeycode.restype = (
        [pointer, ctypes.c_ulong],
        ctypes.c_ubyte,
    )
    x.XSetErrorHandler.argtypes, x.XSetErrorHandler.restype = [pointer], pointer
    x.XGrabKey.argtypes = [
        pointer, ctypes.c_int, ctypes.c_uint, ctypes.c_ulong, ctypes.c_int, ctypes.c_int,
        ctypes.c_int,
    ]  # fmt: skip
    x.XSync.argtypes, x.XPending.argtypes = [pointer, ctypes.c_int], [pointer]
    x.XNextEvent.argtypes, x.XConnectionNumber.argtypes = [pointer, pointer], [pointer]
    x.XCloseDisplay.argtypes = [pointer]
    return x
