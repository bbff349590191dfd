"""Reports: what was sold, and what was paid for it."""

from cims.ui.pages.reports.reports_page import ReportsPage

__all__ = ["ReportsPage"]
