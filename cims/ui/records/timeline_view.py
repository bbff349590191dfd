"""The timeline of a customer: chips by type, what came with a hand-over, entries, a comment box."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from cims.services.activities import COMMENTED
from cims.services.errors import CimsError
from cims.services.i18n import N_, _
from cims.services.rights import Action, refusal
from cims.services.timeline import CHANGE, TimelinePage
from cims.ui import theme
from cims.ui.clipboard import copy_value
from cims.ui.icons import icon
from cims.ui.records.comment_box import CommentBox
from cims.ui.records.format import Words
from cims.ui.records.pinned_notes import PinnedNotes
from cims.ui.records.timeline_feed import First, TimelineFeed
from cims.ui.records.timeline_list import TimelineList
from cims.ui.records.timeline_model import TimelineModel
from cims.ui.records.timeline_words import Told, told
from cims.ui.widgets import Chip, EmptyState, FlowLayout, column, doubled

if TYPE_CHECKING:
    from cims.ui.jobs import Jobs

CHIPS_ABOVE = 300  # pixels: where there is less room, entries go first
ALL, FOLLOW_UPS, COMMENTS, CHANGES = "all", "follow-ups", "comments", "changes"
TYPES = {
    ALL: N_("All"),
    FOLLOW_UPS: N_("Follow-ups"),
    COMMENTS: N_("Comments"),
    CHANGES: N_("Changes"),
}


class TimelineView(QWidget):
    """Follows one customer; what an entry asks for goes out by signal."""

    open_asked = Signal(str, int, str)  # entity, id, title
    edit_asked = Signal(str, int)
    filled = Signal()

    def __init__(self, jobs: "Jobs", entity: str = "customer") -> None:
        super().__init__()
        self._jobs, self._entity = jobs, entity
        self.words = Words()
        self.type = ALL
        self.feed, self.model = TimelineFeed(jobs, self, entity), TimelineModel(self)
        self.list, self.notes = TimelineList(self.model), PinnedNotes(self._copy_note)
        self.comment = CommentBox()
        self.empty = EmptyState("clock", _("Nothing happened here yet."))
        self.chips: dict[str, Chip] = {}
        self._lay_out()
        self.comment.setVisible(entity == "customer" and self._may(Action.CREATE))
        self._connect()

    def show_customer(self, customer_id: int) -> None:
        """Show the timeline of a customer; the same one is only read again."""
        if customer_id != self.feed.customer_id:
            self.model.show([])
            self.notes.show_notes((), self.words)
            self.comment.clear()
            self.empty.hide()
        self.feed.show(customer_id, self._kinds())

    def show_type(self, name: str) -> None:
        """Show all entries, or those of one type."""
        self.type = name
        for key, chip in self.chips.items():
            chip.setChecked(key == name)
        if self.feed.customer_id:
            self.feed.show(self.feed.customer_id, self._kinds())

    def answer(self, entry: Told) -> None:
        """Let the next comment answer this entry."""
        self.comment.answer(entry.entry.record_id, entry.text or entry.title)

    def remove(self, entry: Told) -> None:
        """Move a follow-up or comment to the recycle bin; the toast takes it back."""
        id_ = entry.entry.record_id
        if entry.entry.entity != "activity" or not self._may(Action.DELETE):
            return
        self._jobs.write(
            lambda office: office.activities.remove([id_]),
            owner=self,
            label=entry.title,
            toast=_("Moved to the recycle bin"),
        )

    def copy(self, entry: Told) -> None:
        """Put an entry on the clipboard as text."""
        about = entry.entry.entity, entry.entry.record_id
        copy_value(self._jobs, self, about, _("Timeline"), entry.plain())

    def _copy_note(self, words: str) -> None:
        about = self._entity, self.feed.customer_id
        copy_value(self._jobs, self, about, _("Timeline"), words)

    def edit(self, entry: Told) -> None:
        """Edit a follow-up; a change opens the record that was changed."""
        if entry.entry.entity == "activity" and self._may(Action.EDIT):
            self.edit_asked.emit("activity", entry.entry.record_id)
        else:
            self.open(entry)

    def open(self, entry: Told) -> None:
        """Open the record that the entry is about, but for the customer itself."""
        about = entry.entry
        if (about.entity, about.record_id) != (self._entity, self.feed.customer_id):
            title = entry.text.split("\n", 1)[0] if about.entity == "activity" else about.title
            self.open_asked.emit(about.entity, about.record_id, title)

    def menu(self, entry: Told) -> QMenu:
        """What can be done with an entry."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        is_activity = entry.entry.entity == "activity"
        if is_activity:
            if not self.comment.isHidden():
                self._entry(menu, "reply", _("Answer"), partial(self.answer, entry), Action.CREATE)
            self._entry(menu, "pencil", _("Edit"), partial(self.edit, entry), Action.EDIT)
        else:
            self._entry(menu, "external-link", _("Open"), partial(self.open, entry))
        self._entry(menu, "copy", _("Copy"), partial(self.copy, entry))
        if is_activity:
            menu.addSeparator()
            self._entry(menu, "trash", _("Delete"), partial(self.remove, entry), Action.DELETE)
        return menu

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.feed.visible(True)
        self._await_reading()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        has_room = self.height() > theme.px(CHIPS_ABOVE)
        self._types.setVisible(has_room or self.type != ALL)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.feed.visible(False)

    def _lay_out(self) -> None:
        self._types = chips = QWidget()
        flow = FlowLayout(chips, spacing=4)  # all four on one line of a narrow panel
        offered = {k: v for k, v in TYPES.items() if k != COMMENTS or self._entity == "customer"}
        for key, words in offered.items():
            chip = Chip(_(words))
            chip.setChecked(key == self.type)
            chip.clicked.connect(partial(self.show_type, key))
            flow.addWidget(chip)
            self.chips[key] = chip
        self.empty.hide()
        parts = (chips, self.notes, self.list, self.empty, self.comment)
        laid = column(*parts, margins=(0, 8, 0, 0), spacing=theme.px(8))
        laid.setStretch(2, 1)
        laid.setStretch(3, 1)
        self.setLayout(laid)

    def _connect(self) -> None:
        feed, entries = self.feed, self.list
        feed.first.connect(self._show)
        feed.older.connect(self._append)
        feed.failed.connect(self._failed)
        feed.was_read.connect(self._was_read)
        entries.older_asked.connect(feed.more)
        entries.open_asked.connect(self.open)
        entries.edit_asked.connect(self.edit)
        entries.remove_asked.connect(self.remove)
        entries.copy_asked.connect(self.copy)
        entries.menu_asked.connect(self._pop_menu)
        self.notes.read.connect(feed.mark_read)
        self.comment.sent.connect(self._send)

    def _kinds(self) -> frozenset[str] | None:
        """The kinds of the chosen type; None is everything."""
        if self.type == ALL:
            return None
        if self.type == CHANGES:
            return frozenset({CHANGE})
        entries = self.words.choices.get("activity_kind", ())
        talk = frozenset(one.code for one in entries if one.meaning == COMMENTED)
        if self.type == COMMENTS:
            return talk or frozenset({COMMENTED})
        return frozenset(one.code for one in entries) - talk

    def _show(self, first: First, again: bool) -> None:
        page, words = first.page, first.words
        self.words = self.list.cells.words = words
        self.comment.offer(first.colleagues)
        anchor = self.list.anchor() if again and self.list.verticalScrollBar().value() else None
        current = self.list.current()
        self.model.show([told(entry, words) for entry in page.entries])
        if anchor is not None:
            self.list.return_to(anchor)
        row = self.model.row_of(current.key) if current else -1
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))
        self.notes.show_notes(page.pinned, words)
        self.list.setVisible(bool(page.entries))
        self.empty.setVisible(not page.entries)
        self._await_reading()
        self.filled.emit()

    def _append(self, page: TimelinePage) -> None:
        self.model.append([told(entry, self.words) for entry in page.entries])

    def _await_reading(self) -> None:
        """Shown entries count as read; a note of a hand-over only when somebody says so."""
        unread = any(row.entry.is_unread for row in self.model.rows)
        if unread and not self.notes.isVisible():
            self.feed.await_reading()

    def _was_read(self) -> None:
        rows = [
            replace(row, entry=replace(row.entry, is_unread=False)) if row.entry.is_unread else row
            for row in self.model.rows
        ]
        anchor = self.list.anchor()
        current = self.list.currentIndex().row()
        self.model.show(rows)
        self.list.return_to(anchor)
        self.list.setCurrentIndex(self.model.index(current))
        if self.notes.isVisible():
            self.notes.hide()

    def _failed(self, error: Exception) -> None:
        self.model.show([])
        self.list.hide()
        words = str(error) if isinstance(error, CimsError) else _("This could not be read.")
        self.empty.tell("circle-alert", words, "")
        self.empty.show()

    def _send(self, words: str, about: int) -> None:
        id_ = self.feed.customer_id
        self._jobs.write(
            lambda office: office.activities.comment(id_, words, about or None),
            owner=self,
            label=_("Comment"),
            then=lambda _id: self.comment.clear(),
            failed=self._not_sent,
            toast=_("Comment sent"),
        )

    def _not_sent(self, error: Exception) -> None:
        known = isinstance(error, CimsError)
        self.comment.refuse(str(error) if known else _("The comment could not be sent."))

    def _may(self, action: Action) -> bool:
        return self._jobs.actor.may(action, "activity")

    def _entry(
        self,
        menu: QMenu,
        icon_name: str,
        words: str,
        run: Callable[[], object],
        needs: Action | None = None,
    ) -> None:
        action = menu.addAction(icon(icon_name), doubled(words))
        action.triggered.connect(lambda: run())
        if needs is not None and not self._may(needs):
            action.setEnabled(False)
            action.setToolTip(str(refusal(needs)))

    def _pop_menu(self, entry: Told, spot: QPoint) -> None:
        menu = self.menu(entry)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(spot)
