"""The texts for copying, worded anew: one's own, or those of the whole office."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QWidget,
)

from cims.services.i18n import _
from cims.services.rights import Right
from cims.ui import theme
from cims.ui.dialogs.template_texts import (
    ADDED,
    SETTING,
    TextTemplate,
    added_text,
    previewed,
    shown_placeholders,
    texts_of,
)
from cims.ui.jobs import Jobs
from cims.ui.widgets import (
    Button,
    PrimaryButton,
    column,
    label,
    resize_within,
    row,
    set_ink,
    wrapped,
)

if TYPE_CHECKING:
    from cims.services.office import Office

Kept = Mapping[str, str]
MINE, OFFICE = "mine", "office"
WIDTH, HEIGHT, LIST, LINE, LONGEST_NAME = 760, 520, 190, 32, 40


class TemplatesDialog(QDialog):
    """List at the left, the wording and what becomes of it at the right."""

    def __init__(self, common: Kept, own: Kept, today: date, jobs: Jobs, window: QWidget) -> None:
        super().__init__(window)
        self._kept = {OFFICE: dict(common), MINE: dict(own)}
        self._today, self._jobs = today, jobs
        self._texts: list[TextTemplate] = []
        self._worded_in: dict[str, list[TextTemplate]] = {}
        self._begun: dict[str, TextTemplate] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Texts to copy…"))
        self.scope = QComboBox()
        self.scope.setAccessibleName(_("Whose texts"))
        self.scope.addItem(_("My texts"), MINE)
        if jobs.actor.may(Right.SETTINGS):
            self.scope.addItem(_("Texts of the whole office"), OFFICE)
        self.list, self.name, self.text = QListWidget(), QLineEdit(), QPlainTextEdit()
        self.list.setAccessibleName(_("Texts to copy…"))
        self.name.setAccessibleName(_("Name of the text"))
        self.name.setMaxLength(LONGEST_NAME)
        self.text.setAccessibleName(_("Wording"))
        self.text.setTabChangesFocus(True)
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.placeholders, self.problem = wrapped("", 12, "muted"), wrapped("", 12, "bad")
        self.preview = wrapped("")
        self.add, self.away = Button(_("New text"), "plus"), Button(_("Take away"), "trash")
        self.save_button = PrimaryButton(_("Save"), "check")
        self._lay_out()
        self._connect()
        self._show_scope()

    def current(self) -> TextTemplate:
        """The text that is being worded."""
        return self._texts[max(self.list.currentRow(), 0)]

    def save(self) -> None:
        """Keep all wordings of this scope, unless one of them can't be used."""
        for place, one in enumerate(self._texts):
            if one.problem:
                self.list.setCurrentRow(place)
                self.text.setFocus()
                return
        chosen = {scope: self._changed(scope) for scope in self._worded_in}

        def work(office: "Office") -> None:
            if OFFICE in chosen:
                office.settings.set_common(SETTING, chosen[OFFICE])
            if MINE in chosen:
                office.settings.set_mine(SETTING, chosen[MINE])

        self._jobs.write(work, owner=self, then=lambda _none: self.accept())

    def _changed(self, scope: str) -> dict[str, str]:
        """What has to be kept: added texts, and ready ones worded otherwise than below them."""
        below = {one.key: one.text for one in self._below(scope)}
        texts = self._worded_in[scope]
        return {one.key: one.text for one in texts if below.get(one.key) != one.text}

    def _below(self, scope: str) -> list[TextTemplate]:
        """The texts as they are without this scope."""
        return list(texts_of(self._kept[OFFICE]) if scope == MINE else texts_of())

    def _show_scope(self) -> None:
        scope, office = str(self.scope.currentData()), self._kept[OFFICE]
        if scope not in self._worded_in:
            kept = (self._kept[MINE], office) if scope == MINE else (office,)
            self._worded_in[scope] = list(texts_of(*kept))
        self._texts = self._worded_in[scope]
        self._begun = {one.key: one for one in self._below(scope)}
        with QSignalBlocker(self.list):
            self.list.clear()
            for one in self._texts:
                self.list.addItem(entry(one.name))
            self.list.setCurrentRow(0)
        self._show_text()

    def _show_text(self) -> None:
        one = self.current()
        with QSignalBlocker(self.name), QSignalBlocker(self.text):
            self.name.setText(one.name)
            self.text.setPlainText(one.text)
        is_added = one.key not in self._begun
        self.name.setReadOnly(not is_added)
        self.away.set_words(_("Take away") if is_added else _("Usual wording"))
        self._judge()

    def _judge(self) -> None:
        """Say what is wrong, and show what becomes of the text."""
        one = self.current()
        words = _("It may hold: {placeholders}").format(placeholders=shown_placeholders(one))
        self.placeholders.setText(words)
        self.problem.setText(one.problem or "")
        self.problem.setVisible(bool(one.problem))
        self.preview.setText("" if one.problem else previewed(one.text, self._today))

    def _worded(self) -> None:
        self._put(replace(self.current(), text=self.text.toPlainText()))

    def _named(self, name: str) -> None:
        one = self.current()
        taken = {each.name for each in self._texts if each is not one}
        plain = " ".join(name.split())
        if plain and plain not in taken:
            self._put(replace(one, key=ADDED + plain, name=plain))
            return
        wrong = _("Give the text a name.")
        if plain:
            wrong = _("There is a text “{name}” already. Choose another name.").format(name=plain)
        self.problem.setText(wrong)
        self.problem.show()

    def _put(self, one: TextTemplate) -> None:
        place = max(self.list.currentRow(), 0)
        self._texts[place] = one
        self.list.item(place).setText(one.name)
        self._judge()

    def _add(self) -> None:
        names = {one.name for one in self._texts}
        number = 1
        while (name := _("Text {number}").format(number=number)) in names:
            number += 1
        self._texts.append(added_text(name, ""))
        self.list.addItem(entry(name))
        self.list.setCurrentRow(len(self._texts) - 1)
        self.name.setFocus()
        self.name.selectAll()

    def _take_away(self) -> None:
        """An added text goes; any other gets back the wording below it."""
        place, one = max(self.list.currentRow(), 0), self.current()
        if (begun := self._begun.get(one.key)) is not None:
            self._texts[place] = begun
        else:
            del self._texts[place]
            with QSignalBlocker(self.list):
                self.list.takeItem(place)
                self.list.setCurrentRow(min(place, len(self._texts) - 1))
        self._show_text()

    def _connect(self) -> None:
        self.scope.currentIndexChanged.connect(lambda _index: self._show_scope())
        self.list.currentRowChanged.connect(lambda _row: self._show_text())
        self.name.textEdited.connect(self._named)
        self.text.textChanged.connect(self._worded)
        self.add.clicked.connect(self._add)
        self.away.clicked.connect(self._take_away)
        self.save_button.clicked.connect(self.save)

    def _lay_out(self) -> None:
        set_ink(self.problem, "bad")
        self.list.setFixedWidth(theme.px(LIST))
        cancel = Button(_("Cancel"), "x")
        cancel.clicked.connect(self.reject)
        left = column(self.list, self.add, spacing=8)
        title = label(_("Preview with sample values"), 12, role="muted")
        right = column(
            self.name, self.text, self.placeholders, self.problem, title, self.preview, None
        )
        right.setStretch(1, 1)
        body = row(left, right, spacing=16)
        body.setStretch(1, 1)
        foot = row(self.away, None, cancel, self.save_button)
        self.setLayout(column(self.scope, body, foot, margins=(20, 16, 20, 16), spacing=12))
        resize_within(self, WIDTH, HEIGHT)


def entry(name: str) -> QListWidgetItem:
    """A line of the list, as high as those of other lists."""
    made = QListWidgetItem(name)
    made.setSizeHint(QSize(0, theme.px(LINE)))
    return made


def ask_templates(jobs: Jobs, window: QWidget) -> None:
    """Read the wordings and show them."""

    def read(office: "Office") -> tuple[Kept, Kept, date]:
        settings = office.settings
        return settings.common(SETTING), settings.mine(SETTING), office.today

    def show(found: tuple[Kept, Kept, date]) -> None:
        TemplatesDialog(*found, jobs, window).open()

    jobs.read(window, read, show)
