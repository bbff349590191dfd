"""A long text in which @ calls upon a colleague."""

from PySide6.QtWidgets import QPlainTextEdit

from cims.ui.records.field_widgets.plain import LongTextField
from cims.ui.records.mention_text import MentionText


class CallingTextField(LongTextField):
    """Offers the colleagues who can sign in while somebody types @…"""

    def _made_pane(self) -> QPlainTextEdit:
        pane = MentionText("", "")
        pane.offer(self.place.words.colleagues)
        return pane
