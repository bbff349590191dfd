"""One-time codes: turned on with a phone, ten codes to print, turned off again."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFont, QPixmap
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QLayout, QLineEdit, QWidget

from cims.services.i18n import _, _n
from cims.services.one_time_codes import Gate
from cims.services.rules.one_time_code import address, new_secret, secret_text
from cims.ui import theme
from cims.ui.messages import Messages
from cims.ui.printing.paper import save_pdf_as, show_preview
from cims.ui.printing.qr import qr_of
from cims.ui.printing.sheet import Line, Part, Sheet
from cims.ui.records.format import day
from cims.ui.widgets import Button, DangerButton, PrimaryButton, column, label, row, wrapped

WIDTH = 460
COLUMNS = 2


class Take(Protocol):
    """What does the work of the dialog."""

    def turn_on(self, dialog: "OneTimeCodesDialog", secret: bytes, code: str) -> None:
        """Ask for codes from now on."""

    def renew(self, dialog: "OneTimeCodesDialog", code: str) -> None:
        """Make new printed codes."""

    def turn_off(self, dialog: "OneTimeCodesDialog", code: str) -> None:
        """Ask for codes no more."""


class OneTimeCodesDialog(QDialog):
    """Off: a picture for the phone. On: what is left. Once made, the printed codes, only now."""

    def __init__(
        self, gate: Gate, office: str, name: str, take: Take, messages: Messages,
        window: QWidget | None,
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._office, self._name, self._take, self._messages = office, name, take, messages
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("One-time codes"))
        self.secret = new_secret()
        self.codes: tuple[str, ...] = ()
        self.code = QLineEdit()
        self.code.setAccessibleName(_("Code from the phone"))
        self.problem = wrapped("", 12, "bad")
        self.problem.hide()
        self._body = QWidget()
        self._body.setLayout(self._when_on(gate) if gate.is_on else self._when_off())
        self.setLayout(column(self._body, margins=(20, 16, 20, 16)))
        self._fit()

    def refuse(self, sentence: str) -> None:
        """Say why nothing was changed, and let it be tried again."""
        self._body.setEnabled(True)
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.code.selectAll()
        self.code.setFocus()
        self._fit()

    def show_codes(self, codes: tuple[str, ...]) -> None:
        """The printed codes: they are shown once."""
        self.codes = codes
        self._body.deleteLater()
        self._body = QWidget()
        self._body.setLayout(self._printed())
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self._body)
        self._fit()

    def sheet(self) -> Sheet:
        """The printed codes on paper."""
        lines = tuple(Line(str(number), code) for number, code in enumerate(self.codes, 1))
        return Sheet(
            _("One-time codes"),
            f"{self._office} · {self._name}",
            (Part(_("Each code opens once, without the phone"), lines, 8),),
            _("Keep this sheet away from the computer. Cross out what you have used."),
        )

    def _send(self, work: Callable[[str], None]) -> None:
        if not self.code.text().strip():
            self.refuse(_("Type the six digits that the phone shows now."))
            return
        self.problem.hide()
        self._body.setEnabled(False)
        work(self.code.text())

    def _when_off(self) -> QLayout:
        picture = QLabel()
        picture.setTextFormat(Qt.TextFormat.PlainText)
        shown = qr_of(address(self.secret, self._office, self._name), 4)
        picture.setPixmap(QPixmap.fromImage(shown))
        picture.setAccessibleName(_("QR code for the phone"))
        on = PrimaryButton(_("Turn on"), "check")
        on.clicked.connect(
            lambda: self._send(lambda code: self._take.turn_on(self, self.secret, code))
        )
        return column(
            self._wide(_("After the password CIMS asks for six digits from your phone.")),
            self._honest(),
            row(None, picture, None),
            self._wide(_("Scan it with an app for one-time codes, or type this into the app:")),
            self._wide(secret_text(self.secret)),
            *self._code_field(),
            row(None, self._close_button(), on),
            spacing=9,
        )

    def _when_on(self, gate: Gate) -> QLayout:
        left = _n("{n} printed code is left.", "{n} printed codes are left.", gate.printed)
        since = day(gate.since.date()) if gate.since else ""
        off, renew = DangerButton(_("Turn off"), "x"), Button(_("New printed codes"), "rotate-ccw")
        off.clicked.connect(lambda: self._send(lambda code: self._take.turn_off(self, code)))
        renew.clicked.connect(lambda: self._send(lambda code: self._take.renew(self, code)))
        return column(
            self._wide(_("On since {date}.").format(date=since)),
            self._wide(left.format(n=gate.printed)),
            self._honest(),
            *self._code_field(),
            row(off, renew, None, self._close_button()),
            spacing=9,
        )

    def _printed(self) -> QLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(28))
        for number, code in enumerate(self.codes):
            words = label(f"{number + 1}.  {code}", 14, QFont.Weight.DemiBold)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(words, number // COLUMNS, number % COLUMNS)
        paper, pdf = PrimaryButton(_("Print"), "printer"), Button(_("Save as PDF"), "file-output")
        paper.clicked.connect(lambda: show_preview(self.sheet(), self))
        pdf.clicked.connect(lambda: save_pdf_as(self.sheet(), self, self._messages))
        done = Button(_("Done"), "check")
        done.clicked.connect(self.accept)
        return column(
            self._wide(
                _(
                    "One-time codes are on. These ten codes open without the phone, each once. "
                    "Print them now: they are not shown again."
                )
            ),
            grid,
            row(paper, pdf, None, done),
            spacing=12,
        )

    def _code_field(self) -> tuple[QWidget, QWidget, QWidget]:
        head = label(_("Code from the phone"), 12, role="muted")
        head.setBuddy(self.code)
        self.problem.setMinimumWidth(theme.px(WIDTH))
        return head, self.code, self.problem

    def _honest(self) -> QLabel:
        words = _(
            "It is a gate: it protects the screen, not the file. Whoever has your password and "
            "other programs is not asked, nor is the command line. A key file protects the file."
        )
        return self._wide(words, 12, "muted")

    def _close_button(self) -> Button:
        made = Button(_("Close"), "x")
        made.clicked.connect(self.reject)
        return made

    def _wide(self, words: str, px: int = 13, role: str = "text") -> QLabel:
        made = wrapped(words, px, role)
        made.setMinimumWidth(theme.px(WIDTH))
        return made

    def _fit(self) -> None:
        """As tall as what is shown now, once the words have found their lines."""
        QTimer.singleShot(0, self, self._grow)

    def _grow(self) -> None:
        self.adjustSize()
        self.resize(self.width(), self.heightForWidth(self.width()))
