"""Why a file can't be taken; each sentence says what to do instead."""

from cims.services.errors import CimsError


class UnusableFile(CimsError):
    """The file as a whole can't be read, or is not safe to read."""
