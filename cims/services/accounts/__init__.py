"""People's accounts: what the database and the slot file know of them, changed in one order."""

from cims.services.accounts.accounts import Accounts, Invited
from cims.services.accounts.comparing import SlotLine, Standing, Unfinished, UnfinishedKind
from cims.services.accounts.left_behind import backups_with
from cims.services.accounts.turning import OwnPasswordNeeded, Turned

__all__ = [
    "Accounts",
    "Invited",
    "OwnPasswordNeeded",
    "SlotLine",
    "Standing",
    "Turned",
    "Unfinished",
    "UnfinishedKind",
    "backups_with",
]
