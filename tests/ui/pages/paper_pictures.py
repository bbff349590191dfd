"""Pictures of papers and their templates: python -m tests.ui.pages.paper_pictures OUT.

The list of templates, a template with its preview, one with a wrong placeholder, one for Word, the
letterhead, the order's page with its printing, the dialogs; then the papers themselves as pages.
"""

import sys
import tempfile
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtPrintSupport import QPrintPreviewDialog

from cims.services.contact_points import ContactPointRow
from cims.services.contacts import PlaceRow
from cims.services.entity import Link
from cims.services.office import Office
from cims.services.opening import OpenOffice
from cims.services.order_fields import LineRow
from cims.services.paper_templates.letterhead import LOGO, SELLER, SETTING
from cims.services.paper_templates.templates import PaperFormat, PaperKind
from cims.services.quote_fields import QuoteLineRow
from cims.services.sample_pictures import drawn
from cims.ui.dialogs.own_phone import OwnPhoneDialog
from cims.ui.dialogs.watermark import WatermarkDialog
from cims.ui.pages.administration import AdministrationPage
from cims.ui.pages.paper_template import TemplatePage
from cims.ui.pictures import as_kept
from cims.ui.printing.paper_page import PaperPage, paper_picture
from cims.ui.records.record_page import RecordPage
from cims.ui.theme import Appearance
from cims.ui.ways import title_of_new
from tests.ui.album import Album, application, looks, new_office

FIRM = "苏州恒泰智能装备有限公司"
GOODS = (
    ("设备", "不锈钢立式多级离心泵", "CDL-32-20", "南方泵业", "unit", 2, "6800", "0", "含底座"),
    ("设备", "变频控制柜（一拖二，含触摸屏与远程监控模块）", "VFD-15kW", "ABB", "set", 1, "12500",
     "0.1", ""),
    ("设备", "截止阀", "H76X-DN65", "远大阀门", "piece", 6, "318.5", "0", ""),
    ("安装调试", "现场安装与调试", "", "", "time", 1, "3600", "0", "两次上门"),
    ("安装调试", "操作培训", "", "", "time", 1, "800", "0", ""),
)  # fmt: skip


def logo() -> bytes:
    """The mark of the office in the pictures."""
    made = QImage(300, 300, QImage.Format.Format_ARGB32)
    made.fill(0)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor("#2257D0"))
    painter.drawRoundedRect(8, 8, 284, 284, 60, 60)
    painter.setPen(QColor("white"))
    font = QFont("Noto Sans CJK SC")
    font.setPixelSize(170)
    font.setBold(True)
    painter.setFont(font)
    painter.drawText(made.rect(), 0x84, "恒")
    painter.end()
    return as_kept(made)


def head(office: Office) -> None:
    """What stands on every paper."""
    words = {"name": "上海恒泰贸易有限公司", "address": "上海市浦东新区世纪大道 100 号 18 楼",
             "phone": "021-5888 6666", "email": "sales@hengtai.example",
             "tax_id": "91310115MA1K00000X", "bank": "招商银行上海世纪大道支行",
             "account": "1219 0000 0000 001",
             "terms": {"invoice": "增值税专用发票", "delivery": "合同签订后 15 个工作日",
                       "payment": "预付 30%，发货前付清", "freight": "卖方承担",
                       "warranty": "自验收之日起 12 个月"}}  # fmt: skip
    english = {"name": "Hengtai Trading Co., Ltd.", "address": "100 Century Avenue, Shanghai",
               "terms": {"invoice": "VAT invoice", "payment": "30 days net",
                         "warranty": "12 months"}}  # fmt: skip
    digest = office.papers.keep_logo(logo())
    office.settings.set_common(SETTING, {"zh_CN": words, "en": english, LOGO: digest})
    office.settings.set_mine(SELLER, {"phone": "139 1700 5678"})


def furnish(office: OpenOffice) -> tuple[int, int]:
    """A letterhead, a quote with everything on it, an order."""
    with office.database.write(office.actor) as inside:
        head(inside)
        firm = inside.customers.add({"name": FIRM, "short_name": "苏州恒泰"})
        points = (ContactPointRow("mobile", "13800001234"),)
        person = inside.contacts.add(
            {"name": "张建国", "places": (PlaceRow(Link(firm)),), "contact_points": points}
        )
        lines, plain = [], []
        for number, goods in enumerate(GOODS):
            heading, name, model, brand, unit, count, price, off, said = goods
            product = inside.products.add(
                {"name": name, "model": model, "brand": brand, "unit": unit,
                 "price": Decimal(price), "cost": Decimal(price) / 2}
            )  # fmt: skip
            if picture := drawn(model, number):
                inside.product_pictures.put(product, picture)
            row = {"product": Link(product), "name": name, "quantity": Decimal(count),
                   "unit": unit, "unit_price": Decimal(price), "discount": Decimal(off),
                   "tax_rate": Decimal("0.13"), "model": model or None,
                   "remarks": said or None}  # fmt: skip
            plain.append(LineRow(**row, planned_on=inside.today + timedelta(days=15)))
            lines.append(
                QuoteLineRow(**row, heading=heading, delivery="15 天", optional=number == 2,
                             gift=number == 4)
            )  # fmt: skip
        common = {"customer": Link(firm), "contact": Link(person), "name": "二期泵房改造"}
        quote = inside.quotes.add(
            {**common, "lines": tuple(lines), "rebate": Decimal(50),
             "valid_until": inside.today + timedelta(days=30)}
        )  # fmt: skip
        order = inside.orders.add(
            {**common, "lines": tuple(plain), "payment_term": "月结30天", "ship_to": "王收货",
             "ship_address": "江苏省苏州市工业园区星湖街 328 号"}
        )  # fmt: skip
        return quote, order


def draw_templates(album: Album) -> None:
    """The list, a template that is good, one that is not, one for Word."""
    window = album.window
    window.show_tab("settings")
    settings = window.documents.page
    assert isinstance(settings, AdministrationPage)
    for place in ("paper_templates", "letterhead"):
        settings.show_part(place)
        album.settle()
        album.take(place)
    window.documents.open("paper_template", 1, "")
    album.settle()
    page = window.documents.page
    assert isinstance(page, TemplatePage)
    album.settle()
    album.take("template")
    words = page.wording.words()
    page.wording.text.setPlainText(words.replace("customer.contact", "customer.kontact", 1))
    page.sample.draw()
    page.wording.show_line(words[: words.index("customer.contact")].count("\n") + 1)
    album.settle()
    album.take("template-wrong")
    page.wording.text.setPlainText(words)
    album.settle()
    window.documents.open("paper_template", word_template(album), "")
    album.settle()
    album.take("template-word")
    window.documents.open("paper_template", 0, title_of_new("paper_template"))
    album.settle()
    album.take("template-new")


def word_template(album: Album) -> int:
    with album.session._office.database.read(album.session._office.actor) as office:
        return office.paper_templates.usable(PaperKind.QUOTE, PaperFormat.WORD)[0].id


def draw_printing(album: Album, quote: int, order: int) -> None:
    """A quote and an order with their buttons and menu, the preview, the dialogs."""
    album.window.documents.open("quote", quote, "")
    album.settle()
    album.take("quote-page")
    album.window.documents.open("order", order, "")
    album.settle()
    page = album.window.documents.page
    assert isinstance(page, RecordPage)
    album.take("order-page")
    album.pop("order-menu", lambda: menu_of(page))
    page.commands.print()
    album.settle()
    dialog = page.findChildren(QPrintPreviewDialog)[0]
    dialog.resize(900, 640)
    album.settle()
    album.take("preview", dialog)
    dialog.reject()
    for name, made in (
        ("own-phone", OwnPhoneDialog("139 1700 5678", lambda _words: None, album.window)),
        ("watermark", WatermarkDialog(True, False, lambda *_wish: None, album.window)),
    ):
        made.open()
        album.settle()
        album.take(name, made)
        made.reject()


def menu_of(page: RecordPage):  # type: ignore[no-untyped-def] # a QMenu
    page.view._open_menu()
    return page.view.menu


def draw_papers(out: Path, office: OpenOffice, quote: int, order: int) -> None:
    """The pages themselves, by every template."""
    with office.database.read(office.actor) as inside:
        made = [
            inside.papers.page(kind, id_, template.id)
            for kind, id_ in ((PaperKind.QUOTE, quote), (PaperKind.ORDER, order))
            for template in inside.paper_templates.usable(kind)
        ]
    for paper in made:
        page = PaperPage(paper.title, paper.html, paper.pictures, paper.language, paper.mark)
        paper_picture(page).save(str(out / f"paper-{paper.kind}-{paper.language}.png"))


def main() -> None:
    """Draw everything in every look."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    appearance = Appearance(application())
    with tempfile.TemporaryDirectory() as folder:
        office = new_office(Path(folder) / "office")
        quote, order = furnish(office)
        draw_papers(out, office, quote, order)
        for prefix in looks(appearance):
            album = Album(out, prefix, office, appearance)
            draw_templates(album)
            draw_printing(album, quote, order)
            album.close()
        office.close()


if __name__ == "__main__":
    main()
