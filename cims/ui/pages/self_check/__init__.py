"""How safe the office is, in plain sentences, each with what to do."""

from cims.ui.pages.self_check.self_check_page import SelfCheckPage

__all__ = ["SelfCheckPage"]
