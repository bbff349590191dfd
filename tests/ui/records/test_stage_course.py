"""The page of an opportunity says which stages it went through, for how long, by whom."""

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from cims.ui.records.stage_course import OpportunityPage
from cims.ui.widgets import ElidedLabel
from tests.factories import valid


@pytest.fixture
def deal(write, clock) -> int:
    """An opportunity that stood three days in the first stage and stands since in the second."""
    made = write(lambda office: office.opportunities.add(valid("opportunity", name="Pumps")))
    clock.pass_by(days=3)

    def move(office: object) -> None:
        second = office.stages.of()[1]  # type: ignore[attr-defined]
        office.opportunities.move(made, second.id)  # type: ignore[attr-defined]

    write(move)
    clock.pass_by(days=1)
    return int(made)


def test_stages_are_told_with_days_and_who_moved_it(desk, jobs, deal, read):
    page = desk.page(jobs, "opportunity", deal)
    extra = page.view.extra
    assert isinstance(extra, OpportunityPage)
    parts = extra.course.findChildren(QWidget)
    words = [one.text() for one in parts if isinstance(one, QLabel | ElidedLabel)]
    first, second = read(lambda office: office.stages.of()[:2])
    assert "3 days" in words and "1 day" in words
    names = [first.values["name"], second.values["name"]]
    assert [word for word in words if word in names] == names[::-1]
    who = read(lambda office: office.users.load(office.actor.user_id).values["name"])
    assert words.count(who) == 2
