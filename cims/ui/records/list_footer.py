"""Below a list: how many rows it has, how many are selected, which filter narrows it."""

from PySide6.QtWidgets import QWidget

from cims.services.i18n import _, _n
from cims.ui import theme
from cims.ui.widgets import Button, ElidedLabel, label, row


class ListFooter(QWidget):
    """Counts are over all rows of the result, not over those that were read."""

    def __init__(self) -> None:
        super().__init__()
        self._total, self._more, self._chosen = 0, False, 0
        self.counts = label("", 12, role="muted")
        self.filter = ElidedLabel("", 12, role="muted")
        self.clear = Button(_("Clear filter"), "x")
        self.clear.setProperty("quiet", True)
        self.setFixedHeight(theme.px(40))
        line = row(self.counts, None, self.filter, self.clear, margins=(14, 0, 12, 0))
        line.setStretch(2, 3)
        self.setLayout(line)
        self.show_filter("")

    def show_total(self, total: int, *, more: bool) -> None:
        """Show how many rows there are; `more` when a search stopped counting."""
        self._total, self._more = total, more
        self._say()

    def show_unknown(self) -> None:
        """The rows could not be read: nothing is counted."""
        self.counts.setText("")

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
