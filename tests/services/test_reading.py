"""Reading records: the same values however many are asked for, and no work done twice."""

from cims.services.customers import CUSTOMER, AddressRow
from cims.services.storage import FLAGGED, asked, fetching
from tests.factories import valid


def test_many_records_are_read_as_each_of_them_alone(write, read):
    places = (AddressRow(city="苏州市"), AddressRow("shipping", city="上海市"))
    rows = [
        valid("customer", name=f"Firm {number}", code=None, credit_code=None)
        if number % 3
        else {"name": f"Firm {number}", "addresses": places[: number % 2 + 1]}
        for number in range(FLAGGED + 5)
    ]
    ids = write(lambda office: office.customers.add_many(rows))
    together = read(lambda office: office.customers.rows(ids))
    alone = [read(lambda office, id_=id_: office.customers.load(id_)) for id_ in ids]
    assert together == alone
    assert {len(record.values["addresses"]) for record in together} >= {1, 2}
    assert {record.values["tags"] for record in together} > {()}


def test_one_read_after_another_meets_the_pages_that_the_first_one_decrypted(opened):
    connections = set()
    for _time in range(4):
        with opened.database.read(opened.actor) as office:
            connections.add(id(office.customers._desk.unit.driver))
    assert len(connections) == 1


def test_whom_a_right_covers_all_records_for_shares_statements_and_nobody_else(opened, acting):
    def statement(actor):
        return fetching(asked(CUSTOMER, actor, CUSTOMER.fields))

    seller = acting("sales")
    assert statement(opened.actor) is statement(acting("auditor"))
    assert statement(seller) is statement(acting("sales"))
    assert statement(seller) is not statement(opened.actor)
    other = type(seller)(99, "Other", seller.rights)
    assert statement(other) is not statement(seller)
