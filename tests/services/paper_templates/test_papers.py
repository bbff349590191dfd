"""Papers of records: read with the right to print, as far as roles let somebody see."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from cims.models.app_user import FieldAccess
from cims.models.sales_order import OrderState
from cims.services.contact_points import ContactPointRow
from cims.services.contacts import PlaceRow
from cims.services.customers import AddressRow
from cims.services.entity import Link
from cims.services.errors import NotAllowed, NotFound, NotPossible, ValidationFailed
from cims.services.order_fields import LineRow
from cims.services.paper_fields import structured
from cims.services.paper_templates.letterhead import SELLER, SETTING
from cims.services.paper_templates.papers import LOGO_ADDRESS
from cims.services.paper_templates.sample import OFFICE
from cims.services.paper_templates.shape import WrongTemplate
from cims.services.paper_templates.templates import PaperFormat, PaperKind, PaperLanguage
from cims.services.paper_templates.word import UnusableWord
from cims.services.quote_fields import QuoteLineRow
from cims.services.sample_pictures import png, three
from cims.services.watermark import ON_PAPERS
from cims.services.watermark import SETTING as WATERMARK
from tests.factories import valid

HENGTAI = "苏州恒泰智能装备有限公司"
LOGO = png([three(0x2257D0) * 8] * 8, 8)
EVIL = "<img src='file:///etc/passwd'>{{ office.name }}"


@pytest.fixture
def order(write, template):
    """An order of a customer with a contact, which the sales person owns."""

    def work(office):
        owner = Link(template.people["sales"])
        customer = office.customers.add(
            {"name": HENGTAI, "short_name": "苏州恒泰", "owner": owner,
             "addresses": (AddressRow(province="江苏省", city="苏州市", detail="星湖街 1 号"),)}
        )  # fmt: skip
        contact = office.contacts.add(
            {"name": "张建国", "owner": owner, "places": (PlaceRow(Link(customer)),),
             "contact_points": (ContactPointRow("mobile", "13800001234"),)}
        )  # fmt: skip
        lines = (
            LineRow(name="立式泵", quantity=Decimal(2), unit="unit", unit_price=Decimal(6800),
                    tax_rate=Decimal("0.13"), model="CDLF32", planned_on=date(2026, 12, 1)),
            LineRow(name=EVIL, quantity=Decimal(1), unit_price=Decimal("0.50"), remarks="灰色"),
        )  # fmt: skip
        return office.orders.add(
            {"customer": Link(customer), "contact": Link(contact), "owner": owner,
             "opened_on": date(2026, 11, 21), "state": OrderState.CONFIRMED, "lines": lines,
             "remarks": "内部：客户压价"}
        )  # fmt: skip

    return write(work)


def page(office, order, template=None):
    return unescape(office.papers.page(PaperKind.ORDER, order, template).html)


def test_an_order_stands_on_its_paper(read, order):
    paper = read(lambda office: office.papers.page(PaperKind.ORDER, order))
    html = unescape(paper.html)
    for words in (HENGTAI, "张建国", "138 0000 1234", "立式泵", "CDLF32", "6,800.00", "13,600.00",
                  "台", "2026-12-01", "灰色", "¥13,600.50", "人民币壹万叁仟陆佰元零伍角整",
                  "2026年11月21日", "订单确认书", "逐行四舍五入"):  # fmt: skip
        assert words in html, words
    assert "客户压价" not in html
    assert paper.title.startswith("苏州恒泰_订单_S202611-")
    assert paper.mark == ""


def test_what_people_type_is_words_only(read, order):
    paper = read(lambda office: office.papers.page(PaperKind.ORDER, order))
    assert "<img" not in paper.html
    assert EVIL in unescape(paper.html)


def test_the_language_of_the_paper_is_that_of_its_template(read, order):
    def english(office):
        known = office.paper_templates.usable(PaperKind.ORDER)
        chosen = [one for one in known if one.values["language"] is PaperLanguage.ENGLISH]
        return office.papers.page(PaperKind.ORDER, order, chosen[0].id)

    paper = read(english)
    assert "Order confirmation" in paper.html
    assert "21 November 2026" in paper.html
    assert paper.title.startswith("苏州恒泰_order_")


def test_who_may_not_print_gets_no_paper(acting, read, order):
    for make in ("page", "word"):
        with pytest.raises(NotAllowed, match="may not print"):
            read(
                lambda office, make=make: getattr(office.papers, make)(PaperKind.ORDER, order),
                acting("auditor"),
            )


def test_a_strangers_order_is_not_there(acting, read, write, order):
    def mine(office):
        customer = office.customers.add(valid("customer"))
        return office.orders.add({"customer": Link(customer)})

    other, sales = write(mine), acting("sales")
    assert HENGTAI in read(lambda office: page(office, order), sales)
    with pytest.raises(NotFound):
        read(lambda office: page(office, other), sales)


def test_what_a_role_hides_is_not_printed(acting, read, order):
    sales = acting("sales")
    hidden = dict.fromkeys(
        (("contact", "contact_points"), ("order_line", "remarks")), FieldAccess.HIDDEN
    )
    narrow = replace(sales, rights=replace(sales.rights, closed=hidden), rights_seq=None)
    open_page = read(lambda office: page(office, order), sales)
    assert "138 0000 1234" in open_page and "灰色" in open_page
    html = read(lambda office: page(office, order), narrow)
    assert "138 0000 1234" not in html and "灰色" not in html
    assert "张建国" in html


def test_the_letterhead_stands_on_the_paper(read, write, order):
    def work(office):
        digest = office.papers.keep_logo(LOGO)
        words = {"name": "示例贸易有限公司", "phone": "021-1", "terms": {"warranty": "一年"}}
        office.settings.set_common(SETTING, {"zh_CN": words, "logo": digest})

    write(work)
    paper = read(lambda office: office.papers.page(PaperKind.ORDER, order))
    assert "示例贸易有限公司" in paper.html and "021-1" in paper.html and "一年" in paper.html
    assert f'src="{LOGO_ADDRESS}"' in paper.html
    assert paper.pictures == {LOGO_ADDRESS: LOGO}
    assert read(lambda office: office.papers.logo()) == LOGO
    word = read(lambda office: office.papers.word(PaperKind.ORDER, order)).word
    with ZipFile(BytesIO(word)) as archive:
        assert LOGO in [archive.read(n) for n in archive.namelist() if "media/" in n]
    with pytest.raises(NotPossible, match="no PNG or JPEG"):
        write(lambda office: office.papers.keep_logo(b"<svg>"))


def test_the_sellers_own_phone_stands_beside_the_name(acting, read, write, order):
    write(lambda o: o.settings.set_mine(SELLER, {"phone": "139 0000 5678"}), acting("sales"))
    assert "139 0000 5678" in read(lambda office: page(office, order))


def test_a_void_paper_says_so_and_the_mark_is_the_offices_choice(read, write, order):
    write(lambda office: office.settings.set_common(WATERMARK, {"on": True}))
    assert read(lambda office: office.papers.page(PaperKind.ORDER, order)).mark == ""
    write(lambda office: office.settings.set_common(WATERMARK, {"on": True, ON_PAPERS: True}))
    assert read(lambda office: office.papers.page(PaperKind.ORDER, order)).mark.startswith("CIMS ·")

    def void(office):
        office.orders.save(office.orders.load(order).changed(state=OrderState.VOID))

    write(void)
    mark = read(lambda office: office.papers.page(PaperKind.ORDER, order)).mark
    assert mark.startswith("作废 · CIMS")


def test_cancelled_lines_are_not_on_the_paper(read, write, order):
    def cancel(office):
        line = next(one for one in office.order_lines.rows(office.order_lines.listing().ids)
                    if one.values["name"] == "立式泵")  # fmt: skip
        office.order_lines.save(line.changed(cancelled=Decimal(2)))

    write(cancel)
    assert "立式泵" not in read(lambda office: page(office, order))


def test_what_came_back_stands_on_the_paper_as_it_counts_in_the_total(read, write, order):
    def take_back(office):
        known = office.order_lines.rows(office.order_lines.listing().ids)
        pump = next(one.id for one in known if one.values["name"] == "立式泵")
        office.deliveries.deliver(order, office.today, {pump: Decimal(2)})
        office.deliveries.take_back(order, {pump: Decimal(1)}, "轴承异响")

    write(take_back)
    html = read(lambda office: page(office, order))
    assert html.count("立式泵") == 2
    for words in ("13,600.00", "-6,800.00", "¥6,800.50"):
        assert words in html, words


def test_a_wrong_template_is_refused_and_the_old_one_stays(read, write, order):
    def usual(office):
        return office.paper_templates.usable(PaperKind.ORDER)[0]

    def spoil(office):
        office.paper_templates.save(usual(office).changed(content="<p>\n{{ papr.number }}"))

    with pytest.raises(ValidationFailed, match="Line 2: .*Take {{ paper.number }}") as refused:
        write(spoil)
    assert list(refused.value.messages) == ["content"]
    assert HENGTAI in read(lambda office: page(office, order))
    write(lambda office: office.paper_templates.save(usual(office).changed(content="<b>Ours</b>")))
    assert read(lambda office: page(office, order)) == "<b>Ours</b>"
    with pytest.raises(ValidationFailed, match="The wording is empty"):
        write(lambda office: office.paper_templates.save(usual(office).changed(content=" \n")))
    assert read(lambda office: page(office, order)) == "<b>Ours</b>"
    write(lambda office: office.paper_templates.save(usual(office).changed(content=None)))
    assert HENGTAI in read(lambda office: page(office, order))


def test_a_template_that_could_never_be_drawn_is_not_kept(read, write):
    known = read(lambda o: o.paper_templates.usable(PaperKind.ORDER)[0])
    deep = known.changed(content="<b>" * 60_000)
    with pytest.raises(ValidationFailed, match="Too much stands in one another"):
        write(lambda office: office.paper_templates.save(deep))


def test_one_template_of_each_kind_and_format_is_the_usual_one(read, write):
    def make(office):
        return office.paper_templates.add(valid("paper_template", is_default=True))

    made = write(make)
    known = read(lambda office: office.paper_templates.usable(PaperKind.QUOTE))
    assert [one.id for one in known if one.values["is_default"]] == [made]
    assert known[0].id == made
    retired = known[0].changed(retired=True)
    write(lambda office: office.paper_templates.save(retired))
    known = read(lambda office: office.paper_templates.usable(PaperKind.QUOTE))
    assert made not in [one.id for one in known] and len(known) == 2


def test_an_office_without_a_template_is_told_what_to_do(write, read, order):
    def remove(office):
        office.paper_templates.remove(
            [one.id for one in office.paper_templates.usable(PaperKind.ORDER, PaperFormat.WORD)]
        )

    write(remove)
    with pytest.raises(NotPossible, match="no template for this paper"):
        read(lambda office: office.papers.word(PaperKind.ORDER, order))


def test_a_template_that_is_being_worded_is_tried_on_a_paper_of_nobody(read):
    wish = valid("paper_template", content="{{ customer.name }} {{ totals.total }}")
    tried = read(lambda office: office.papers.tried(wish))
    assert tried.html == "Hengtai Machinery Co., Ltd. ¥28,450.00"


def test_an_unchecked_word_file_is_not_even_tried(read):
    wish = valid("paper_template", format=PaperFormat.WORD, content=None)
    with pytest.raises(UnusableWord, match="no Word file"):
        read(lambda office: office.papers.tried(wish, b"PK\x03\x04 broken"))
    with pytest.raises(WrongTemplate, match="The wording is empty"):
        read(lambda office: office.papers.tried(valid("paper_template", content="")))


def test_only_who_sets_things_up_changes_the_logo(acting, write):
    with pytest.raises(NotAllowed):
        write(lambda office: office.papers.keep_logo(LOGO), acting("sales"))


@pytest.fixture
def quote(write):
    """A quote with groups, an option, a gift, a rebate, and remarks that stay inside."""

    def work(office):
        customer = office.customers.add({"name": HENGTAI, "short_name": "苏州恒泰"})
        product = office.products.add(valid("product", name="立式泵", cost=Decimal("77.77")))
        office.product_pictures.put(product, png([three(0xFF0000) * 8] * 8, 8))
        lines = (
            QuoteLineRow(product=Link(product), name="立式泵", quantity=Decimal(2),
                         unit_price=Decimal(100), heading="设备", delivery="15 天"),
            QuoteLineRow(name="备件", quantity=Decimal(1), unit_price=Decimal(30),
                         heading="设备", optional=True),
            QuoteLineRow(name="培训", quantity=Decimal(1), unit_price=Decimal(50),
                         heading="服务", gift=True),
        )  # fmt: skip
        return office.quotes.add(
            {"customer": Link(customer), "opened_on": date(2026, 11, 21), "lines": lines,
             "rebate": Decimal(10), "remarks": "以样品为准", "internal_remarks": "底价 150",
             "warranty_terms": "两年", "valid_until": date(2026, 12, 21)}
        )  # fmt: skip

    return write(work)


def test_a_quote_stands_on_its_paper_and_nothing_internal(read, quote):
    paper = read(lambda office: office.papers.page(PaperKind.QUOTE, quote))
    html = unescape(paper.html)
    for words in ("报价单", "设备", "服务", "选配，不计入合计", "(30.00)", "赠品", "15 天",
                  "200.00", "−¥10.00", "¥190.00", "以样品为准", "两年", "2026年12月21日",
                  "人民币壹佰玖拾元整", "小计"):  # fmt: skip
        assert words in html, words
    for words in ("底价", "77.77", "毛利"):
        assert words not in html
    assert paper.title.startswith("苏州恒泰_报价_BJ202611-")
    assert html.count("<img") == 1 and len(paper.pictures) == 1


def test_pictures_of_products_may_stay_off_quotes(read, write, quote):
    write(lambda office: office.settings.set_common(SETTING, {"pictures": False}))
    assert "<img" not in read(lambda office: office.papers.page(PaperKind.QUOTE, quote)).html


def test_a_quote_becomes_a_word_file(read, quote):
    made = Document(BytesIO(read(lambda o: o.papers.word(PaperKind.QUOTE, quote)).word))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    assert "立式泵" in cells and "备件 (选配)" in cells and "培训 (赠品)" in cells
    assert not [text for text in cells if "底价" in text or "77.77" in text]


def test_a_word_file_that_can_not_be_filled_is_no_template(read, write, order):
    made, out = Document(), BytesIO()
    made.add_paragraph("{{ customer.nmae }}")
    made.save(out)

    def usual(office):
        return office.paper_templates.usable(PaperKind.ORDER, PaperFormat.WORD)[0]

    def spoil(office):
        digest = office.paper_templates.keep_file(out.getvalue())
        office.paper_templates.save(usual(office).changed(file=digest))

    with pytest.raises(ValidationFailed, match="Take {{ customer.name }}"):
        write(spoil)
    with pytest.raises(ValidationFailed, match="no Word file"):
        write(lambda o: o.paper_templates.save(usual(o).changed(file=o.papers.keep_logo(LOGO))))
    with pytest.raises(NotFound, match="not there"):
        write(lambda o: o.paper_templates.save(usual(o).changed(file="0" * 64)))
    assert read(lambda office: usual(office).values["file"]) is None
    assert read(lambda office: office.papers.word(PaperKind.ORDER, order)).word


@pytest.mark.parametrize("language", sorted(OFFICE))
def test_the_payment_that_the_sample_office_promises_is_a_term(language):
    assert structured(OFFICE[language].terms["payment"]) is not None
