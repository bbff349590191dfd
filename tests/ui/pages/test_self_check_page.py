"""The check of the office in the window: what is wrong first, with a button where it helps."""

import pytest

from cims.services.i18n import use_language
from cims.services.rights import Actor, Rights
from cims.services.self_findings import Grade
from cims.services.spreadsheet.exporter import export
from cims.ui.actions import COMMANDS, Commands
from cims.ui.jobs import Jobs
from cims.ui.navigation import Surroundings, allows
from cims.ui.pages.self_check import SelfCheckPage
from tests.ui.walk import problems

LONG = 10_000


@pytest.fixture
def shown(qtbot, opened, messages, appearance):
    made = []

    def run(actor=None):
        jobs = Jobs(opened.database, actor or opened.actor, messages)
        commands = Commands(lambda right: allows(jobs.actor, right))
        around = Surroundings(jobs, messages, commands, appearance)
        page = SelfCheckPage(around)
        qtbot.addWidget(page)
        made.append(jobs)
        page.resize(1000, 700)
        page.show()
        qtbot.waitUntil(lambda: page.again.isEnabled(), timeout=LONG)
        return page, commands

    yield run
    for jobs in made:
        jobs.close()


def row_of(page, id_):
    return next(one for one in page.rows if one.finding.id == id_)


def test_the_worst_comes_first_with_a_count_above(shown):
    page, _commands = shown()
    assert page.rows[0].finding.grade is Grade.BAD
    assert page.verdict.accessibleName() == "Act on this"
    assert page.lead.text().endswith("things to see to.")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_page_is_whole_in_every_language(qtbot, shown, language):
    use_language(language)
    page, _commands = shown()
    qtbot.waitUntil(lambda: not problems(page))


def test_a_button_does_what_is_advised(shown):
    page, commands = shown()
    asked = []
    commands.bind("office.backup", lambda: asked.append("backup"))
    row_of(page, "backup").button.click()
    assert asked == ["backup"]


def test_what_is_in_order_has_no_button_and_neither_has_what_one_may_not(shown, acting):
    page, _commands = shown(acting("auditor"))
    assert row_of(page, "idle").button is None
    assert row_of(page, "sheet").button is None  # by right:users, which an auditor lacks
    assert row_of(page, "log").button is not None


def test_whoever_may_look_has_the_command_and_the_buttons_that_are_for_both(shown, acting):
    keeper = Actor(1, "Keeper", Rights.of([("right:users", "all")]))
    command = next(one for one in COMMANDS if one.id == "access.check")
    assert allows(keeper, command.right) and allows(acting("auditor"), command.right)
    assert not allows(acting("sales"), command.right)
    page, _commands = shown(acting("auditor"))
    assert page._may("access.check") and not page._may("access.users")


def test_who_took_out_how_much_stands_below(qtbot, shown, opened, tmp_path, write):
    write(lambda o: o.customers.add({"name": "Aurora"}))
    with opened.database.write(opened.actor) as office:
        export(office, "customers", tmp_path / "one.csv")
    page, _commands = shown()
    assert [(one.name, one.records) for one in page.found.taken] == [("Wang Xiaoyan", 1)]


def test_who_may_not_look_is_told_so(shown, acting):
    page, _commands = shown(acting("sales"))
    assert "You may not do this" in page.state._sentence.text()
    assert not page.rows
