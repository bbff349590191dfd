"""Saved views belong to one user or to the office."""

from collections.abc import Callable
from typing import Any

import pytest

from cims.services.errors import NotAllowed, NotFound, NotPossible, ValidationFailed
from cims.services.opening import OpenOffice
from tests.conftest import Acting

Run = Callable[..., Any]


def listed(read: Run, actor: Any = None) -> list[tuple[str, bool]]:
    views = read(lambda office: office.views.list("customer"), actor)
    return [(view.name, view.shared) for view in views]


def test_a_view_is_seen_by_its_owner_only(write: Run, read: Run, acting: Acting) -> None:
    sales = acting("sales")
    write(lambda office: office.views.save("customer", " My  view ", {"v": 1}), sales)
    assert listed(read, sales) == [("My view", False)]
    assert listed(read) == []


def test_a_shared_view_is_seen_by_all_and_needs_a_right(
    write: Run, read: Run, acting: Acting
) -> None:
    write(lambda office: office.views.save("customer", "Ours", {"v": 1}, shared=True))
    assert listed(read, acting("service")) == [("Ours", True)]
    with pytest.raises(NotAllowed):
        write(lambda office: office.views.save("customer", "X", {}, shared=True), acting("sales"))


def test_saving_under_the_same_name_replaces(write: Run, read: Run) -> None:
    first = write(lambda office: office.views.save("customer", "A", {"v": 1}))
    again = write(lambda office: office.views.save("customer", "A", {"v": 2}))
    assert first == again
    [view] = read(lambda office: office.views.list("customer"))
    assert view.content == {"v": 2}


def test_a_view_is_renamed_and_removed(write: Run, read: Run) -> None:
    view = write(lambda office: office.views.save("customer", "A", {}))
    write(lambda office: office.views.rename(view, "B"))
    assert listed(read) == [("B", False)]
    write(lambda office: office.views.remove(view))
    assert listed(read) == []


def test_somebody_elses_view_is_not_there(write: Run, acting: Acting) -> None:
    view = write(lambda office: office.views.save("customer", "A", {}))
    for work in (
        lambda office: office.views.remove(view),
        lambda office: office.views.rename(view, "B"),
    ):
        with pytest.raises(NotFound):
            write(work, acting("manager"))


@pytest.mark.parametrize("name", ["", "  ", "x" * 101])
def test_a_view_needs_a_name_that_fits(write: Run, name: str) -> None:
    with pytest.raises(ValidationFailed):
        write(lambda office: office.views.save("customer", name, {}))


@pytest.fixture
def change(opened: OpenOffice) -> Run:
    """Do something as one unit; its change set's id, None for none."""

    def run(work: Run) -> int | None:
        with opened.database.write(opened.actor) as office:
            work(office)
            return office.changes.change_set_id

    return run


def content(read: Run) -> list[Any]:
    return [view.content for view in read(lambda office: office.views.list("customer"))]


def test_each_change_of_a_shared_view_can_be_undone(write: Run, read: Run, change: Run) -> None:
    made = change(lambda office: office.views.save("customer", "Ours", {"n": 1.5}, shared=True))
    view = read(lambda office: office.views.list("customer"))[0].id
    saved = change(lambda office: office.views.save("customer", "Ours", {"n": 2}, shared=True))
    renamed = change(lambda office: office.views.rename(view, "All"))
    removed = change(lambda office: office.views.remove(view))
    assert listed(read) == []
    assert write(lambda office: office.undo(removed)).undone == 1
    assert listed(read) == [("All", True)]
    write(lambda office: office.undo(renamed))
    assert listed(read) == [("Ours", True)]
    write(lambda office: office.undo(saved))
    assert content(read) == [{"n": 1.5}]
    assert read(lambda office: office.views.list("customer"))[0].id == view
    back = change(lambda office: office.undo(made))
    assert listed(read) == []
    write(lambda office: office.undo(back))
    assert content(read) == [{"n": 1.5}]


def test_ones_own_view_is_no_change_of_the_office(change: Run) -> None:
    assert change(lambda office: office.views.save("customer", "Mine", {})) is None


def test_a_removed_view_comes_back_only_where_its_name_is_free(
    write: Run, read: Run, change: Run
) -> None:
    view = write(lambda office: office.views.save("customer", "Ours", {}, shared=True))
    removed = change(lambda office: office.views.remove(view))
    write(lambda office: office.views.save("customer", "Ours", {"v": 2}, shared=True))
    with pytest.raises(NotPossible, match="Ours"):
        write(lambda office: office.undo(removed))
    assert content(read) == [{"v": 2}]


def test_who_may_not_share_views_takes_none_back(write: Run, change: Run, acting: Acting) -> None:
    made = change(lambda office: office.views.save("customer", "Ours", {}, shared=True))
    with pytest.raises(NotAllowed):
        write(lambda office: office.undo(made), acting("sales"))
