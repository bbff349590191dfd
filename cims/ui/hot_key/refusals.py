"""Why a key of the whole system can't be had."""

from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.ui.hot_key.combination import Combination


class TakenKey(CimsError):
    """Another program has the key already."""


class NoKeys(CimsError):
    """This system gives its keys to no program."""


def taken(wanted: Combination) -> TakenKey:
    """The sentence for a key that another program has."""
    return TakenKey(
        _("{keys} belongs to another program, so that it is off here. Choose another key.").format(
            keys=wanted
        )
    )
