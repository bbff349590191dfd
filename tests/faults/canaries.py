"""A working session whose words are rare, so that they can be looked for in every file it left.

`python -m tests.faults.canaries FOLDER` works in FOLDER and prints its secrets as JSON.
"""

import json
import logging
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from cims.services.backup import by_password, make, prove
from cims.services.clock import system_now
from cims.services.contact_points import ContactPointRow
from cims.services.errors import CimsError
from cims.services.opening import Founding, OpenOffice, found_office, open_office
from cims.services.rules.one_time_code import code_at, step_at
from cims.services.vault.device_secret import read_secret
from cims.services.vault.errors import WrongPassword
from cims.services.vault.vault import open_vault
from tests.fake_keyring import keyring_named
from tests.weak_policy import WEAK

NAME = "鹭岛瑞鹤仪器有限公司"
OTHER = "Quetzalwerk Zymurgy"
PERSON = "Zebulon Quackenbush"
PHONE = "13974185296"
NUMBER = "440308199901101512"
REMARK = "prefers marzipan on Thursdays"
PASSWORD = "ocelot veranda 61 harpsichord"
WRONG = "ocelot verandah 62 clavichord"
WORDS = (
    NAME,
    OTHER,
    PERSON,
    PHONE,
    NUMBER,
    REMARK,
    PASSWORD,
    WRONG,
    "鹭岛",
    "ludaoruihe",
    "zymurgy",
)


def forms_of(secrets: list[str]) -> Iterator[tuple[str, tuple[bytes, ...]]]:
    """Each word with the bytes by which it may stand in a file; keys also as raw bytes."""
    for word in WORDS:
        encodings = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
        yield word, tuple(word.encode(encoding) for encoding in encodings)
    for secret in secrets:
        texts = (secret, secret.upper())
        encoded = [text.encode(encoding) for text in texts for encoding in ("ascii", "utf-16-le")]
        yield secret, (*encoded, bytes.fromhex(secret))


def work(office: OpenOffice) -> None:
    """What people do all day, with mistakes."""
    values = {
        "name": NAME,
        "remarks": REMARK,
        "contact_points": (ContactPointRow("mobile", PHONE),),
    }
    with office.database.write(office.actor) as inside:
        first = inside.customers.add(values)
        inside.customers.add({"name": OTHER})
        points = values["contact_points"]
        person = {"name": PERSON, "contact_points": points, "identity_number": NUMBER}
        contact = inside.contacts.add(person)
    with office.database.write(office.actor) as inside:
        inside.sealed.reveal("contact", contact, "identity_number")
    with office.database.write(office.actor) as inside:
        inside.customers.save(inside.customers.load(first).changed(remarks=REMARK + "!"))
        inside.undo(inside.newest_change() or 0)
        inside.customers.remove([first])
        inside.customers.restore([first])
    with office.database.read(office.actor) as inside:
        for words in ("鹭岛", "ldrh", PHONE[3:8], "zymurgy"):
            inside.customers.listing(words=words)
    try:
        with office.database.write(office.actor) as inside:
            inside.customers.save(inside.customers.load(first).changed(name=None))
    except CimsError:
        logging.getLogger(__name__).exception("a mistake")


def with_factors(office: OpenOffice) -> list[str]:
    """Key file, secret of the computer, one-time codes: set, used and wrong; their secrets."""
    stick, seed = os.urandom(64), os.urandom(20)
    with keyring_named():
        office.vault.set_factors(PASSWORD, stick, device=True)
        device = read_secret(office.vault.vault_id, office.vault.slot.slot_id)
        with office.database.write(office.actor) as inside:
            now = step_at(inside.now)
            inside.one_time_codes.turn_on(seed, code_at(seed, now))
            inside.one_time_codes.answer("000000")
            inside.one_time_codes.answer(code_at(seed, now + 1))
        for key_file in (None, stick[::-1]):
            try:
                place, name = office.vault.folder.path, office.vault.slot.username
                open_vault(
                    place, username=name, password=PASSWORD, policy=WEAK, now=system_now,
                    key_file=key_file,
                )  # fmt: skip
            except CimsError:
                logging.getLogger(__name__).exception("a factor is missing or wrong")
    return [stick.hex(), device.hex(), seed.hex()]


def main() -> None:
    """Found, work, back up, fail to sign in, sign in, work, close."""
    place = Path(sys.argv[1])
    logging.basicConfig(filename=place / "log.txt", level=logging.DEBUG)
    folder = place / "office"
    office, _sheet = found_office(
        folder, Founding("Hengtai", "ada", "Ada"), PASSWORD, policy=WEAK, clock=system_now
    )
    work(office)
    backup = make(office, place / "office.cimsbak", system_now)
    shutil.copy(f"{office.vault.db_path}-wal", place / "left.db-wal")
    prove(backup.file, by_password("ada", PASSWORD, policy=WEAK, clock=system_now))
    keys = office.vault.copy_of_keys()
    secrets = [bytes(keys[name]).hex() for name in keys.names if name != "ap"]
    secrets.append(bytes(office.vault.sqlcipher_key()).hex())
    office.close()
    try:
        open_vault(folder, username="ada", password=WRONG, policy=WEAK, now=system_now)
    except WrongPassword:
        logging.getLogger(__name__).exception("a wrong password")
    vault = open_vault(folder, username="ada", password=PASSWORD, policy=WEAK, now=system_now)
    again = open_office(vault, system_now)
    secrets += with_factors(again)
    again.close()
    sys.stdout.write(json.dumps({"secrets": secrets}))


if __name__ == "__main__":
    main()
