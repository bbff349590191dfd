"""Failures that a person can understand; anything else is a bug and goes to the log."""


class CimsError(Exception):
    """Its text is shown to the user as it is."""


class ValidationFailed(CimsError):
    """Carries one message per field, so that the form can show each in its place."""

    def __init__(self, messages: dict[str, str]) -> None:
        super().__init__("\n".join(messages.values()))
        self.messages = messages


class NotAllowed(CimsError):
    """The actor lacks the right; `door` is the method that refused, `right` what it demanded."""

    door = ""
    right = ""


class NotFound(CimsError):
    """The record is not there, or not for this actor."""


class SignedOut(NotFound):
    """The one who acts may not sign in any more: a window ends the session."""


class NotPossible(CimsError):
    """The request makes sense, but not in this state."""


class EditConflict(CimsError):
    """Somebody saved the record while it was being edited."""


class Cancelled(Exception):
    """Ends a job without a message."""
