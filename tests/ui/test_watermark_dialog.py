"""The watermark of the office is turned on and off by who keeps its settings."""

import pytest
from PySide6.QtWidgets import QWidget

from cims.services.watermark import SETTING, watermark
from cims.ui.dialogs.watermark import WatermarkDialog, ask_watermark
from cims.ui.jobs import Jobs


@pytest.fixture
def jobs(opened, messages):
    made = Jobs(opened.database, opened.actor, messages)
    yield made
    made.close()


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def asked(qtbot, jobs, window):
    ask_watermark(jobs, window)
    qtbot.waitUntil(lambda: bool(window.findChildren(WatermarkDialog)))
    return window.findChildren(WatermarkDialog)[-1]


def test_it_is_off_until_somebody_turns_it_on(qtbot, jobs, window, read):
    dialog = asked(qtbot, jobs, window)
    assert not dialog.box.isChecked()
    dialog.box.setChecked(True)
    with qtbot.waitSignal(jobs.changed):
        dialog.save()
    assert read(lambda office: office.settings.common(SETTING)) == {"on": True}
    assert read(watermark).startswith("CIMS · ")
    qtbot.waitUntil(lambda: not window.findChildren(WatermarkDialog))
    dialog = asked(qtbot, jobs, window)
    assert dialog.box.isChecked()
    dialog.reject()
