"""Targets: a grid of people and months."""

from cims.ui.pages.targets.targets_page import TargetsPage

__all__ = ["TargetsPage"]
