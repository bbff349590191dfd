"""One colleague beside the table: what the state means, and what can be done."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from cims.services.i18n import _
from cims.ui import paint, theme
from cims.ui.pages.administration.staff import DISABLED, INVITED, KEYLESS, REMOVED, Somebody
from cims.ui.records.format import Words
from cims.ui.widgets import (
    Avatar,
    Button,
    Card,
    DangerButton,
    ElidedLabel,
    EmptyState,
    FlowLayout,
    Hairline,
    Pill,
    PrimaryButton,
    Scrolled,
    column,
    label,
    row,
    wrapped,
)

WIDTH = 330


class PersonPanel(Card):
    """Asks for everything by signals; which buttons there are depends on the state."""

    password_asked = Signal()
    own_password_asked = Signal()
    keys_asked = Signal()
    codes_asked = Signal()
    edit_asked = Signal()
    rights_asked = Signal()
    disable_asked = Signal()
    enable_asked = Signal()
    leaver_asked = Signal()
    remove_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(theme.px(WIDTH))
        self._blank = EmptyState("users-round", _("Choose a colleague to see more."))
        self._pages = QStackedWidget()
        self._pages.addWidget(self._blank)
        self.setLayout(column(self._pages, margins=(0, 0, 0, 0)))
        self.buttons: dict[str, Button] = {}

    def show_person(self, who: Somebody | None, words: Words) -> None:
        """Show somebody else, or nobody."""
        while self._pages.count() > 1:
            old = self._pages.widget(1)
            assert old is not None
            self._pages.removeWidget(old)
            old.deleteLater()
        self.buttons = {}
        if who is not None:
            self._pages.addWidget(self._shown(who, words))
            self._pages.setCurrentIndex(1)

    def _shown(self, who: Somebody, words: Words) -> QWidget:
        standing = who.standing
        names = column(
            ElidedLabel(who.line.name, 15, paint.BOLD),
            ElidedLabel(who.line.username, 12, role="muted"),
            spacing=1,
        )
        head = row(Avatar(who.line.name, who.line.username, 44), names, spacing=12)
        head.setStretch(1, 1)
        pills = FlowLayout()
        pills.addWidget(Pill(_(standing.word), standing.tone))
        for role in who.roles:
            pills.addWidget(Pill(role, "accent"))
        marks = QWidget()
        marks.setLayout(pills)
        body = column(
            head,
            marks,
            wrapped(_(standing.sentence), 12, "muted"),
            Hairline(),
            *self._facts(who, words),
            None,
            *self._actions(who),
            margins=(16, 16, 16, 16),
            spacing=10,
        )
        return Scrolled(body)

    def _facts(self, who: Somebody, words: Words) -> list[QWidget]:
        seen = who.line.last_seen_at
        facts = [
            (_("Team"), who.team or "—"),
            (_("Last sign-in"), words.moment(seen, short=True) if seen else _("never")),
            (_("Signs in with"), who.protection or "—"),
        ]
        if who.password_since is not None:
            facts.append((_("Password since"), words.moment(who.password_since, short=True)))
        if who.slot is not None:
            facts.append((_("Sealed fields"), _("visible") if "vk" in who.slot.keys else "—"))
        return [_fact(*fact) for fact in facts]

    def _actions(self, who: Somebody) -> list[QWidget]:
        standing = who.standing
        if standing is REMOVED:
            return [self._button("rights", Button(_("What could this person do?"), "scan-eye"))]
        first: Button
        if standing is KEYLESS:
            first = PrimaryButton(_("Invite again"), "user-round-plus")
        elif standing is DISABLED:
            first = PrimaryButton(_("Enable"), "circle-check")
        elif who.is_me:
            first = Button(_("Change password…"), "key-round")
        else:
            first = Button(_("New password…"), "key-round")
        name = "enable" if standing is DISABLED else "own" if who.is_me else "password"
        made: list[QWidget] = [self._button(name, first)]
        if who.lacks_keys and not who.is_me:
            tip = _("The roles need keys that this person does not hold: some fields stay locked.")
            made.append(self._button("keys", Button(_("Hand out keys…"), "key-square", tip)))
        if who.has_codes and not who.is_me:
            tip = _("The phone is lost? Then the password alone opens again.")
            made.append(
                self._button("codes", Button(_("Take off one-time codes…"), "smartphone", tip))
            )
        made.append(self._button("edit", Button(_("Roles and team…"), "shield-user")))
        made.append(self._button("rights", Button(_("What may this person do?"), "scan-eye")))
        if who.is_me:
            return made
        made.append(self._button("leaver", Button(_("Colleague leaves…"), "user-round-minus")))
        last = row(spacing=8)
        if standing not in (DISABLED, KEYLESS):
            tip = _("A pause: nothing is deleted, enabling is one click.")
            last.addWidget(self._button("disable", Button(_("Disable"), "circle-pause", tip)))
        last.addWidget(self._button("remove", DangerButton(_("Remove…"), "user-round-x")))
        both = QWidget()
        both.setLayout(last)
        if standing is INVITED:
            made[0].setToolTip(_("The invitation got lost? This makes another password."))
        return [*made, both]

    def _button(self, name: str, button: Button) -> Button:
        self.buttons[name] = button
        asked = {
            "password": self.password_asked,
            "own": self.own_password_asked,
            "keys": self.keys_asked,
            "codes": self.codes_asked,
            "edit": self.edit_asked,
            "rights": self.rights_asked,
            "disable": self.disable_asked,
            "enable": self.enable_asked,
            "leaver": self.leaver_asked,
            "remove": self.remove_asked,
        }
        button.clicked.connect(lambda _on: asked[name].emit())
        return button


def _fact(name: str, value: str) -> QWidget:
    made = QWidget()
    words = label(name, 12, role="muted")
    words.setFixedWidth(theme.px(110))
    told = ElidedLabel(value)
    layout = row(words, told, spacing=6)
    layout.setStretch(1, 1)
    made.setLayout(layout)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made
