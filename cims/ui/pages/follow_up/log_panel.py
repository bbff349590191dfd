"""The panel over the page in which a follow-up is written down: Ctrl+L, words, Ctrl+Enter."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from shiboken6 import isValid

from cims.services.drafts import FormDraft
from cims.services.entity import Link
from cims.services.errors import CimsError, NotFound, ValidationFailed
from cims.services.i18n import _, _n
from cims.ui import theme
from cims.ui.actions import shown_shortcut
from cims.ui.pages.follow_up.entry import (
    KINDS_AT_MOST,
    TEMPLATES,
    Beginning,
    begin,
    gone,
    log_all,
)
from cims.ui.pages.follow_up.half_typed import CUSTOMER, HalfTyped, id_of
from cims.ui.pages.follow_up.log_body import LogBody
from cims.ui.pages.follow_up.log_head import LogHead
from cims.ui.pages.follow_up.log_keys import ENTER, is_ours, plain, saves
from cims.ui.pages.follow_up.text_templates import TemplatesButton
from cims.ui.records.form_saving import waiting
from cims.ui.records.link_finder import LinkFinder
from cims.ui.theme.tokens import TOP_BAR
from cims.ui.widgets import PrimaryButton, column, label, row, set_ink

if TYPE_CHECKING:
    from cims.ui.navigation import Surroundings

WIDTH = 400


class LogPanel(QFrame):
    """One per window; what is typed and not saved stays with its customer until it is."""

    saved = Signal(object)  # ids of the new follow-ups
    left = Signal()

    def __init__(self, around: "Surroundings", window: QWidget) -> None:
        super().__init__(window)
        self._around, self._jobs = around, around.jobs
        self._half_typed = HalfTyped()
        self._back: QWidget | None = None
        self._beginning: Beginning | None = None
        self._is_saving, self._saves_soon = False, False
        self.customer: Link | None = None  # or the lead, as `field` says
        self.field = CUSTOMER
        self.opens_with_drafts = True
        find = LinkFinder(self, self._jobs)
        self.head = LogHead(partial(find, "customer"))
        self.name, self.box = self.head.name, self.head.box
        self.body = LogBody(find)
        self.texts = TemplatesButton(self.body.text, self._known)
        self._lay_out()
        self._connect()
        self.hide()
        window.installEventFilter(self)

    @property
    def is_ready(self) -> bool:
        """Whether the office has told what the panel needs."""
        return self._beginning is not None

    @property
    def is_saving(self) -> bool:
        """Whether a save is under way."""
        return self._is_saving

    @property
    def state_words(self) -> str:
        """What the panel says above its buttons."""
        return self._state.text()

    def log(self, customer: Link | None, field: str = CUSTOMER) -> None:
        """Write down something about this customer or lead; without one it is asked for."""
        is_same = customer == self.customer and field == self.field
        if self.isVisible() and (customer is None or is_same):
            self.body.text.setFocus()
            return
        if self.isVisible():
            self._keep_draft()
        else:
            self._back = self.window().focusWidget()
        self._place()
        self.show()
        self.raise_()
        self._take_customer(customer, field)

    def leave(self) -> None:
        """Close and keep what was typed for the next time."""
        self._keep_draft()
        self._go_back()

    def save(self) -> None:
        """Save and close; what is wrong is said and nothing is lost."""
        if self._is_saving:
            return
        if self._beginning is None:
            self._saves_soon = True  # as soon as the office has told what is needed
            return
        if self.customer is None:
            self._tell(_("Choose the customer first."), self.box)
            return
        if problem := self.body.problem():
            words, box = problem
            self._tell("" if self.body.says(words) else words, box)
            return
        entries, kind = self.body.entries(self.customer, self.field), self.body.kinds.current
        waits_for = self._jobs.current_write
        self._is_saving = True
        self._save.setEnabled(False)
        self._say(waiting(waits_for.label) if waits_for else _("Saving…"), "muted")
        count = len(entries)
        self._jobs.write(
            lambda office: log_all(office, entries, kind),
            owner=self,
            label=_("Follow-up"),
            then=partial(self._saved, self.customer, self.field),
            failed=self._refused,
            toast=_n("Follow-up saved", "{n} follow-ups saved", count).format(n=count),
        )

    def drafts(self) -> list[FormDraft]:
        """What was typed and not saved, for all customers; kept while the office is locked."""
        if self.isVisible():
            self._keep_draft()
        return self._half_typed.forms()

    def draft(self) -> FormDraft | None:
        """What stands in the panel now."""
        return next(iter(self.drafts()), None)

    def take_draft(self, draft: FormDraft) -> None:
        """Go on with what was typed before, with this customer."""
        customer, field = draft.values.get("customer"), CUSTOMER
        if customer is None and (lead := draft.values.get("lead")):
            customer, field = lead, "lead"
        self._half_typed.keep(customer, draft.values, field)
        if self.opens_with_drafts:
            QTimer.singleShot(0, self, lambda: self.log(customer, field))

    def event(self, event: QEvent) -> bool:
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if is_asked and isinstance(event, QKeyEvent) and is_ours(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif saves(event):
            self.save()
        elif event.key() in ENTER and not plain(event):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.fillRect(0, 0, 1, self.height(), theme.color("border2"))

    def _lay_out(self) -> None:
        self.setAccessibleName(_("Log follow-up"))
        scroll = self._scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.setProperty("page", True)
        scroll.setWidget(self.body)
        self._state = label("", 12, role="bad")
        self._state.setWordWrap(True)
        self._state.hide()
        self._save = PrimaryButton(_("Save"), "check", shown_shortcut("Ctrl+Return"))
        foot = row(self.texts, None, self._save)
        laid = column(self.head, scroll, self._state, foot, margins=(20, 16, 16, 16), spacing=12)
        laid.setStretch(1, 1)
        self.setLayout(laid)

    def _connect(self) -> None:
        self.head.close_button.clicked.connect(self.leave)
        self.box.chosen.connect(self._customer_chosen)
        self.body.changed.connect(lambda: self._say(""))
        self.texts.kept.connect(self._keep_texts)
        self.texts.told.connect(self._around.messages.toast)
        self._save.clicked.connect(self.save)
        for place in range(1, KINDS_AT_MOST + 1):
            keys = QShortcut(QKeySequence(f"Alt+{place}"), self)
            keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            keys.activated.connect(partial(self.body.kinds.choose_by_key, place))

    def _take_customer(self, customer: Link | None, field: str = CUSTOMER) -> None:
        """Begin anew, or go on with what was left for this customer."""
        self.customer, self._beginning, self._saves_soon = customer, None, False
        self.field = field if customer else CUSTOMER
        self._say("")
        self.head.show_customer(customer)
        self.body.put(self._half_typed.of(customer, self.field))
        (self.body.text if customer else self.box).setFocus()
        self._read(customer)

    def _customer_chosen(self, customer: Link | None) -> None:
        """A customer was found: the text that is typed already stays."""
        if customer is None:
            return
        typed = self.body.values()
        self._half_typed.forget(None)
        if typed.get("content"):
            self._half_typed.keep(customer, typed)
        self._take_customer(customer)

    def _read(self, customer: Link | None) -> None:
        field = self.field
        self._jobs.read(
            self, lambda office: begin(office, customer, field), self._begin, self._failed
        )

    def _begin(self, beginning: Beginning) -> None:
        if not self.isVisible() or id_of(beginning.customer) != id_of(self.customer):
            return  # closed, or opened for another customer meanwhile
        self._beginning = beginning
        if beginning.customer is not None:
            self.customer = beginning.customer
            self.name.set_text(beginning.customer.text)
        typed = self.body.values()
        self.body.start(beginning)
        draft = self._half_typed.of(self.customer, self.field)
        for name in ("kind", "contact"):
            if kept := draft.get(name) or typed.get(name):
                self.body.put_one(name, kept)
        self.texts.common, self.texts.own = beginning.texts, beginning.own_texts
        if self._saves_soon:
            self._saves_soon = False
            self.save()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, CimsError):
            self._say(str(error), "bad")
        else:
            self._around.messages.error(error)

    def _saved(self, customer: Link, field: str, ids: Sequence[int]) -> None:
        self._done()
        self._half_typed.forget(customer, field)
        is_still_shown = (customer, field) == (self.customer, self.field)
        if is_still_shown:  # not another one that was begun meanwhile
            self.body.put({})
            self._go_back()
        self.saved.emit(tuple(ids))

    def _refused(self, error: Exception) -> None:
        """The text stays; what has to be done is said."""
        self._done()
        self.show()
        is_gone = isinstance(error, ValidationFailed) and self.field in error.messages
        if is_gone or isinstance(error, NotFound):
            error = NotFound(_("{reason} The text is kept.").format(reason=gone(self.field)))
        self._failed(error)
        self.body.text.setFocus()

    def _done(self) -> None:
        self._is_saving = False
        self._save.setEnabled(True)
        self._say("")

    def _keep_draft(self) -> None:
        self._half_typed.keep(self.customer, self.body.values(), self.field)

    def _go_back(self) -> None:
        back, self._back = self._back, None
        self.hide()
        if back is not None and isValid(back) and back.isVisible():
            back.setFocus(Qt.FocusReason.OtherFocusReason)
        self.left.emit()

    def _place(self) -> None:
        """Stand at the right edge, below the top bar."""
        window, width, top = self.window(), theme.px(WIDTH), theme.px(TOP_BAR) + 1
        parent = self.parentWidget() or window
        self.setGeometry(parent.width() - width, top, width, parent.height() - top)

    def _known(self) -> dict[str, str]:
        """The values that stand in templates' braces."""
        contact, today = self.body.contact.value(), self.body.place.words.today
        said = self._beginning.salutation_of(contact) if self._beginning else ""
        return {"salutation": said, "date": today.isoformat(), "name": self._jobs.actor.name}

    def _keep_texts(self, own: dict[str, str]) -> None:
        self._jobs.write(lambda office: office.settings.set_mine(TEMPLATES, own))

    def _tell(self, words: str, box: QWidget) -> None:
        self._say(words, "bad")
        box.setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll.ensureWidgetVisible(box)

    def _say(self, words: str, role: str = "muted") -> None:
        self._state.setText(words)
        self._state.setVisible(bool(words))
        set_ink(self._state, role)
