"""The board of opportunities: one lane for each stage, cards that are dragged between them."""

from cims.ui.pages.board.board_page import BoardPage

__all__ = ["BoardPage"]
