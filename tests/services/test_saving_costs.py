"""What a save costs: how often it asks, and what it leaves to the pauses."""

from typing import Any

from cims.services.opening import OpenOffice
from cims.services.reading import Sort

SEGMENTS = "SELECT count(DISTINCT segid) FROM search_customer_idx"


def on_writer(opened: OpenOffice, work: Any) -> Any:
    pooled = opened.database.writer.raw_connection()
    try:
        return work(pooled.driver_connection)
    finally:
        pooled.close()


def add(opened: OpenOffice, *names: str) -> list[int]:
    with opened.database.write(opened.actor) as office:
        return office.customers.add_many([{"name": name} for name in names])


def rename(opened: OpenOffice, id_: int, name: str) -> None:
    with opened.database.write(opened.actor) as office:
        office.customers.save(office.customers.load(id_).changed(short_name=name))


def test_a_save_runs_no_statement_twice(opened: OpenOffice) -> None:
    (id_,) = add(opened, "恒泰")
    with opened.database.read(opened.actor) as office:
        record = office.customers.load(id_).changed(remarks="Called back")
    said: list[str] = []
    on_writer(opened, lambda driver: driver.set_trace_callback(said.append))
    with opened.database.write(opened.actor) as office:
        office.customers.save(record)
    on_writer(opened, lambda driver: driver.set_trace_callback(None))
    asked = [words for words in said if not words.startswith("--")]
    guarded = ("INSERT INTO audit_entry", "INSERT INTO audit_detail")
    for words in {words for words in asked if words.startswith(guarded)}:
        asked.remove(words)  # its guard reports itself under the words of what it guards
    assert any(words.startswith("UPDATE customer") for words in asked)
    assert sorted(set(asked)) == sorted(asked)


def test_pieces_of_the_search_index_are_merged_in_a_pause_not_by_a_save(opened: OpenOffice) -> None:
    (id_,) = add(opened, "恒泰")
    for number in range(8):
        rename(opened, id_, f"HT{number}")
    before = on_writer(opened, lambda driver: driver.execute(SEGMENTS).fetchone()[0])
    assert before == 9
    opened.database.fold_log()
    after = on_writer(opened, lambda driver: driver.execute(SEGMENTS).fetchone()[0])
    assert after < before
    with opened.database.read(opened.actor) as office:
        assert list(office.customers.listing(words="HT7").ids) == [id_]
        assert list(office.customers.listing(words="HT6").ids) == []


def test_ids_come_in_the_order_asked_for_and_none_is_an_empty_list(opened: OpenOffice) -> None:
    ids = add(opened, "Beta", "Gamma", "Alpha")
    with opened.database.read(opened.actor) as office:
        assert list(office.customers.listing(sort=Sort("name")).ids) == [ids[2], ids[0], ids[1]]
        descending = Sort("name", descending=True)
        assert list(office.customers.listing(sort=descending).ids) == [ids[1], ids[0], ids[2]]
        assert not office.customers.listing(sort=Sort("name"), binned=True).ids
