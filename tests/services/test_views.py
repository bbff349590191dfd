"""Saved views belong to one user or to the office."""

from collections.abc import Callable
from typing import Any

import pytest

from cims.services.errors import NotAllowed, NotFound, ValidationFailed
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
