"""The ready Word template: the layout of the ready HTML one, for who goes on in Word."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from cims.models.paper import PaperLanguage
from cims.services.i18n import N_, text_in

MARGIN, LOGO = 18, 15  # millimetres
GREY, HEAD_FILL = RGBColor(0x66, 0x66, 0x66), "EEF1F6"
FONTS = {"zh_CN": ("Calibri", "微软雅黑"), "en": ("Calibri", "Microsoft YaHei")}
SMALL, USUAL, LARGE, TITLE = 8.5, 10, 15, 18  # points
COLUMNS = (  # heading, what stands below it, millimetres, at the right
    (N_("No."), "{{ line.number }}", 10, False),
    (N_("Description"), "{{ line.name }}{% if line.optional %} ({OPTION}){% endif %}"
     "{% if line.gift %} ({GIFT}){% endif %}", 44, False),
    (N_("Model / specification"), "{{ line.model }}", 28, False),
    (N_("Brand"), "{{ line.brand }}", 17, False),
    (N_("Unit"), "{{ line.unit }}", 11, False),
    (N_("Quantity"), "{{ line.quantity }}", 14, True),
    (N_("Unit price"), "{{ line.price }}{% if line.discount %} ({{ line.discount }}){% endif %}",
     22, True),
    (N_("Amount"), "{{ line.amount }}", 23, True),
    (N_("Remarks"), "{{ line.delivery }} {{ line.remarks }}", 21, False),
)  # fmt: skip


def ready_word(language: PaperLanguage, logo: bytes = b"") -> bytes:
    """A .docx with placeholders, in a language; the logo of the office is a picture in it."""
    made = Document()
    writing = _Writing(made, str(language))
    writing.page()
    if logo:
        made.add_picture(BytesIO(logo), height=Mm(LOGO))
    writing.head()
    writing.lines()
    writing.foot()
    out = BytesIO()
    made.save(out)
    return out.getvalue()


class _Writing:
    """Writes one document from top to bottom."""

    def __init__(self, document: Any, language: str) -> None:
        self._document, self._language = document, language

    def say(self, msgid: str) -> str:
        return text_in(self._language, msgid)

    def page(self) -> None:
        """A4, the fonts of the language, page x of y at the foot."""
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
            setattr(section, side, Mm(MARGIN))
        latin, east = FONTS[self._language]
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = latin, Pt(USUAL)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), east)
        style.paragraph_format.space_after = Pt(2)
        before, between, after = self.say(N_("Page {page} of {pages}")).replace(
            "{pages}", "{page}").split("{page}")  # fmt: skip
        foot = section.footer.paragraphs[0]
        for words, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
            self.run(foot, words, SMALL, grey=True)
            if field:
                simple = OxmlElement("w:fldSimple")
                simple.set(qn("w:instr"), field)
                foot._p.append(simple)

    def head(self) -> None:
        """Letterhead and title, whom it is for, number and dates."""
        quote, order = self.say(N_("Quotation")), self.say(N_("Order confirmation"))
        self.paragraph("{{ office.name }}", LARGE, bold=True)
        self.paragraph(
            "{{ office.address }}  {{ office.phone }}  {{ office.email }}", SMALL, grey=True
        )
        title = f"{{% if paper.is_quote %}}{quote}{{% else %}}{order}{{% endif %}}"
        self.paragraph(title, TITLE, bold=True, centred=True)
        table = self._document.add_table(1, 2)
        left, right = table.rows[0].cells
        for cell, rows in (
            (left, ((N_("Customer"), "customer.name"), (N_("Contact"), "customer.contact"),
                    (N_("Phone"), "customer.phone"))),
            (right, ((N_("Number"), "paper.number"), (N_("Date"), "paper.date"),
                     (N_("Valid until"), "paper.valid_until"))),
        ):  # fmt: skip
            for number, (label, name) in enumerate(rows):
                into = cell.paragraphs[0] if not number else cell.add_paragraph()
                self.run(into, f"{{% if {name} %}}{self.say(label)}  ", grey=True)
                self.run(into, f"{{{{ {name} }}}}{{% endif %}}")
        into = right.add_paragraph()
        self.run(into, f"{{% if seller.name %}}{self.say(N_('Handled by'))}  ", grey=True)
        self.run(into, "{{ seller.name }} {{ seller.phone }}{% endif %}")

    def lines(self) -> None:
        """The table of lines in their groups; its heading is repeated on every page."""
        self.paragraph("", SMALL)
        table = self._document.add_table(1, len(COLUMNS))
        table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for cell, (heading, _words, _width, at_right) in zip(
            table.rows[0].cells, COLUMNS, strict=True
        ):
            self.cell(cell, self.say(heading), bold=True, at_right=at_right, fill=HEAD_FILL)
        mark(table.rows[0], "w:tblHeader")
        group = ["", "{{ group.name }}", *[""] * (len(COLUMNS) - 2)]
        total = ["", self.say(N_("Subtotal")), *[""] * 5, "{{ group.subtotal }}", ""]
        words = {"{OPTION}": self.say(N_("option")), "{GIFT}": self.say(N_("gift"))}
        for row in (
            ["{%tr for group in groups %}"],
            ["{%tr if group.name %}"],
            group,
            ["{%tr endif %}"],
            ["{%tr for line in group.lines %}"],
            [put_in(one, words) for _heading, one, _width, _right in COLUMNS],
            ["{%tr endfor %}"],
            ["{%tr if group.name %}"],
            total,
            ["{%tr endif %}"],
            ["{%tr endfor %}"],
        ):
            cells = table.add_row().cells
            for number, one in enumerate(row):
                heavy = row in (group, total)
                self.cell(cells[number], one, bold=heavy, at_right=COLUMNS[number][3])
        for row in table.rows:
            mark(row, "w:cantSplit")
            for cell, (_heading, _words, width, _right) in zip(row.cells, COLUMNS, strict=True):
                cell.width = Mm(width)

    def foot(self) -> None:
        """Totals in figures and words, how they were rounded, terms, the place for the stamp."""
        for label, name in (
            (N_("Rebate"), "totals.rebate"),
            (N_("Net"), "totals.net"),
            (N_("Tax"), "totals.tax"),
        ):
            into = self.paragraph("", USUAL, at_right=True)
            self.run(into, f"{{% if {name} %}}{self.say(label)}  {{{{ {name} }}}}{{% endif %}}")
        label = self.say(N_("Total with tax"))
        self.paragraph(f"{label}  {{{{ totals.total }}}}", LARGE - 3, bold=True, at_right=True)
        self.paragraph("{{ totals.words }}", USUAL, bold=True)
        self.paragraph("{{ rounding }}", SMALL, grey=True)
        self.paragraph("{%p for term in terms %}", USUAL)
        self.paragraph("{{ loop.index }}. {{ term.label }}: {{ term.text }}", USUAL)
        self.paragraph("{%p endfor %}", USUAL)
        self.paragraph("{%p if paper.remarks %}", USUAL)
        self.paragraph("{{ paper.remarks }}", USUAL)
        self.paragraph("{%p endif %}", USUAL)
        self.paragraph("", USUAL)
        seal = self.say(N_("{office} (seal)")).format(office="{{ office.name }}")
        self.paragraph(seal, USUAL, at_right=True)
        self.paragraph("", TITLE)
        self.paragraph(f"{self.say(N_('Date'))} ______________", USUAL, at_right=True)

    def paragraph(
        self, words: str, size: float, *, bold: bool = False, grey: bool = False,
        centred: bool = False, at_right: bool = False,
    ) -> Any:  # fmt: skip
        made = self._document.add_paragraph()
        if centred or at_right:
            made.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.RIGHT
        if words:
            self.run(made, words, size, bold=bold, grey=grey)
        return made

    def cell(
        self, cell: Any, words: str, *, bold: bool = False, at_right: bool = False, fill: str = ""
    ) -> None:
        into = cell.paragraphs[0]
        if at_right:
            into.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self.run(into, words, SMALL, bold=bold)
        if fill:
            shade = OxmlElement("w:shd")
            shade.set(qn("w:val"), "clear")
            shade.set(qn("w:fill"), fill)
            cell._tc.get_or_add_tcPr().append(shade)

    def run(
        self, into: Any, words: str, size: float = USUAL, *, bold: bool = False, grey: bool = False
    ) -> None:
        made = into.add_run(words)
        made.font.size, made.bold = Pt(size), bold
        if grey:
            made.font.color.rgb = GREY


def mark(row: Any, name: str) -> None:
    """Say something of a row: that it is repeated, that it is not torn."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def put_in(words: str, known: dict[str, str]) -> str:
    """The words with ours in the place of their marks."""
    for sign, meant in known.items():
        words = words.replace(sign, meant)
    return words
