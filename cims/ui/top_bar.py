"""The bar above the content: where one is, search, New, notices, who is signed in."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from cims.services.i18n import _, _n
from cims.ui import paint, theme
from cims.ui.actions import Commands, shown_shortcut
from cims.ui.icons import icon
from cims.ui.theme.tokens import TOP_BAR
from cims.ui.widgets import (
    Bell,
    ElidedLabel,
    Ground,
    PersonButton,
    PrimaryButton,
    SearchField,
    row,
)

LOOKS = (
    ("look.light", "look.dark", "look.auto"),
    ("look.comfortable", "look.compact"),
    ("look.larger", "look.smaller"),
)
USER_MENU = (
    ("language.en", "language.zh_CN"),
    ("notices.tray",),
    ("access.change_password", "access.factors", "access.one_time_codes"),
    ("office.announcements", "office.modules", "office.backup"),
    ("help.shortcuts", "office.emergency"),
    ("session.lock", "session.switch", "session.sign_out", "session.quit"),
)


class TopBar(Ground):
    """The same on every page: 56 pixels and a hairline."""

    def __init__(self, commands: Commands, creations: list[str], person: str) -> None:
        super().__init__("surface", Qt.Edge.BottomEdge)
        self._commands = commands
        self._title = ElidedLabel("", 20, paint.BOLD)
        hint = _("Search or run a command…")
        keys = shown_shortcut("Ctrl+K")
        self.field = SearchField(f"{hint}   {keys}", _("Search everywhere"))
        self.field.setMinimumWidth(theme.px(220))
        self.field.setMaximumWidth(theme.px(380))
        self.new_menu = self._menu((tuple(creations),))
        self.new = PrimaryButton(_("New"), "plus")
        self.new.clicked.connect(self.open_new_menu)
        self.new.setVisible(bool(creations))
        self.bell = Bell()
        self.show_notices(0)
        self.user_menu = self._menu(USER_MENU)
        self.looks = self._menu(LOOKS)
        self.looks.setTitle(_("Appearance"))
        self.looks.setIcon(icon("sun-moon"))
        self.user_menu.insertMenu(self.user_menu.actions()[0], self.looks)
        self.person = PersonButton(person, _("Theme, language, lock, sign out"))
        self.person.clicked.connect(self.open_user_menu)
        layout = row(
            self._title,
            self.field,
            self.new,
            self.bell,
            self.person,
            margins=(20, 0, 15, 0),
            spacing=10,
        )
        layout.setStretch(0, 2)
        layout.setStretch(1, 3)
        self.setLayout(layout)
        self.setFixedHeight(theme.px(TOP_BAR) + 1)  # and the hairline

    def show_title(self, title: str) -> None:
        """Name the page that is shown."""
        self._title.set_text(title)

    def show_notices(self, count: int) -> None:
        """Show how many notices are unread."""
        words = _n("{n} unread notice", "{n} unread notices", count).format(n=count)
        self.bell.show_count(count, words)

    def open_user_menu(self) -> None:
        """Show the menu under the name."""
        menu = self.user_menu
        corner = self.person.mapToGlobal(QPoint(self.person.width(), self.person.height() + 4))
        menu.popup(corner - QPoint(menu.sizeHint().width(), 0))

    def open_new_menu(self) -> None:
        """Show the menu under the New button."""
        self.new_menu.popup(self.new.mapToGlobal(QPoint(0, self.new.height() + 4)))

    def _menu(self, groups: tuple[tuple[str, ...], ...]) -> QMenu:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)  # a disabled entry says why
        for group in groups:
            if menu.actions():
                menu.addSeparator()
            for command_id in group:
                menu.addAction(self._commands.action(command_id))
        return menu
