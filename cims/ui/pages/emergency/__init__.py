"""What to do when something has gone wrong, step by step."""

from cims.ui.pages.emergency.emergency_page import EmergencyPage

__all__ = ["EmergencyPage"]
