"""Sealed fields: entered, changed, found and opened by holders of vk; closed for everybody else."""

import hashlib
import json
from dataclasses import replace

import pytest

from cims.services.contact_fields import CONTACT
from cims.services.entity import Link, Sealed
from cims.services.errors import CimsError, NotAllowed, NotFound, NotPossible
from cims.services.filters import Condition, Operator
from cims.services.granted import FieldAccess, Right
from cims.services.opening import open_office
from cims.services.rules import sealed_forms
from cims.services.vault.errors import KeyMissing, Locked, SealedDamaged
from cims.services.vault.vault import open_by_keys
from tests.weak_policy import WEAK

NUMBER, OTHER = "11010519491231002X", "440308199901101512"
CARD = "6222021234567890128"
FIELD = "identity_number"


@pytest.fixture
def rows(opened):
    """Plain SQL on the open file, as everybody with dbk could run it."""

    def run(query, *values):
        connection = opened.vault.connect()
        try:
            found = connection.execute(query, values).fetchall()
            connection.commit()
            return found
        finally:
            connection.close()

    return run


@pytest.fixture
def contact(write):
    return write(lambda office: office.contacts.add({"name": "Li Wei", FIELD: NUMBER}))


@pytest.fixture
def reveal(write):
    return lambda id_, field=FIELD, actor=None: write(
        lambda office: office.sealed.reveal("contact", id_, field), actor
    )


@pytest.fixture
def enter(write):
    def run(id_, actor=None, **values):
        return write(lambda o: o.contacts.save(o.contacts.load(id_).changed(**values)), actor)

    return run


def value_of(read, id_, field=FIELD):
    return read(lambda office: office.contacts.load(id_)).values[field]


def diffs(rows):
    return [
        (action, json.loads(diff))
        for action, diff in rows(
            "SELECT action, diff FROM audit_entry JOIN audit_detail USING (seq) ORDER BY seq"
        )
    ]


def test_a_value_is_stored_sealed_and_opens_for_who_may(contact, read, reveal, rows):
    value = value_of(read, contact)
    assert isinstance(value, Sealed)
    assert NUMBER not in repr(value)
    assert reveal(contact) == NUMBER
    ((stored, key),) = rows("SELECT identity_number, identity_number_key FROM contact")
    assert (stored[0], len(stored), len(key)) == (1, 17 + 32 + 16, 16)
    assert reveal(contact, "private_bank_card") == ""


def test_all_that_was_typed_comes_back(write, reveal):
    for text in ("X", "身份证 9" * 8, "é" * 40, "0" * 31, "0" * 32, "\x80"):
        id_ = write(lambda o, t=text: o.contacts.add({"name": "Li", FIELD: t}))
        assert reveal(id_) == text


def test_the_look_is_in_the_audit_trail_with_field_record_and_customer(write, reveal, rows):
    firm = write(lambda o: o.customers.add({"name": "Hengtai"}))
    id_ = write(lambda o: o.contacts.add({"name": "Li", "customer": Link(firm), FIELD: NUMBER}))
    sets = rows("SELECT count(*) FROM change_set")
    reveal(id_)
    query = "SELECT entity, record_id, customer_id, change_set FROM audit_entry WHERE action = ?"
    assert rows(query, "reveal") == [("contact", id_, firm, None)]
    assert diffs(rows)[-1] == ("reveal", {"field": [None, FIELD]})
    assert rows("SELECT count(*) FROM change_set") == sets


def test_nothing_is_opened_where_the_look_could_not_be_noted(contact, read):
    with pytest.raises(NotPossible):
        read(lambda office: office.sealed.reveal("contact", contact, FIELD))


def test_only_sealed_fields_are_revealed(contact, reveal):
    with pytest.raises(NotFound):
        reveal(contact, "name")


def test_the_diff_holds_the_sum_of_the_stored_bytes_and_no_diff_the_value(
    contact, enter, rows, reveal
):
    ((stored,),) = rows("SELECT identity_number FROM contact")
    assert diffs(rows)[-1][1][FIELD] == [None, hashlib.sha256(stored).hexdigest()]
    enter(contact, **{FIELD: OTHER})
    ((newer,),) = rows("SELECT identity_number FROM contact")
    assert diffs(rows)[-1] == ("edit", {FIELD: [None, hashlib.sha256(newer).hexdigest()]})
    enter(contact, **{FIELD: None})
    assert diffs(rows)[-1] == ("edit", {FIELD: [None, None]})
    assert rows("SELECT identity_number, identity_number_key FROM contact") == [(None, None)]
    reveal(contact)
    text = str(rows("SELECT diff FROM audit_detail"))
    assert NUMBER not in text and OTHER not in text


def test_what_is_typed_again_as_it_was_is_no_change(contact, enter, read, rows):
    before = rows("SELECT version, identity_number FROM contact")
    enter(contact, **{FIELD: NUMBER})
    enter(contact, **{FIELD: value_of(read, contact)})
    assert rows("SELECT version, identity_number FROM contact") == before
    assert rows("SELECT count(*) FROM sealed_before") == [(0,)]


def test_undo_puts_the_stored_bytes_back_and_undo_of_undo_too(contact, enter, write, rows, reveal):
    first = rows("SELECT identity_number, identity_number_key FROM contact")
    enter(contact, **{FIELD: OTHER})
    second = rows("SELECT identity_number, identity_number_key FROM contact")
    write(lambda office: office.undo(office.newest_change()))
    assert rows("SELECT identity_number, identity_number_key FROM contact") == first
    assert reveal(contact) == NUMBER
    ((undone,),) = rows("SELECT max(id) FROM change_set")
    write(lambda office: office.undo(undone))
    assert rows("SELECT identity_number, identity_number_key FROM contact") == second


def test_undo_of_the_first_entry_empties_the_field(write, enter, rows):
    id_ = write(lambda o: o.contacts.add({"name": "Li"}))
    enter(id_, private_bank_card=CARD)
    write(lambda office: office.undo(office.newest_change()))
    assert rows("SELECT private_bank_card, private_bank_card_key FROM contact") == [(None, None)]


def test_undo_says_so_when_the_bytes_are_not_kept_any_more(contact, enter, write, rows):
    enter(contact, **{FIELD: OTHER})
    rows("DELETE FROM sealed_before")
    with pytest.raises(NotPossible, match="not kept"):
        write(lambda office: office.undo(office.newest_change()))


def test_the_recycle_bin_keeps_the_bytes(contact, write, rows, reveal):
    before = rows("SELECT identity_number, identity_number_key FROM contact")
    write(lambda office: office.contacts.remove([contact]))
    write(lambda office: office.contacts.restore([contact]))
    assert rows("SELECT identity_number, identity_number_key FROM contact") == before
    assert reveal(contact) == NUMBER


@pytest.mark.parametrize("role", ["sales", "manager", "auditor"])
def test_without_the_right_a_value_stays_sealed_even_where_the_key_is_there(
    role, contact, acting, read, reveal, enter, template
):
    actor = acting(role)
    enter(contact, owner=Link(template.people["sales"]))
    seen = read(lambda office: office.contacts.load(contact), actor)
    assert isinstance(seen.values[FIELD], Sealed)
    with pytest.raises(NotAllowed):
        reveal(contact, actor=actor)
    with pytest.raises(NotAllowed):
        enter(contact, actor=actor, **{FIELD: OTHER})
    assert read(lambda office: office.sealed.closed_because(), actor)


def test_who_lacks_the_right_adds_no_sealed_value_and_takes_none_back(
    contact, acting, write, enter, read, template
):
    enter(contact, owner=Link(template.people["sales"]))
    enter(contact, **{FIELD: OTHER})
    change = read(lambda office: office.newest_change())
    manager = acting("manager")
    with pytest.raises(NotAllowed):
        write(lambda o: o.contacts.add({"name": "Wu", FIELD: NUMBER}), acting("sales"))
    with pytest.raises(NotAllowed):
        write(lambda office: office.undo(change), manager)
    assert write(lambda o: o.contacts.add({"name": "Wu"}), acting("sales"))


@pytest.fixture
def without_vk(opened, template, vault_folder, clock, contact):
    """The same administrator, from a key set that lacks vk."""
    opened.close()
    keys = template.keys.only(tuple(n for n in template.keys.names if n not in ("vk", "ok")))
    vault = open_by_keys(vault_folder, keys, policy=WEAK, now=clock, slot_id=template.slot_id)
    office = open_office(vault, clock)
    yield office
    office.close()


def test_a_key_set_without_vk_opens_nothing_with_the_source_code_in_hand(without_vk, contact):
    vault = without_vk.vault
    assert "vk" not in vault.key_names
    assert vault.sealing is None
    with pytest.raises(KeyMissing):
        vault.derived("vk", "cims/field/v1")
    with without_vk.database.write(without_vk.actor) as office:
        record = office.contacts.load(contact)
        assert isinstance(record.values[FIELD], Sealed)
        assert office.sealed.closed_because()
        with pytest.raises(KeyMissing):
            office.sealed.reveal("contact", contact, FIELD)
        with pytest.raises(KeyMissing):
            office.contacts.save(record.changed(**{FIELD: OTHER}))
        assert not office.contacts.alike({"name": "Someone else", FIELD: NUMBER})
        office.contacts.save(record.changed(remarks="still possible"))
    with without_vk.database.read(without_vk.actor) as office:
        assert isinstance(office.contacts.load(contact).values[FIELD], Sealed)


def test_doubles_are_found_by_the_normal_form_for_holders_of_vk(contact, read, acting):
    def alike(text, actor=None):
        values = {"name": "Somebody", FIELD: text}
        return [hit.id for hit in read(lambda o: o.contacts.alike(values), actor)]

    assert alike("110105-19491231-002x") == [contact]
    assert alike("１１０１０５ 19491231 002X") == [contact]
    assert alike(OTHER) == []
    assert alike(NUMBER, acting("manager")) == []


def test_equal_values_have_one_index_and_different_bytes(write, rows):
    for name in ("Li", "Wu"):
        write(lambda o, n=name: o.contacts.add({"name": n, FIELD: CARD, "private_bank_card": CARD}))
    cells = rows("SELECT identity_number, private_bank_card FROM contact")
    assert len({cell for row in cells for cell in row}) == 4
    keys = rows("SELECT identity_number_key, private_bank_card_key FROM contact")
    assert keys[0] == keys[1] and keys[0][0] != keys[0][1]


def test_bytes_of_another_cell_or_epoch_are_damage(contact, write, rows, reveal, opened, enter):
    other = write(lambda o: o.contacts.add({"name": "Wu", FIELD: OTHER}))
    ((mine,), (theirs,)) = rows("SELECT identity_number FROM contact ORDER BY id")
    for wrong in (theirs, mine[:1] + b"\0\0\0\2" + mine[5:], b"\2" + mine[1:], mine[:-1]):
        rows("UPDATE contact SET identity_number = ? WHERE id = ?", wrong, contact)
        with pytest.raises(SealedDamaged):
            reveal(contact)
    assert reveal(other) == OTHER
    enter(contact, **{FIELD: NUMBER})
    assert reveal(contact) == NUMBER


def test_a_sealed_value_of_another_record_is_not_taken_over(contact, write, read, rows):
    value = value_of(read, contact)
    copy = write(lambda o: o.contacts.add({"name": "Copy", FIELD: value}))
    assert value_of(read, copy) is None
    with pytest.raises(SealedDamaged):
        write(lambda o: o.contacts.save(o.contacts.load(copy).changed(**{FIELD: value})))


def test_a_sealed_field_is_never_searched_and_filtered_only_by_whether_it_is_filled(
    contact, read, write, rows
):
    write(lambda o: o.contacts.add({"name": "Empty"}))
    for words in (NUMBER, NUMBER[:6], NUMBER[-4:]):
        assert not read(lambda o, w=words: o.contacts.find(w))
    filled = Condition(FIELD, Operator.FILLED)
    assert list(read(lambda o: o.contacts.listing(filled)).ids) == [contact]
    assert not CONTACT.field(FIELD).sortable
    for operator in (Operator.IS, Operator.CONTAINS, Operator.BEGINS):
        with pytest.raises(CimsError, match="filtered"):
            read(lambda o, op=operator: o.contacts.listing(Condition(FIELD, op, NUMBER)))


def test_the_history_says_that_it_changed_and_not_what(contact, enter, read):
    enter(contact, **{FIELD: OTHER})
    entries = read(lambda o: o.history.history("contact", contact))
    (change,) = [c for e in entries if e.action == "edit" for c in e.changes]
    assert (change.field.name, change.before, change.after) == (FIELD, None, None)


def test_a_closed_session_seals_and_opens_nothing(opened):
    sealing = opened.vault.sealing
    opened.close()
    with pytest.raises(Locked):
        sealing.index("contact", "x", "1")
    assert not any(sealing._key)


@pytest.mark.parametrize(
    ("number", "fits"),
    [(NUMBER, True), ("11010519491231002x", True), (NUMBER[:17] + "1", False), ("H1234567", True)],
)
def test_an_identity_number_whose_last_digit_does_not_fit_is_remarked_on(number, fits):
    assert (sealed_forms.identity_remark(number) is None) is fits
    assert bool(CONTACT.remarks({FIELD: number})) is not fits


def test_a_bank_card_is_remarked_on_by_its_last_digit():
    assert sealed_forms.card_remark("6222 0212 3456 7890 128") is None
    assert sealed_forms.card_remark("6222021234567890127")


def test_a_field_that_a_role_may_not_see_is_not_revealed_either(contact, write, acting, opened):
    def hide(office):
        role = office.roles.of(office.roles.coded("administrator"))
        fields = {("contact", FIELD): FieldAccess.HIDDEN}
        office.roles.save(replace(role, fields=fields))

    write(hide)
    with pytest.raises(NotFound):
        write(lambda o: o.sealed.reveal("contact", contact, FIELD), acting("administrator"))


def test_a_record_out_of_sight_is_not_revealed(contact, write, acting):
    def give(office):
        role = office.roles.of(office.roles.coded("sales"))
        office.roles.save(replace(role, single=role.single | {Right.SEALED}))

    write(give)
    with pytest.raises(NotFound):
        write(lambda o: o.sealed.reveal("contact", contact, FIELD), acting("sales"))
