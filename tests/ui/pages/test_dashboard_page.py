"""The dashboard shows figures, opens their rows, follows changes, and is arranged by its user."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from cims.services.errors import CimsError
from cims.services.filters import Condition, Operator
from cims.services.i18n import LANGUAGES, _, use_language
from cims.services.insights.figures import Asked, Figure, Scope
from cims.services.insights.periods import Days, Period
from cims.services.insights.service import InsightService
from cims.services.office import Office
from cims.services.opening import OpenOffice
from cims.services.rights import Actor
from cims.services.watermark import SETTING
from cims.ui import paint
from cims.ui.actions import Commands
from cims.ui.charts.columns import Columns
from cims.ui.file_asker import FileAsker
from cims.ui.jobs import Jobs
from cims.ui.messages import Messages
from cims.ui.navigation import Surroundings
from cims.ui.pages.dashboard import DashboardPage
from cims.ui.pages.dashboard.agenda_card import PlannedEntry
from cims.ui.pages.dashboard.chart_card import ChartCard
from cims.ui.pages.dashboard.tile_card import TileCard, fitting
from cims.ui.theme import Appearance
from tests.factories import valid
from tests.services.insights.conftest import COUNT, TODAY, activity, customer, sell

LEFT = Qt.MouseButton.LeftButton
MakePage = Callable[..., DashboardPage]

ORDER = [
    "customers", "new_customers", "contacts_made", "overdue", "open_opportunities", "orders_placed",
    "new_by_month", "by_lifecycle", "by_stage", "by_grade", "by_source", "by_person",
    "next_contacts",
]  # fmt: skip


@pytest.fixture
def counted(opened: OpenOffice, template: object) -> OpenOffice:
    """Customers and follow-ups of everybody."""
    people = template.people  # type: ignore[attr-defined]
    with opened.database.write(opened.actor) as office:
        ids = office.customers.add_many([customer(place, people) for place in range(COUNT)])
        office.activities.add_many([activity(place, people, ids) for place in range(COUNT)])
        sell(office, people, ids)
    return opened


@pytest.fixture
def page_of(
    qtbot: QtBot, opened: OpenOffice, messages: Messages, appearance: Appearance, tmp_path: Path
) -> Iterator[MakePage]:
    """The page as an actor sees it, with all its figures: `page_of(acting("sales"))`."""
    made: list[tuple[DashboardPage, Jobs]] = []

    class Answering(FileAsker):
        def to_save(
            self, _window: object, _title: str, name: str, _pattern: str, then: Callable[..., None]
        ) -> None:
            then(tmp_path / name)

    def make(actor: Actor | None = None, size: tuple[int, int] = (1080, 640)) -> DashboardPage:
        jobs = Jobs(opened.database, actor or opened.actor, messages)
        commands = Commands(lambda _right: True)
        page = DashboardPage(Surroundings(jobs, messages, commands, appearance), Answering())
        made.append((page, jobs))
        page.resize(*size)
        page.show()
        qtbot.waitUntil(lambda: is_read(page))
        return page

    yield make
    for page, jobs in made:
        jobs.close()
        delete(page)


def is_read(page: DashboardPage) -> bool:
    """Whether every figure stands there and the columns can be drawn."""
    tiles = all(tile.tile is not None for tile in page.findChildren(TileCard))
    cards = all(card.shown is not None for card in page.findChildren(ChartCard))
    drawn = all(chart.is_ready for chart in page.findChildren(Columns))
    return bool(page.slots) and tiles and cards and drawn and not page.feed._running


@pytest.fixture
def page(counted: OpenOffice, page_of: MakePage) -> DashboardPage:
    return page_of()


def part(page: DashboardPage, name: str) -> object:
    return page.slots[name].part


def asked_rows(page: DashboardPage) -> list[tuple[str, object, str]]:
    found: list[tuple[str, object, str]] = []
    page.rows_asked.connect(lambda *told: found.append(told))
    return found


def shown(page: DashboardPage) -> list[str]:
    return [slot.name for line in page._standing() for slot in line]


def test_nothing_is_to_be_scrolled_beside_the_tabs_of_a_window_of_1280_by_720(qtbot, page):
    scrolls_nothing(qtbot, page)


def test_nor_where_sentences_stand_in_cards_without_figures(qtbot, opened, page_of):
    with opened.database.write(opened.actor) as office:
        for number in range(8):
            office.customers.add(valid("customer", next_contact_on=TODAY + timedelta(days=number)))
    scrolls_nothing(qtbot, page_of())


def test_nor_while_it_is_arranged(page, qtbot):
    page.tools().hide()
    page.resize(1060, 610)  # what a window of 1280 × 720 leaves to it
    page.arrange(True)
    qtbot.wait(60)
    assert page.board.verticalScrollBar().maximum() == 0
    inside = page.board.widget().rect()
    for slot in page._standing()[0] + page._standing()[1]:
        assert slot.strip.geometry().right() < slot.width()
        assert inside.contains(slot.part.mapTo(page.board.widget(), slot.part.rect().bottomRight()))
    page.arrange(False)
    assert page.slots["by_grade"].part.minimumHeight() > 148


def scrolls_nothing(qtbot: QtBot, page: DashboardPage) -> None:
    page.tools().hide()
    for size in ((1220, 799), (1060, 560)):  # even with a message above; larger before
        page.resize(*size)
        qtbot.wait(60)
        assert page.board.verticalScrollBar().maximum() == 0


def test_every_tile_opens_as_many_rows_as_it_shows(page, read):
    asked = asked_rows(page)
    tiles = page.findChildren(TileCard)
    for tile in tiles:
        QTest.mouseClick(tile, LEFT)
    assert len(asked) == len(tiles) == 6
    for tile, (entity, where, title) in zip(tiles, asked, strict=True):
        listed = read(lambda office, e=entity, w=where: office.room(e).count(w))
        assert listed == tile.tile.figure.count
        assert title == tile.label
        assert f"{listed:,}" in tile.accessibleName()


def test_every_bar_and_every_whole_opens_as_many_rows_as_it_shows(page, read):
    asked, counts = asked_rows(page), []
    for card in page.findChildren(ChartCard):
        card.total.click()
        counts.append(card.shown.total.count)
        for place, bar in enumerate(card.chart.bars):
            QTest.mouseClick(card.chart, LEFT, pos=card.chart.areas()[place].center().toPoint())
            counts.append(bar.figure.count)
    assert len(counts) > 25
    listed = [
        read(lambda office, e=entity, w=where: office.room(e).count(w))
        for entity, where, _title in asked
    ]
    assert listed == counts


def test_a_bar_says_in_its_title_what_it_is(page):
    asked = asked_rows(page)
    chart = part(page, "new_by_month").chart
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_End)
    QTest.keyClick(chart, Qt.Key.Key_Return)
    assert asked[0][0] == "customer"
    assert asked[0][2] == "New customers per month: 2026-11"


def test_next_contacts_open_their_customers(page, qtbot):
    entry = page.findChildren(PlannedEntry)[0]
    with qtbot.waitSignal(page.record_asked) as told:
        entry.click()
    assert told.args == ["customer", entry.planned.id, entry.planned.name]


def test_a_change_comes_in_while_the_old_figures_stand(page, qtbot):
    tile = part(page, "customers")
    before, seen = tile.tile.figure.count, []
    page.feed.arrived.connect(lambda *_told: seen.append(tile.tile.figure.count))
    page._jobs.write(lambda office: office.customers.add(valid("customer")))
    qtbot.waitUntil(lambda: tile.tile.figure.count == before + 1)
    assert set(seen) <= {before, before + 1}
    assert part(page, "by_grade").body.currentWidget() is part(page, "by_grade").chart


def test_what_is_kept_is_not_read_again(page, qtbot, monkeypatch):
    page.ask_for(Asked(Period.LAST_MONTH, Scope.ALL))
    qtbot.waitUntil(lambda: not page.feed._running)
    reads: list[str] = []
    told = InsightService.read
    monkeypatch.setattr(
        InsightService, "read", lambda *given: reads.append(given[1]) or told(*given)
    )
    page.ask_for(Asked(Period.THIS_MONTH, Scope.ALL))
    page.ask_for(Asked(Period.LAST_MONTH, Scope.ALL))
    qtbot.waitUntil(lambda: not page._jobs.is_busy())
    assert reads == []
    assert part(page, "new_customers").label == "New last month"


def test_a_page_out_of_sight_reads_when_it_comes_back(page, qtbot):
    tile, before = part(page, "customers"), part(page, "customers").tile.figure.count
    page.hide()
    page._jobs.write(lambda office: office.customers.add(valid("customer")))
    qtbot.waitUntil(lambda: not page.feed._kept or "customer_makeup" not in dict(page.feed._kept))
    page.show()
    qtbot.waitUntil(lambda: tile.tile.figure.count == before + 1)


def test_period_and_scope_are_chosen_and_kept(page, page_of, qtbot):
    page.head.period.activated.emit(page.head.period.findData(Period.THIS_YEAR))
    page.head.scope.activated.emit(page.head.scope.findData(Scope.ME))
    qtbot.waitUntil(lambda: not page._jobs.is_busy() and not page.feed._running)
    assert part(page, "new_customers").label == "New this year"
    assert page.head.days.text() == "2026-01-01 – 2026-12-31"
    again = page_of()
    assert again.arrangement.asked == Asked(Period.THIS_YEAR, Scope.ME)


def test_whose_records_is_asked_only_of_who_may_choose(counted, page_of, acting):
    page = page_of(acting("sales"))
    assert page.head.scope.isHidden()
    assert page.arrangement.asked.scope is Scope.ME
    manager = page_of(acting("manager"))
    assert manager.head.scope.count() == 2
    assert manager.arrangement.asked.scope is Scope.TEAM


def test_an_own_span_is_refused_until_it_makes_sense(page, qtbot):
    dialog = page.head.ask_span()
    dialog.first.setText("someday")
    dialog.take()
    assert "someday" in dialog.problem.text()
    dialog.first.setText("2026-10-09")
    dialog.last.setText("2026-03-05")
    dialog.take()
    assert "before the first" in dialog.problem.text()
    dialog.first.setText("2026-03-05")
    dialog.last.setText("2026-10-09")
    dialog.take()
    qtbot.waitUntil(lambda: not page.feed._running)
    span = Days(TODAY.replace(month=3, day=5), TODAY.replace(month=10, day=9))
    assert page.arrangement.asked == Asked(Period.OWN, Scope.ALL, span)
    assert page.head.period.currentData() == Period.OWN


def test_words_for_a_span_mean_days_that_lie_behind(page):
    dialog = page.head.ask_span()
    dialog.first.setText("Friday")
    dialog.last.setText("11-20")
    dialog.take()
    friday = TODAY - timedelta(days=2)
    assert page.arrangement.asked.own == Days(friday, friday)


def test_a_span_that_is_called_off_leaves_the_period(page):
    page.head.period.setCurrentIndex(page.head.period.findData(Period.OWN))
    page.head.ask_span().reject()
    assert page.head.period.currentData() == Period.THIS_MONTH


def test_parts_are_moved_hidden_shown_again_and_reset(page, page_of, qtbot):
    assert shown(page) == ORDER
    page.head.arrange.click()
    page.slots["overdue"].earlier.click()
    page.slots["by_grade"].hide_part.click()
    page.bar.chips["by_source"].click()
    assert shown(page)[2:4] == ["overdue", "contacts_made"]
    assert {"by_grade", "by_source"}.isdisjoint(shown(page))
    assert not page.slots["by_grade"].isVisible()
    page.bar.chips["by_grade"].click()
    assert shown(page)[-1] == "by_grade"
    page.bar.finish.click()
    assert page.bar.isHidden()
    qtbot.waitUntil(lambda: not page._jobs.is_busy())
    assert shown(page_of()) == shown(page)
    page.bar.reset.click()
    assert shown(page) == ORDER


def test_the_first_part_stays_first(page):
    page.slots["customers"].earlier.click()
    page.slots["next_contacts"].later.click()
    assert shown(page) == ORDER


def test_a_page_without_parts_says_what_to_do(page):
    for name in ORDER:
        page._switch(name, False)
    assert page.board.nothing.isVisible()
    page.reset()
    assert not page.board.nothing.isVisible()


def test_a_hidden_analysis_is_not_read(page, qtbot):
    page._switch("overdue", False)
    assert "overdue" not in page._wanted()
    assert "customer_makeup" in page._wanted()


def test_a_chart_is_copied_and_saved(page, tmp_path, qtbot):
    card = part(page, "by_lifecycle")
    QGuiApplication.clipboard().clear()
    menu = page.menu.made(card.chart, card.shown.total)
    entries = {action.text(): action for action in menu.actions()}
    entries["Copy as table"].trigger()
    assert QGuiApplication.clipboard().text().startswith("Customers by state\tCount")
    entries["Copy as picture"].trigger()
    qtbot.waitUntil(lambda: not QGuiApplication.clipboard().pixmap().isNull())
    entries["Save picture…"].trigger()
    file = tmp_path / "Customers by state.png"
    qtbot.waitUntil(file.exists)
    assert file.stat().st_size > 1000
    menu.close()


@pytest.mark.parametrize("is_on", [True, False])
def test_a_saved_chart_bears_the_watermark_of_the_office(
    page, write, monkeypatch, tmp_path, qtbot, is_on
):
    write(lambda office: office.settings.set_common(SETTING, {"on": is_on}))
    file = tmp_path / "chart.pdf"
    monkeypatch.setattr(page.menu._files, "to_save", lambda *asked: asked[-1](file))
    page.menu.ask_to_save(part(page, "by_lifecycle").chart)
    qtbot.waitUntil(file.exists)
    document = pypdfium2.PdfDocument(file)
    words = document[0].get_textpage().get_text_range()
    document.close()
    assert ("CIMS · Wang Xiaoyan · " in words) is is_on


@pytest.mark.parametrize(
    ("name", "entity"), [("by_person", "activity"), ("by_stage", "opportunity")]
)
def test_the_rows_of_a_chart_are_asked_to_be_exported(page, qtbot, name, entity):
    card = part(page, name)
    with qtbot.waitSignal(page.export_asked) as told:
        page.menu.export(card.shown.total)
    request = told.args[0]
    assert request.entity.name == entity
    assert len(request.ids) == card.shown.total.count
    assert "customer" in [field.name for field in request.fields]


@pytest.mark.parametrize("entity", ["lead", "quote", "order", "customer"])
def test_rows_of_every_type_that_is_counted_can_be_exported(page, qtbot, read, entity):
    count = read(lambda office: office.room(entity).count(None))
    with qtbot.waitSignal(page.export_asked) as told:
        page.menu.export(Figure(entity, None, count))
    assert (told.args[0].entity.name, len(told.args[0].ids)) == (entity, count)


def test_who_may_not_export_is_told_why(counted, page_of, acting):
    page = page_of(acting("sales"))
    card = part(page, "by_grade")
    menu = page.menu.made(card.chart, card.shown.total)
    rows = next(a for a in menu.actions() if a.text() == "Rows as workbook…")
    assert not rows.isEnabled()
    assert "may not export" in rows.toolTip()
    menu.close()


def test_an_empty_office_says_so(page_of):
    page = page_of()
    card = part(page, "by_grade")
    assert card.body.currentWidget() is card.state
    assert not card.more.isEnabled()
    assert part(page, "overdue").tile.figure.count == 0


def test_figures_that_can_not_be_read_are_told_and_tried_again(page, qtbot, monkeypatch):
    told: list[str] = []
    page._messages.said.connect(lambda sentence, _tone: told.append(sentence))

    def refuse(*_given: object) -> None:
        raise CimsError("The disk does not answer.")

    with monkeypatch.context() as broken:
        broken.setattr(InsightService, "read", refuse)
        page.reload()
        qtbot.waitUntil(lambda: bool(told))
        qtbot.waitUntil(lambda: not page.feed._running)
    assert part(page, "by_grade").body.currentWidget() is part(page, "by_grade").chart
    told.clear()
    page.reload()
    qtbot.waitUntil(lambda: not page.feed._running)
    assert told == []


def test_a_new_day_counts_anew(page, clock, qtbot):
    assert part(page, "contacts_made").tile.figure.count > 0
    clock.pass_by(days=8)
    page.hide()
    page.show()
    qtbot.waitUntil(lambda: part(page, "contacts_made").tile.figure.count == 0)


def test_the_page_has_commands_and_a_place_for_the_keyboard(page):
    page.activateWindow()
    page.focus_first()
    assert page.focusWidget() is part(page, "customers")
    page._switch("customers", False)
    page.handlers()["page.reset_view"]()
    page.handlers()["page.reload"]()
    assert shown(page) == ORDER


@pytest.mark.parametrize("size", [(1044, 624), (1100, 664), (1260, 844)])
def test_parts_stand_side_by_side_and_inside_the_page(counted, page_of, size):
    page = page_of(size=size)
    places = [
        slot.geometry().translated(slot.parentWidget().mapTo(page, QPoint()))
        for slot in page.slots.values()
        if slot.name in ORDER
    ]
    assert all(place.left() >= 0 and place.right() < size[0] for place in places)
    for one in places:
        assert sum(one.intersects(other) for other in places) == 1
    tops = {place.top() for place in places}
    assert len(tops) == 3
    assert page.board.verticalScrollBar().maximum() == 0


def test_the_filter_of_a_figure_fits_both_languages(page):
    where = part(page, "by_grade").shown.bars[0].figure.where
    assert where == Condition("grade", Operator.IS, "A")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_tile_is_compared_with_is_not_cut_in_a_window_of_1280(counted, page_of, language):
    use_language(language)
    page = page_of(size=(1100, 664))
    tiles = [one for one in page.findChildren(TileCard) if one.tile and one.tile.change]
    assert len(tiles) == 4
    for tile in tiles:
        change = tile.tile.change
        room = tile.width() - 2 * 16 - 13 - paint.width_of("999", 12, paint.BOLD) - 8
        assert paint.width_of(fitting(change, room), 12) <= room
        assert fitting(change, 10_000) != "" and tile.accessibleName().endswith(_(change.words))
    notes = [one for one in page.findChildren(TileCard) if one.tile and not one.tile.change]
    for tile in notes:
        assert paint.width_of(_(tile.tile.note), 12) <= tile.width() - 2 * 16


def test_a_stage_that_is_called_otherwise_is_told_anew(page, qtbot):
    chart = part(page, "by_stage").chart
    first = chart.bars[0]
    assert not first.label.endswith("Talking")

    def rename(office: Office) -> None:
        office.stages.save(office.stages.load(int(first.key)).changed(name="Talking"))

    page._jobs.write(rename)
    qtbot.waitUntil(lambda: chart.bars[0].label.endswith("Talking"))


def test_quotes_that_were_sent_are_added_by_who_wants_them(page):
    assert "quotes_sent" not in shown(page)
    page._switch("quotes_sent", True)
    assert shown(page) == [*ORDER[:6], "quotes_sent", *ORDER[6:]]
    page.handlers()["page.reset_view"]()
    assert shown(page) == ORDER
