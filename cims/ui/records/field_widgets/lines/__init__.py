"""The lines of a paper, one a row, entered with the keyboard."""

from cims.ui.records.field_widgets.lines.lines_field import LinesField

__all__ = ["LinesField"]
