"""Rules by which leads are given to colleagues: their list, their order, a rule tried out."""

from cims.ui.pages.assigning.assigning_page import AssigningPage

__all__ = ["AssigningPage"]
