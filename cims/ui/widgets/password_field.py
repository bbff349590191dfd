"""Fields for passwords: shown or hidden, with a hint about Caps Lock and, for new ones, a meter."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from cims.services.i18n import N_, _
from cims.services.vault.passwords import SHORTEST_ALONE, SHORTEST_WITH_FACTOR
from cims.ui import paint, theme
from cims.ui.icons import icon
from cims.ui.widgets import column, label, row, set_ink, set_tooltip, wrapped

PAUSE = 200
WEAK = 1
STRENGTHS = (
    (N_("Very weak"), "bad"),
    (N_("Weak"), "bad"),
    (N_("Fair"), "warn"),
    (N_("Good"), "ok"),
    (N_("Strong"), "ok"),
)


class PasswordField(QLineEdit):
    """A hidden line that can be shown; tells when Caps Lock seems to be on."""

    caps_lock = Signal(bool)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self._shower = self.addAction(icon("eye"), QLineEdit.ActionPosition.TrailingPosition)
        self._shower.triggered.connect(self.switch_shown)
        self._name_shower()

    def is_shown(self) -> bool:
        """Whether the letters can be read."""
        return self.echoMode() is QLineEdit.EchoMode.Normal

    def switch_shown(self) -> None:
        """Show the letters, or hide them again."""
        mode = QLineEdit.EchoMode.Password if self.is_shown() else QLineEdit.EchoMode.Normal
        self.setEchoMode(mode)
        self._shower.setIcon(icon("eye-off" if self.is_shown() else "eye"))
        self._name_shower()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        letter = event.text()
        if len(letter) == 1 and letter.isalpha() and letter.upper() != letter.lower():
            self.caps_lock.emit(letter.isupper() != shifted)
        elif event.key() == Qt.Key.Key_CapsLock:
            self.caps_lock.emit(False)  # switched just now: the next letter will tell
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.caps_lock.emit(False)

    def _name_shower(self) -> None:
        words = _("Hide password") if self.is_shown() else _("Show password")
        for button in self.findChildren(QToolButton):
            button.setAccessibleName(words)
            set_tooltip(button, words)


class NewPassword(QWidget):
    """A password being chosen: the rules are told while it is typed, a meter shows its strength."""

    changed = Signal()

    def __init__(
        self, name: str, names: Callable[[], Sequence[str]], *, second_factor: bool = False
    ) -> None:
        super().__init__()
        self._names, self._second_factor = names, second_factor
        self.field = PasswordField(name)
        self._meter = _Meter()
        self._strength = label("", 12, role="muted")
        self._rule = wrapped("", 12, "muted")
        words = label(name, 12, role="muted")
        words.setBuddy(self.field)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.judge)
        self.field.textChanged.connect(lambda _text: self._pause.start())
        self.field.caps_lock.connect(self._tell_caps_lock)
        meter = row(self._meter, self._strength, spacing=10)
        meter.setStretch(0, 1)
        self.setLayout(column(words, self.field, meter, self._rule, spacing=5))
        self.setFocusProxy(self.field)
        self._tell("", -1)

    def password(self) -> str:
        """What was typed."""
        return self.field.text()

    def set_password(self, text: str) -> None:
        """Put back what was typed before the page was built anew."""
        self.field.setText(text)

    def rule(self) -> str:
        """The sentence that is shown below the meter."""
        return self._rule.text()

    def is_good(self) -> bool:
        """Whether the rules allow it; says why not."""
        self._pause.stop()
        return self.judge()

    def judge(self) -> bool:
        """Check what is typed now and tell the result."""
        from cims.services.vault.errors import PasswordRefused
        from cims.services.vault.passwords import check_password, strength

        text = self.password()
        refused = ""
        try:
            check_password(text, self._names(), second_factor=self._second_factor)
        except PasswordRefused as error:
            refused = str(error)
        hardness = strength(text) if text else -1
        self._tell(refused, min(hardness, WEAK) if refused else hardness)
        self.changed.emit()
        return not refused

    def _tell(self, refused: str, strength: int) -> None:
        self._meter.show_strength(strength)
        if strength < 0:
            self._strength.setText("")
            self._rule.setText(
                _(
                    "At least {n} characters; "
                    "four or more words that do not belong together are good."
                ).format(n=SHORTEST_WITH_FACTOR if self._second_factor else SHORTEST_ALONE)
            )
            set_ink(self._rule, "muted")
            return
        words, tone = STRENGTHS[strength]
        self._strength.setText(_(words))
        set_ink(self._strength, tone)
        self._rule.setText(refused or _("Nobody can recover it for you: keep the recovery sheet."))
        set_ink(self._rule, "bad" if refused else "muted")

    def _tell_caps_lock(self, is_on: bool) -> None:
        if is_on:
            self._rule.setText(_("Caps Lock is on."))
            set_ink(self._rule, "warn")


class _Meter(QWidget):
    """Four bars that fill with the strength."""

    def __init__(self) -> None:
        super().__init__()
        self._strength = -1
        self.setFixedHeight(theme.px(18))

    def show_strength(self, strength: int) -> None:
        """From 0 to 4; -1 while nothing is typed."""
        self._strength = strength
        words = _(STRENGTHS[strength][0]) if strength >= 0 else ""
        self.setAccessibleName(_("Password strength") + (f": {words}" if words else ""))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap, bars = 6, 4
        width = (self.width() - gap * (bars - 1)) / bars
        filled = max(1, self._strength) if self._strength >= 0 else 0
        tone = STRENGTHS[max(0, self._strength)][1]
        for number in range(bars):
            box = QRectF(number * (width + gap), self.height() / 2 - 2.5, width, 5)
            paint.rounded(painter, box, 2.5, tone if number < filled else "subtle")
