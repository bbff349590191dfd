"""RegisterHotKey: Windows posts WM_HOTKEY to the thread that asked."""

import ctypes
from collections.abc import Callable
from ctypes import wintypes
from itertools import count
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication

from cims.ui.hot_key.combination import Combination
from cims.ui.hot_key.refusals import taken

WM_HOTKEY, NO_REPEAT, FIRST_FUNCTION_KEY = 0x0312, 0x4000, 0x70
FLAGS = {"Alt": 1, "Ctrl": 2, "Shift": 4, "Meta": 8}
MESSAGES = (b"windows_generic_MSG", b"windows_dispatcher_MSG")
NUMBERS = count(0x4349)


class WindowsGrip(QAbstractNativeEventFilter):
    """Holds one key; must be made on the UI thread."""

    def __init__(self, wanted: Combination, pressed: Callable[[], object]) -> None:
        super().__init__()
        self._pressed, self._number = pressed, next(NUMBERS)
        self._user32: Any = getattr(ctypes, "WinDLL")("user32", use_last_error=True)  # noqa: B009
        flags = sum(FLAGS[one] for one in wanted.modifiers) | NO_REPEAT
        if not self._user32.RegisterHotKey(None, self._number, flags, virtual_key(wanted.key)):
            raise taken(wanted)
        application = QCoreApplication.instance()
        assert application is not None
        application.installNativeEventFilter(self)

    def release(self) -> None:
        """Give the key back."""
        self._user32.UnregisterHotKey(None, self._number)
        if (application := QCoreApplication.instance()) is not None:
            application.removeNativeEventFilter(self)

    def nativeEventFilter(
        self, kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> tuple[bool, int]:
        """Hear of our own key; everything else goes its way."""
        if bytes(kind) in MESSAGES:  # type: ignore[arg-type]  # a QByteArray has a buffer
            heard = wintypes.MSG.from_address(int(message))
            if heard.message == WM_HOTKEY and heard.wParam == self._number:
                self._pressed()
                return True, 0
        return False, 0


def virtual_key(key: str) -> int:
    """The number of a key in Windows: letters and digits are their own signs."""
    return FIRST_FUNCTION_KEY + int(key[1:]) - 1 if len(key) > 1 else ord(key)
