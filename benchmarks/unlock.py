"""From the password to the first rows of the customer list, against the key derivation alone.

The list asks as its page does: lists, views and settings, then the first page of rows; all other
ids come when these are shown.
"""

from benchmarks.figures import Figure, median, timed
from benchmarks.offices import PASSWORD, USERNAME, BenchOffice
from benchmarks.search import listed_fields
from cims.services.clock import system_now
from cims.services.customers import CUSTOMER
from cims.services.opening import OpenOffice, open_office
from cims.services.vault.policy import STRONG, KdfPolicy
from cims.services.vault.vault import open_vault
from cims.ui.records import list_query, list_settings
from cims.ui.records.list_plans import plan_of
from cims.ui.records.list_query import ListQuery

ROUNDS = 3
MOST_ABOVE = 500.0


def measure(office: BenchOffice, policy: KdfPolicy = STRONG, rounds: int = ROUNDS) -> list[Figure]:
    """Opening the vault is nearly all key derivation; the rest may take half a second."""
    keys, rows = [], []
    for _round in range(rounds):
        derived, listed = unlock(office, policy)
        keys.append(derived)
        rows.append(listed)
    derivation, whole = median(keys), median(keys) + median(rows)
    return [
        Figure("unlock to first rows", office.size, whole, "password to open vault", derivation,
               f"≤ {MOST_ABOVE:.0f} ms above", whole - derivation <= MOST_ABOVE,
               f"{whole - derivation:.0f} ms above"),
    ]  # fmt: skip


def unlock(office: BenchOffice, policy: KdfPolicy) -> tuple[float, float]:
    """Milliseconds for the vault (key derivation and slot file), then for office and first rows."""
    opened: list[OpenOffice] = []
    vaults = []

    def sign_in() -> None:
        vaults.append(
            open_vault(office.folder, username=USERNAME, password=PASSWORD, policy=policy,
                       now=system_now)
        )  # fmt: skip

    def first_page() -> None:
        opened.append(open_office(vaults[0], system_now))
        database, actor = opened[0].database, opened[0].actor
        with database.read(actor) as inside:
            list_settings.start(inside, plan_of(CUSTOMER))
        with database.read(actor) as inside:
            list_query.first(inside, CUSTOMER, ListQuery(), listed_fields(inside))

    derived, listed = timed(sign_in), timed(first_page)
    opened[0].close()
    return derived, listed
