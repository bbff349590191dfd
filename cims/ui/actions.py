"""The one registry of commands: menus, palette, tooltips and the F1 help all read it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from cims.services.i18n import N_, _
from cims.ui.icons import icon
from cims.ui.widgets.labels import doubled

Handler = Callable[[], object]


@dataclass(frozen=True)
class Command:
    """Something the user can ask for; `right` is as stored, such as customer:create."""

    id: str
    text: str
    icon: str = ""
    shortcut: str = ""
    right: str = ""


COMMANDS = (
    Command("palette.open", N_("Search or run a command"), "search", "Ctrl+K"),
    Command("new.menu", N_("New"), "plus", "Ctrl+N"),
    Command("customer.log", N_("Log follow-up"), "notebook-pen", "Ctrl+L", "activity:create"),
    Command(
        "new.from_text", N_("New customer from text…"), "clipboard-paste", "", "customer:create"
    ),
    Command("customer.copy_text", N_("Copy text"), "copy", "Ctrl+Shift+C", "customer:read"),
    Command("customer.hand_over", N_("Hand over…"), "arrow-right-left", "", "customer:edit"),
    Command("lead.convert", N_("Convert…"), "repeat-2", "Ctrl+Shift+T", "lead:edit"),
    Command("lead.mark_invalid", N_("Mark as invalid…"), "ban", "", "lead:edit"),
    Command("customer.to_pool", N_("Return to pool…"), "waves-horizontal", "", "customer:edit"),
    Command("pool.claim", N_("Claim"), "hand", "Ctrl+Shift+G", "pool:claim"),
    Command("pool.assign", N_("Assign…"), "arrow-right-left", "", "pool:assign"),
    Command("customer.who_saw", N_("Who saw this customer"), "eye", "", "right:audit"),
    Command("office.find_caller", N_("Who calls?"), "phone-incoming", "Ctrl+Shift+K"),
    Command("document.close", N_("Close tab"), "x", "Ctrl+W"),
    Command("document.next", N_("Next tab"), "", "Ctrl+Tab"),
    Command("document.previous", N_("Previous tab"), "", "Ctrl+Shift+Tab"),
    Command("page.find", N_("Search this list"), "search", "Ctrl+F"),
    Command("page.reload", N_("Reload"), "refresh-cw", "F5"),
    Command("page.filter", N_("Filter"), "sliders-horizontal", "Ctrl+Shift+F"),
    Command("page.columns", N_("Columns"), "columns-3"),
    Command("page.reset_view", N_("Reset view"), "rotate-ccw"),
    Command("page.import", N_("Import"), "file-input", "Ctrl+I"),
    Command("page.export", N_("Export"), "file-output", "Ctrl+E"),
    Command("page.print", N_("Print"), "printer", "Ctrl+P"),
    Command("record.edit", N_("Edit"), "pencil", "F2"),
    Command("record.delete", N_("Delete"), "trash", "Ctrl+D"),
    Command("record.erase", N_("Erase for good…"), "eraser", "", "right:erase"),
    Command("record.save", N_("Save"), "check", "Ctrl+S"),
    Command("record.save_and_new", N_("Save and new"), "copy-plus", "Ctrl+Return"),
    Command("edit.undo", N_("Undo last change"), "undo-2", "Ctrl+Z"),
    Command("look.light", N_("Light theme"), "sun"),
    Command("look.dark", N_("Dark theme"), "moon"),
    Command("look.auto", N_("Theme of the system"), "sun-moon"),
    Command("look.comfortable", N_("Comfortable rows"), "rows-2"),
    Command("look.compact", N_("Compact rows"), "rows-4"),
    Command("look.larger", N_("Larger text"), "a-large-small", "Ctrl++"),
    Command("look.smaller", N_("Smaller text"), "a-large-small", "Ctrl+-"),
    Command("language.en", "English", "languages"),
    Command("language.zh_CN", "简体中文", "languages"),
    Command("office.backup", N_("Back up now…"), "archive", "Ctrl+B", "right:backup"),
    Command("office.templates", N_("Texts to copy…"), "text-quote"),
    Command("office.call_key", N_("Key for “Who calls?”…"), "keyboard"),
    Command("papers.own_phone", N_("My phone on papers…"), "phone"),
    Command("office.watermark", N_("Watermark…"), "stamp", "", "right:settings"),
    Command("office.area_code", N_("Area code of the office…"), "phone", "", "right:settings"),
    Command("office.announcements", N_("Announcements…"), "megaphone", "", "right:announce"),
    Command("office.greetings", N_("Greetings…"), "party-popper", "", "right:settings"),
    Command("office.pool", N_("Rules of the pool…"), "waves-horizontal", "", "right:settings"),
    Command("office.modules", N_("Modules…"), "blocks", "", "right:settings"),
    Command("access.users", N_("Users and roles"), "users-round", "", "right:users"),
    Command("access.change_password", N_("Change password…"), "key-round"),
    Command("access.factors", N_("Second factors…"), "usb"),
    Command("access.one_time_codes", N_("One-time codes…"), "smartphone"),
    Command(
        "access.replace_sheet", N_("Replace recovery sheet…"), "scroll-text", "", "right:users"
    ),
    Command("access.rotate", N_("New keys…"), "rotate-ccw-key", "", "right:users"),
    Command("access.leaver", N_("Colleague leaves…"), "user-round-minus", "", "right:users"),
    Command("access.log", N_("Audit log"), "scroll", "", "right:audit"),
    Command("access.check", N_("Security check"), "shield-check", "", "right:users|right:audit"),
    Command("office.emergency", N_("In an emergency"), "siren"),
    Command("day.report", N_("Copy today’s report"), "clipboard-copy", "Ctrl+Shift+D"),
    Command("notices.open", N_("Notices"), "bell", "Ctrl+Shift+N"),
    Command("notices.tray", N_("Notices beside the system's clock"), "monitor"),
    Command("help.shortcuts", N_("Keyboard shortcuts"), "keyboard", "F1"),
    Command("session.lock", N_("Lock"), "lock", "Ctrl+Shift+L"),
    Command("session.switch", N_("Switch user…"), "arrow-left-right"),
    Command("session.sign_out", N_("Sign out"), "log-out", "Ctrl+Shift+Q"),
    Command("session.quit", N_("Quit"), "power", "Ctrl+Q"),
)


def shown_shortcut(shortcut: str) -> str:
    """A shortcut as this system writes it."""
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)


class Commands(QObject):
    """The commands of one window: who may use them, and what does them here and now."""

    changed = Signal()
    added = Signal(QAction)  # for the window, whose shortcuts they are
    refused = Signal(str)  # why a command that was asked for does nothing

    def __init__(
        self, allowed: Callable[[str], bool], commands: Iterable[Command] = COMMANDS
    ) -> None:
        super().__init__()
        self._allowed = allowed
        self._commands: dict[str, Command] = {}
        self._actions: dict[str, QAction] = {}
        self._handlers: dict[str, Handler] = {}
        self._refusing: dict[str, QAction] = {}  # the same keys, while the command can't be used
        self._of_page: Mapping[str, Handler] = {}
        self._refusals: Mapping[str, str] = {}
        for command in commands:
            self._register(command)

    def add(self, command: Command, handler: Handler) -> None:
        """A command that depends on what this user sees: a tab, a new record."""
        self._register(command)
        self.bind(command.id, handler)

    def bind(self, command_id: str, handler: Handler) -> None:
        """Say what does a command in this window, whatever page is shown."""
        self._handlers[command_id] = handler
        self._refresh(command_id)

    def use_page(
        self, handlers: Mapping[str, Handler], refusals: Mapping[str, str] | None = None
    ) -> None:
        """Say what the page that is shown now does, before the window, and refuses with reasons."""
        refused = refusals or {}
        touched = {*self._of_page, *self._refusals, *handlers, *refused}
        self._of_page, self._refusals = handlers, refused
        for command_id in touched:
            self._refresh(command_id)
        self.changed.emit()

    def command(self, command_id: str) -> Command:
        """What the registry says of a command."""
        return self._commands[command_id]

    def action(self, command_id: str) -> QAction:
        """The command for a menu; disabled, with the reason, where it can't be used."""
        return self._actions[command_id]

    def mark(self, marked: Mapping[str, bool]) -> None:
        """Show which of several commands is in force now: a theme, a density, a language."""
        for command_id, is_on in marked.items():
            action = self._actions[command_id]
            action.setCheckable(True)
            action.setChecked(is_on)
            shown = "check" if is_on else self._commands[command_id].icon
            action.setIcon(icon(shown, "accent" if is_on else "muted"))

    def actions(self) -> list[QAction]:
        """All of them, for the window that owns the shortcuts."""
        return [*self._actions.values(), *self._refusing.values()]

    def usable(self) -> list[Command]:
        """What can be asked for now, in the registry's order."""
        return [command for command in self._commands.values() if not self.why_not(command.id)]

    def known(self) -> list[Command]:
        """Everything that some page or the window does for this user."""
        return [command for command in self._commands.values() if self._allowed(command.right)]

    def run(self, command_id: str) -> None:
        """Do it, or say why it can't be done now."""
        handler, reason = self._handler(command_id), self.why_not(command_id)
        if reason or handler is None:
            self.refused.emit(reason)
        else:
            handler()

    def why_not(self, command_id: str) -> str:
        """Why a command can't be used now, empty if it can."""
        command = self._commands[command_id]
        if not self._allowed(command.right):
            return _("You may not do this. Ask your administrator.")
        if reason := self._refusals.get(command_id):
            return reason
        if self._handler(command_id) is None:
            words = _("“{command}” is not possible on this page.")
            return words.format(command=_(command.text))
        return ""

    def _handler(self, command_id: str) -> Handler | None:
        return self._of_page.get(command_id) or self._handlers.get(command_id)

    def _register(self, command: Command) -> None:
        action = QAction(self)
        if command.icon:
            action.setIcon(icon(command.icon))
        if command.shortcut:
            action.setShortcut(QKeySequence(command.shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setText(doubled(_(command.text)))
        action.setIconVisibleInMenu(True)
        action.triggered.connect(lambda: self.run(command.id))
        self._commands[command.id], self._actions[command.id] = command, action
        self.added.emit(action)
        if command.shortcut:
            self._refuse_by(command)
        self._refresh(command.id)

    def _refuse_by(self, command: Command) -> None:
        """Let the keys of a command that can't be used say why, instead of nothing."""
        refusing = QAction(self)
        refusing.setShortcut(QKeySequence(command.shortcut))
        refusing.setAutoRepeat(False)
        refusing.triggered.connect(lambda: self.run(command.id))
        self._refusing[command.id] = refusing
        self.added.emit(refusing)

    def _refresh(self, command_id: str) -> None:
        command, action = self._commands[command_id], self._actions[command_id]
        reason = self.why_not(command_id)
        shortcut = shown_shortcut(command.shortcut)
        action.setEnabled(not reason)
        if refusing := self._refusing.get(command_id):
            refusing.setEnabled(bool(reason))
        action.setToolTip("  ".join(part for part in (_(command.text), shortcut, reason) if part))
