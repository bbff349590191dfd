"""The façade of the vault: what other rooms and the composition roots call."""

from cims.services.vault.creating import Build, create_vault
from cims.services.vault.evidence import HEAD_FILE
from cims.services.vault.head_finding import Finding, HeadFinding
from cims.services.vault.opening import (
    open_by_keys,
    open_vault,
    open_with_recovery,
    unlock_names,
    unlock_names_of,
)
from cims.services.vault.session import OpenVault

__all__ = [
    "HEAD_FILE",
    "Build",
    "Finding",
    "HeadFinding",
    "OpenVault",
    "create_vault",
    "open_by_keys",
    "open_vault",
    "open_with_recovery",
    "unlock_names",
    "unlock_names_of",
]
