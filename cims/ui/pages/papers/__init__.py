"""Steps of quotes and orders: sent, accepted, refused, revised, copied, ordered."""

from cims.ui.pages.papers.taking_steps import TakingSteps

__all__ = ["TakingSteps"]
