"""All announcements, with who has read them, for those who may announce."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from cims.services.announcements import Published, Receipt
from cims.services.i18n import _
from cims.services.users import TeamName
from cims.ui import paint, theme
from cims.ui.dialogs.announcing import AnnounceDialog
from cims.ui.messages import Messages
from cims.ui.records.format import Words
from cims.ui.widgets import (
    Button,
    DangerButton,
    EmptyState,
    PrimaryButton,
    column,
    label,
    resize_within,
    row,
    wrapped,
)

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Jobs

Read = tuple[tuple[Published, ...], tuple[TeamName, ...], Words]


class AnnouncementsDialog(QDialog):
    """The newest first; the chosen one with its text and its receipts at the right."""

    def __init__(self, jobs: "Jobs", messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._jobs, self._messages = jobs, messages
        self._published: tuple[Published, ...] = ()
        self._teams: tuple[TeamName, ...] = ()
        self._words = Words()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Announcements"))
        resize_within(self, 760, 500)
        self.list, self.receipts = QListWidget(), QListWidget()
        self.list.setAccessibleName(_("Announcements"))
        self.list.setFixedWidth(theme.px(270))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._choose)
        self.receipts.setAccessibleName(_("Receipts"))
        self.title, self.about = wrapped(""), wrapped("", 12, "muted")
        self.title.setFont(theme.font(15, paint.BOLD))
        self.text, self.read_by = wrapped(""), label("", 13, paint.BOLD)
        self.withdraw = DangerButton(_("Withdraw"), "trash")
        self.withdraw.clicked.connect(self._ask_to_withdraw)
        self.state = EmptyState("megaphone", _("Loading…"))
        self.body = QStackedWidget()
        self._lay_out()
        self.reload()

    def reload(self) -> None:
        """Read all of them anew."""

        def work(office: "Office") -> Read:
            words = Words(zone=office.zone, today=office.today)
            return office.announcements.published(), office.users.teams(), words

        self._jobs.read(self, work, self._show)

    def write(self) -> AnnounceDialog:
        """Open the form for a new one."""
        jobs, messages, today = self._jobs, self._messages, self._words.known_today()
        dialog = AnnounceDialog(jobs, messages, self._teams, today, self.reload, self)
        dialog.open()
        return dialog

    def _lay_out(self) -> None:
        one = QWidget()
        head = column(self.title, self.about, self.text, self.read_by, self.receipts, spacing=8)
        head.setStretch(4, 1)
        one.setLayout(head)
        both = QWidget()
        parts = row(self.list, one, spacing=16)
        parts.setStretch(1, 1)
        both.setLayout(parts)
        self.body.addWidget(self.state)
        self.body.addWidget(both)
        new = PrimaryButton(_("New announcement"), "plus")
        new.clicked.connect(self.write)
        close = Button(_("Close"), "x")
        close.clicked.connect(self.reject)
        foot = row(self.withdraw, None, close, new)
        body = column(self.body, foot, margins=(20, 16, 20, 16), spacing=12)
        body.setStretch(0, 1)
        self.setLayout(body)
        self.withdraw.setEnabled(False)

    def _show(self, read: Read) -> None:
        self._published, self._teams, self._words = read
        self.list.clear()
        for one in self._published:
            QListWidgetItem(self._entry(one), self.list)
        if self._published:
            self.body.setCurrentIndex(1)
            self.list.setCurrentRow(0)
        else:
            self.state.tell("megaphone", _("No announcement yet. The first one is yours."))
            self.body.setCurrentWidget(self.state)
            self.withdraw.setEnabled(False)

    def _entry(self, one: Published) -> str:
        read = _("{read} of {told} read").format(read=one.read, told=one.told)
        title = paint.elided(one.title, theme.font(13), theme.px(240))
        return f"{title}\n{self._words.moment(one.at, short=True)} · {read}"

    def _choose(self, place: int) -> None:
        if not 0 <= place < len(self._published):
            return
        one = self._published[place]
        self.title.setText(one.title)
        ends = _("until {day}").format(day=one.until_on.isoformat()) if one.until_on else ""
        for_whom = one.team or _("All colleagues")
        parts = (one.by, self._words.moment(one.at), for_whom, ends)
        self.about.setText(" · ".join(part for part in parts if part))
        self.text.setText(one.text)
        self.withdraw.setEnabled(one.may_withdraw)
        self._jobs.read(
            self,
            lambda office: office.announcements.receipts(one.id),
            lambda receipts: self._show_receipts(one.id, receipts),
        )

    def _show_receipts(self, id_: int, receipts: tuple[Receipt, ...]) -> None:
        place = self.list.currentRow()
        if not 0 <= place < len(self._published) or self._published[place].id != id_:
            return
        read = sum(receipt.read_at is not None for receipt in receipts)
        words = _("{read} of {told} read").format(read=read, told=len(receipts))
        self.read_by.setText(words)
        self.receipts.clear()
        for receipt in receipts:
            at = receipt.read_at
            seen = self._words.moment(at, short=True) if at else _("not read yet")
            QListWidgetItem(f"{receipt.name} · {seen}", self.receipts)

    def _ask_to_withdraw(self) -> None:
        one = self._published[self.list.currentRow()]
        question = _("Withdraw “{title}”? Nobody is told of it any more.").format(title=one.title)
        self._messages.ask(question, _("Withdraw"), lambda: self._withdraw(one.id), danger=True)

    def _withdraw(self, id_: int) -> None:
        self._jobs.write(
            lambda office: office.announcements.withdraw(id_),
            owner=self,
            then=lambda _done: self.reload(),
        )
