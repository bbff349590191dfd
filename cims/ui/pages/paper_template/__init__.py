"""A template of papers: its wording, what may stand in it, and a paper of nobody made by it."""

from cims.ui.pages.paper_template.template_page import TemplatePage

__all__ = ["TemplatePage"]
