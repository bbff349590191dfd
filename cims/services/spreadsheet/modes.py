"""Which lists can be brought in, and how; the command line reads it before anything else."""

from enum import StrEnum

INTO = ("customers", "contacts", "activities", "tasks", "segments")


class Mode(StrEnum):
    """Whether rows make new records, change those with the same key, or either."""

    CREATE = "create"
    UPDATE = "update"
    BOTH = "both"
