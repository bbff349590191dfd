"""A second start brings the first one's window to the front, and hands over what it was asked."""

import hashlib
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

from cims.services.errors import CimsError
from cims.services.rules.find_links import is_link, number_asked, whole_number
from cims.ui.job import outlive

ANSWER_WITHIN = 500  # milliseconds
FIND = b"find "
LONGEST = 64  # bytes of a number that is handed over


class Raiser(QObject):
    """Listens for other starts on the same folder, as long as this one holds its lock."""

    asked = Signal(object)  # the number to find, None for the window alone

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        QLocalServer.removeServer(name_of(folder))  # left by a program that was killed
        self._server.listen(name_of(folder))
        if sys.platform == "darwin" and (application := QCoreApplication.instance()):
            application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A Mac tells the running program of a link; other systems start another one with it."""
        if isinstance(event, QFileOpenEvent) and is_link(link := event.url().toString()):
            self.asked.emit(number_or_none(link))
            return True
        return super().eventFilter(watched, event)

    def close(self) -> None:
        """Listen no more."""
        self._server.close()
        outlive(self)

    def _answer(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.setReadBufferSize(LONGEST + 1)
            once = Qt.ConnectionType.SingleShotConnection
            if socket.state() == QLocalSocket.LocalSocketState.UnconnectedState:
                self._hear(socket)
            else:
                socket.disconnected.connect(lambda socket=socket: self._hear(socket), once)
                QTimer.singleShot(ANSWER_WITHIN, socket, socket.abort)

    def _hear(self, socket: QLocalSocket) -> None:
        """What another start wants; words that are no number only raise the window."""
        said = bytes(socket.readAll().data())
        socket.deleteLater()
        self.asked.emit(understood(said))


def to_front(window: QWidget) -> None:
    """Show a window, also one that was minimized, above the others."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def raise_other(folder: Path, number: str | None = None) -> bool:
    """Ask whoever holds the folder to show its window; whether somebody was there.

    With a number, also an empty one, to show the find window with it.
    """
    socket = QLocalSocket()
    socket.connectToServer(name_of(folder))
    heard = socket.waitForConnected(ANSWER_WITHIN)
    if heard and number is not None:
        socket.write(FIND + number.encode())
        socket.waitForBytesWritten(ANSWER_WITHIN)
    socket.disconnectFromServer()
    if socket.state() != QLocalSocket.LocalSocketState.UnconnectedState:
        socket.waitForDisconnected(ANSWER_WITHIN)
    return heard


def number_or_none(link: str) -> str | None:
    """The number in a link; one that is refused only raises the window."""
    try:
        return number_asked(link)
    except CimsError:
        return None


def understood(said: bytes) -> str | None:
    """The number after the word for finding; None when the window alone is wanted."""
    if not said.startswith(FIND) or len(said) > LONGEST:
        return None
    try:
        return whole_number(said.removeprefix(FIND).decode())
    except (CimsError, UnicodeDecodeError):
        return ""


def name_of(folder: Path) -> str:
    """The name to meet under, the same for every way of writing the folder's path."""
    return "cims-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]
