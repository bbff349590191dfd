"""What the check of the log came to, and which sections an owner has to confirm."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from cims.services.i18n import _, _n
from cims.services.log_entries import SeamLine
from cims.services.log_verdict import LogCheck, Outcome
from cims.ui import paint, theme
from cims.ui.records.format import Words
from cims.ui.widgets import Button, Card, IconButton, Pill, column, label, row, wrapped

TONES = {Outcome.WHOLE: "ok", Outcome.FOUND: "bad", Outcome.UNCHECKED: "warn"}
SHOWN = 4  # of what was not looked at


class VerdictCard(Card):
    """Hidden until somebody asks; `confirm_asked` names the entry where a section begins."""

    confirm_asked = Signal(int)
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.pill, self.sentence = Pill(""), wrapped("", 13)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.px(6))
        self.bar.setAccessibleName(_("Checking the log"))
        self.stop = Button(_("Stop"), "x")
        self.stop.clicked.connect(self.cancelled)
        self.close_button = IconButton("x", _("Close"), quiet=True)
        self.close_button.clicked.connect(self.hide)
        self.confirms: dict[int, Button] = {}
        self._more: QWidget | None = None
        head = row(self.pill, self.sentence, self.stop, self.close_button, spacing=12)
        head.setStretch(1, 1)
        self._laid = column(head, self.bar, margins=(14, 10, 10, 10), spacing=8)
        self.setLayout(self._laid)
        self.hide()

    def begin(self) -> None:
        """Say that it runs."""
        self._clear()
        self.pill.show_state(_("Checking"), "info")
        self.sentence.setText(_("Every entry of the log is compared with its tag."))
        self.bar.setRange(0, 0)
        self._running(True)
        self.show()

    def progress(self, done: int, total: int) -> None:
        """How far the check is."""
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)

    def show_verdict(self, check: LogCheck, seams: Sequence[SeamLine], words: Words) -> None:
        """Say what was found, and offer to confirm sections."""
        self._clear()
        self._running(False)
        name = {
            Outcome.WHOLE: _("Whole"),
            Outcome.FOUND: _("Look at this"),
            Outcome.UNCHECKED: _("Not checked"),
        }[check.outcome]
        self.pill.show_state(name, TONES[check.outcome])
        self.sentence.setText(check.sentence)
        self.setAccessibleName(check.sentence)
        self._more = more = QWidget()
        laid = column(spacing=6)
        for line in self._lines(check):
            laid.addWidget(wrapped(line, 12, "muted"))
        for seam in seams:
            if seam.needs_confirming:
                laid.addLayout(self._seam(seam, check, words))
        more.setLayout(laid)
        more.setVisible(laid.count() > 0)
        self._laid.addWidget(more)
        self.show()

    def fail(self, sentence: str) -> None:
        """Say why it was not checked."""
        self._clear()
        self._running(False)
        self.pill.show_state(_("Not checked"), "warn")
        self.sentence.setText(sentence)

    def _lines(self, check: LogCheck) -> list[str]:
        lines = []
        if check.backups:
            words = _n(
                "Compared with what {n} backup has noted.",
                "Compared with what {n} backups have noted.",
                len(check.backups),
            )
            lines.append(words.format(n=len(check.backups)))
        if check.erased:
            words = _n(
                "The values of {n} entry were erased, and that was noted.",
                "The values of {n} entries were erased, and that was noted.",
                check.erased,
            )
            lines.append(words.format(n=f"{check.erased:,}"))
        lines += check.unchecked[:SHOWN]
        if (more := len(check.unchecked) - SHOWN) > 0:
            lines.append(_("and {n} more").format(n=more))
        return lines

    def _seam(self, seam: SeamLine, check: LogCheck, words: Words) -> QHBoxLayout:
        is_open = seam.seq in check.unconfirmed
        told = _("{when}, entry {seq}: {sentence}").format(
            when=words.moment(seam.at), seq=f"{seam.seq:,}", sentence=seam.sentence
        )
        if not is_open and seam.confirmed_by:
            told += " " + _("Confirmed by {name}.").format(name=seam.confirmed_by)
        line = row(
            label("•", 13, paint.BOLD, "warn" if is_open else "ok"), wrapped(told, 12), spacing=8
        )
        line.setStretch(1, 1)
        if is_open:
            button = Button(
                _("I know why"), "check", _("Confirm as an owner that this was meant to be")
            )
            button.clicked.connect(lambda: self.confirm_asked.emit(seam.seq))
            self.confirms[seam.seq] = button
            line.addWidget(button)
        return line

    def _running(self, is_running: bool) -> None:
        self.bar.setVisible(is_running)
        self.stop.setVisible(is_running)
        self.close_button.setVisible(not is_running)

    def _clear(self) -> None:
        self.confirms = {}
        if self._more is not None:
            self._laid.removeWidget(self._more)
            self._more.deleteLater()
            self._more = None
