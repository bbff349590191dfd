"""What a window remembers for its user until the next sign-in."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cims.ui.document_tabs import OpenDocument

VERSION = 1


@dataclass(frozen=True)
class WindowState:
    """The tab, the open records and the window's size; titles are read anew when opened."""

    tab: str = ""
    documents: tuple[OpenDocument, ...] = ()
    current: int = 0
    geometry: str = ""

    def kept(self) -> dict[str, Any]:
        """As it lies in the user's settings, with a version of its own."""
        return {"version": VERSION, **asdict(self)}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "WindowState":
        """Read what was kept; nothing, or another version's, starts afresh."""
        parts = dict(kept)
        if parts.pop("version", None) != VERSION:
            return cls()
        documents = tuple(OpenDocument(**document) for document in parts.pop("documents"))
        return cls(documents=documents, **parts)
