"""Which tabs and documents exist for this actor; they are built when they are first shown."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from cims.ui.actions import Commands
from cims.ui.jobs import Jobs
from cims.ui.messages import Messages
from cims.ui.page import Page
from cims.ui.theme import Appearance


@dataclass(frozen=True)
class Surroundings:
    """What a page is given: how to work, how to tell, what can be asked for."""

    jobs: Jobs
    messages: Messages
    commands: Commands
    appearance: Appearance


@dataclass(frozen=True)
class Tab:
    """One entry of the rail; `right` is as stored, such as customer:read."""

    id: str
    title: str
    icon: str
    make: Callable[[Surroundings], Page]
    right: str = ""
    at_bottom: bool = False


@dataclass(frozen=True)
class DocumentType:
    """How a record of one type is shown as a document tab; `home` is the rail's tab for it."""

    entity: str
    icon: str
    make: Callable[[Surroundings, int], Page]
    right: str = ""
    home: str = ""


@dataclass(frozen=True)
class Creation:
    """One entry of the New menu; the window says `new_asked` with its entity."""

    entity: str
    title: str
    icon: str
    shortcut: str = ""
    right: str = ""


@dataclass(frozen=True)
class Navigation:
    """Everything that can be opened, before rights."""

    tabs: tuple[Tab, ...]
    documents: tuple[DocumentType, ...] = ()
    creations: tuple[Creation, ...] = ()


def allowed_only(navigation: Navigation, allowed: Callable[[str], bool]) -> Navigation:
    """What is left of it for somebody; tabs at the bottom come last."""
    tabs = _allowed(navigation.tabs, allowed)
    return Navigation(
        tuple(sorted(tabs, key=lambda tab: tab.at_bottom)),
        _allowed(navigation.documents, allowed),
        _allowed(navigation.creations, allowed),
    )


def _allowed(entries: Iterable[Any], allowed: Callable[[str], bool]) -> tuple[Any, ...]:
    return tuple(entry for entry in entries if allowed(entry.right))
