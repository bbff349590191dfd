"""The small windows of the working day: plain words, names for everything, nothing clipped."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from cims.services.callers import Caller, Callers
from cims.services.entity import Link
from cims.services.i18n import LANGUAGES, use_language
from cims.services.opening import OpenOffice
from cims.services.rights import Double
from cims.ui.dialogs.call_key import CallKeyDialog
from cims.ui.dialogs.card_paste import CardPasteDialog
from cims.ui.dialogs.finder import Finder
from cims.ui.dialogs.finder_rows import rows_of
from cims.ui.dialogs.templates import TemplatesDialog
from cims.ui.jobs import Jobs
from cims.ui.messages import Messages
from tests.ui.walk import INJECTIONS, problems

TODAY = date(2026, 11, 22)

pytestmark = pytest.mark.qt_log_ignore("does not support")


class NoKey:
    """A key that is held by another program."""

    words, trouble = "", "Ctrl+Shift+F8 belongs to another program, so that it is off here."

    def choose(self, wanted: str) -> None:
        raise AssertionError(wanted)


@pytest.fixture
def jobs(opened: OpenOffice, themed: object) -> Iterator[Jobs]:
    used = Jobs(opened.database, opened.actor, Messages())
    yield used
    used.close()


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("words", INJECTIONS)
def test_small_windows_show_plain_words(qtbot, jobs: Jobs, code: str, words: str) -> None:
    use_language(code)
    window = QWidget()
    qtbot.addWidget(window)
    QGuiApplication.clipboard().setText(words)
    finder = Finder(jobs)
    qtbot.addWidget(finder)
    finder.begin()
    assert finder.field.text() == ""  # no words of that sort are a number
    hit = Caller(words, Link(1, words), Link(2, words), words, TODAY, TODAY, 3)
    finder._show(Callers((hit,), (Double(1, words, words, words, False),)), TODAY)
    assert len(finder.rows()) == 2
    shown = [
        finder,
        TemplatesDialog({}, {f"follow_up:{words}": words}, TODAY, jobs, window),
        CardPasteDialog(lambda text: None, window),
        CallKeyDialog(NoKey(), window),
    ]
    for one in shown:
        one.show()
        one.grab()
        assert problems(one) == []
        one.close()


def test_a_row_shows_the_year_of_another_year() -> None:
    hit = Caller("138", Link(1, "恒泰"), None, "", date(2025, 12, 31), TODAY)
    (row,) = rows_of(Callers((hit,), ()), TODAY)
    assert row.state == "Last contact 2025-12-31 · next contact 11-22"
