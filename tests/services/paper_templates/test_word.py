"""Word templates: filled, and refused where they bring more than words and pictures."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document

from cims.services.paper_templates.ready_word import ready_word
from cims.services.paper_templates.sample import sample
from cims.services.paper_templates.shape import WrongTemplate
from cims.services.paper_templates.templates import PaperKind, PaperLanguage
from cims.services.paper_templates.values import values_of
from cims.services.paper_templates.word import LARGEST, UnusableWord, check_word, filled_word

READY = ready_word(PaperLanguage.CHINESE)
VALUES = values_of(sample(PaperKind.QUOTE, "zh_CN", date(2026, 11, 21)))
RELATIONS = "word/_rels/document.xml.rels"
LINK = '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="http://example.com/x" TargetMode="External"/></Relationships>'  # noqa: E501


def words_of(content):
    made = Document(BytesIO(content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in made.paragraphs), *cells])


def with_words(*paragraphs):
    made, out = Document(), BytesIO()
    for one in paragraphs:
        made.add_paragraph(one)
    made.save(out)
    return out.getvalue()


def changed(parts, source=READY):
    """The file with parts replaced or added; None drops one."""
    out = BytesIO()
    with ZipFile(BytesIO(source)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        whole = {name: old.read(name) for name in old.namelist()} | parts
        for name, data in whole.items():
            if data is not None:
                new.writestr(name, data)
    return out.getvalue()


def with_relation(kind):
    with ZipFile(BytesIO(READY)) as archive:
        known = archive.read(RELATIONS).decode()
    return changed({RELATIONS: known.replace("</Relationships>", LINK.format(kind)).encode()})


def in_disguise(old, new):
    """A linked picture whose relation is written otherwise than Word does, and means the same."""
    with ZipFile(BytesIO(with_relation("image"))) as archive:
        known = archive.read(RELATIONS).decode()
    assert old in known
    return changed({RELATIONS: known.replace(old, new).encode()})


@pytest.mark.parametrize("language", PaperLanguage)
def test_the_ready_template_is_filled(language):
    source = ready_word(language)
    check_word(source)
    values = values_of(sample(PaperKind.QUOTE, str(language), date(2026, 11, 21)))
    text = words_of(filled_word(source, values))
    for wanted in (values["customer"]["name"], values["paper"]["number"], "¥28,450.00",
                   values["totals"]["words"], values["rounding"], "24,850.00",
                   *(line["name"] for line in values["lines"]),
                   *(term["text"] for term in values["terms"])):  # fmt: skip
        assert wanted in text, wanted
    assert "{" not in text and "None" not in text


def test_a_long_paper_repeats_its_heading_and_tears_no_row():
    many = {**VALUES, "groups": [{"name": "", "subtotal": "", "lines": VALUES["lines"] * 12}]}
    made = Document(BytesIO(filled_word(READY, many)))
    rows = made.tables[1].rows
    assert len(rows) == 61
    assert "w:tblHeader" in rows[0]._tr.xml
    assert all("w:cantSplit" in row._tr.xml for row in rows)


def test_values_are_words_only():
    evil = "</w:t><w:x/> & {{ office.name }} \x0b\x00 line\nbreak"
    values = {**VALUES, "customer": {**VALUES["customer"], "name": evil}}
    text = words_of(filled_word(with_words("{{ customer.name }}"), values))
    assert text == "</w:t><w:x/> & {{ office.name }}  line\nbreak"


@pytest.mark.parametrize(
    "words",
    [
        *("{{ customer.nmae }}", "{{ ''.__class__ }}", "{{ cost }}"),
        *("{% for i in range(9) %}{% endfor %}", "{% if lines %}"),
    ],
)
def test_a_wrong_placeholder_is_told(words):
    with pytest.raises(WrongTemplate, match="^Line"):
        filled_word(with_words("A", "B", words), VALUES)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no Word file"),
        (b"PK\x03\x04 broken", "no Word file"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(5_000), "has a password"),
        (READY[:2000], "no Word file"),
        (changed({"word/document.xml": None}), "no Word file"),
        (changed({"word/vbaProject.bin": b"x"}), "macros"),
        (changed({"word/embeddings/oleObject1.bin": b"x"}), "embedded objects"),
        (changed({"word/activeX/activeX1.xml": b"<x/>"}), "embedded objects"),
        (with_relation("image"), "from outside"),
        (with_relation("attachedTemplate"), "from outside"),
        (with_relation("frame"), "from outside"),
        (in_disguise('"External"', '"&#69;xternal"'), "from outside"),
        (in_disguise('<Relationship Id="rId99"', '<x:Relationship xmlns:x="http://schemas.open'
                     'xmlformats.org/package/2006/relationships" Id="rId99"'), "from outside"),
        (changed({RELATIONS: b"<broken"}), "no Word file"),
        (changed({"word/extra.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "no Word file"),
        (changed({"word/extra.xml": '<!DOCTYPE x><x/>'.encode("utf-16")}), "no Word file"),
        (changed({"word/media/huge.xml": b"0" * 30_000_000}), "far more"),
        (b"0" * (LARGEST + 1), "larger than 2 MB"),
    ],
)  # fmt: skip
def test_what_brings_more_than_a_template_is_refused(content, words):
    with pytest.raises(UnusableWord, match=words):
        check_word(content)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("{% colspan " + " " * 5_000, "colspan"),
        ("{% cellbg x %}", "cellbg"),
        ("{{" * 20_000, "too many placeholders"),
        ("{{ customer.name" + " " * 5_000 + "}}", "very long gaps"),
    ],
)
def test_what_would_take_minutes_to_search_is_refused(words, told):
    with pytest.raises(UnusableWord, match=told):
        check_word(with_words(words))


def test_no_name_of_a_part_hides_what_would_take_minutes():
    with pytest.raises(UnusableWord, match="too many placeholders"):
        check_word(changed({"word/other.xml": b"<x>" + b"{{" * 20_000 + b"</x>"}))


def test_a_long_word_file_is_no_harm():
    content = with_words(*(f"Clause {n}: {{{{ customer.name }}}}" for n in range(900)))
    check_word(content)
    assert words_of(filled_word(content, VALUES)).count(VALUES["customer"]["name"]) == 900


def test_macros_are_found_by_the_type_too():
    with ZipFile(BytesIO(READY)) as archive:
        types = archive.read("[Content_Types].xml")
    spoiled = types.replace(b"wordprocessingml.document.main", b"word.document.macroEnabled.main")
    with pytest.raises(UnusableWord, match="macros"):
        check_word(changed({"[Content_Types].xml": spoiled}))


def test_a_hyperlink_is_no_harm():
    check_word(with_relation("hyperlink"))
