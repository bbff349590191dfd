"""The picture of a product: kept in the vault, shown where the product is, told by no log."""

from typing import Any

from sqlalchemy import insert, select

from cims.models.base import Base
from cims.models.product import ProductPicture
from cims.services.products import PRODUCT
from cims.services.rights import Action, requires
from cims.services.rules.picture_files import Picture, picture_of
from cims.services.service import Service


class ProductPictureService(Service):
    """Shows and changes pictures of products under the products' own rights."""

    entity = PRODUCT

    @requires(Action.READ)
    def of(self, product_id: int) -> Picture | None:
        """The picture of a product; None where it has none, or where a role hides it."""
        number = self.office.products.load(product_id).values["picture"]
        return self._kept(product_id, number) if number else None

    @requires(Action.EDIT)
    def put(self, product_id: int, data: bytes) -> None:
        """Give a product this picture, a PNG or JPEG file, in the place of the one it has."""
        picture = picture_of(data)
        record = self.office.products._get(product_id, Action.EDIT)
        number = self._number_of(product_id, data) or self._keep(product_id, picture)
        self.office.products.save(record.changed(picture=number))

    @requires(Action.EDIT)
    def take_away(self, product_id: int) -> None:
        """Let a product have no picture."""
        record = self.office.products._get(product_id, Action.EDIT)
        self.office.products.save(record.changed(picture=None))

    def _kept(self, product_id: int, number: int) -> Picture | None:
        """One of the pictures of a product."""
        table = Base.metadata.tables[ProductPicture.__tablename__]
        columns = (table.c.data, table.c.media_type, table.c.width, table.c.height)
        query = select(*columns).where(table.c.id == number, table.c.product_id == product_id)
        row = self._desk.unit.session.execute(query).one_or_none()
        return None if row is None else Picture(*row)

    def _number_of(self, product_id: int, data: bytes) -> int | None:
        """The number under which the product has this very picture already."""
        table = Base.metadata.tables[ProductPicture.__tablename__]
        query = select(table.c.id).where(table.c.product_id == product_id, table.c.data == data)
        number: int | None = self._desk.unit.session.scalar(query)
        return number

    def _keep(self, product_id: int, picture: Picture) -> int:
        table = Base.metadata.tables[ProductPicture.__tablename__]
        values = {"product_id": product_id, **vars(picture)}
        result: Any = self._desk.unit.session.execute(insert(table).values(values))
        return int(result.inserted_primary_key[0])
