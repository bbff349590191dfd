"""The only place that tells the user something: message bar, toasts, questions, crash report."""

import logging
import platform
from collections.abc import Callable

import PySide6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QMessageBox, QPlainTextEdit, QWidget

from cims import __version__
from cims.services.errors import Cancelled, sentence_of
from cims.services.fault_report import fault_report
from cims.services.i18n import _, _n
from cims.ui.widgets import Button, column, label, resize_within, row, wrapped

log = logging.getLogger("cims")


class Messages(QObject):
    """What the rest of the program calls; the window shows what the signals carry."""

    said = Signal(str, str)
    lead_offered = Signal(str, object)  # the words of a button below what was just said
    toasted = Signal(str, object)
    cleared = Signal()

    def __init__(self, window: QWidget | None = None) -> None:
        super().__init__()
        self._window = window
        self._open_dialogs: set[QDialog] = set()

    def show_in(self, window: QWidget | None) -> None:
        """Let dialogs belong to this window."""
        self._window = window

    def error(self, error: BaseException) -> None:
        """What a person can understand in the bar, silence for Cancelled, a report for a bug."""
        if isinstance(error, Cancelled):
            return
        if sentence := sentence_of(error):
            self.said.emit(sentence, "bad")
            return
        report = crash_report(error)
        log.error("%s", report)
        self._open(CrashDialog(report, self._window))

    def warn(self, sentence: str) -> None:
        """A warning that stays until it is closed."""
        self.said.emit(sentence, "warn")

    def lead(self, sentence: str, words: str, then: Callable[[], object]) -> None:
        """A warning with a button that leads to where it is mended."""
        self.warn(sentence)
        self.lead_offered.emit(words, then)

    def say(self, sentence: str) -> None:
        """Something worth knowing that stays until it is closed."""
        self.said.emit(sentence, "info")

    def clear(self) -> None:
        """Take the message bar away, because what it said is over."""
        self.cleared.emit()

    def toast(self, sentence: str, undo: Callable[[], object] | None = None) -> None:
        """What was just done, for eight seconds, with Undo where that is possible."""
        self.toasted.emit(sentence, undo)

    def undone(self, kept: int) -> None:
        """Tell what an undo did; `kept` records had been changed since and stay as they are."""
        if not kept:
            self.toast(_("Undone."))
            return
        self.warn(
            _n(
                "Undone, except for {n} record that was changed since; open it to decide.",
                "Undone, except for {n} records that were changed since; open them to decide.",
                kept,
            ).format(n=kept)
        )

    def ask(
        self,
        sentence: str,
        answer: str,
        then: Callable[[], None],
        *,
        otherwise: Callable[[], None] | None = None,
        danger: bool = False,
    ) -> None:
        """Ask before something that can't be undone; `answer` is the verb on the button."""
        box = QMessageBox(self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle("CIMS")
        box.setText(sentence)
        box.setIcon(QMessageBox.Icon.NoIcon)
        yes, no = Button(answer), Button(_("Cancel"))
        for button in (yes, no):
            button.setParent(box)  # addButton alone leaves it to Python, which would drop it
        yes.setProperty("danger" if danger else "primary", True)
        box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        box.addButton(no, QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(no if danger else yes)
        box.setEscapeButton(no)

        def answered() -> None:
            if box.clickedButton() is yes:
                then()
            elif otherwise is not None:
                otherwise()

        box.finished.connect(lambda _result: answered())
        self._open(box)

    def _open(self, dialog: QDialog) -> None:
        self._open_dialogs.add(dialog)  # Python would drop one without a parent at once
        dialog.finished.connect(lambda _result: self._forget(dialog))
        dialog.open()

    def _forget(self, dialog: QDialog) -> None:
        self._open_dialogs.discard(dialog)
        dialog.deleteLater()


class CrashDialog(QDialog):
    """Says that something went wrong, with a report that can be copied and holds no user data."""

    def __init__(self, report: str, window: QWidget | None = None) -> None:
        super().__init__(window)
        self.setWindowTitle(_("Something went wrong"))
        resize_within(self, 620, 420)
        self._report = QPlainTextEdit(report)
        self._report.setReadOnly(True)
        self._report.setAccessibleName(_("Report"))
        copy = Button(_("Copy report"), "copy")
        copy.clicked.connect(self._copy)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.setLayout(
            column(
                label(_("Something went wrong"), 15, QFont.Weight.DemiBold),
                wrapped(
                    _(
                        "What you were doing was not finished; saved records are safe. "
                        "The report below names places in the program and none of your records. "
                        "Copy it to whoever looks after CIMS."
                    ),
                    role="muted",
                ),
                self._report,
                row(copy, None, buttons),
                margins=(20, 16, 20, 16),
                spacing=12,
            )
        )

    def _copy(self) -> None:
        self._report.selectAll()
        self._report.copy()


def crash_report(error: BaseException) -> str:
    """Where in the program it happened, without the error's words, which may quote a record."""
    return fault_report(
        error,
        f"CIMS {__version__} · Python {platform.python_version()} · "
        f"PySide6 {PySide6.__version__} · {platform.system()} {platform.release()} "
        f"{platform.machine()}",
    )
