"""The log: what was done, by whom, before and after, and whether it is still as it was written."""

from cims.ui.pages.audit_log.audit_log_page import AuditLogPage

__all__ = ["AuditLogPage"]
