"""The office in figures: tiles, charts, and the rows behind each of them."""

from cims.ui.pages.dashboard.dashboard_page import DashboardPage

__all__ = ["DashboardPage"]
