"""Widgets are destroyed in the thread that made them, whoever allocates."""

import gc
import threading
import weakref

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cims.ui.collecting import FULL, collect_all, collect_due


def dropped_widget() -> "weakref.ref[QWidget]":
    """A widget in a cycle that nobody holds any more."""
    widget = QWidget()
    widget.itself = widget  # type: ignore[attr-defined] # the cycle
    return weakref.ref(widget)


def test_a_worker_that_allocates_destroys_no_widget(qtbot: QtBot) -> None:
    gone = dropped_widget()
    worker = threading.Thread(target=lambda: [[] for _one in range(200_000)])
    worker.start()
    worker.join()
    assert gone() is not None
    gc.collect()
    assert gone() is None


def test_the_ui_thread_clears_away_by_itself(qtbot: QtBot) -> None:
    gone = dropped_widget()
    kept = [[] for _one in range(20_000)]
    collect_due()
    qtbot.waitUntil(lambda: gone() is None)
    assert kept


def test_what_would_hold_up_the_window_waits_for_the_end_of_the_session(qtbot: QtBot) -> None:
    collect_all()
    widget: QWidget | None = QWidget()
    widget.itself = widget  # type: ignore[union-attr]
    gone = weakref.ref(widget)  # type: ignore[type-var]
    kept = [[] for _one in range(FULL + 1)]
    gc.collect(0)
    gc.collect(1)
    assert len(gc.get_objects(generation=2)) > FULL
    while gc.get_count()[2] <= gc.get_threshold()[2]:
        gc.collect(1)
    collect_due()
    widget = None
    gc.collect()
    assert gone() is not None
    assert len(gc.get_objects(generation=2)) < FULL
    collect_all()
    assert gone() is None
    assert kept
    gc.unfreeze()
