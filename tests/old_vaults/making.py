"""The vault that is kept for today's schema: python -m tests.old_vaults.making.

Run it once when a release brings a new schema (and again while that schema still changes). Beside
the vault lie what opens it: the recovery sheet, a key file and a device secret.
"""

import shutil
import tempfile
from pathlib import Path

from cims.services.accounts import Accounts
from cims.services.migrations import SCHEMA
from cims.services.opening import Founding, OpenOffice, found_office, open_office
from cims.services.vault.vault import open_vault
from tests.conftest import PASSWORD, SetClock
from tests.fake_keyring import keyring_named
from tests.weak_policy import WEAK

KEPT = Path(__file__).parent
STICK = bytes(range(64))
PEOPLE = {  # user name: role, key file, device secret
    "bo": ("sales", False, False),
    "fay": ("finance", True, False),
    "ann": ("auditor", False, True),
    "gus": ("manager", True, True),
    "dee": ("service", False, False),
    "old": ("administrator", False, False),
}
WAITING = ("fay", "gus")  # have not signed in since an owner left


def main() -> None:
    """Make it, and put it where the tests look."""
    stem = f"schema-{SCHEMA}"
    with tempfile.TemporaryDirectory() as place, keyring_named() as ring:
        folder = Path(place) / stem
        sheet = furnished(folder)
        (Path(place) / f"{stem}.sheet.txt").write_text(sheet + "\n")
        (Path(place) / f"{stem}.cimskey").write_bytes(STICK)
        for (_service, user), secret in ring.kept.items():
            (Path(place) / f"{stem}.{user.replace(':', '-')}.txt").write_text(secret + "\n")
        for left in ("instance.lock", "instance.json", "attempts.json"):
            (folder / left).unlink(missing_ok=True)
        shutil.rmtree(folder / "gen-000001")  # before the owner left
        shutil.make_archive(str(KEPT / stem), "zip", place)


def furnished(folder: Path) -> str:
    """An office of 19 customers in which people came, left and lost their owner; the sheet."""
    clock = SetClock()
    founding = Founding("恒泰贸易", "boss", "王晓燕")
    office, sheet = found_office(folder, founding, PASSWORD, policy=WEAK, clock=clock)
    accounts = Accounts(office)
    ids = {}
    for name, (role, _key_file, _device) in PEOPLE.items():
        made = accounts.invite(name, name.title(), [role], None, f"{name}: {PASSWORD}", PASSWORD)
        ids[name] = made.user_id
    add_customers(office)
    office.close()
    for name, (_role, key_file, device) in PEOPLE.items():
        with_factors(folder, clock, name, key_file=key_file, device=device)
    accounts = Accounts(signed_in(folder, clock, "boss", PASSWORD))
    turned = accounts.remove(ids["old"], PASSWORD)
    turned.office.close()
    for name in PEOPLE:
        if name not in (*WAITING, "old"):
            signed_in(folder, clock, name, f"{name}: {PASSWORD}").close()
    office = signed_in(folder, clock, "boss", PASSWORD)
    Accounts(office).disable(ids["dee"])
    office.close()
    return turned.sheet or sheet


def with_factors(folder: Path, clock: SetClock, name: str, *, key_file: bool, device: bool) -> None:
    """Give somebody second factors."""
    office = signed_in(folder, clock, name, f"{name}: {PASSWORD}")
    if key_file or device:
        office.vault.set_factors(f"{name}: {PASSWORD}", STICK if key_file else None, device)
    office.close()


def signed_in(folder: Path, clock: SetClock, name: str, password: str) -> OpenOffice:
    """The office opened by one of them."""
    vault = open_vault(
        folder, username=name, password=password, policy=WEAK, now=clock, key_file=STICK
    )
    return open_office(vault, clock)


def add_customers(office: OpenOffice) -> None:
    """Nineteen, and a contact with a sealed identity number."""
    with office.database.write(office.actor) as inside:
        for number in range(1, 20):
            inside.customers.add({"name": f"苏州恒泰{number}号智能装备有限公司"})
        inside.contacts.add({"name": "李建国", "identity_number": "11010519491231002X"})


if __name__ == "__main__":
    main()
