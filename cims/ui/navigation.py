"""Which tabs and documents exist for this actor; they are built when they are first shown."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from cims.services.rights import Action, Actor, Right
from cims.ui.actions import Commands
from cims.ui.jobs import Jobs
from cims.ui.key_work import KeyWork
from cims.ui.messages import Messages
from cims.ui.modules import FULL, MODULES, is_hidden
from cims.ui.page import Page
from cims.ui.theme import Appearance


@dataclass(frozen=True)
class Surroundings:
    """What a page is given: how to work, how to tell, what can be asked for, what is shown."""

    jobs: Jobs
    messages: Messages
    commands: Commands
    appearance: Appearance
    modules: frozenset[str] = FULL  # those that the office did not switch off
    keys: KeyWork | None = None  # only in a session, which has the vault

    def shows(self, entity: str) -> bool:
        """Whether records of a type have a place in the window."""
        return not is_hidden(entity, self.modules)


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


def allows(actor: Actor, right: str) -> bool:
    """Whether somebody has a right as it is stored: customer:read, right:backup; | means or."""
    if not right:
        return True
    if "|" in right:
        return any(allows(actor, one) for one in right.split("|"))
    if right.startswith("right:"):
        return actor.may(Right(right))
    entity, action = right.split(":")
    return actor.may(Action(action), entity)


def allowed_only(navigation: Navigation, allowed: Callable[[str], bool]) -> Navigation:
    """What is left of it for somebody; tabs at the bottom come last."""
    tabs = _allowed(navigation.tabs, allowed)
    return Navigation(
        tuple(sorted(tabs, key=lambda tab: tab.at_bottom)),
        _allowed(navigation.documents, allowed),
        _allowed(navigation.creations, allowed),
    )


def without_hidden(navigation: Navigation, shown: Collection[str]) -> Navigation:
    """The tabs and the entries under New that are left; records can still be opened."""
    hidden = [module for module in MODULES if module.id not in shown]
    tabs, entities = {m.id for m in hidden}, {m.entity for m in hidden}
    return replace(
        navigation,
        tabs=tuple(tab for tab in navigation.tabs if tab.id not in tabs),
        creations=tuple(one for one in navigation.creations if one.entity not in entities),
    )


def _allowed(entries: Iterable[Any], allowed: Callable[[str], bool]) -> tuple[Any, ...]:
    return tuple(entry for entry in entries if allowed(entry.right))
