"""A whole window over an office full of markers: what nobody may see stands nowhere in it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget
from shiboken6 import delete

from cims.services.opening import OpenOffice
from cims.ui.actions import Commands
from cims.ui.contents import Contents
from cims.ui.jobs import Jobs
from cims.ui.main_window import MainWindow
from cims.ui.navigation import Surroundings
from cims.ui.records.list_page import ListPage
from cims.ui.records.record_page import RecordPage
from tests.permissions.house import FOREIGN, KINDS, OWN, House
from tests.permissions.marked import NAME, NUMBER, REST, leaks, marked, role_of
from tests.ui.album import settle
from tests.ui.doors.conftest import ReadyFiles

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)  # popups offscreen
CALM = 110  # milliseconds
TABS = ("today", "customers", "contacts", "activities", "tasks", "segments", "board")
SHOWN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole,
         Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.UserRole)  # fmt: skip


@pytest.fixture(scope="module")
def house(template, tmp_path_factory) -> Iterator[House]:
    with marked(template, tmp_path_factory.mktemp("window") / "office") as made:
        yield made


@contextmanager
def window_of(opened: OpenOffice, actor, messages, appearance):
    """A window in somebody's name, with everything in it."""
    jobs = Jobs(opened.database, actor, messages)
    around = Surroundings(jobs, messages, Commands(lambda _right: True), appearance)
    contents = Contents(ReadyFiles())
    window = MainWindow(contents.navigation(), around, lambda _right: True, actor.name)
    contents.join(window, around)
    window.resize(1440, 900)
    window.show()
    try:
        yield window, contents, jobs
    finally:
        delete(window)
        jobs.close()


def told_by(owner: QObject) -> str:
    """Every text of everything in a window: what is shown, and what is kept to be shown."""
    found = []
    for part in [owner, *owner.findChildren(QObject)]:
        if isinstance(part, QWidget):
            meta = part.metaObject()
            properties = (meta.property(place) for place in range(meta.propertyCount()))
            found += [text for one in properties if isinstance(text := one.read(part), str)]
        if isinstance(part, QAbstractItemView) and part.model() is not None:
            found += cells_of(part.model())
        found.append(repr(getattr(part, "__dict__", "")))
    return "\n".join(found)


def cells_of(model: QAbstractItemModel) -> Iterator[str]:
    """What the cells of a model say in every way."""
    for row in range(min(model.rowCount(QModelIndex()), 100)):
        many = isinstance(model, QAbstractTableModel)
        for column in range(model.columnCount(QModelIndex()) if many else 1):
            cell = model.index(row, column)
            yield from (repr(cell.data(role)) for role in SHOWN)


def tabs(window, contents, jobs) -> Iterator[str]:
    """Each tab of a window, as soon as all has arrived there."""
    for tab in TABS:
        window.show_tab(tab)
        settle(jobs, CALM)
        page = window.documents.page
        if isinstance(page, ListPage):
            page.view.selectRow(0)
            settle(jobs, CALM)
        yield tab
    contents._today.show_part(1)
    settle(jobs, CALM)
    yield "dashboard"


def documents(ids: Mapping[str, int], window, jobs) -> Iterator[str]:
    """The pages of these records with all their tabs, then their forms; nothing of no record."""
    for kind, id_ in ids.items():
        window.documents.open(kind, id_, kind)
        settle(jobs, CALM)
        page = window.documents.page
        if not isinstance(page, RecordPage) or page.reading is None:
            yield f"no {kind}"
            continue
        for tab in range(page.view.tabs.count()):
            page.view.tabs.setCurrentIndex(tab)
            settle(jobs, CALM)
        yield f"{kind} page"
        page.edit()
        settle(jobs, CALM)
        yield f"{kind} form"


def found_by(words: str, window, contents, jobs) -> str:
    """What the search box on top answers."""
    hits = []
    contents.records(window, jobs)(words, hits.extend)
    settle(jobs, CALM)
    return repr(hits)


def test_a_window_shows_nothing_that_is_out_of_sight(house, messages, appearance):
    role = role_of("narrow")
    mine, theirs = ({k: house.ids[k, role, at] for k in KINDS} for at in (OWN, FOREIGN))
    seen = []
    with window_of(house.opened, house.actors["narrow"], messages, appearance) as parts:
        window, contents, jobs = parts
        ways = tabs(*parts), documents(mine, window, jobs), documents(theirs, window, jobs)
        for station in chain(*ways):
            told = told_by(window)
            spot = next((told.find(word) for word in (REST, NAME, NUMBER) if word in told), 0)
            assert not leaks(told), (station, told[max(0, spot - 300) : spot + 100])
            seen.append(station)
        for words in (NAME, REST, NUMBER):
            assert not leaks(found_by(words, *parts), names=words == NUMBER)
    forms = [f"{kind} {part}" for kind in KINDS for part in ("page", "form")]
    assert seen == [*TABS, "dashboard", *forms, *(f"no {kind}" for kind in KINDS)]


def test_the_markers_are_met_where_they_may_be_seen(house, messages, appearance):
    mine = {kind: house.ids[kind, "sales", OWN] for kind in KINDS}
    with window_of(house.opened, house.actors["auditor"], messages, appearance) as parts:
        window, contents, jobs = parts
        ways = chain(tabs(*parts), documents(mine, window, jobs))
        met = {station for station in ways if leaks(told_by(window))}
        assert leaks(found_by(REST, *parts))
    assert met >= {"customers", "contacts", "activities", "tasks", "board"}
    assert met >= {f"{kind} page" for kind in KINDS}
