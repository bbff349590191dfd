"""The log as its readers see it: sentences, filters, pages, values put back, files, verdicts."""

import csv
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy import event as events
from sqlalchemy.orm import Session

from cims.models.base import Base
from cims.services import greetings, pool, waiting_leads, watermark
from cims.services.audit_words import SETTING_WORDS, Group
from cims.services.backup import make
from cims.services.backup.anchors import reachable
from cims.services.changes import ChangeKind
from cims.services.entity import Link
from cims.services.errors import NotAllowed, NotFound, NotPossible
from cims.services.granted import Action, FieldAccess, Reach, Taking
from cims.services.i18n import use_language
from cims.services.log_entries import LogFilter
from cims.services.log_verdict import Outcome
from cims.services.paper_templates import letterhead
from cims.services.role_drafts import RoleDraft
from cims.services.spreadsheet.exporter import export
from cims.services.spreadsheet.log_export import export_log
from cims.services.spreadsheet.workbook import open_workbook
from cims.services.vault.audit_row import AuditRow, evolve, tag_of
from cims.services.vault.audit_walk import walked
from cims.services.vault.chain import read_seam
from cims.services.watermark import SETTING
from tests.factories import valid
from tests.looking_at_the_log import last_told, noted

ENTRY, DETAIL = (Base.metadata.tables[name] for name in ("audit_entry", "audit_detail"))


@pytest.fixture
def aurora(write, template):
    """A customer of the sales person, entered by the administrator and graded anew."""
    sales = Link(template.people["sales"])
    id_ = write(lambda o: o.customers.add({"name": "Aurora", "grade": "A", "owner": sales}))
    write(lambda o: o.customers.save(o.customers.load(id_).changed(grade="B", remarks="x")))
    return id_


def sentences(read, *where, **how):
    page = read(lambda o: o.audit_log.entries(*where, **how))
    return [entry.sentence for entry in page.entries]


def test_entries_are_sentences_newest_first_in_the_language_shown(read, aurora):
    told = sentences(read)[:2]
    assert told == [
        "Wang Xiaoyan changed Customer “Aurora”: Grade, Remarks.",
        "Wang Xiaoyan added Customer “Aurora”.",
    ]
    use_language("zh_CN")
    assert sentences(read)[1] == "Wang Xiaoyan 新建了客户“Aurora”。"


def test_an_entry_holds_both_sides_of_what_changed(read, aurora):
    entry = read(lambda o: o.audit_log.entries(limit=1)).entries[0]
    grade = next(one for one in entry.changes if one.field.name == "grade")
    assert (grade.before, grade.after) == ("A", "B")
    assert entry.customer == Link(aurora, "Aurora") and not entry.is_closed


def test_pages_follow_one_another_without_gap_or_double(read, write):
    for number in range(25):
        write(lambda o, n=number: o.customers.add({"name": f"A{n}"}))
    below, seen = None, []
    while True:
        page = read(lambda o, b=below: o.audit_log.entries(below=b, limit=10))
        seen += [entry.seq for entry in page.entries]
        if page.next is None:
            break
        below = page.next
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) >= 25 and seen[-1] == 1


def test_what_one_change_set_did_to_many_is_told_once(opened, read, write):
    write(lambda o: o.customers.add({"name": "Before"}))
    with opened.database.write(opened.actor, ChangeKind.IMPORT) as office:
        office.customers.add_many([{"name": f"A{n}"} for n in range(200)])
    write(lambda o: o.customers.add({"name": "After"}))
    page = read(lambda o: o.audit_log.entries(limit=3)).entries
    assert [entry.count for entry in page][:3] == [1, 200, 1]
    assert page[1].sentence == "Wang Xiaoyan added 200 records: Customers 200."
    inside = LogFilter(change_set=page[1].change_set)
    found = read(lambda o: o.audit_log.entries(inside, limit=500)).entries
    assert [entry.count for entry in found] == [1] * 200


def test_kinds_that_are_no_records_are_told_by_their_names_too(read):
    (first,) = [one for one in sentences(read, limit=200) if "Stages 6" in one]
    assert first.endswith("Settings 1.")
    use_language("zh_CN")
    assert any("阶段 6" in one and one.endswith("设置 1。") for one in sentences(read, limit=200))


def test_filters_limit_by_day_person_group_type_and_record(opened, read, write, aurora, clock):
    clock.pass_by(days=2)
    sales = LogFilter(people=frozenset({opened.actor.user_id}))
    write(lambda o: o.sign_ins.left("lock"))
    assert sentences(read, LogFilter(groups=frozenset({Group.SIGN_INS})))[0] == (
        "Wang Xiaoyan locked the office."
    )
    changes = sentences(read, LogFilter(groups=frozenset({Group.CHANGES}), entity="customer"))
    assert len(changes) == 2
    today = clock().date()
    assert len(sentences(read, LogFilter(since=today))) == 1
    yesterday = LogFilter(until=today - timedelta(days=1), entity="customer")
    assert len(sentences(read, yesterday)) == 2
    assert len(sentences(read, LogFilter(entity="customer", record_id=aurora))) == 2
    assert len(sentences(read, LogFilter(actions=frozenset({"create"}), entity="customer"))) == 1
    assert all("Wang" in one for one in sentences(read, sales))
    office = LogFilter(people=frozenset({None}))
    told = sentences(read, office)
    assert told and not any(one.startswith("Wang") for one in told)


def test_only_the_right_to_the_log_opens_it(read, acting, aurora):
    for role in ("sales", "manager", "service", "finance"):
        with pytest.raises(NotAllowed):
            read(lambda o: o.audit_log.entries(), acting(role))
    assert sentences(lambda work: read(work, acting("auditor")))


def with_log_only(acting, read):
    """A sales person who may read the log too: by an own role, as the office may make one."""
    actor = acting("sales")
    from cims.services.rights import Right

    rights = replace(actor.rights, single=actor.rights.single | {Right.AUDIT})
    return replace(actor, rights=rights)


def test_who_may_not_read_a_record_gets_its_event_without_name_and_values(
    opened, read, write, acting, template
):
    foreign = write(lambda o: o.customers.add({"name": "Secret GmbH", "remarks": "hidden word"}))
    actor = with_log_only(acting, read)
    page = read(lambda o: o.audit_log.entries(limit=5), actor).entries
    entry = next(one for one in page if one.record_id == foreign)
    assert entry.is_closed and not entry.changes and not entry.facts and entry.customer is None
    assert "Secret" not in entry.sentence and f"#{foreign}" in entry.sentence
    everything = repr(page)
    assert "Secret" not in everything and "hidden word" not in everything


def test_a_field_hidden_from_the_reader_is_hidden_in_the_log_too(
    opened, read, write, acting, aurora, tmp_path
):
    def hide(office):
        draft = office.roles.of(office.roles.coded("auditor"))
        hidden = {("customer", "remarks"): FieldAccess.HIDDEN}
        office.roles.save(replace(draft, fields=hidden))

    write(lambda o: o.customers.save(o.customers.load(aurora).changed(remarks="hidden word")))
    write(hide)
    page = read(lambda o: o.audit_log.entries(LogFilter(entity="customer")), acting("auditor"))
    assert page.entries and "hidden word" not in repr(page) and "Remarks" not in repr(page.entries)
    assert [change.field.name for change in page.entries[1].changes] == ["grade"]
    with opened.database.write(acting("auditor")) as office:
        export_log(office, tmp_path / "log.csv", LogFilter())
    assert "hidden word" not in (tmp_path / "log.csv").read_text("utf-8-sig")


def test_a_sealed_value_is_never_told(opened, read, write):
    customer = write(lambda o: o.customers.add(valid("customer")))
    values = {"name": "Ada", "places": (), "customer": Link(customer)}
    contact = write(lambda o: o.contacts.add(values))
    write(
        lambda o: o.contacts.save(
            o.contacts.load(contact).changed(identity_number="11010519491231002X")
        )
    )
    page = read(lambda o: o.audit_log.entries(LogFilter(entity="contact"))).entries
    assert "11010519491231002X" not in repr(page)
    change = page[0].changes[0]
    assert change.field.name == "identity_number" and (change.before, change.after) == (None, None)


def test_a_customer_opened_is_noted_once_a_day_and_for_each_person(
    read, write, aurora, clock, acting
):
    for _time in range(3):
        write(lambda o: o.history.note_view(aurora))
        write(lambda o: o.history.note_view(aurora), acting("sales"))
    looks = read(lambda o: o.audit_log.who_saw(aurora))
    assert [look.who for look in looks] == ["Sales", "Wang Xiaoyan"]
    assert looks[1].sentence == "Wang Xiaoyan opened Customer “Aurora”."
    clock.pass_by(days=1)
    write(lambda o: o.history.note_view(aurora))
    assert len(read(lambda o: o.audit_log.who_saw(aurora))) == 3


def test_nobody_notes_a_look_at_what_is_out_of_sight(opened, read, write, acting):
    foreign = write(lambda o: o.customers.add({"name": "Secret GmbH"}))
    write(lambda o: o.history.note_view(foreign), acting("sales"))
    assert not noted(opened, "viewed")


def test_who_saw_a_customer_counts_lists_that_it_stood_in(opened, read, write, aurora, tmp_path):
    other = write(lambda o: o.customers.add({"name": "Borealis"}))
    with opened.database.write(opened.actor) as office:
        export(office, "customers", tmp_path / "one.xlsx", ids=[aurora])
    with opened.database.write(opened.actor) as office:
        export(office, "customers", tmp_path / "both.xlsx")
    said = [look.sentence for look in read(lambda o: o.audit_log.who_saw(aurora))]
    assert said == [
        "Wang Xiaoyan exported Customers (2) to both.xlsx.",
        "Wang Xiaoyan exported Customers (1) to one.xlsx.",
    ]
    assert len(read(lambda o: o.audit_log.who_saw(other))) == 1


def test_an_old_value_is_put_back_as_an_ordinary_edit(opened, read, write, aurora, acting):
    entry = read(lambda o: o.audit_log.entries(limit=1)).entries[0]
    assert write(lambda o: o.audit_log.put_back(entry.seq, "grade")) == aurora
    record = read(lambda o: o.customers.load(aurora))
    assert (record.values["grade"], record.values["remarks"]) == ("A", "x")
    assert read(lambda o: o.audit_log.entries(limit=1)).entries[0].action == "edit"
    with pytest.raises(NotPossible):
        write(lambda o: o.audit_log.put_back(entry.seq, "grade"))
    with pytest.raises(NotPossible):
        write(lambda o: o.audit_log.put_back(entry.seq, "name"))
    with pytest.raises(NotAllowed):
        write(lambda o: o.audit_log.put_back(entry.seq, "remarks"), acting("auditor"))
    with pytest.raises(NotFound):
        read(lambda o: o.audit_log.entry(99_999))


def test_the_log_is_taken_out_with_its_tags_and_that_is_noted(opened, read, aurora, tmp_path):
    file = tmp_path / "log.csv"
    total = read(lambda o: o.audit_log.count())
    with opened.database.write(opened.actor) as office:
        assert export_log(office, file, LogFilter()).rows == total
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert len(rows) == total + 1
    assert rows[1][3] == "Wang Xiaoyan changed Customer “Aurora”: Grade, Remarks."
    assert "Grade: A → B" in rows[1][5]
    assert rows[1][8] == noted(opened)[total - 1].tag.hex()
    assert last_told(opened, "log exported")["rows"] == total
    book = tmp_path / "log.xlsx"
    with opened.database.write(opened.actor) as office:
        export_log(office, book, LogFilter(entity="customer"))
    assert book.stat().st_size > 1000


def test_a_value_that_no_cell_holds_is_cut_in_a_workbook_and_that_is_said(write, tmp_path):
    write(lambda o: o.customers.add({"name": "Aurora", "remarks": "x" * 40_000}))
    customers = LogFilter(entity="customer")
    whole = write(lambda o: export_log(o, tmp_path / "log.csv", customers))
    assert not whole.shortened and whole.not_whole("log.csv") == ""
    cut = write(lambda o: export_log(o, tmp_path / "log.xlsx", customers))
    assert [(cell.row, cell.column) for cell in cut.shortened] == [(2, "Before and after")]
    assert cut.not_whole("log.xlsx").startswith("1 cell is not whole in log.xlsx: row 2, Before")


def test_who_lost_what_is_named_too(read, write, template):
    """What is gone stands before the arrow; the sentence names it all the same."""
    sales = template.people["sales"]

    def work(office):
        team = office.users.add_team("North")
        role = office.roles.save(RoleDraft(name="Night shift"))
        office.users.set_roles(sales, [role])
        office.users.set_roles(sales, [])
        office.roles.delete(role)
        office.users.delete_team(team)

    write(work)
    told = sentences(read, LogFilter(groups=frozenset({Group.PEOPLE})))[:5]
    assert told == [
        "Wang Xiaoyan removed the team North.",
        "Wang Xiaoyan removed the role night-shift.",
        "Wang Xiaoyan took the role night-shift from Sales.",
        "Wang Xiaoyan took the role Sales from Sales.",
        "Wang Xiaoyan gave Sales the role night-shift.",
    ]


def test_a_setting_is_told_by_its_name(read, write):
    write(lambda o: o.settings.set_common(SETTING, {"on": True}))
    entry = read(lambda o: o.audit_log.entries(limit=1)).entries[0]
    assert entry.sentence == "Wang Xiaoyan changed Setting “Watermark”: Watermark."
    assert [fact.label for fact in entry.facts] == ["Watermark"]


def test_a_role_s_own_name_is_not_translated(read, write, template):
    role = write(lambda o: o.roles.save(RoleDraft(name="Undo")))
    write(lambda o: o.users.set_roles(template.people["sales"], [role]))
    use_language("zh_CN")
    told = sentences(read, limit=2)
    assert any("Undo" in sentence for sentence in told) and "销售" in "".join(told)


def cap_exports(write, most):
    def work(office):
        draft = office.roles.of(office.roles.coded("administrator"))
        office.roles.save(replace(draft, caps={Taking.EXPORT: most}))

    write(work)


def test_the_log_that_is_taken_out_counts_like_any_export(opened, read, write, aurora, tmp_path):
    customers = LogFilter(entity="customer")
    cap_exports(write, 3)
    with opened.database.write(opened.actor) as office:
        assert export_log(office, tmp_path / "two.csv", customers).rows == 2
    assert read(lambda o: o.day_use.left(Taking.EXPORT)) == 1
    with pytest.raises(NotAllowed, match="Only 1 more record may be exported today, this is 2"):
        write(lambda o: export_log(o, tmp_path / "more.csv", customers))
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".csv"] == ["two.csv"]
    assert len(noted(opened, "log exported")) == 1
    assert sentences(read)[0] == "Wang Xiaoyan reached the daily limit: exports."
    (taken,) = read(lambda o: o.self_check.look()).taken
    assert (taken.way, taken.times, taken.records) == ("exports", 1, 2)


@pytest.mark.parametrize("name", ["log.csv", "log.xlsx"])
def test_the_log_that_is_taken_out_says_who_took_it(opened, write, aurora, tmp_path, name):
    write(lambda o: o.settings.set_common(SETTING, {"on": True}))
    write(lambda o: export_log(o, tmp_path / name, LogFilter(entity="customer")))
    with open_workbook(tmp_path / name) as workbook:
        *_entries, last = [cells for _row, cells in workbook.sheet().rows()]
    assert str(last[0]).startswith("CIMS · Wang Xiaoyan · ")


def test_what_was_refused_is_told_in_the_reader_s_words(opened, read, write, acting, aurora):
    with pytest.raises(NotAllowed):
        write(lambda o: o.customers.remove([aurora]), acting("auditor"))
    with pytest.raises(NotAllowed):
        write(lambda o: o.roles.copy(1, "Mine"), acting("sales"))
    entries = read(lambda o: o.audit_log.entries(limit=2)).entries
    assert [entry.sentence for entry in entries] == [
        "Sales was refused: keeping users (Roles).",
        "Auditor was refused: deleting records (Customers).",
    ]
    assert [(fact.label, fact.after) for fact in entries[1].facts] == [
        ("What was asked", "Customers"),
        ("Right that is missing", "deleting records"),
    ]
    assert last_told(opened, "refused")["door"] == "RoleService.copy"
    use_language("zh_CN")
    assert "RoleService" not in repr(read(lambda o: o.audit_log.entries(limit=2)))


def test_a_refusal_for_another_reason_tells_what_was_asked(opened, read, write, acting, aurora):
    change = read(lambda o: o.audit_log.entries(limit=1)).entries[0].change_set
    with pytest.raises(NotAllowed):
        write(lambda o: o.undo(change), acting("sales"))
    assert "was refused: this step (Undo)." in sentences(read)[0]


def test_no_file_of_the_log_is_left_when_something_fails(opened, tmp_path):
    with pytest.raises(ZeroDivisionError), opened.database.write(opened.actor) as office:
        export_log(office, tmp_path / "log.csv", LogFilter())
        raise ZeroDivisionError
    assert not list(tmp_path.glob("*log*"))
    assert not noted(opened, "log exported")


def test_a_whole_log_is_said_to_be_whole(read, aurora):
    check = read(lambda o: o.audit_log.verify())
    assert check.outcome is Outcome.WHOLE and check.rows == read(lambda o: o.audit_log.count())
    assert "as they were written" in check.sentence
    assert check.unchecked == ("It was compared with no backup.",)


def bent(opened, *statements):
    with Session(opened.database.writer) as session:
        for guard in ("audit_entry_no_update", "audit_entry_no_delete", "audit_detail_no_update"):
            session.connection().exec_driver_sql(f"DROP TRIGGER {guard}")
        for statement in statements:
            session.execute(statement)
        session.commit()


def test_a_changed_row_is_found_and_named(opened, read, aurora):
    last = read(lambda o: o.audit_log.newest())
    bent(opened, update(ENTRY).where(ENTRY.c.seq == last - 1).values(actor=5))
    check = read(lambda o: o.audit_log.verify())
    assert (check.outcome, check.bad_seq) == (Outcome.FOUND, last - 1)
    assert check.problems == (f"Audit row {last - 1}: the row was changed.",)


def test_a_cut_tail_is_found_by_what_this_session_knows(opened, read, aurora):
    last = read(lambda o: o.audit_log.newest())
    bent(
        opened,
        delete(DETAIL).where(DETAIL.c.seq == last),
        delete(ENTRY).where(ENTRY.c.seq == last),
    )
    check = read(lambda o: o.audit_log.verify())
    assert check.outcome is Outcome.FOUND and check.bad_seq == last


def test_columns_of_another_kind_and_broken_texts_are_faults_and_no_crash(opened, read, aurora):
    last = read(lambda o: o.audit_log.newest())
    for column in ("prev_tag", "tag", "detail", "record_uuid", "action", "at_utc", "segment"):
        for value in ("'text'", "12", "1.5", "x'00'", "CAST(x'ff' AS TEXT)"):
            with opened.database.writer.connect() as connection:
                say = connection.exec_driver_sql
                say("DROP TRIGGER audit_entry_no_update")
                say(f"UPDATE audit_entry SET {column} = {value} WHERE seq = {last}")
                inside = Session(connection)
                from cims.services.vault.audit_walk import walked
                from cims.services.vault.chain import Anchor

                state = opened.vault.head
                anchor = Anchor(opened.vault.branch_id, state.audit_seq, state.audit_tag)
                driver = inside.connection().connection.dbapi_connection
                assert walked(opened.vault, driver, (anchor,)).problem, (column, value)
                connection.rollback()


def test_a_sealed_value_put_back_behind_the_log_is_found(opened, read, write):
    customer = write(lambda o: o.customers.add(valid("customer")))
    contact = write(lambda o: o.contacts.add({"name": "Ada", "customer": Link(customer)}))
    stored = []
    table = Base.metadata.tables["contact"]
    for number in ("11010519491231002X", "110105194912310038"):
        write(
            lambda o, n=number: o.contacts.save(o.contacts.load(contact).changed(identity_number=n))
        )
        with opened.database.readers.connect() as connection:
            query = f"SELECT identity_number FROM contact WHERE id = {contact}"
            stored.append(connection.connection.dbapi_connection.execute(query).fetchone()[0])
    assert read(lambda o: o.audit_log.verify()).outcome is Outcome.WHOLE
    with opened.database.writer.connect() as connection:
        driver = connection.connection.dbapi_connection
        driver.execute("UPDATE contact SET identity_number = ? WHERE id = ?", (stored[0], contact))
        connection.commit()
    check = read(lambda o: o.audit_log.verify())
    assert check.outcome is Outcome.FOUND
    assert "A sealed value of 1 record (Contacts) is not the one last saved" in check.problems[0]
    assert table.c.identity_number is not None


def test_a_check_says_which_backups_it_was_compared_with(opened, read, aurora, tmp_path, clock):
    make(opened, tmp_path / "out.cimsbak", clock)
    check = read(lambda o: o.audit_log.verify(noted=reachable))
    assert check.outcome is Outcome.WHOLE and check.backups == ("out.cimsbak",)
    assert not check.unchecked
    (tmp_path / "out.cimsbak").rename(tmp_path / "renamed.zip")
    assert read(lambda o: o.audit_log.verify(noted=reachable)).unchecked


def test_what_an_auditor_rewrote_with_all_keys_differs_from_a_backup(
    opened, aurora, tmp_path, clock
):
    make(opened, tmp_path / "out.cimsbak", clock)
    vault, connection = opened.vault, opened.vault.connect()
    names = ", ".join(AuditRow._fields)
    rows = [AuditRow(*row) for row in connection.execute(f"SELECT {names} FROM audit_entry")]
    key = vault.seed_opener(connection)(read_seam(rows[0]))
    connection.execute("DROP TRIGGER audit_entry_no_update")
    prev = bytes(32)
    for row in rows:
        lie = row._replace(prev_tag=prev, actor=4 if row.seq == len(rows) - 5 else row.actor)
        prev, key = tag_of(key, vault.vault_id, vault.branch_id, lie), evolve(key)
        change = "UPDATE audit_entry SET actor = ?, prev_tag = ?, tag = ? WHERE seq = ?"
        connection.execute(change, (lie.actor, lie.prev_tag, prev, row.seq))
    assert not walked(vault, connection).problem  # who holds the seeds can do that
    anchors = reachable(vault, [tmp_path]).anchors
    assert "differs from what a backup has noted" in walked(vault, connection, anchors).problem
    connection.close()


def test_an_anchor_of_another_tag_is_found(opened, read, write, aurora):
    from cims.services.log_verdict import Written
    from cims.services.vault.chain import Anchor

    lying = Written((Anchor(opened.vault.branch_id, 3, bytes(32)),), ("usb.cimsbak",))
    check = read(lambda o: o.audit_log.verify(noted=lambda _a, _p: lying))
    assert check.outcome is Outcome.FOUND and check.bad_seq == 3


def test_a_seam_is_something_to_look_at_until_an_owner_confirms_it(
    opened, read, write, vault_folder, reopen
):
    opened.close()
    (vault_folder / "gen-000001" / "head.bin").write_bytes(b"lost")
    office = reopen(vault_folder)
    with office.database.read(office.actor) as inside:
        check = inside.audit_log.verify()
        (seam, first) = inside.audit_log.seams()
    assert check.outcome is Outcome.FOUND and check.unconfirmed == (seam.seq,)
    assert seam.needs_confirming and not seam.confirmed_by and not first.needs_confirming
    assert "without an owner having confirmed it" in check.sentence
    with office.database.write(office.actor) as inside:
        inside.audit_log.confirm_seam(seam.seq)
    with office.database.read(office.actor) as inside:
        assert inside.audit_log.verify().outcome is Outcome.WHOLE
        assert inside.audit_log.seams()[0].confirmed_by == "Wang Xiaoyan"
        with pytest.raises(NotFound):
            inside.audit_log.confirm_seam(first.seq)


def test_a_confirmation_without_its_proof_confirms_nothing(opened, vault_folder, reopen):
    opened.close()
    (vault_folder / "gen-000001" / "head.bin").write_bytes(b"lost")
    office = reopen(vault_folder)
    with office.database.write(office.actor) as inside:
        seam = inside.audit_log.seams()[0].seq
        told = {"seam": [None, seam], "proof": [None, "ab" * 32]}
        inside.audit_log._desk.audit.note("seam confirmed", told)
    with office.database.read(office.actor) as inside:
        assert inside.audit_log.verify().unconfirmed == (seam,)


def test_details_are_erased_for_good_and_that_is_noted(opened, read, write, aurora, acting):
    with pytest.raises(NotAllowed):
        write(lambda o: o.audit_log.erase_details("customer", [aurora]), acting("sales"))
    assert write(lambda o: o.audit_log.erase_details("customer", [aurora])) == 2
    page = read(lambda o: o.audit_log.entries(LogFilter(entity="customer"))).entries
    assert all(entry.is_erased and not entry.changes for entry in page)
    assert page[0].sentence.endswith("the values were erased.")
    assert "Aurora" not in " ".join(row.diff or "" for row in noted(opened))
    check = read(lambda o: o.audit_log.verify())
    assert check.outcome is Outcome.WHOLE and check.erased == 2
    assert write(lambda o: o.audit_log.erase_details("customer", [aurora])) == 0


def test_an_import_is_told_with_its_numbers(opened, tmp_path, read):
    from cims.services.spreadsheet.importer import run

    file = tmp_path / "list.csv"
    file.write_text("Name\nAurora\nBorealis\n", "utf-8")
    run(opened.database, opened.actor, "customers", file)
    assert last_told(opened, "import") == {
        "entity": "customer", "file": "list.csv", "created": 2, "updated": 0,
    }  # fmt: skip
    said = sentences(read)[0]
    assert said == "Wang Xiaoyan imported list.csv: 2 new, 0 changed (Customers)."


def test_where_sections_begin_is_found_without_reading_the_whole_log(opened):
    asked = []

    def hear(_connection, _cursor, statement, parameters, *_more):
        if "audit_entry" in statement:
            asked.append((statement, parameters))

    engine = opened.database.readers
    events.listen(engine, "before_cursor_execute", hear)
    try:
        with opened.database.read(opened.actor) as office:
            assert len(office.audit_log.seams()) == 1
    finally:
        events.remove(engine, "before_cursor_execute", hear)
    connection = opened.vault.connect(query_only=True)
    plans = [
        row[3]
        for statement, parameters in asked
        for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
    ]
    connection.close()
    of_entries = [plan for plan in plans if "audit_entry" in plan]
    assert len(of_entries) == 2
    assert all("INDEX" in plan for plan in of_entries)


def test_a_changed_role_is_told_in_plain_words(write, read):
    def change(office):
        role = office.roles.of(office.roles.coded("sales"))
        office.roles.save(
            replace(
                role,
                records={**role.records, ("customer", Action.EXPORT): Reach.OWN},
                fields={**role.fields, ("customer", "remarks"): FieldAccess.HIDDEN},
                caps={Taking.EXPORT: 50},
            )
        )

    write(change)
    entry = read(lambda office: office.audit_log.entries(limit=1)).entries[0]
    facts = {fact.label: (fact.before, fact.after) for fact in entry.facts}
    assert facts["Rights"] == ("", "Customers: export (own)")
    assert facts["Fields"] == ("", "Customers: hidden are Remarks")
    assert facts["Limits"] == ("", "Exports at most 50 records a day.")


@pytest.mark.parametrize("setting", [waiting_leads, pool, letterhead, greetings, watermark])
def test_a_setting_of_the_office_is_told_of_by_a_word(write, read, setting):
    write(lambda o: o.settings.set_common(setting.SETTING, {"on": True}))
    told = read(lambda o: o.audit_log.entries()).entries[0].sentence
    assert setting.SETTING in SETTING_WORDS and SETTING_WORDS[setting.SETTING] in told
