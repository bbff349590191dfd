"""What looking at the log and at the office's safety needs of the open vault."""

from collections.abc import Callable
from typing import Any, Protocol

from cims.services.vault.chain import Seam
from cims.services.vault.generations import DataFolder
from cims.services.vault.slots import SlotFile


class Auditor(Protocol):
    """What checking the log needs of the open vault."""

    @property
    def vault_id(self) -> str:
        """The vault's uuid."""

    @property
    def key_names(self) -> tuple[str, ...]:
        """Which root keys this session holds."""

    @property
    def slots(self) -> SlotFile:
        """The slot file in force."""

    @property
    def folder(self) -> DataFolder:
        """The data folder with all generations."""

    generation: int

    def seed_opener(self, connection: Any) -> Callable[[Seam], bytes]:
        """What opens the first key of every segment there."""

    def auditor_keys(self, connection: Any) -> tuple[bytes, ...]:
        """Every auditor key that was in force."""

    def derived(self, root: str, name: str) -> bytearray:
        """A key made of a root key."""
