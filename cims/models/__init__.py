"""Importing the package makes the metadata complete."""

from cims.models import app_user, change_set, choice, contact, customer, draft

__all__ = ["app_user", "change_set", "choice", "contact", "customer", "draft"]
