"""What a colleague looks like: the one description for list, form and search, and short forms."""

from dataclasses import dataclass
from datetime import datetime

from cims.models.app_user import AppUser, UserState
from cims.services.entity import Entity, Field, Kind
from cims.services.i18n import N_
from cims.services.rights import Shared

USER = Entity(
    "user",
    "users",
    N_("Colleague"),
    N_("Colleagues"),
    AppUser,
    fields=(
        Field("code", N_("Number"), listed=True, sortable=True, length=40),
        Field(
            "username",
            N_("User name"),
            required=True,
            filled=True,
            listed=True,
            sortable=True,
            length=64,
        ),
        Field("name", N_("Full name"), required=True, listed=True, sortable=True, length=100),
        Field("state", N_("State"), Kind.ENUM, enum=UserState, listed=True),
    ),  # fmt: skip
    scope=Shared(),
    keys=("username", "code"),
    sort="username",
)


@dataclass(frozen=True)
class Colleague:
    """Somebody who can be called by name, or could before leaving."""

    id: int
    username: str
    name: str
    is_active: bool = True

    @property
    def folded(self) -> tuple[str, str]:
        """Both names as they are compared."""
        return self.name.casefold(), self.username.casefold()


@dataclass(frozen=True)
class PersonLine:
    """Somebody as the page of users shows them; `uuid` is what the key slot names them by."""

    id: int
    uuid: bytes
    username: str
    name: str
    state: UserState
    team_id: int | None
    role_ids: tuple[int, ...]
    must_change: bool
    last_seen_at: datetime | None
