"""Who has vk, proved from key sets that real sign-ins opened, and what a session leaves behind."""

import json
import logging
import zipfile

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cims.services.accounts import Accounts
from cims.services.backup import make
from cims.services.drafts import FormDraft
from cims.services.entity import Link, Sealed
from cims.services.errors import ValidationFailed
from cims.services.opening import open_office
from cims.services.spreadsheet.exporter import export
from cims.services.spreadsheet.importer import check
from cims.services.spreadsheet.problem_book import save_problems
from cims.services.vault.errors import KeyMissing
from cims.services.vault.keys import derive
from cims.services.vault.sealed_values import Cell, aad
from cims.services.vault.vault import open_vault
from tests.conftest import PASSWORD
from tests.services.spreadsheet.lists import listed, take_in
from tests.weak_policy import WEAK

NUMBER, OTHER, CARD = "11010519491231002X", "440308199901101512", "6222021234567890128"
FIELD = "identity_number"
UUID = "0192f0a0-0000-7000-8000-000000000001"


@pytest.fixture
def enter(vault_folder, clock):
    """Sign in by name and password, as anybody does."""
    offices = []

    def come_in(username, password):
        vault = open_vault(
            vault_folder, username=username, password=password, policy=WEAK, now=clock
        )
        offices.append(open_office(vault, clock))
        return offices[-1]

    yield come_in
    for office in offices:
        office.close()


@pytest.fixture
def contact(write):
    return write(lambda o: o.contacts.add({"name": "Li Wei", FIELD: NUMBER}))


def invited(opened, enter, role):
    """A colleague with one role, signed in with the key slot that the invitation made."""
    own = PASSWORD if role in ("finance", "administrator", "auditor") else None
    made = Accounts(opened).invite(f"the-{role}", role.title(), [role], own_password=own)
    user = made.user_id
    opened.close()
    return enter(f"the-{role}", made.password), user


@pytest.mark.parametrize("role", ["sales", "manager", "service", "auditor"])
def test_a_key_set_without_vk_opens_no_sealed_byte_by_any_of_its_keys(
    role, opened, enter, contact, write
):
    office, _user = invited(opened, enter, role)
    vault = office.vault
    keys = vault.copy_of_keys()
    assert "vk" not in keys and "vk" not in vault.slot.keys
    assert vault.sealing is None
    with pytest.raises(KeyMissing):
        vault.derived("vk", "cims/field/v1")
    connection = vault.connect()
    uuid, stored = connection.execute("SELECT uuid, identity_number FROM contact").fetchone()
    connection.close()
    bound = aad(Cell("contact", UUID, uuid), 1)
    for name in keys.names:
        for key in (bytes(keys[name]), bytes(derive(keys[name], vault.vault_id, "cims/field/v1"))):
            with pytest.raises(InvalidTag):
                AESGCM(key).decrypt(stored[5:17], stored[17:], bound)


def test_finance_has_vk_and_reads_what_the_administrator_entered(opened, enter, write, template):
    owner = Link(template.people["sales"])
    id_ = write(lambda o: o.contacts.add({"name": "Li", "owner": owner, FIELD: NUMBER}))
    office, _user = invited(opened, enter, "finance")
    assert "vk" in office.vault.slot.keys
    with office.database.write(office.actor) as inside:
        assert inside.sealed.closed_because() is None
        assert inside.sealed.reveal("contact", id_, FIELD) == NUMBER


def test_a_right_without_the_key_stays_locked_and_says_so(opened, enter, contact, write):
    """A forged row in the database gives the right; the slot still lacks vk."""
    made = Accounts(opened).invite("li", "Li", ["auditor"], own_password=PASSWORD)
    connection = opened.vault.connect()
    connection.execute(
        "INSERT INTO role_right SELECT id, 'right:sealed', 'all' FROM role WHERE code = 'auditor'"
    )
    connection.commit()
    connection.close()
    opened.close()
    office = enter("li", made.password)
    with office.database.write(office.actor) as inside:
        assert isinstance(inside.contacts.load(contact).values[FIELD], Sealed)
        assert "key" in inside.sealed.closed_because()
        with pytest.raises(KeyMissing):
            inside.sealed.reveal("contact", contact, FIELD)


def test_rotation_leaves_every_value_readable_for_who_stays(opened, contact, enter, write):
    made = Accounts(opened).invite("li", "Li", ["finance"], own_password=PASSWORD)
    turned = Accounts(opened).remove(made.user_id, PASSWORD)
    try:
        assert turned.damaged == ()
        assert turned.office.vault.key_epoch == 2
        with turned.office.database.write(turned.office.actor) as inside:
            assert inside.sealed.reveal("contact", contact, FIELD) == NUMBER
            hits = inside.contacts.alike({"name": "x", FIELD: NUMBER})
            assert [hit.id for hit in hits] == [contact]
            inside.contacts.save(inside.contacts.load(contact).changed(**{FIELD: OTHER}))
        with turned.office.database.write(turned.office.actor) as inside:
            inside.undo(inside.newest_change())
        with turned.office.database.read(turned.office.actor) as inside:
            assert inside.audit_log.verify().problems == ()
    finally:
        turned.office.close()


def forms():
    """The numbers as they could stand somewhere."""
    for number in (NUMBER, OTHER, CARD):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            yield number.encode(encoding)
            yield number[:14].encode(encoding)


def test_a_working_day_leaves_the_numbers_nowhere(opened, write, read, tmp_path, caplog, clock):
    caplog.set_level(logging.DEBUG)
    out = tmp_path / "out"
    out.mkdir()
    work(opened, write, read, out, tmp_path, clock)
    found = []
    connection = opened.vault.connect()
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    names = [row[0] for row in tables]
    for name in names:
        for row in connection.execute(f'SELECT * FROM "{name}"'):
            for value in row:
                raw = value if isinstance(value, bytes) else str(value).encode()
                found += [name for form in forms() if form in raw]
    connection.close()
    assert {"audit_detail", "draft", "setting", "contact", "sealed_before"} <= set(names)
    files = [file for file in tmp_path.rglob("*") if file.is_file() and file.name != "list.xlsx"]
    for file in files:
        raw = file.read_bytes()
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as packed:
                raw += b"".join(packed.read(name) for name in packed.namelist())
        found += [file.name for form in forms() if form in raw]
    assert {"cims.db", "all.xlsx", "all.csv", "problems.xlsx", "office.cimsbak"} <= {
        file.name for file in files
    }
    found += ["log" for form in forms() if form in caplog.text.encode()]
    assert found == []


def work(opened, write, read, out, tmp_path, clock):
    """Bring numbers in, change them, look at them, fail with them, take lists out."""
    rows = [("P1", "李伟", NUMBER, CARD), ("P2", "", OTHER, ""), ("P3", "王芳", 11010519491231, "")]
    path = listed(tmp_path / "list.xlsx", ("编号", "姓名", "身份证号", "银行卡号"), *rows)
    check(opened.database, opened.actor, "contacts", path)
    report = take_in(opened, path, "contacts")
    save_problems(path, report, out / "problems.xlsx")
    (id_,) = read(lambda o: list(o.contacts.listing(words="李伟").ids))
    load = lambda o: o.contacts.load(id_)  # noqa: E731
    write(lambda o: o.contacts.save(load(o).changed(**{FIELD: OTHER})))
    write(lambda o: o.undo(o.newest_change()))
    write(lambda o: o.contacts.save(load(o).changed(private_bank_card=None)))
    write(lambda o: o.sealed.reveal("contact", id_, FIELD))
    draft = FormDraft("contact", id_, 1, {FIELD: OTHER, "remarks": "half typed"})
    write(lambda o: o.drafts.keep([draft]))
    read(lambda o: o.contacts.alike({"name": "x", FIELD: NUMBER}))
    try:
        write(lambda o: o.contacts.save(load(o).changed(**{FIELD: OTHER, "name": None})))
    except ValidationFailed:
        logging.getLogger(__name__).exception("a mistake")
    for name in ("all.xlsx", "all.csv"):
        write(lambda o, n=name: export(o, "contacts", out / n))
    make(opened, out / "office.cimsbak", clock)
    text = json.dumps([str(entry) for entry in read(lambda o: o.history.history("contact", id_))])
    (out / "history.json").write_text(text)
