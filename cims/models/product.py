"""What the office sells: products, the families they belong to, and their prices."""

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from cims.models.base import Base, Child, Code, Tracked, autonumbered, unique_code


class ProductFamily(Tracked):
    """A family of products; it may stand below another one."""

    __tablename__ = "product_family"
    __table_args__ = autonumbered(
        unique_code("product_family"),
        Index("ix_product_family_code", "code"),
        Index("ix_product_family_name", "name"),
    )

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("product_family.id"))
    remarks: Mapped[str | None] = mapped_column(Text)


class Product(Tracked):
    """A thing or a service with its usual price; lines copy from it and never follow it."""

    __tablename__ = "product"
    __table_args__ = autonumbered(
        unique_code("product"),
        Index("ix_product_code", "code"),
        Index("ix_product_name_sort", "name_sort"),
        Index("ix_product_name", "name"),
        Index("ix_product_price", "price"),
        Index("ix_product_family_id", "family_id"),
        Index("ix_product_successor_id", "successor_id"),
    )

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    name_sort: Mapped[str] = mapped_column(String(200))
    model: Mapped[str | None] = mapped_column(String(200))
    brand: Mapped[str | None] = mapped_column(String(100))
    family_id: Mapped[int | None] = mapped_column(ForeignKey("product_family.id"))
    unit: Mapped[str | None] = mapped_column(Code)
    currency: Mapped[str] = mapped_column(String(3))
    price: Mapped[Decimal | None]
    floor_price: Mapped[Decimal | None]
    cost: Mapped[Decimal | None]
    tax_class: Mapped[str | None] = mapped_column(Code)
    active_from: Mapped[date | None]
    active_until: Mapped[date | None]
    discontinued: Mapped[bool]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    picture: Mapped[int | None]
    remarks: Mapped[str | None] = mapped_column(Text)


class ProductPrice(Child):
    """A price for customers of one grade, from a quantity on, or from a day on."""

    __tablename__ = "product_price"
    __table_args__ = (Index("ix_product_price_product_id", "product_id"),)

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    grade: Mapped[str | None] = mapped_column(Code)
    from_quantity: Mapped[Decimal | None]
    price: Mapped[Decimal]
    valid_from: Mapped[date | None]


class ProductPicture(Base):
    """A picture that a product has or had; which one is shown, stands in the product.

    Rows are never written over, so that a change of pictures is undone like any other.
    """

    __tablename__ = "product_picture"
    __table_args__ = (Index("ix_product_picture_product_id", "product_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    media_type: Mapped[str] = mapped_column(String(40))
    width: Mapped[int]
    height: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary)
