"""Whom the office greets: how many days ahead, for which festivals, and which customers."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QSpinBox, QWidget

from cims.services.contact_fields import MOST
from cims.services.entity import Link
from cims.services.greetings import LEAST, SETTING, Wishes
from cims.services.i18n import _
from cims.services.rules.occasions import FESTIVAL_WORDS
from cims.ui import theme
from cims.ui.records.customer_commands import segments_of
from cims.ui.records.format import item
from cims.ui.widgets import (
    Button,
    PrimaryButton,
    SearchCombo,
    column,
    doubled,
    inset,
    label,
    row,
    wrapped,
)

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Jobs

Take = Callable[[Wishes], None]


class GreetingsDialog(QDialog):
    """Days, festivals, and one segment for all of these; an empty one means all customers."""

    def __init__(
        self, wishes: Wishes, segments: Sequence[Link], take: Take, window: QWidget | None
    ) -> None:
        super().__init__(window)
        self._take = take
        self._names = {segment.id: segment.text for segment in segments}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Greetings"))
        self.days = QSpinBox()
        self.days.setAccessibleName(_("Days ahead"))
        self.days.setRange(LEAST, MOST)
        self.days.setMinimumWidth(theme.px(96))
        inset(self.days)
        self.boxes = {each: QCheckBox(doubled(_(words))) for each, words in FESTIVAL_WORDS.items()}
        self.segment = SearchCombo(_("Segment"), [item(one.id, one.text) for one in segments])
        self.segment.setPlaceholderText(_("All customers"))
        self.problem = wrapped("", 12, "bad")
        self.cancel, self.save_button = Button(_("Cancel"), "x"), PrimaryButton(_("Save"), "check")
        self._lay_out()
        self._show(wishes)
        self.cancel.clicked.connect(self.reject)
        self.save_button.clicked.connect(self.save)
        self.save_button.setDefault(True)
        for box in self.boxes.values():
            box.toggled.connect(lambda _on: self._offer_segment())

    def save(self) -> None:
        """Hand the choice over, or say what is wrong with it."""
        written, chosen = self.segment.text().split(), self.segment.value()
        if written and written != self._names.get(chosen, "").split():
            self._refuse(_("No segment has this name. Choose one from the list or clear it."))
            self.segment.setFocus()
            return
        self.days.interpretText()
        festivals = frozenset(each for each, box in self.boxes.items() if box.isChecked())
        segments = (chosen,) if written else ()
        self._take(Wishes(self.days.value(), festivals, segments))
        self.accept()

    def _lay_out(self) -> None:
        about = wrapped(
            _(
                "My day shows birthdays and festivals this many days ahead, and the bell tells of "
                "them. A contact may have another number of days."
            ),
            12,
            "muted",
        )
        about.setMinimumWidth(theme.px(340))
        body = column(about, margins=(20, 16, 20, 16), spacing=10)
        body.addWidget(label(_("Days ahead"), 12, role="muted"))
        body.addLayout(row(self.days, None))
        body.addWidget(label(_("Festivals"), 12, role="muted"))
        body.addLayout(column(*self.boxes.values(), spacing=4))
        body.addWidget(label(_("Segment to greet at festivals"), 12, role="muted"))
        body.addWidget(self.segment)
        body.addWidget(self.problem)
        body.addLayout(row(None, self.cancel, self.save_button))
        self.setLayout(body)

    def _show(self, wishes: Wishes) -> None:
        self.days.setValue(wishes.ahead)
        for each, box in self.boxes.items():
            box.setChecked(each in wishes.festivals)
        self.problem.hide()
        if wishes.segments:
            self.segment.set_value(wishes.segments[0])
            if self.segment.value() is None:
                self._refuse(
                    _("The chosen segment is gone. Choose another one or greet all customers.")
                )
        self._offer_segment()

    def _offer_segment(self) -> None:
        """Without a festival there is nothing that a segment would narrow."""
        self.segment.setEnabled(any(box.isChecked() for box in self.boxes.values()))

    def _refuse(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()


def ask_greetings(jobs: "Jobs", window: QWidget) -> None:
    """Read what was chosen, ask, and keep the answer for the whole office."""

    def read(office: "Office") -> tuple[Wishes, tuple[Link, ...]]:
        return office.greetings.wishes(), segments_of(office)

    def keep(wishes: Wishes) -> None:
        jobs.write(
            lambda office: office.settings.set_common(SETTING, wishes.kept()),
            owner=window,
            label=_("Greetings"),
            toast=_("The greetings are kept for the whole office."),
        )

    def show(known: tuple[Wishes, tuple[Link, ...]]) -> None:
        GreetingsDialog(*known, keep, window).open()

    jobs.read(window, read, show)
