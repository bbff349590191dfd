"""Every ready role at every public method, against what a person wrote down: matrix.csv."""

from collections.abc import Iterator

import pytest

from tests.conftest import ROLES, Template
from tests.permissions.doors import EACH, ONCE, cells, doors
from tests.permissions.flips import Flip, flips, matrix, noticed
from tests.permissions.house import House, furnished

SAMPLE = 40  # every so manieth flip; all of them by `python -m tests.permissions.flips`


@pytest.fixture(scope="module")
def house(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with furnished(template, tmp_path_factory.mktemp("permissions") / "office") as made:
        yield made


def test_the_matrix_knows_every_door_and_no_other():
    assert sorted(matrix()) == sorted(doors())
    assert set(EACH) | set(ONCE) <= set(matrix())


def test_every_cell_is_written_out():
    told = [cell for row in matrix().values() for role in ROLES for cell in row[role]]
    explicit = [cell for cell in told if cell in "yn"]
    assert len(explicit) >= 0.99 * len(told)
    for door, row in matrix().items():
        expected = 4 if door in EACH else 1
        assert [len(row[role]) for role in ROLES] == [expected] * len(ROLES), door


@pytest.mark.parametrize("role", ROLES)
def test_a_role_gets_through_the_doors_that_were_written_down(role, house):
    wrong = []
    for door, row in matrix().items():
        found = cells(house, door, role)
        if found != row[role].replace("-", "n"):  # what nobody wrote down is denied
            wrong.append(f"{door}: written {row[role]}, found {found}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("flip", list(flips())[::SAMPLE], ids=str)
def test_a_right_given_otherwise_is_noticed(flip: Flip, house: House) -> None:
    assert noticed(house, flip, matrix())
