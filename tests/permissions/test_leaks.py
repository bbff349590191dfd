"""A marker in a stranger's record of every type: nobody meets it behind any door.

Every public method of every service is called and listened to; what leaves by files, by the
command line and by the search box is looked at besides. What is not built yet stands by name in
NOT_BUILT: building it makes a test here fail until its doors are walked.
"""

import csv
import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from io import StringIO
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

from cims.commands.parser import parser
from cims.services.drafts import FormDraft
from cims.services.entity import Link
from cims.services.errors import CimsError, NotAllowed
from cims.services.filters import Condition, Operator
from cims.services.granted import Action
from cims.services.insights.figures import Asked, Scope
from cims.services.log_entries import LogFilter
from cims.services.office import ROOMS
from cims.services.order_fields import ORDER_LINE
from cims.services.quote_fields import QUOTE_LINE
from cims.services.reading import Sort
from cims.services.rights import Actor
from cims.services.spreadsheet.exporter import export
from cims.services.spreadsheet.importer import take_in
from cims.services.spreadsheet.problem_book import save_problems
from cims.ui.printing.paper import write_pdf
from cims.ui.printing.sheet import document_of
from cims.ui.records.record_printing import read_sheet
from cims.ui.records.record_reading import find_records, load_record, named_rows
from cims.ui.ways import RECORDS, hits
from tests.command_line import cims  # noqa: F401 - a fixture
from tests.conftest import Template
from tests.permissions.doors import (
    CHANGED,
    EACH,
    ONCE,
    At,
    doors,
    method_of,
    reaches,
    rooms,
    unopened,
)
from tests.permissions.house import DELETED, FOREIGN, KINDS, OWN, House
from tests.permissions.listening import listening
from tests.permissions.marked import (
    CREDIT_CODE,
    FAR,
    LIMITED,
    NAME,
    NUMBER,
    REST,
    leaks,
    marked,
    role_of,
)

# of whole keys the name and the owner of anybody's record are told, and nothing else
OF_LINES = (ORDER_LINE.field("order"), QUOTE_LINE.field("quote"))
TELLS_NAMES = {"doubles", "holding", "alike", "find"}
# what lies in the pool is told by name and by what the pool shows besides
TELLS_NAMES |= {f"pool.{door}" for door in ("load", "rows", "titles", "find", "named", "holding",
                                            "doubles", "claim")}  # fmt: skip

DO_SOMETHING = {
    "announcements.publish", "announcements.withdraw", "audit_log.confirm_seam",
    "audit_log.erase_details", "audit_log.note_check", "audit_log.note_export", "backup_log.made",
    "day_use.count", "day_use.left", "day_use.take", "handing_over.hand_over", "life_cycle.close",
    "life_cycle.disable", "life_cycle.enable", "life_cycle.invite", "life_cycle.password_reset",
    "life_cycle.set_roles", "life_cycle.sheet_replaced", "life_cycle.slots_seen",
    "one_time_codes.answer", "one_time_codes.renew", "one_time_codes.take_off",
    "one_time_codes.turn_off", "one_time_codes.turn_on", "roles.copy", "roles.delete",
    "roles.grant_new", "roles.put_back", "roles.save", "second_factors.note",
    "settings.note_common", "settings.take_back", "sign_ins.left", "sign_ins.signed_in",
    "users.add_team", "users.delete_team", "users.move_team", "users.rename_team", "views.remove",
    "views.rename", "views.take_back",
}  # fmt: skip

NOT_BUILT = {
    "services": {
        "approvals", "attachments", "calendar", "campaigns", "contracts", "custom_fields",
        "duplicates", "invoices", "payments",
        "registry", "role_fields", "sample_office", "saved_views", "service_requests",
        "membership",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def house(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with marked(template, tmp_path_factory.mktemp("leaks") / "office") as made:
        yield made


def walk(house: House, who: str, actor: Actor | None = None) -> list[tuple[str, str]]:
    """Try every door about an own and a stranger's record; what was handed out."""
    role, actor = role_of(who), actor or house.actors[who]
    with listening() as ears:
        for door in doors():
            for relation in (OWN, FOREIGN):
                with house.trial(actor) as office:
                    at = At(house, office, role, relation)
                    recipe = EACH.get(door) or ONCE.get(door)
                    try:
                        if recipe:
                            recipe(at)
                        else:
                            method_of(door, office)()
                    except (CimsError, TypeError):
                        pass
        for recipe in MORE:
            with house.trial(actor) as office, suppress(CimsError):
                recipe(At(house, office, role, FOREIGN))
    return ears.heard


def everywhere(ask):
    """The same question in every room of records."""

    def run(at: At) -> None:
        for kind in KINDS:
            ask(at, at.office.room(kind), kind)

    return run


MORE = (
    everywhere(lambda at, room, kind: room.listing(words=NAME)),
    everywhere(lambda at, room, kind: room.rows(room.listing(binned=True).ids, binned=True)),
    everywhere(lambda at, room, kind: room.rows(room.listing(sort=Sort(room.entity.title)).ids)),
    everywhere(lambda at, room, kind: room.find(REST)),
    everywhere(lambda at, room, kind: room.find(NUMBER)),
    everywhere(lambda at, room, kind: room.named([f"{NAME} {at.role}"])),
    everywhere(lambda at, room, kind: at.office.history.history(kind, at.id(kind))),
    everywhere(lambda at, room, kind: at.office.names_of(kind, [at.id(kind)])),
    everywhere(lambda at, room, kind: room.extent("contact_points")),
    lambda at: at.office.callers.find(NUMBER),
    lambda at: at.office.customers.alike({"name": f"{NAME} {at.role}"}),
    lambda at: at.office.leads.alike({"name": f"{NAME} {at.role}"}),
    lambda at: at.office.audit_log.who_saw(at.id("customer")),
    lambda at: at.office.audit_log.entry(at.house.edits[at.role, FOREIGN][1]),
    lambda at: at.office.audit_log.entries(LogFilter(customer_id=at.id("customer"))),
    lambda at: at.office.audit_log.entries(LogFilter(entity="contact")),
    lambda at: at.office.audit_log.unfolded(LogFilter(), None, 500),
    lambda at: at.office.notices.newest(),
    lambda at: at.office.settings.tags(),
    lambda at: at.office.timeline.page(at.house.ids["customer", at.role, OWN]),
    lambda at: at.office.drafts.keep([half_typed(at)]) or at.office.drafts.mine(),
    lambda at: [
        at.office.insights.read(one.name, Asked(scope=scope))
        for one in at.office.insights.offered()
        for scope in Scope
    ],
)  # fmt: skip


def half_typed(at: At) -> FormDraft:
    """A form that points to the stranger's customer, as somebody left it."""
    values = {"name": "Half typed", "parent": Link(at.id("customer"))}
    return FormDraft("customer", None, None, values)


@pytest.mark.parametrize("who", LIMITED)
def test_no_method_hands_out_what_a_role_may_not_see(who, house):
    heard = walk(house, who)
    assert len(heard) > 500
    found = {
        (door, text[max(0, text.find(NAME) - 200) :][:400])
        for door, text in heard
        if leaks(text, names=door in TELLS_NAMES)
    }
    assert not found
    # the log's readers are told that records came and went, of those out of sight the number only
    assert {door for door, text in heard if str(FAR) in text} <= {"unfolded", "entries", "entry"}


def test_no_method_hands_out_what_a_role_hides(house):
    """Names of strangers' records are told for whole keys; of hidden fields there is nothing."""
    heard = walk(house, "hidden")
    own = {(door, text[:400]) for door, text in heard if leaks(text, names=door in TELLS_NAMES)}
    assert not own
    with house.trial(house.actors["hidden"]) as office:
        for kind in KINDS:
            for words in (REST, NUMBER, NUMBER[-4:]):
                assert not office.room(kind).listing(words=words).ids
                assert not office.room(kind).count(words=words)


def test_the_ears_hear_the_marker_where_it_may_be_seen(house):
    heard = walk(house, "manager", house.actors["auditor"])
    telling = {door for door, text in heard if REST in text or NAME in text}
    assert {door for door, text in heard if str(FAR) in text} >= {"load", "rows", "history"}
    assert {"load", "rows", "find", "history", "page", "titles", "named", "tags"} <= telling


def test_every_door_that_tells_of_records_is_really_opened(house):
    """By a recipe that works; the others here do something, and tell of no record."""
    boss = house.actors["administrator"]
    lines = {"order_lines.find", "quote_lines.find"}  # they are found by their papers
    for door in EACH.keys() - lines:
        relations = (OWN, FOREIGN, DELETED)
        assert any(reaches(house, door, "administrator", one) for one in relations), door
    with house.trial(boss) as office:
        assert unopened(office) == DO_SOMETHING


@pytest.mark.parametrize("who", LIMITED)
def test_records_point_to_strangers_by_every_link_and_name_none_of_them(who, house):
    with house.trial(house.actors[who]) as office:
        for room in map(office.room, KINDS):
            seen = room.rows(room.listing().ids)
            rows = [named_rows(office, room.entity.name, record) for record in seen]
            for field, target, of in room.entity.links:
                if target not in KINDS or field in OF_LINES:
                    continue  # who sees a line sees its paper
                links = [link for row in rows for link in of(row.values[field.name])]
                assert Link(house.ids[target, role_of(who), FOREIGN]) in links, field.name
                known = office.names_of(target, [link.id for link in links])
                assert {link.text for link in links if link.id not in known} == {""}, field.name


def test_doors_open_upon_the_names_of_records_that_others_point_to(house):
    """Where the auditor is told whom a record points to, the walk above came past such a link."""
    named = re.compile(rf"Link\(id=\d+, text='{NAME} ")
    heard = walk(house, "manager", house.actors["auditor"])
    telling = {door for door, text in heard if named.search(text)}
    assert telling >= {"load", "rows", "find", "page", "history", "on_customer", "mine", "entry"}
    assert any(f"about='{NAME} " in text for door, text in heard if door == "page")


POOLED = ("sales", "manager")  # those of the limited ones who see the pool


@pytest.mark.parametrize("who", POOLED)
def test_what_lies_in_the_pool_shows_its_name_and_neither_people_nor_past(who, house, tmp_path):
    """The stranger's customer is pooled with all that hangs on it; everything readable is read."""
    id_ = house.ids["customer", who, FOREIGN]
    with house.trial(house.actors[who]) as office, listening() as ears:
        office.customers._into_pool(office.customers._whole_ones([id_]), "other")
        for entity in office.record_types():
            room = office.room(entity.name)
            if office.actor.may(Action.READ, entity.name):
                room.rows(room.listing().ids)
                for words in (REST, NUMBER, NUMBER[-4:]):
                    room.find(words)
                    room.count(Condition(entity.title, Operator.FILLED), words)
        for ask in (office.timeline.page, office.history.history):
            with pytest.raises(CimsError):
                ask(*(("customer", id_) if ask == office.history.history else (id_,)))
        office.history.history("pool", id_)
        office.effective_rights.of(office.actor.user_id, "pool", id_)
        office.pool.facts(id_)
        office.pool.holding("name", [f"{NAME} {who}"])
        office.notices.newest()
        assert not leaks(repr(hits(office, RECORDS, REST))) and not office.pool.find(REST)
    assert [door for door, text in ears.heard if NAME in text]
    found = [(door, text[:300]) for door, text in ears.heard if leaks(text, names=True)]
    assert not found
    other = {door for door, text in ears.heard if NAME in text and not door.startswith("pool.")}
    assert not other


@pytest.mark.parametrize("who", LIMITED)
def test_counts_and_sums_are_those_of_the_lists_behind_them(who, house):
    with house.trial(house.actors[who]) as office:
        for room in map(office.room, KINDS):
            ids = set(room.listing().ids)
            assert room.count() == len(ids)
            assert room.count(Condition(CHANGED[room.entity.name], Operator.CONTAINS, REST)) == 0
            assert room.count(words=NAME) == 0
        for analysis in office.insights.offered():
            for part in office.insights.read(analysis.name, Asked(scope=Scope.ALL)):
                for figure in part.figures():
                    assert figure.count == office.room(figure.entity).count(figure.where)


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
@pytest.mark.parametrize("who", ["manager", "narrow"])
@pytest.mark.parametrize("kind", [room.entity.plural for room in ROOMS])
def test_no_export_holds_it(kind, who, ending, house, tmp_path):
    out = tmp_path / f"list{ending}"
    actor = house.actors[who]
    if not actor.may(Action.EXPORT, next(r.entity.name for r in ROOMS if r.entity.plural == kind)):
        with house.trial(actor) as office, pytest.raises(NotAllowed):
            export(office, kind, out)
        return
    with house.opened.database.write(actor) as office:
        ids = [house.ids[k, role_of(who), FOREIGN] for k in KINDS if f"{k}s" == kind]
        chosen = [*office.room(kind).listing().ids, *ids]
        export(office, kind, out, ids=chosen)
    if ending == ".xlsx":
        rows = [[cell.value for cell in row] for row in load_workbook(out).active.rows]
    else:
        rows = list(csv.reader(StringIO(out.read_text("utf-8-sig"))))
    assert len(rows) > 1 and not leaks(repr(rows))


@pytest.mark.parametrize("who", LIMITED)
def test_neither_paper_nor_search_box_nor_form_shows_it(who, house):
    role = role_of(who)
    mine, theirs = (house.ids["customer", role, at] for at in (OWN, FOREIGN))
    with house.trial(house.actors[who]) as office:
        if office.actor.may(Action.PRINT, "customer"):
            assert not leaks(repr(read_sheet(office, mine)))
            with pytest.raises(CimsError):
                read_sheet(office, theirs)
        for words in (NAME, REST, NUMBER, NAME[:3]):
            assert not leaks(repr(hits(office, RECORDS, words)), names=True)
            for kind in KINDS:
                assert not leaks(repr(find_records(office, kind, words)))
        for kind in KINDS:
            record = named_rows(office, kind, load_record(office, kind, house.ids[kind, role, OWN]))
            assert not leaks(repr(record))
        assert not leaks(repr(office.users.called(NAME)))


@pytest.mark.parametrize("writes", [False, True])
@pytest.mark.parametrize("who", LIMITED)
def test_a_workbook_of_problems_names_strangers_and_their_owners_only(who, writes, house, tmp_path):
    """A list hits them by number, credit code, name and phone: of none it tells anything else."""
    role, list_, out = role_of(who), tmp_path / "list.csv", tmp_path / "problems.xlsx"
    headings = "Number,Customer name,Credit code,Phone,Contact,Contact phone,Parent company"
    other = next(f"{NAME} {one}" for one in LIMITED if one != who)
    rows = [
        headings.split(","),
        [house.keys["customer", role, FOREIGN], "Number Ltd", "", "", "", "", ""],
        ["", "Code Ltd", CREDIT_CODE, "", "", "", ""],
        ["", f"{NAME} {who}", "", "", "", "", ""],
        ["", "Phone Ltd", "", NUMBER, "", "", ""],
        ["", "Caller Ltd", "", "", "Somebody", NUMBER, ""],
        ["", "Daughter Ltd", "", "", "", "", other],
    ]
    with list_.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    actor = house.actors[who]
    with house.trial(actor) as office:
        report = take_in(office, actor, "customers", list_, writes=writes)
        assert save_problems(list_, report, out) == len(rows) - 1
    cells = [[cell.value for cell in row] for row in load_workbook(out).active.rows]
    reasons = [row[-1] for row in cells[1:]]
    assert all(f"{NAME} " in reason for reason in reasons)
    told = repr(reasons)
    assert not leaks(told, names=True)
    with house.trial(Actor.office()) as office:
        theirs = office.customers.load(house.ids["customer", role, FOREIGN]).values
    assert not [key for key in (theirs["website"], theirs["next_contact_on"]) if str(key) in told]


@pytest.mark.parametrize("who", ["manager", "sales"])
def test_a_sheet_saved_as_pdf_names_no_stranger(who, house, qapp, tmp_path):
    mine = house.ids["customer", role_of(who), OWN]
    texts = {}
    for reader in (who, "administrator"):
        with house.trial(house.actors[reader]) as office:
            sheet = read_sheet(office, mine)
        write_pdf(document_of(sheet), sheet.title, tmp_path / "sheet.pdf", mark=sheet.mark)
        with pypdfium2.PdfDocument(tmp_path / "sheet.pdf") as document:
            texts[reader] = "".join(p.get_textpage().get_text_bounded() for p in document)
    assert not leaks(texts[who]) and "Related" in texts[who]
    assert f"{NAME} {who}" in texts["administrator"]


VERBS_WITHOUT_RECORDS = {"init", "backup", "restore", "check", "tour"}
WALKED_VERBS = {
    "list": [[kind] for kind in ("customers", "contacts", "activities", "tasks")],
    "count": [["customers"], ["customers", "--where", f"remarks~{REST}"]],
    "report": [["pipeline"], ["sales-by-customer"], ["sales-by-product"], ["sales-by-year"]],
    "search": [[NAME], [REST], [NUMBER]],
    "undo": [["1"], ["2"], []],
    "import": [["LIST", "--into", "customers", "--check"], ["LIST", "--into", "customers"]],
    "export": [["customers", "out.csv"], ["contacts", "out.xlsx"]],
    "paper": [["order", "S202611-0001", "--html", "paper.html"]],
    "pool": [["claim", "C000001"], ["return", "C000001", "--reason", "other"], ["assign", NAME]],
    "user": [["list"]],
    "role": [["list"], ["show", "sales"]],
    "audit": [["verify"], ["export", "log.csv"]],
    "rights": [["bo", "customers/1"], ["boss", "customers/1"]],
}


def test_every_verb_of_the_command_line_is_walked_or_meets_no_record():
    actions = [action for action in parser()._actions if action.choices and action.dest == "verb"]
    assert set(actions[0].choices) == VERBS_WITHOUT_RECORDS | WALKED_VERBS.keys()


def test_no_verb_of_the_command_line_tells_it(cims, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.chdir(tmp_path)
    first = tmp_path / "first.txt"
    first.write_text("the first long password\n", encoding="utf-8")
    boss = partial(cims, "--user", "boss")
    added = cims("user", "add", "bo", "--role", "sales", "--new-password-file", str(first))
    assert added.status == 0, added.err
    secrets = "customer name,phone,remarks\n" + f"{NAME} Ltd,{NUMBER},{REST}\n"
    (tmp_path / "secret.csv").write_text(secrets, encoding="utf-8")
    assert boss("import", "secret.csv", "--into", "customers").status == 0
    (tmp_path / "LIST").with_suffix(".csv").write_text("customer name\nMine\n", encoding="utf-8")
    assert leaks(boss("list", "customers").out)
    for verb, calls in WALKED_VERBS.items():
        for words in calls:
            given = [word.replace("LIST", "LIST.csv") for word in words]
            for asked in ([verb, *given], [verb, *given, "--json"]):
                done = cims.bare("--vault", str(cims.folder), "--user", "bo",
                                 "--password-file", str(first), *asked)  # fmt: skip
                said = done.out + done.err
                for word in words:
                    said = said.replace(word, "")
                assert not leaks(said), asked
    left = [file for file in (tmp_path / "out.csv", tmp_path / "out.xlsx") if file.exists()]
    assert not left  # sales may not export


def test_what_is_not_built_yet_has_no_doors_to_walk():
    """A room that stands there gets its recipes here and leaves the list."""
    names = {service.__module__.rpartition(".")[2] for service in rooms().values()}
    root = Path(__file__).resolve().parents[2]
    contracts = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = " ".join(
        layer
        for one in contracts["contracts"]
        if one["type"] == "layers" and one["containers"] == ["cims.services"]
        for layer in one["layers"]
    )
    planned = set(re.findall(r"\((\w+)\)", layers))
    built = {path.stem for path in (root / "cims" / "services").glob("*")}
    assert planned - built == NOT_BUILT["services"]
    assert not names & NOT_BUILT["services"]
