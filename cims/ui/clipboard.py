"""The clipboard: secrets that leave it again, and records, which count as taken out."""

from collections.abc import Callable, Sequence
from secrets import token_bytes
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QPixmap

from cims.services.granted import Taking

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Jobs

SECRET_STAYS = 30_000  # milliseconds
MARK = "application/x-cims-secret"
# what programs that keep a history of the clipboard look for: Windows, macOS, KDE
HINTS = {
    "ExcludeClipboardContentFromMonitorProcessing": b"1",
    "org.nspasteboard.ConcealedType": b"1",
    "x-kde-passwordManagerHint": b"secret",
}


def copy_text(text: str) -> None:
    """Put a text on the clipboard, where it stays."""
    QGuiApplication.clipboard().setText(text)


def copy_data(data: QMimeData) -> None:
    """Put a table on the clipboard, in all forms it has."""
    QGuiApplication.clipboard().setMimeData(data)


def copy_picture(picture: QPixmap) -> None:
    """Put a picture on the clipboard."""
    QGuiApplication.clipboard().setPixmap(picture)


def copy_value(
    jobs: "Jobs",
    owner: QObject,
    record: tuple[str, int],
    name: str,
    text: str,
    told: Callable[[], object] | None = None,
) -> None:
    """Put one value of a record on the clipboard; `name` is what the log calls it.

    `told` is called once it is there: over the cap it never is.
    """
    entity, id_ = record

    def put() -> None:
        copy_text(text)
        if told is not None:
            told()

    copy_records(jobs, owner, entity, [id_], [name], put)


def copy_secret(text: str) -> None:
    """Put a text on the clipboard that leaves it after 30 s, at lock and at quit, if unchanged."""
    token, data = token_bytes(8), QMimeData()
    data.setText(text)
    data.setData(MARK, token)
    for hint, value in HINTS.items():
        data.setData(hint, value)
    copy_data(data)
    timer = QTimer(QGuiApplication.clipboard(), singleShot=True, interval=SECRET_STAYS)
    timer.timeout.connect(lambda: forget_secret(token))
    timer.timeout.connect(timer.deleteLater)
    timer.start()


def forget_secret(token: bytes | None = None) -> None:
    """Empty the clipboard if a secret stands there: this one, or any."""
    clipboard = QGuiApplication.clipboard()
    held = clipboard.mimeData()
    mark = held.data(MARK).data() if held is not None else b""
    if mark and token in (None, mark):
        clipboard.clear()


def copy_records(
    jobs: "Jobs",
    owner: QObject,
    entity: str,
    ids: Sequence[int],
    columns: Sequence[str],
    put: Callable[[], None],
) -> None:
    """Let `put` fill the clipboard with these columns of records, once they are counted."""
    take_out(jobs, owner, Taking.COPY, entity, ids, columns, put)


def take_out(
    jobs: "Jobs",
    owner: QObject,
    taking: Taking,
    entity: str,
    ids: Sequence[int],
    columns: Sequence[str],
    then: Callable[[], None],
) -> None:
    """Let records leave by `then` once they are counted and noted; over the cap a sentence comes.

    Who has no cap does not wait for a running import.
    """

    def take(office: "Office") -> None:
        office.day_use.take(taking, entity, ids, columns)

    def known(left: int | None) -> None:
        if left is None:
            then()
            jobs.write(take)
        else:
            jobs.write(take, owner=owner, then=lambda _done: then())

    jobs.read(owner, lambda office: office.day_use.left(taking), known)
