"""A second start brings the first one's window to the front instead of opening another."""

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from cims.ui.job import outlive

ANSWER_WITHIN = 500  # milliseconds


class Raiser(QObject):
    """Listens for other starts on the same folder, as long as this one holds its lock."""

    asked = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        QLocalServer.removeServer(name_of(folder))  # left by a program that was killed
        self._server.listen(name_of(folder))

    def close(self) -> None:
        """Listen no more."""
        self._server.close()
        outlive(self)

    def _answer(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.disconnectFromServer()
            self.asked.emit()


def raise_other(folder: Path) -> bool:
    """Ask whoever holds the folder to show its window; whether somebody was there."""
    socket = QLocalSocket()
    socket.connectToServer(name_of(folder))
    heard = socket.waitForConnected(ANSWER_WITHIN)
    socket.abort()
    return heard


def name_of(folder: Path) -> str:
    """The name to meet under, the same for every way of writing the folder's path."""
    return "cims-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]
