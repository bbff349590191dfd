"""Simple and full mode: which record types the window shows besides today and customers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cims.services.i18n import N_

if TYPE_CHECKING:
    from cims.services.office import Office

SETTING = "modules"


@dataclass(frozen=True)
class Module:
    """A part of the window that the office can do without; `id` is its tab's."""

    id: str
    label: str
    icon: str
    entity: str
    along: tuple[str, ...] = ()  # record types of the settings that nothing else needs


MODULES = (
    Module("activities", N_("Follow-ups"), "notebook-pen", "activity"),
    Module("tasks", N_("Tasks"), "list-checks", "task"),
    Module("pool", N_("Pool"), "waves-horizontal", "pool"),
    Module("leads", N_("Leads"), "magnet", "lead", ("assignment_rule",)),
    Module("products", N_("Products"), "package", "product", ("product_family",)),
    Module("segments", N_("Segments"), "users-round", "segment"),
)
FULL = frozenset(module.id for module in MODULES)
SIMPLE: frozenset[str] = frozenset()


def chosen(kept: Mapping[str, Any]) -> frozenset[str]:
    """The modules that the office shows; a new one shows none of them."""
    return FULL & frozenset(kept.get("shown", SIMPLE))


def kept(shown: Collection[str]) -> dict[str, Any]:
    """The choice as it lies in the office's settings, in the order of the rail."""
    return {"shown": [module.id for module in MODULES if module.id in shown]}


def is_hidden(entity: str, shown: Collection[str]) -> bool:
    """Whether a record type belongs to a module that is switched off."""
    return any(entity in (m.entity, *m.along) and m.id not in shown for m in MODULES)


def is_off(office: "Office", entity: str) -> bool:
    """Whether the office shows no such records; runs inside a job."""
    return is_hidden(entity, chosen(office.settings.common(SETTING)))
