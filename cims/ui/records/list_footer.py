"""Below a list: how many rows it has, how many are selected, which filter narrows it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from cims.services.field import Field
from cims.services.i18n import _, _n
from cims.services.summing import Sums
from cims.ui import theme
from cims.ui.records.format import BETWEEN, Words
from cims.ui.widgets import Button, ElidedLabel, label, row


class ListFooter(QWidget):
    """Counts are over all rows of the result, not over those that were read."""

    def __init__(self) -> None:
        super().__init__()
        self._total, self._more, self._chosen = 0, False, 0
        self.counts = label("", 12, role="muted")
        self.sums = label("", 12, role="muted")
        self.filter = ElidedLabel("", 12, role="muted")
        self.clear = Button(_("Clear filter"), "x")
        self.clear.setProperty("quiet", True)
        self.setFixedHeight(theme.px(40))
        line = row(self.counts, self.sums, None, self.filter, self.clear, margins=(14, 0, 12, 0))
        line.setStretch(3, 3)
        self.setLayout(line)
        self.show_filter("")

    def show_total(self, total: int, *, more: bool) -> None:
        """Show how many rows there are; `more` when a search stopped counting."""
        self._total, self._more = total, more
        self._say()

    def show_unknown(self) -> None:
        """The rows could not be read: nothing is counted."""
        self.counts.setText("")
        self.sums.setText("")

    def show_sums(self, sums: Sums, fields: Sequence[Field], words: Words) -> None:
        """Show what the amounts in sight come to over all rows, each currency on its own."""
        told = [
            _("{field}: {amounts}").format(
                field=_(field.label),
                amounts=BETWEEN.join(words.text(field, one) for one in sums[field.name]),
            )
            for field in fields
            if field.name in sums
        ]
        self.sums.setText(BETWEEN.join(told))
        self.sums.setVisible(bool(told))

    def show_chosen(self, chosen: int) -> None:
        """Show how many of them are selected."""
        self._chosen = chosen
        self._say()

    def show_filter(self, words: str, _count: int = 0) -> None:
        """Show the built filter in words, with a button that takes it away."""
        self.filter.set_text(words)
        self.filter.setVisible(bool(words))
        self.clear.setVisible(bool(words))

    def _say(self) -> None:
        total = f"{self._total:,}+" if self._more else f"{self._total:,}"
        if self._chosen:
            words = _("{chosen} selected · {total} in all")
            self.counts.setText(words.format(chosen=f"{self._chosen:,}", total=total))
            return
        self.counts.setText(_n("{n} record", "{n} records", self._total).format(n=total))
