"""Qt's own buttons speak the language that is shown."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from cims.ui.qt_words import use_qt_words


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    use_qt_words("en")


@pytest.mark.parametrize(("language", "words"), [("zh_CN", "取消"), ("en", "Cancel")])
def test_cancel_is_said_in_the_language_that_is_shown(
    qtbot: QtBot, language: str, words: str
) -> None:
    use_qt_words(language)
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.buttons()[0].text().replace("&", "") == words
