"""What somebody has to do today, and what is one click away from there."""

from cims.ui.pages.my_day.my_day_page import MyDayPage

__all__ = ["MyDayPage"]
