"""Pictures of products: in the vault, under the products' rights, undone like any change."""

import json
from dataclasses import replace
from struct import pack

import pytest

from cims.services.errors import NotAllowed, NotFound, NotPossible, ValidationFailed
from cims.services.filters import Condition, Operator
from cims.services.granted import FieldAccess
from cims.services.rules.picture_files import LONGEST, MOST_BYTES, picture_of
from cims.services.sample_pictures import drawn, png
from tests.factories import valid

PUMP, VALVE = drawn("WQ50-15", 0), drawn("H76X-DN65", 1)
FRAME = b"\xff\xc0\x00\x11\x08" + pack(">HH", 30, 40) + bytes(10)
SMALL_JPEG = b"\xff\xd8\xff\xe0\x00\x04ab" + FRAME + b"\xff\xd9"


@pytest.fixture
def product(write):
    return write(lambda office: office.products.add(valid("product")))


def of(read, product):
    return read(lambda office: office.product_pictures.of(product))


def test_a_product_shows_the_picture_that_it_was_given(write, read, product):
    assert of(read, product) is None
    write(lambda office: office.product_pictures.put(product, PUMP))
    picture = of(read, product)
    assert (picture.data, picture.media_type) == (PUMP, "image/png")
    assert (picture.width, picture.height) == (480, 360)
    write(lambda office: office.product_pictures.put(product, SMALL_JPEG))
    picture = of(read, product)
    assert (picture.media_type, picture.width, picture.height) == ("image/jpeg", 40, 30)


def test_a_changed_and_a_removed_picture_come_back_by_undo(write, read, product):
    write(lambda office: office.product_pictures.put(product, PUMP))
    write(lambda office: office.product_pictures.put(product, VALVE))
    assert of(read, product).data == VALVE
    newest = read(lambda office: office.newest_change())
    write(lambda office: office.undo(newest))
    assert of(read, product).data == PUMP
    write(lambda office: office.product_pictures.take_away(product))
    assert of(read, product) is None
    newest = read(lambda office: office.newest_change())
    write(lambda office: office.undo(newest))
    assert of(read, product).data == PUMP


def test_the_log_tells_that_a_picture_changed_and_none_of_its_bytes(write, read, product):
    write(lambda office: office.product_pictures.put(product, PUMP))
    entry = read(lambda office: office.history.history("product", product))[0]
    assert [change.field.name for change in entry.changes] == ["picture"]
    (told,) = [change.after for change in entry.changes]
    assert isinstance(told, int)
    assert len(json.dumps(told)) < 10


def test_the_same_picture_again_is_kept_once(write, read, product):
    for data in (PUMP, VALVE, PUMP, PUMP):
        write(lambda office, data=data: office.product_pictures.put(product, data))
    count = read(
        lambda office: (
            office._desk.unit.session.connection()
            .exec_driver_sql("SELECT count(*) FROM product_picture")
            .scalar()
        )
    )
    assert count == 2


def test_products_with_a_picture_are_found_by_it(write, read, product):
    other = write(lambda office: office.products.add(valid("product")))
    write(lambda office: office.product_pictures.put(product, PUMP))
    with_one = read(lambda o: list(o.products.listing(Condition("picture", Operator.FILLED)).ids))
    without = read(lambda o: list(o.products.listing(Condition("picture", Operator.EMPTY)).ids))
    assert product in with_one
    assert other not in with_one
    assert other in without


def test_a_picture_of_another_product_is_not_shown(write, read, product):
    other = write(lambda office: office.products.add(valid("product")))
    write(lambda office: office.product_pictures.put(product, PUMP))
    number = read(lambda office: office.products.load(product)).values["picture"]
    write(lambda o: o.products.save(o.products.load(other).changed(picture=number)))
    assert of(read, other) is None


def test_an_erased_product_takes_its_pictures_along(write, read, product):
    write(lambda office: office.product_pictures.put(product, PUMP))
    write(lambda office: office.erasing.erase("product", [product]))
    rows = read(
        lambda office: (
            office._desk.unit.session.connection()
            .exec_driver_sql("SELECT count(*) FROM product_picture")
            .scalar()
        )
    )
    assert rows == 0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"GIF89a" + bytes(50), "no PNG or JPEG"),
        (b"", "no PNG or JPEG"),
        (PUMP[:18], "damaged"),
        (SMALL_JPEG[:12], "damaged"),
        (b"\xff\xd8\xff" + bytes(100), "damaged"),
        (png([bytes(3 * (LONGEST + 1))], LONGEST + 1), "too large"),
        (PUMP + bytes(MOST_BYTES), "too large"),
        (png([], 0), "too large"),
    ],
)
def test_what_the_vault_does_not_keep_is_refused_with_a_sentence(data, words):
    with pytest.raises(NotPossible, match=words):
        picture_of(data)


def test_a_refused_picture_changes_nothing(write, read, product):
    write(lambda office: office.product_pictures.put(product, PUMP))
    version = read(lambda office: office.products.load(product)).version
    with pytest.raises(NotPossible):
        write(lambda office: office.product_pictures.put(product, b"BM"))
    assert of(read, product).data == PUMP
    assert read(lambda office: office.products.load(product)).version == version


def with_closed(actor, **closed):
    rights = replace(actor.rights, closed={("product", n): how for n, how in closed.items()})
    return replace(actor, rights=rights, rights_seq=None)


def test_who_reads_products_sees_pictures_and_who_changes_them_changes_pictures(
    write, read, product, acting
):
    sales, manager = acting("sales"), acting("manager")
    write(lambda office: office.product_pictures.put(product, PUMP), manager)
    assert read(lambda office: office.product_pictures.of(product), sales).data == PUMP
    for work in (
        lambda office: office.product_pictures.put(product, VALVE),
        lambda office: office.product_pictures.take_away(product),
    ):
        with pytest.raises(NotAllowed):
            write(work, sales)
    assert of(read, product).data == PUMP
    write(lambda office: office.products.remove([product]))
    with pytest.raises(NotFound):
        of(read, product)


def test_a_role_hides_pictures_or_keeps_them_as_they_are(write, read, product, acting):
    write(lambda office: office.product_pictures.put(product, PUMP))
    blind = with_closed(acting("manager"), picture=FieldAccess.HIDDEN)
    assert read(lambda office: office.product_pictures.of(product), blind) is None
    with pytest.raises(ValidationFailed, match="Picture"):
        write(lambda office: office.product_pictures.put(product, VALVE), blind)
    still = with_closed(acting("manager"), picture=FieldAccess.READ)
    assert read(lambda office: office.product_pictures.of(product), still).data == PUMP
    with pytest.raises(ValidationFailed, match="Picture"):
        write(lambda office: office.product_pictures.take_away(product), still)
    assert of(read, product).data == PUMP
