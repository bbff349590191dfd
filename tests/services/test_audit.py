"""The audit trail of an office at work: complete, chained, append-only, and erasable in detail."""

import json

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cims.models.base import Base
from cims.services.audit import FLUSHED_AT, Subject
from cims.services.contact_points import ContactPointRow
from cims.services.entity import Link
from cims.services.opening import open_office
from cims.services.vault.audit_row import AuditRow
from cims.services.vault.audit_walk import walked
from cims.services.vault.chain import Fault, Reason, verify
from cims.services.vault.vault import open_by_keys
from tests.factories import valid
from tests.weak_policy import WEAK

ENTRY, DETAIL = (Base.metadata.tables[name] for name in ("audit_entry", "audit_detail"))


@pytest.fixture
def worked(opened, write, clock):
    """An office after mixed work of several units."""
    id_ = write(lambda office: office.customers.add(valid("customer")))
    clock.pass_by(minutes=5)
    contact = write(lambda office: office.contacts.add(valid("contact", customer=Link(id_))))
    clock.pass_by(minutes=5)
    with opened.database.write(opened.actor) as office:
        record = office.customers.load(id_)
        phone = (ContactPointRow("mobile", "13900009999"),)
        office.customers.save(record.changed(name="北极光", contact_points=phone))
        number = office.changes.change_set_id
    with pytest.raises(ZeroDivisionError), opened.database.write(opened.actor) as office:
        office.customers.add({"name": "Aurora"})
        raise ZeroDivisionError
    write(lambda office: office.undo(number))
    write(lambda office: office.contacts.remove([contact]))
    write(lambda office: office.customers.add_many([{"name": f"A{n}"} for n in range(20)]))
    return {"customer": id_, "contact": contact}


def rows_of(opened):
    with Session(opened.database.readers) as session:
        query = select(*(ENTRY.c[name] for name in AuditRow._fields)).order_by(ENTRY.c.seq)
        return [AuditRow(*row) for row in session.execute(query)]


def details_of(opened):
    with Session(opened.database.readers) as session:
        query = select(ENTRY.c.seq, ENTRY.c.detail, DETAIL.c.salt, DETAIL.c.diff)
        query = query.join_from(ENTRY, DETAIL).order_by(ENTRY.c.seq)
        return [(s, d, salt, json.loads(diff)) for s, d, salt, diff in session.execute(query)]


def looked_at(opened):
    """The walk through the whole log, details and all."""
    connection = opened.vault.connect()
    try:
        return walked(opened.vault, connection)
    finally:
        connection.close()


def judged(opened, rows):
    connection = opened.vault.connect()
    try:
        return verify(rows, opened.vault.vault_id, opened.vault.seed_opener(connection))
    finally:
        connection.close()


def test_the_chain_holds_after_mixed_work(opened, worked):
    rows = rows_of(opened)
    verdict = judged(opened, rows)
    assert verdict.fine
    assert verdict.rows == len(rows) > 25
    assert [seam.reason for seam in verdict.seams] == [Reason.NEW]
    assert not looked_at(opened).problem
    head = opened.vault.head
    assert (head.audit_seq, head.audit_tag) == (verdict.last_seq, verdict.last_tag)


def open_again(folder, template, clock):
    vault = open_by_keys(folder, template.keys, policy=WEAK, now=clock, slot_id=template.slot_id)
    return open_office(vault, clock)


def test_the_chain_holds_when_a_unit_has_more_entries_than_are_kept_in_memory(opened, write):
    many = [{"name": f"A{n}"} for n in range(FLUSHED_AT + 10)]
    write(lambda office: office.customers.add_many(many))
    rows = rows_of(opened)
    assert len(rows) > FLUSHED_AT and judged(opened, rows).fine
    assert not looked_at(opened).problem


def test_the_chain_goes_on_after_a_restart(template, vault_folder, clock):
    for name in ("Aurora", "Borealis", "Cassiopeia"):
        office = open_again(vault_folder, template, clock)
        assert not office.warnings
        with office.database.write(office.actor) as inside:
            inside.customers.add({"name": name})
        assert judged(office, rows_of(office)).fine
        office.close()


def test_a_dropped_entry_is_found(opened, worked):
    rows = rows_of(opened)
    for place in (1, len(rows) // 2, len(rows) - 2):
        verdict = judged(opened, rows[:place] + rows[place + 1 :])
        assert (verdict.bad_seq, verdict.fault) == (rows[place + 1].seq, Fault.GAP)
    shortened = judged(opened, rows[:-1])
    assert shortened.last_seq != opened.vault.head.audit_seq


def test_swapped_and_altered_entries_are_found(opened, worked):
    rows = rows_of(opened)
    rows[3], rows[4] = rows[4], rows[3]
    assert not judged(opened, rows).fine
    rows = rows_of(opened)
    swapped = [*rows]
    swapped[3], swapped[4] = rows[4]._replace(seq=rows[3].seq), rows[3]._replace(seq=rows[4].seq)
    assert judged(opened, swapped).bad_seq == rows[3].seq
    for change in ({"actor": 5}, {"action": "read"}, {"record_id": 77}, {"at_utc": 1}):
        altered = [*rows]
        altered[5] = rows[5]._replace(**change)
        verdict = judged(opened, altered)
        assert (verdict.bad_seq, verdict.fault) == (rows[5].seq, Fault.TAG)


def test_an_altered_diff_is_found(opened, worked):
    with Session(opened.database.writer) as session:
        seq, diff = session.execute(
            select(DETAIL.c.seq, DETAIL.c.diff).order_by(DETAIL.c.seq.desc()).limit(1)
        ).one()
        altered = diff.replace("A19", "B19")
        assert altered != diff
        salt = session.scalar(select(DETAIL.c.salt).where(DETAIL.c.seq == seq))
        session.execute(delete(DETAIL).where(DETAIL.c.seq == seq))
        session.execute(insert(DETAIL).values(seq=seq, salt=salt, diff=altered))
        session.commit()
    assert looked_at(opened).bad_seq == seq
    assert judged(opened, rows_of(opened)).fine


def test_the_detail_of_a_person_may_be_erased_and_the_chain_still_holds(opened, worked, write):
    assert write(lambda o: o.audit_log.erase_details("contact", [worked["contact"]])) == 2
    assert judged(opened, rows_of(opened)).fine
    found = looked_at(opened)
    assert not found.problem and found.erased == 2


def test_a_detail_that_goes_without_a_word_is_missed(opened, worked):
    with Session(opened.database.writer) as session:
        mine = select(ENTRY.c.seq).where(ENTRY.c.entity == "contact")
        assert session.execute(delete(DETAIL).where(DETAIL.c.seq.in_(mine))).rowcount == 2
        session.commit()
    assert "nobody noted it" in looked_at(opened).problem


def test_entries_can_neither_be_changed_nor_removed_nor_replaced(opened, worked):
    third = rows_of(opened)[2]._replace(actor=9)._asdict()
    before = third | {"seq": 0}
    detail = {"seq": 3, "salt": bytes(32), "diff": "{}"}
    for statement in (
        update(ENTRY).where(ENTRY.c.seq == 3).values(actor=9),
        update(ENTRY).prefix_with("OR REPLACE").where(ENTRY.c.seq == 4).values(seq=3),
        delete(ENTRY).where(ENTRY.c.seq == 3),
        insert(ENTRY).values(**third),
        insert(ENTRY).prefix_with("OR REPLACE").values(**third),
        insert(ENTRY).prefix_with("OR IGNORE").values(**before),
        update(DETAIL).where(DETAIL.c.seq == 3).values(diff="{}"),
        insert(DETAIL).prefix_with("OR REPLACE").values(**detail),
    ):
        with (
            Session(opened.database.writer) as session,
            pytest.raises(IntegrityError, match="append-only"),
        ):
            session.execute(statement)


def test_an_entry_says_who_when_what_and_on_whose_timeline(opened, worked, clock, write):
    contact = [row for row in rows_of(opened) if row.entity == "contact"]
    assert [row.action for row in contact] == ["create", "remove"]
    assert {row.customer_id for row in contact} == {worked["customer"]}
    assert {row.actor for row in contact} == {opened.actor.user_id}
    assert {row.session for row in contact} == {opened.actor.session}
    about = ("customer", worked["customer"])
    customers = [row for row in rows_of(opened) if (row.entity, row.record_id) == about]
    assert [row.action for row in customers] == ["create", "edit", "edit"]
    assert {row.customer_id for row in customers} == {worked["customer"]}
    assert len({row.record_uuid for row in customers}) == 1


def test_the_diff_holds_both_sides_of_what_changed_and_nothing_else(opened, write):
    id_ = write(lambda office: office.customers.add({"name": "Aurora", "grade": "A"}))
    write(lambda o: o.customers.save(o.customers.load(id_).changed(grade="B", remarks="x")))
    *_before, (_seq, _digest, _salt, diff) = details_of(opened)
    assert diff == {"grade": ["A", "B"], "remarks": [None, "x"]}


def test_a_look_at_a_record_is_no_change_of_it(opened, write, read):
    id_ = write(lambda office: office.customers.add({"name": "Aurora"}))
    about = Subject("customer", id_, bytes(16), id_)
    write(lambda office: office.customers._desk.audit.note("viewed", about=about))
    last = rows_of(opened)[-1]
    assert (last.action, last.record_id, last.customer_id) == ("viewed", id_, id_)
    assert last.change_set is None
    actions = [entry.action for entry in read(lambda o: o.history.history("customer", id_))]
    assert actions == ["create"]
    assert [e.action for e in read(lambda o: o.timeline.page(id_)).entries] == ["create"]


def test_a_note_about_no_record_is_written_too(opened, write):
    before = len(rows_of(opened))
    write(lambda office: office.customers._desk.audit.note("export", {"rows": [None, 3]}))
    rows = rows_of(opened)
    assert len(rows) == before + 1
    assert (rows[-1].action, rows[-1].record_id) == ("export", None)
    assert judged(opened, rows).fine


def test_an_entry_forged_into_the_table_is_noticed_at_the_next_start(template, vault_folder, clock):
    office = open_again(vault_folder, template, clock)
    last = rows_of(office)[-1]
    with Session(office.database.writer) as session:
        session.execute(insert(ENTRY).values(**last._replace(seq=last.seq + 1)._asdict()))
        session.commit()
    assert judged(office, rows_of(office)).bad_seq == last.seq + 1
    office.close()
    office = open_again(vault_folder, template, clock)
    assert office.warnings
    office.close()
