"""The forecast: what is closed and what may come, month by month and by whom."""

from cims.ui.pages.forecast.forecast_page import ForecastPage

__all__ = ["ForecastPage"]
