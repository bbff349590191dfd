"""PDFs in which words are found as they were written.

Qt names each glyph by the lowest character that has it. Where a font draws 示 and the radical ⽰
alike, nobody would find 示; and digits in forms of their own for a language have no name at all.
"""

import re
import unicodedata
from collections.abc import Iterable

from PySide6.QtGui import QFont, QFontDatabase, QRawFont, QTextDocument

NAMED = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
RADICAL = re.compile(rb"<(2[EF][0-9A-F]{2})>")
LOCAL_FORMS = "locl"


def without_local_forms(document: QTextDocument) -> None:
    """Let digits be drawn by the glyphs that have names."""
    font = document.defaultFont()
    font.setFeature(QFont.Tag.fromString(LOCAL_FORMS), 0)
    document.setDefaultFont(font)


def searchable(pdf: bytes, text: str, font: QFont) -> bytes:
    """The PDF whose radicals are named by the characters of the text that look the same."""
    tables = b"".join(NAMED.findall(pdf))
    radicals = sorted({chr(int(code, 16)) for code in RADICAL.findall(tables)})
    if not radicals:
        return pdf
    meant = {code_of(radical): code_of(sign) for radical, sign in alike(radicals, text, font)}

    def renamed(table: re.Match[bytes]) -> bytes:
        return RADICAL.sub(lambda one: b"<" + meant.get(one[1], one[1]) + b">", table[0])

    return NAMED.sub(renamed, pdf)


def alike(radicals: Iterable[str], text: str, font: QFont) -> Iterable[tuple[str, str]]:
    """Each radical with the character of the text that the font draws by the same glyph."""
    raw = QRawFont.fromFont(font, QFontDatabase.WritingSystem.SimplifiedChinese)
    written = {sign for sign in text if 0x3400 <= ord(sign) <= 0xFFFF}
    by_glyph = {glyph_of(raw, sign): sign for sign in sorted(written)}
    for radical in radicals:
        usual = unicodedata.normalize("NFKC", radical)
        yield radical, by_glyph.get(glyph_of(raw, radical), usual)


def glyph_of(raw: QRawFont, sign: str) -> int:
    """The glyph of a character, 0 for none."""
    return next(iter(raw.glyphIndexesForString(sign)), 0)


def code_of(sign: str) -> bytes:
    """A character as a PDF names it."""
    return b"%04X" % ord(sign)
