"""Writing down from anywhere what was said or done, and when to go on."""

from cims.ui.pages.follow_up.log_panel import LogPanel

__all__ = ["LogPanel"]
