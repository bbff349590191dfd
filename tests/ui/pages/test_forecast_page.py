"""The page of the forecast: what it shows, what opens, and by keyboard too."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from PySide6.QtCore import Qt

from cims.services.entity import Link
from cims.services.filters import Filter
from cims.services.forecast_fields import Cell, ForecastLine, GroupBy, Measure
from cims.services.i18n import use_language
from cims.services.rights import Actor
from cims.services.rules.currencies import Amount
from cims.ui.actions import Commands
from cims.ui.charts.numbers import steps
from cims.ui.jobs import Jobs
from cims.ui.navigation import Surroundings
from cims.ui.pages.forecast import ForecastPage
from cims.ui.pages.forecast.forecast_chart import ForecastChart
from tests.factories import valid
from tests.ui.doors.conftest import ReadyFiles
from tests.ui.walk import problems

LONG, GREY = 20_000, 50  # a line is no grey
pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


@pytest.fixture
def deals(write, template):
    """Won, committed and without a rate, of two people; one target."""
    sales = template.people["sales"]

    def fill(office):
        stages = {stage.values["code"]: stage.id for stage in office.stages.of()}

        def deal(stage, amount, **more):
            values = {"amount": Decimal(amount), "stage": Link(stages[stage]), **more}
            return office.opportunities.add({**valid("opportunity"), **values})

        office.targets.set_year(2026, {(sales, 11): Decimal(5000)})
        return [
            deal("won", 1000, closed_on=date(2026, 11, 3), owner=Link(sales)),
            deal("negotiation", 700, close_on=date(2026, 12, 3)),
            deal("negotiation", 90, close_on=date(2026, 12, 3), currency="USD"),
        ]

    return write(fill)


@pytest.fixture
def make(qtbot, opened, messages, appearance):
    made = []

    def run(actor: Actor | None = None, files=None) -> ForecastPage:
        jobs = Jobs(opened.database, actor or opened.actor, messages)
        made.append(jobs)
        around = Surroundings(jobs, messages, Commands(lambda _right: True), appearance)
        page = ForecastPage(around, files or ReadyFiles())
        qtbot.addWidget(page)
        page.resize(1240, 760)
        with qtbot.waitSignal(page.shown, timeout=LONG):
            page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        return page

    yield run
    for jobs in made:
        jobs.close()


def told(page) -> dict[str, list[str]]:
    model = page.rows
    shown = [n for n in range(model.columnCount()) if not page.table.isColumnHidden(n)]
    return {
        model.index(row, 0).data(): [model.index(row, n).data() for n in shown[1:]]
        for row in range(model.rowCount())
    }


def opened_rows(qtbot, page, act) -> tuple[str, Filter, str]:
    with qtbot.waitSignal(page.rows_asked, timeout=LONG) as asked:
        act()
    return asked.args


def click_sum(page, row, title):
    heads = [page.rows.headerData(n, Qt.Orientation.Horizontal) for n in range(9)]
    page.table.clicked.emit(page.rows.index(row, heads.index(title)))


def test_the_table_tells_target_closed_and_what_is_missing(deals, make):
    page = make()
    assert told(page) == {
        "All together": ["5,000", "1,000", "20%", "1,700", "1,700", "1,560", "0", "4,000"],
        "Sales": ["5,000", "1,000", "20%", "1,000", "1,000", "1,000", "0", "4,000"],
        "Wang Xiaoyan": ["–", "0", "–", "700", "700", "560", "0", "–"],
    }


def test_a_sum_opens_exactly_its_rows(qtbot, deals, make, read):
    page = make()
    entity, where, title = opened_rows(qtbot, page, lambda: click_sum(page, 0, "Committed"))
    assert (entity, title) == ("opportunity", "All together · Committed")
    assert set(read(lambda office: office.opportunities.listing(where).ids)) == set(deals[:2])
    page.table.setCurrentIndex(page.rows.index(1, 2))
    page.table.setFocus()
    key = lambda: qtbot.keyClick(page.table, Qt.Key.Key_Return)  # noqa: E731
    _entity, where, _title = opened_rows(qtbot, page, key)
    assert list(read(lambda office: office.opportunities.listing(where).ids)) == deals[:1]


def test_a_list_bears_the_name_of_its_group_whatever_its_number(qtbot, deals, make):
    page = make()
    line = replace(page.rows.rows[1], key="20")
    show = lambda: page.table.sum_opened.emit(line, Measure.CLOSED)  # noqa: E731
    assert opened_rows(qtbot, page, show)[2] == "Sales · Closed won"


def test_a_month_of_the_chart_opens_by_keyboard(qtbot, deals, make, read):
    page = make()
    page.focus_first()
    for _month in range(11):
        qtbot.keyClick(page.chart, Qt.Key.Key_Right)
    assert "2026-12" in page.chart.accessibleDescription()
    assert "Committed: ¥700" in page.chart.accessibleDescription()
    enter = lambda: qtbot.keyClick(page.chart, Qt.Key.Key_Return)  # noqa: E731
    _entity, where, title = opened_rows(qtbot, page, enter)
    assert title == "2026-12 · Best case"
    assert list(read(lambda office: office.opportunities.listing(where).ids)) == deals[1:2]


def test_no_line_of_the_chart_runs_through_a_figure(qtbot, appearance):
    chart = ForecastChart("Forecast")
    qtbot.addWidget(chart)
    chart.resize(480, 190)

    def amount(value: int) -> Amount:
        return Amount(Decimal(value), "CNY")

    months = (286_494, 217_373, 134_872, 903_804, 999_937, 142_733)
    chart.lines = [
        ForecastLine(
            str(place),
            str(place),
            {measure: Cell(amount(sum_), 1) for measure in Measure},
            amount(300_000 + 10_000 * place),
        )
        for place, sum_ in enumerate(months)
    ]
    picture, scale = chart.grab().toImage(), chart.devicePixelRatio()
    heads = chart.heads(chart._plot(chart.rect().toRectF()), steps(chart._most())[-1])
    assert len(heads) == len(months)
    for box, words in heads:
        inner = box.adjusted(2, 2, -2, -2).toRect()
        for x in range(inner.left(), inner.right()):
            for y in range(inner.top(), inner.bottom()):
                found = picture.pixelColor(int(x * scale), int(y * scale))
                colours = found.getRgb()[:3]
                assert max(colours) - min(colours) < GREY, words
        assert box.top() >= 0


def test_what_has_no_rate_is_named_and_can_be_listed(qtbot, deals, make, read):
    page = make()
    notes = {note.words: note for note in page.notes.notes}
    words = "1 opportunity in USD has no rate for 2026-12 and stands apart"
    assert words in notes
    where = notes[words].where
    assert list(read(lambda office: office.opportunities.listing(where).ids)) == deals[2:]


def test_it_follows_what_changes_and_what_is_chosen(qtbot, deals, make, write):
    page = make()

    def enter(office):
        values = {"currency": "USD", "day": date(2026, 11, 1), "rate": Decimal(7)}
        return office.exchange_rates.add(values)

    with qtbot.waitSignal(page.shown, timeout=LONG):
        page._jobs.write(enter)
    assert told(page)["All together"][3] == "2,330"
    with qtbot.waitSignal(page.shown, timeout=LONG):
        page.groups.tabs.setCurrentIndex(2)
    assert list(told(page)) == ["All together", "Without product"]
    assert page.reading.asked.by is GroupBy.PRODUCT
    assert len(told(page)["All together"]) == 5, "products have no targets"
    with qtbot.waitSignal(page.shown, timeout=LONG):
        page.head.later.click()
    assert page.reading.asked.first == date(2027, 1, 1)


def test_an_earlier_day_stands_beside_today(qtbot, deals, make, write, opened, clock):
    with opened.database.write(Actor.office()) as office:
        office.forecasts.keep_day()
    clock.pass_by(days=1)
    write(
        lambda o: o.opportunities.save(o.opportunities.load(deals[1]).changed(amount=Decimal(900)))
    )
    page = make()
    with qtbot.waitSignal(page.shown, timeout=LONG):
        page.compare_with(date(2026, 11, 22))
    assert told(page)["Wang Xiaoyan"][3] == "900\n+200"
    assert page.story.points[-1].day == date(2026, 11, 22)


def test_the_menu_of_a_story_takes_the_rows_of_its_month(deals, make, monkeypatch, read):
    page = make()
    taken = []
    monkeypatch.setattr(page.menu, "open", lambda chart, figure, spot: taken.append(figure))
    for sheet in (page.story_sheet, page.sheet):
        sheet.more.click()
    rows = [read(lambda o, f=f: list(o.opportunities.listing(f.where).ids)) for f in taken]
    assert [sorted(one) for one in rows] == [deals[:1], deals[:2]]


def test_an_office_without_opportunities_says_what_to_do(qtbot, make):
    page = make()
    assert page.body.currentWidget() is page.state
    with qtbot.waitSignal(page.new_asked, timeout=LONG) as asked:
        page.state.pressed.emit()
    assert asked.args == ["opportunity", {}]


def test_the_table_is_written_as_a_workbook_by_right(
    qtbot, deals, make, tmp_path, acting, messages
):
    files = ReadyFiles()
    page = make(files=files)
    files.answer = tmp_path / "forecast.xlsx"
    with qtbot.waitSignal(messages.toasted, timeout=LONG):
        page.groups.take.click()
    sheet = openpyxl.load_workbook(tmp_path / "forecast.xlsx").active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:4] == ["Colleague", "Target", "Closed won", "Reached"]
    assert rows[1][-1] == 4000
    sales = make(acting("sales"), files)
    with qtbot.waitSignal(messages.toasted, timeout=LONG) as said:
        sales.groups.take.click()
    assert "may not export" in said.args[0]


def test_the_page_is_whole_in_chinese_too(deals, make):
    use_language("zh_CN")
    page = make()
    assert not problems(page)
