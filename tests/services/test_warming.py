"""What is made ready while the password is typed, so that nobody waits for it afterwards."""

from typing import Any

import pytest

from cims.services import (
    audit,
    child_rows,
    customer_texts,
    office,
    prepared,
    search,
    settings,
    storage,
)
from cims.services.opening import OpenOffice
from cims.services.prepared import Prepared
from cims.services.storage import Record
from cims.services.warming import warm_up

COMPILING = (audit, child_rows, customer_texts, office, prepared, search, settings, storage)


@pytest.fixture
def customer(opened: OpenOffice) -> Record:
    with opened.database.write(opened.actor) as inside:
        id_ = inside.customers.add({"name": "恒泰"})
    with opened.database.read(opened.actor) as inside:
        return inside.customers.load(id_)


@pytest.fixture
def compiled(customer: Record, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements compiled after a program has started and warmed up."""
    for module in COMPILING:
        for member in vars(module).values():
            if hasattr(member, "cache_clear"):
                member.cache_clear()
    warm_up()
    made, words = Prepared.__init__, list[str]()

    def noted(prepared: Prepared, statement: Any) -> None:
        words.append(str(statement))
        made(prepared, statement)

    monkeypatch.setattr(Prepared, "__init__", noted)
    return words


def test_a_first_save_compiles_only_its_own_change(
    opened: OpenOffice, customer: Record, compiled: list[str]
) -> None:
    with opened.database.write(opened.actor) as inside:
        inside.customers.save(customer.changed(remarks="Called back"))
    assert [words.split()[:2] for words in compiled] == [["UPDATE", "customer"]]


def test_a_first_search_compiles_nothing(
    opened: OpenOffice, customer: Record, compiled: list[str]
) -> None:
    with opened.database.read(opened.actor) as inside:
        assert [record.id for record in inside.customers.find("恒泰")] == [customer.id]
    assert not compiled
