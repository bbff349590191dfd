"""The boxes of a follow-up: words first, then when to go on, all else as it mostly is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from cims.services.activities import ACTIVITY
from cims.services.entity import Link
from cims.services.i18n import _
from cims.ui.matching import Item
from cims.ui.pages.follow_up.chat_offer import ChatOffer
from cims.ui.pages.follow_up.entry import Beginning, Person, kinds, split_up
from cims.ui.pages.follow_up.kind_chips import KindChips
from cims.ui.records.day_words import understood
from cims.ui.records.field_widgets import FieldWidget, Finder, Place, widget_for
from cims.ui.records.format import Words, spoken
from cims.ui.records.mention_text import MentionText
from cims.ui.widgets import SearchCombo, column, label, row, set_ink

PAUSE = 250  # milliseconds without a key before a text is looked through
LINES = 5, 14  # of the text, at least and at most
OPTIONAL = ("next_on", "next_step", "happened_at", "result")


class LogBody(QWidget):
    """`values` is what would be saved; empty boxes are left to the office."""

    changed = Signal()

    def __init__(self, finder: Finder) -> None:
        super().__init__()
        self._finder = finder
        self.place = Place(Words(), finder)
        self.kinds = KindChips()
        self.text = MentionText(_("Content"), _("What was said or done? @ calls a colleague"))
        line = self.text.fontMetrics().lineSpacing()
        self.text.setMinimumHeight(line * LINES[0])
        self.text.setMaximumHeight(line * LINES[1])
        self.chat = ChatOffer()
        self.fields: dict[str, FieldWidget] = {
            name: widget_for(ACTIVITY.field(name), self.place) for name in OPTIONAL
        }
        self.told = {name: label("", 12, role="muted") for name in ("next_on", "happened_at")}
        self.contact = SearchCombo(_("Contact"), [])
        self.contact.setPlaceholderText(_("Name or pinyin"))
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._look_for_chat)
        self._lay_out()
        self.text.textChanged.connect(self._typed)
        self.fields["next_on"].changed.connect(self._say_next)
        self.fields["happened_at"].changed.connect(self._say_when)

    def start(self, beginning: Beginning) -> None:
        """Take over what the office knows; words that are typed already stay."""
        self.use_words(beginning.words)
        self.kinds.show_kinds(kinds(beginning.words), beginning.kind)
        self.text.offer(beginning.colleagues)
        self.show_contacts(beginning.contacts)

    def use_words(self, words: Words) -> None:
        """Read dates as seen from today, offer the entries of today's lists."""
        self.place = replace(self.place, words=words)
        for name, widget in self.fields.items():
            widget.place = self.place
            value = widget.value()
            if name == "result" or (name == "happened_at" and value is not None):
                widget.set_value(value)  # shown otherwise once lists and zone are known
        self._say_next()
        self._say_when()

    def show_contacts(self, contacts: Sequence[Person]) -> None:
        """Offer the customer's contacts, the main one chosen."""
        items = [
            Item(one.link, one.link.text, one.job_title, spoken(one.link.text)) for one in contacts
        ]
        self.contact.set_items(items)
        self.contact.set_item(items[0] if items else None)

    def values(self) -> dict[str, Any]:
        """What is filled in."""
        filled: dict[str, Any] = {"content": self.text.words(), "kind": self.kinds.current or None}
        filled |= {name: widget.value() for name, widget in self.fields.items()}
        filled["contact"] = self.contact.value()
        return {name: value for name, value in filled.items() if value not in (None, "")}

    def entries(self, customer: Link, field: str = "customer") -> list[dict[str, Any]]:
        """What is saved: one follow-up, or one for each day of a chat."""
        values = {**self.values(), field: customer}
        if talks := self.chat.talks:
            return split_up(values, talks, self.place.words)
        return [values]

    def put(self, values: Mapping[str, Any]) -> None:
        """Show what was typed before, or nothing."""
        self.chat.forget()
        self.text.setPlainText(str(values.get("content") or ""))
        for name, widget in self.fields.items():
            widget.set_value(values.get(name))
        self.contact.set_item(None)  # it was a contact of the customer before
        for name in ("kind", "contact"):
            self.put_one(name, values.get(name))
        self._say_next()

    def put_one(self, name: str, value: Any) -> None:
        """Choose a kind or a contact; None changes nothing."""
        if name == "kind" and value:
            self.kinds.choose(value)
        elif name == "contact" and value:
            self.contact.set_value(value)

    def problem(self) -> tuple[str, QWidget] | None:
        """What keeps this from being saved, and the box that it is about."""
        if not self.text.words():
            return _("Write what was said or done, then save."), self.text
        for widget in self.fields.values():
            if words := widget.problem():
                return words, widget
        return None

    def says(self, words: str) -> bool:
        """Whether these words stand below a field already."""
        return any(told.isVisible() and told.text() == words for told in self.told.values())

    def _lay_out(self) -> None:
        self.fields["next_on"].hint(_("Tuesday, 11-28"))
        self.fields["next_step"].hint(_("What to do then"))
        self.fields["result"].hint(_("Result"))
        self.setLayout(
            column(
                self.kinds,
                self.text,
                self.chat,
                pair(
                    captioned(_("Next contact"), self.fields["next_on"]),
                    captioned(_("Next step"), self.fields["next_step"]),
                ),
                self.told["next_on"],
                pair(
                    captioned(_("Contact"), self.contact),
                    captioned(_("Result"), self.fields["result"]),
                ),
                pair(captioned(_("Time"), self.fields["happened_at"]), None),
                self.told["happened_at"],
                None,
                spacing=10,
            )
        )
        for told in self.told.values():
            told.setWordWrap(True)
            told.hide()

    def _typed(self) -> None:
        self._pause.start()
        self.changed.emit()

    def _look_for_chat(self) -> None:
        was = self.chat.isVisible()
        self.chat.look_at(self.text.toPlainText(), self.place.words.now())
        codes = [one.code for one in kinds(self.place.words)]
        if self.chat.isVisible() and not was and "wechat" in codes:
            self.kinds.choose("wechat")

    def _say_next(self) -> None:
        found: date | None = self.fields["next_on"].value()
        problem = self.fields["next_on"].problem()
        today = self.place.words.today
        words = understood(found, today) if found else problem or ""
        self._tell("next_on", words, wrong=bool(problem))
        if found and found < today:
            self._tell("next_on", _("{day}: this day has passed.").format(day=words), wrong=True)

    def _say_when(self) -> None:
        problem = self.fields["happened_at"].problem()
        found = self.fields["happened_at"].value()
        words = self.place.words.moment(found) if found else problem or ""
        self._tell("happened_at", words, wrong=bool(problem))

    def _tell(self, name: str, words: str, *, wrong: bool) -> None:
        told: QLabel = self.told[name]
        told.setText(words)
        told.setVisible(bool(words))
        set_ink(told, "bad" if wrong else "muted")
        self.fields[name].setAccessibleDescription(words)


def captioned(words: str, box: QWidget) -> QWidget:
    """A box with its name over it."""
    holder = QWidget()
    holder.setLayout(column(label(words, 12, role="muted"), box, spacing=3))
    return holder


def pair(left: QWidget, right: QWidget | None) -> QHBoxLayout:
    """Two boxes side by side, of the same width."""
    laid = row(left, right, spacing=10)
    laid.setStretch(0, 1)
    laid.setStretch(1, 1)
    return laid
