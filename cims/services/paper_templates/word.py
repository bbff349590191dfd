"""Word templates: what may be in such a file, and how it is filled."""

import re
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile, ZipInfo

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from jinja2 import TemplateError

from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.paper_templates.engine import Environment, understood

MEGABYTE = 1 << 20
LARGEST, LARGEST_SUM, LARGEST_RATIO, MOST_PARTS = 2 * MEGABYTE, 24 * MEGABYTE, 100, 500
LONGEST_XML = 3_000_000  # characters: what Word writes is long-winded
NEEDED = frozenset({"[Content_Types].xml", "word/document.xml"})
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")  # how files with a password and .doc begin
CODE = re.compile(r"vbaProject|vbaData|/activeX/|/embeddings/", re.IGNORECASE)
MACROS = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
OUTSIDE, HYPERLINK = "external", "hyperlink"
CHUNKS = frozenset({"afchunk", "attachedtemplate", "oleobject", "frame"})
MARKUP, GAP = re.compile(rb"<[^<>]*>"), re.compile(rb"\s{100}")
SPECIAL, MOST_BRACES = (b"colspan", b"cellbg"), 3_000  # instructions of docxtpl that we do without
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")  # what XML can't hold


class UnusableWord(CimsError):
    """The file is no Word template that could be used."""


def check_word(content: bytes) -> None:
    """Refuse what is no .docx, unpacks too far, brings code or reaches outside."""
    if len(content) > LARGEST:
        raise UnusableWord(_("The file is larger than {n} MB. Make its pictures smaller.").format(
            n=LARGEST // MEGABYTE))  # fmt: skip
    if content.startswith(COMPOUND):
        raise UnusableWord(
            _("The file has a password, or is an older .doc. Save it as .docx without a password.")
        )
    names = set()
    for name, data in parts_of(content):
        names.add(name)
        if CODE.search(f"/{name}") or (name == "[Content_Types].xml" and MACROS.search(data)):
            raise UnusableWord(
                _("The file brings macros or embedded objects. Save it as .docx without them.")
            )
        if name.endswith((".xml", ".rels")):
            refuse_outside(name, data)
        if name.endswith(".xml"):
            refuse_slow(data)
    if not names >= NEEDED:
        raise no_word()


def refuse_outside(name: str, data: bytes) -> None:
    """Refuse a part that declares entities, or fetches something from elsewhere."""
    plain = data.replace(b"\0", b"")  # UTF-16 hides nothing either
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise no_word()
    if name.endswith(".rels") and any(map(reaches_out, relations(data))):
        raise UnusableWord(
            _(
                "The file takes something from outside, such as a linked picture or template. "
                "Embed it in Word, and save the file anew."
            )
        )


def relations(data: bytes) -> list[Any]:
    """What a part names, read as Word reads it: whatever prefix or spelling it is written in."""
    try:
        return list(fromstring(data, forbid_dtd=True))
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise no_word() from error


def reaches_out(relation: Any) -> bool:
    """Whether something is fetched from elsewhere; a link that is clicked is not."""
    kind = relation.get("Type", "").rpartition("/")[2].lower()
    is_outside = relation.get("TargetMode", "").lower() == OUTSIDE
    return kind in CHUNKS or (is_outside and kind != HYPERLINK)


def refuse_slow(data: bytes) -> None:
    """Refuse what the search for placeholders would take minutes over."""
    words = MARKUP.sub(b"", data.replace(b"\0", b""))
    for special in SPECIAL:
        if special in words:
            sentence = _("“{word}” can't be used in a Word template. Take it out.")
            raise UnusableWord(sentence.format(word=special.decode()))
    asked = [piece.partition(b"}")[0] for piece in words.split(b"{")[1:]]
    if len(asked) > MOST_BRACES or any(GAP.search(piece) for piece in asked):
        raise UnusableWord(_("The file holds too many placeholders, or very long gaps in them."))


def parts_of(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Every part with its unpacked bytes; what comes out is counted, not what is claimed."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_PARTS:
                raise no_word()
            left = min(LARGEST_SUM, LARGEST_RATIO * len(content))
            for entry in entries:
                data = unpacked(archive, entry, left)
                left -= len(data)
                yield entry.filename, data
    except (BadZipFile, NotImplementedError, ValueError, RuntimeError, EOFError, OSError,
            zlib.error) as error:  # fmt: skip
        raise no_word() from error


def unpacked(archive: ZipFile, entry: ZipInfo, most: int) -> bytes:
    """One part, at most so many bytes of it."""
    with archive.open(entry) as part:
        data = part.read(most + 1)
    if len(data) > most:
        raise UnusableWord(_("The file unpacks to far more than a Word file of its size."))
    return data


def no_word() -> UnusableWord:
    """The sentence for anything else."""
    return UnusableWord(_("This is no Word file, or it is damaged. Save it anew as .docx."))


def filled_word(source: bytes, values: Mapping[str, Any]) -> bytes:
    """A Word template filled with the values of a paper."""
    from docx.opc.exceptions import OpcError
    from docxtpl import DocxTemplate

    try:
        template = DocxTemplate(BytesIO(source))
        with understood():
            template.render(cleaned(values), Environment(LONGEST_XML), autoescape=True)
        out = BytesIO()
        template.save(out)
    except (OpcError, BadZipFile, KeyError, ValueError, SyntaxError) as error:
        if isinstance(error, TemplateError):
            raise
        raise no_word() from error
    return out.getvalue()


def cleaned(value: Any) -> Any:
    """Words without the signs that XML can't hold; pictures stand in the Word file itself."""
    if isinstance(value, str):
        return "" if value.startswith("picture:") else UNWANTED.sub("", value)
    if isinstance(value, Mapping):
        return {name: cleaned(one) for name, one in value.items()}
    return [cleaned(one) for one in value] if isinstance(value, list) else value
