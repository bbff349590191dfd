"""Pictures of the editor of quotes: python -m tests.ui.pages.quote_pictures OUT.

Nothing yet, lines being typed, many lines, headings with optional lines and gifts, a table that was
pasted, what is wrong, prices without tax, a quote in every state, and what is asked before a step.
"""

import sys
import tempfile
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from cims.services.entity import Link
from cims.services.opening import OpenOffice
from cims.services.quote_fields import QuoteLineRow
from cims.ui.records.field_widgets import LinesField
from cims.ui.records.field_widgets.lines.product_box import ProductBox
from cims.ui.records.new_product import NewProduct
from cims.ui.records.record_page import RecordPage
from cims.ui.theme import Appearance
from cims.ui.ways import title_of_new
from tests.factories import valid
from tests.ui.album import Album, application, looks, new_office
from tests.ui.pages.sales_pictures import FIRMS, furnish

COPIED = (
    "品名\t规格型号\t数量\t单位\t含税单价\t备注\n"
    "不锈钢离心泵\tCDL-32-20\t4\t台\t1,130.00\t\n"
    "软管\tDN50\t约 20\t米\t8.50\t蓝色\n"
    "快速接头\t\t40\t箩\t12\t\n"
    "合计\t\t\t\t5,170.00\t\n"
)


def quotes(office: OpenOffice) -> dict[str, int]:
    """Quotes in every state, with few lines and with many."""
    with office.database.write(office.actor) as inside:
        firm = inside.customers.listing().ids[0]
        products = list(inside.products.listing().ids)
        deal = inside.opportunities.add(
            {**valid("opportunity", name="三期扩建"), "customer": Link(firm)}
        )
        names = {one.name for one in fields(QuoteLineRow)}
        lines = []
        for n in range(40):
            product = products[n % len(products)]
            row = vars(inside.line_offers.of(product, firm, Decimal(n + 1), "CNY").row)
            known = {name: value for name, value in row.items() if name in names}
            lines.append(QuoteLineRow(**{**known, **EXTRA[n % 5]}))
        head = {
            "customer": Link(firm),
            "opportunity": Link(deal),
            "payment_term": "月结30天",
            "delivery_terms": "合同签订后 15 个工作日",
        }
        made = {
            "many": inside.quotes.add({**head, "lines": tuple(lines)}),
            **{
                name: inside.quotes.add({**head, "lines": tuple(lines[:5])})
                for name in ("draft", "sent", "accepted", "refused", "void", "ordered", "revised")
            },
        }
        for name in ("sent", "accepted", "refused", "revised"):
            inside.quotes.send(made[name])
        inside.quotes.accept(made["accepted"])
        inside.quotes.refuse(made["refused"], "price", "同行报价低 8%")
        inside.quotes.void(made["void"])
        inside.quotes.to_order(made["ordered"])
        inside.quotes.revise(made["revised"])
        return made


EXTRA: tuple[dict[str, object], ...] = (
    {"heading": "一、主机设备", "delivery": "现货"},
    {"heading": "一、主机设备", "delivery": "15 天"},
    {"heading": "二、服务与备件", "optional": True},
    {"heading": "二、服务与备件", "discount": Decimal("0.15")},
    {"heading": "二、服务与备件", "gift": True, "quantity": Decimal(2)},
)


def opened(album: Album, kind: str, id_: int) -> RecordPage:
    """The page of a paper."""
    album.window.documents.open(kind, id_, "" if id_ else title_of_new(kind))
    album.settle()
    page = album.window.documents.page
    assert isinstance(page, RecordPage)
    return page


def lines_of(page: RecordPage) -> LinesField:
    assert page.form is not None and page.form.lines is not None
    return page.form.lines


def draw_new(album: Album) -> None:
    """A new quote: empty, with a list of products open, pasted, wrong, without tax."""
    page = opened(album, "quote", 0)
    album.take("quote-new")
    page.start_with({"customer": Link(1, FIRMS[0])})
    album.settle()
    lines = lines_of(page)
    lines.focus_new()

    def typing() -> QWidget:
        lines.focus_new()
        lines.table.edit(lines.table.currentIndex(), lines.table.EditTrigger.AllEditTriggers)
        box = lines.table._delegate.box
        assert isinstance(box, ProductBox)
        box.setText("lxb 3")
        box._ask()
        album.settle()
        return box.offered

    album.pop("quote-typing", typing)
    lines.table._delegate.close_box()
    QGuiApplication.clipboard().setText(COPIED)
    lines.focus_new()
    lines.work.paste()
    album.settle()
    lines.table.go_to(2, lines.model.place_of("quantity"))
    album.take("quote-pasted")
    page.form.save()  # type: ignore[union-attr]
    album.settle()
    album.take("quote-wrong")
    page.form.rows["tax_included"].widget.box.setChecked(False)  # type: ignore[union-attr]
    album.settle()
    album.take("quote-without-tax")
    lines.place.new_product("专用接头 DN50", lambda _link: None)  # type: ignore[misc]
    album.settle()
    dialog = album.window.findChildren(NewProduct)[0]
    album.take("quote-new-product", dialog)
    dialog.reject()
    page.form.fill(None)  # type: ignore[union-attr]
    album.window.documents.close_current()


def draw_states(album: Album, made: dict[str, int]) -> None:
    """Quotes to read, and to change: many lines, what was sent, what is asked."""
    for name in ("draft", "sent", "accepted", "refused", "ordered", "revised", "many"):
        page = opened(album, "quote", made[name])
        album.take(f"quote-{name}")
        if name in ("many", "sent", "draft"):
            page.edit()
            album.settle()
            if name == "draft":
                lines_of(page).table.go_to(1, 0)
                album.settle()
            album.take(f"quote-{name}-edit")
            page.form.left.emit()  # type: ignore[union-attr]
            album.settle()
        if name == "sent":
            page._do("refuse")
            album.settle()
            dialog = album.session.contents.steps.dialog
            assert dialog is not None
            album.take("quote-refuse", dialog)
            dialog.reject()
            page._do("to_order")
            album.settle()
            dialog = album.session.contents.steps.dialog
            assert dialog is not None
            album.take("quote-optional", dialog)
            dialog.reject()
        album.window.documents.close_current()


def main() -> None:
    """Draw everything in every look."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    appearance = Appearance(application())
    with tempfile.TemporaryDirectory() as folder:
        office = new_office(Path(folder) / "full")
        furnish(office)
        made = quotes(office)
        for prefix in looks(appearance):
            album = Album(out, prefix, office, appearance)
            draw_new(album)
            draw_states(album, made)
            opened(album, "customer", 1)
            album.take("quote-customer")
            opened(album, "opportunity", 1)
            album.take("quote-opportunity")
            album.close()
        office.close()


if __name__ == "__main__":
    main()
