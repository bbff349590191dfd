"""Work off the UI thread: what comes back, what is dropped, what is cancelled."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, get_ident
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from pytestqt.qtbot import QtBot

from cims.services.changes import ChangeKind
from cims.services.errors import NotPossible
from cims.services.opening import OpenOffice
from cims.ui.jobs import Jobs
from cims.ui.messages import Messages
from tests.ui.stand_in import StandInDatabase, made_jobs


def test_a_read_answers_on_the_ui_thread(qtbot: QtBot, stand_in_jobs: Jobs) -> None:
    owner, answers = QObject(), []
    stand_in_jobs.read(
        owner,
        lambda office: office.thread,  # type: ignore[attr-defined] # the stand-in's
        lambda thread: answers.append((thread, get_ident())),
    )
    qtbot.waitUntil(lambda: bool(answers))
    worker, here = answers[0]
    assert worker != here == get_ident()


def test_an_answer_is_dropped_when_its_page_is_gone(qtbot: QtBot, stand_in_jobs: Jobs) -> None:
    owner, answers, go = QObject(), [], Event()
    job = stand_in_jobs.read(owner, lambda _office: go.wait(5), answers.append)
    owner.deleteLater()
    with qtbot.waitSignal(owner.destroyed):
        pass
    with qtbot.waitSignal(job.ended):
        go.set()
    assert answers == []


def test_a_long_read_tells_how_far_it_is(qtbot: QtBot, stand_in_jobs: Jobs) -> None:
    owner, answers, go = QObject(), [], Event()
    job = stand_in_jobs.read(
        owner,
        lambda _office, report: (go.wait(5), report(1, 2)),
        answers.append,
        progress=True,
    )
    told: list[int] = []
    job.progressed.connect(lambda _done, _total: told.append(job.percent))
    go.set()
    qtbot.waitUntil(lambda: bool(answers))
    assert told == [50]
    assert not job.is_cancelled


def test_cancelling_a_read_interrupts_its_statement(
    qtbot: QtBot, stand_in_jobs: Jobs, stand_in: StandInDatabase, messages: Messages
) -> None:
    owner, answers, told = QObject(), [], []
    messages.said.connect(lambda *words: told.append(words))
    slow: Any = lambda office: office.slow_statement()  # noqa: E731 - typed as the stand-in's
    job = stand_in_jobs.read(owner, slow, answers.append)
    assert stand_in.statement_runs.wait(5)
    with qtbot.waitSignal(job.ended):
        job.cancel()
    assert answers == told == []


def test_a_write_tells_what_changed_before_its_answer(
    qtbot: QtBot, stand_in_jobs: Jobs, stand_in: StandInDatabase
) -> None:
    order: list[object] = []
    stand_in_jobs.changed.connect(lambda changes: order.append(changes.by_entity["customer"]))
    stand_in_jobs.write(
        lambda office: office.add("Ada"),
        kind=ChangeKind.IMPORT,
        label="list.xlsx",
        then=lambda number: order.append(number),
    )
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == [frozenset({1}), 1]
    assert stand_in.rows == ["Ada"]
    assert stand_in.kinds == [(ChangeKind.IMPORT, "list.xlsx")]


def test_a_write_that_fails_changes_nothing_and_says_why(
    qtbot: QtBot, stand_in_jobs: Jobs, stand_in: StandInDatabase, messages: Messages
) -> None:
    def work(office: Any) -> None:
        office.add("Ada")
        raise NotPossible("Give it a name first.")

    with qtbot.waitSignal(messages.said) as told:
        stand_in_jobs.write(work)
    assert told.args == ["Give it a name first.", "bad"]
    assert stand_in.rows == []


def test_cancelling_a_write_takes_effect_at_its_next_progress(
    qtbot: QtBot, stand_in_jobs: Jobs, stand_in: StandInDatabase
) -> None:
    go = Event()

    def work(office: Any, report: Any) -> None:
        office.add("Ada")
        report(1, 4)
        go.wait(5)
        report(2, 4)

    job = stand_in_jobs.write(work, progress=True)
    qtbot.waitUntil(lambda: job.percent == 25)
    assert stand_in_jobs.current_write is job
    job.cancel()
    with qtbot.waitSignal(job.ended):
        go.set()
    assert stand_in.rows == []
    assert not stand_in_jobs.is_busy()


def test_a_toast_takes_its_change_set_back(
    qtbot: QtBot, stand_in_jobs: Jobs, stand_in: StandInDatabase, messages: Messages
) -> None:
    with qtbot.waitSignal(messages.toasted) as told:
        stand_in_jobs.write(lambda office: office.add("Ada"), toast="Customer saved.")
    words, undo = told.args
    assert words == "Customer saved."
    with qtbot.waitSignal(messages.toasted):
        undo()
    assert stand_in.undone == [1]


def test_work_in_the_background_counts_as_activity(qtbot: QtBot, stand_in_jobs: Jobs) -> None:
    owner, answers, go = QObject(), [], Event()
    job = stand_in_jobs.background(owner, lambda _report: go.wait(5), answers.append)
    assert stand_in_jobs.is_busy()
    with qtbot.waitSignal(job.ended):
        go.set()
    assert answers == [True]
    assert not stand_in_jobs.is_busy()


@pytest.mark.parametrize("failed", [True, False])
def test_an_own_handler_hears_the_failure_instead_of_the_bar(
    qtbot: QtBot, stand_in_jobs: Jobs, messages: Messages, failed: bool
) -> None:
    heard: list[Exception] = []
    told: list[object] = []
    messages.said.connect(lambda *words: told.append(words))

    def refuse(_office: Any) -> None:
        raise NotPossible("No.")

    stand_in_jobs.read(
        QObject(stand_in_jobs), refuse, heard.append, heard.append if failed else None
    )
    qtbot.waitUntil(lambda: bool(heard or told))
    assert bool(heard) is failed
    assert bool(told) is not failed


def test_the_log_is_folded_once_after_the_last_write(
    qtbot: QtBot, stand_in: StandInDatabase, messages: Messages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cims.ui.jobs.FOLD_AFTER", 50)
    jobs = made_jobs(stand_in, messages)
    for name in ("Ada", "Grace"):
        jobs.write(lambda office, name=name: office.add(name))  # type: ignore[misc] # the stand-in's
    qtbot.waitUntil(lambda: stand_in.folded > 0)
    assert stand_in.rows == ["Ada", "Grace"]
    assert not jobs.is_busy()
    jobs.close()
    assert stand_in.folded == 1


def test_upkeep_waits_for_the_writer_and_counts_as_no_activity(
    qtbot: QtBot, stand_in_jobs: Jobs, stand_in: StandInDatabase
) -> None:
    go, seen = Event(), []
    stand_in_jobs.write(lambda office: (go.wait(5), office.add("Ada")))  # type: ignore[attr-defined] # the stand-in's
    job = stand_in_jobs.upkeep(lambda _database, _progress: seen.append(list(stand_in.rows)))
    with qtbot.waitSignal(job.ended):
        go.set()
    assert seen == [["Ada"]]
    stop = Event()
    job = stand_in_jobs.upkeep(lambda _database, _progress: stop.wait(5))
    assert not stand_in_jobs.is_busy()
    with qtbot.waitSignal(job.ended):
        stop.set()


def test_nothing_is_delivered_or_begun_after_the_jobs_are_closed(
    qtbot: QtBot, stand_in: StandInDatabase, messages: Messages
) -> None:
    jobs, begun, answers = made_jobs(stand_in, messages), Event(), []
    jobs.changed.connect(answers.append)
    jobs.write(lambda office: (begun.set(), office.add("Ada")), then=answers.append)  # type: ignore[attr-defined] # the stand-in's
    jobs.read(jobs, lambda office: office.thread, answers.append)  # type: ignore[attr-defined] # the stand-in's
    assert begun.wait(5)
    jobs.close()
    assert stand_in.rows == ["Ada"]
    assert not jobs.is_busy()
    QCoreApplication.processEvents()
    assert answers == []
    assert not any(timer.isActive() for timer in jobs.findChildren(QTimer))


def test_closed_jobs_can_be_forgotten_while_their_last_events_wait(
    qtbot: QtBot, stand_in: StandInDatabase, messages: Messages
) -> None:
    jobs, begun = made_jobs(stand_in, messages), Event()
    job = jobs.write(lambda _office: begun.set())
    assert begun.wait(5)
    with qtbot.waitSignal(job.ended):
        pass
    jobs.write(lambda _office: None)
    jobs.close()
    del job, jobs
    QCoreApplication.sendPostedEvents()
    QCoreApplication.processEvents()
    assert stand_in.kinds


def test_ctrl_z_takes_back_one_own_change_after_the_other(
    qtbot: QtBot, stand_in_jobs: Jobs, stand_in: StandInDatabase, messages: Messages
) -> None:
    for name in ("Ada", "Grace", "Emmy"):
        with qtbot.waitSignal(stand_in_jobs.changed):
            stand_in_jobs.write(lambda office, name=name: office.add(name))  # type: ignore[misc]
    qtbot.waitUntil(lambda: not stand_in_jobs.is_busy())
    stand_in_jobs.undo(2)  # by its toast
    qtbot.waitUntil(lambda: not stand_in_jobs.is_busy())
    for _time in range(2):
        with qtbot.waitSignal(messages.toasted):
            stand_in_jobs.undo_last()
        qtbot.waitUntil(lambda: not stand_in_jobs.is_busy())
    assert stand_in.undone == [2, 3, 1]
    with qtbot.waitSignal(messages.toasted) as told:
        stand_in_jobs.undo_last()
    assert told.args[0] == "There is nothing to undo."
    assert stand_in.undone == [2, 3, 1]


def test_a_setting_is_no_change_that_ctrl_z_takes_back(
    qtbot: QtBot, stand_in_jobs: Jobs, stand_in: StandInDatabase
) -> None:
    with qtbot.waitSignal(stand_in_jobs.changed):
        stand_in_jobs.write(lambda office: office.add("Ada"))
    done: list[None] = []
    stand_in_jobs.write(lambda _office: None, then=done.append)
    qtbot.waitUntil(lambda: bool(done) and not stand_in_jobs.is_busy())
    stand_in_jobs.undo_last()
    qtbot.waitUntil(lambda: stand_in.undone == [1])


def test_rows_that_the_head_file_does_not_confirm_are_shown_all_the_same(
    qtbot: QtBot, opened: OpenOffice, messages: Messages, unconfirmed: Callable[[], None]
) -> None:
    jobs = Jobs(opened.database, opened.actor, messages)
    heard: list[tuple[str, object]] = []
    messages.said.connect(lambda words, _tone: heard.append(("said", words)))
    jobs.changed.connect(lambda changes: heard.append(("changed", set(changes.by_entity))))
    unconfirmed()
    jobs.write(lambda office: office.customers.add({"name": "Aurora"}), toast="Saved.")
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard[0] == ("changed", {"customer"})
    assert "could not be confirmed" in str(heard[1][1])
    jobs.close()


@pytest.fixture
def unconfirmed(opened: OpenOffice) -> Iterator[Callable[[], None]]:
    """Let the head file refuse every record from now on, until the test is over."""
    with opened.database.write(opened.actor) as office:
        office.customers.add({"name": "First"})
    descriptor = opened.vault._head_file._descriptor
    kept = os.dup(descriptor)

    def break_it() -> None:
        with Path(os.devnull).open("rb") as nowhere:
            os.dup2(nowhere.fileno(), descriptor)

    yield break_it
    os.dup2(kept, descriptor)
    os.close(kept)


def test_the_last_work_is_done_when_all_threads_are_still(
    qtbot: QtBot, stand_in: StandInDatabase, messages: Messages
) -> None:
    jobs, begun, go = made_jobs(stand_in, messages), Event(), Event()
    order: list[object] = []
    jobs.write(lambda office: (begun.set(), go.wait(5), office.add("Ada")))  # type: ignore[attr-defined] # the stand-in's
    assert begun.wait(5)
    here = get_ident()
    jobs.close_after(
        lambda: order.append((list(stand_in.rows), get_ident() != here)),
        lambda: order.append("then"),
        order.append,
    )
    assert order == []
    go.set()
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == [(["Ada"], True), "then"]


def test_last_work_that_fails_is_told(
    qtbot: QtBot, stand_in: StandInDatabase, messages: Messages
) -> None:
    def refuse() -> None:
        raise NotPossible("The disk is full.")

    told: list[Exception] = []
    made_jobs(stand_in, messages).close_after(refuse, lambda: None, told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert str(told[0]) == "The disk is full."


def test_work_in_the_writers_turn_waits_for_it_and_counts_as_activity(
    qtbot: QtBot, stand_in_jobs: Jobs
) -> None:
    owner, order, go = QObject(), [], Event()
    stand_in_jobs.write(lambda _office: (go.wait(5), order.append("write")))
    stand_in_jobs.in_turn(owner, lambda _report: order.append("keys"), lambda _done: None)
    assert stand_in_jobs.is_busy()
    go.set()
    qtbot.waitUntil(lambda: order == ["write", "keys"] and not stand_in_jobs.is_busy())
    held = Event()
    looked: list[object] = []
    stand_in_jobs.in_turn(owner, lambda _report: held.wait(5), looked.append, is_work=False)
    assert not stand_in_jobs.is_busy(), "looking is no activity"
    held.set()
    qtbot.waitUntil(lambda: looked == [True])
