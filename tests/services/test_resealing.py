"""All sealed values under new keys: opened by the new ones only, and found by them."""

import os

import pytest

from cims.services.changes import ChangeKind
from cims.services.contact_fields import CONTACT
from cims.services.database import driver_of
from cims.services.resealing import Resealed, reseal, sealed_places
from cims.services.rights import Actor
from cims.services.sealed_cells import index_of
from cims.services.vault.errors import SealedDamaged
from cims.services.vault.keys import derive
from cims.services.vault.sealed_values import Cell, Sealing

FIELDS = ("identity_number", "private_bank_card")
INDEXES = (
    "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'contact' AND type = 'index' ORDER BY 1"
)
COUNT = 5000  # more than one page


@pytest.fixture
def new(opened):
    key = os.urandom(32)
    return Sealing(lambda name: derive(key, opened.vault.vault_id, name), 2)


def resealed(opened, new):
    steps = []
    with opened.database.write(Actor.office(), ChangeKind.SETUP) as office:
        driver = driver_of(office._unit.session)
        found = reseal(driver, opened.vault.sealing, new, lambda *step: steps.append(step))
    return found, steps


def query(opened, text):
    connection = opened.vault.connect()
    try:
        return connection.execute(text).fetchall()
    finally:
        connection.close()


def test_every_value_in_records_bin_and_undo_opens_by_the_new_keys_only(opened, write, new):
    values = [
        {"name": f"P{n}", "identity_number": f"ID {n}", "private_bank_card": f"6222 {n}"}
        for n in range(COUNT)
    ]
    ids = write(lambda office: office.contacts.add_many(values))
    write(lambda o: o.contacts.save(o.contacts.load(ids[7]).changed(identity_number="x7")))
    write(lambda o: o.contacts.save(o.contacts.load(ids[7]).changed(private_bank_card=None)))
    write(lambda office: office.contacts.remove(ids[10:20]))
    indexes = query(opened, INDEXES)
    found, steps = resealed(opened, new)
    assert query(opened, INDEXES) == indexes and len(indexes) > 5
    assert query(opened, "PRAGMA integrity_check") == [("ok",)]
    total = 2 * COUNT - 1 + 2
    assert found == Resealed(total, ())
    assert steps[0] == (0, total) and len(steps) > 4
    old = opened.vault.sealing
    text = f"SELECT id, uuid, {', '.join(f'{f}, {f}_key' for f in FIELDS)} FROM contact ORDER BY id"
    for number, (_id, uuid, *cells) in enumerate(query(opened, text)):
        for name, stored, key in zip(FIELDS, cells[::2], cells[1::2], strict=True):
            field = CONTACT.field(name)
            if stored is None:
                assert number == 7 and key is None
                continue
            plain = new.open(Cell("contact", field.uuid, uuid), stored).decode()
            assert plain.endswith(str(number))
            assert key == index_of(new, CONTACT, field, plain)
            with pytest.raises(SealedDamaged):
                old.open(Cell("contact", field.uuid, uuid), stored)
    kept = query(opened, "SELECT field, stored FROM sealed_before ORDER BY change_set")
    uuid = query(opened, f"SELECT uuid FROM contact WHERE id = {ids[7]}")[0][0]
    texts = [new.open(Cell("contact", CONTACT.field(f).uuid, uuid), s).decode() for f, s in kept]
    assert texts == ["ID 7", "6222 7"]


def test_a_value_that_nobody_could_read_stays_and_is_named(opened, write, new):
    first, second = (
        write(lambda o, n=n: o.contacts.add({"name": n, "identity_number": n})) for n in "AB"
    )
    connection = opened.vault.connect()
    connection.execute("UPDATE contact SET identity_number = x'0102' WHERE id = ?", (first,))
    connection.commit()
    connection.close()
    found, _steps = resealed(opened, new)
    assert found == Resealed(1, (("contact", "identity_number", first),))
    stored = dict(query(opened, "SELECT id, identity_number FROM contact"))
    assert stored[first] == b"\1\2"
    assert stored[second][:5] == b"\1\0\0\0\2"


def test_all_sealed_fields_of_all_record_types_are_taken_along():
    assert {(p.entity.name, f.name) for p in sealed_places() for f, _at, _keyed in p.fields} == {
        ("contact", name) for name in FIELDS
    }
