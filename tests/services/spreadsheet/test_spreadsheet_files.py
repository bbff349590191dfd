"""Hostile and mistaken files are refused within a second, each with its sentence."""

import io
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import xlwt
from openpyxl import Workbook as Book

from cims.services.spreadsheet.errors import UnusableFile
from cims.services.spreadsheet.files import judge
from cims.services.spreadsheet.workbook import open_workbook
from tests.messy import messy_list, write

SHEET = "xl/worksheets/sheet1.xml"
MAIN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = b"</sheetData></worksheet>"


@contextmanager
def refused(*words: str) -> Iterator[None]:
    """The block raises UnusableFile with these words, within a second of this process's time."""
    start = time.process_time()
    with pytest.raises(UnusableFile) as caught:
        yield
    assert time.process_time() - start < 1.0
    for word in words:
        assert word in str(caught.value)


def xlsx(path: Path, parts: dict[str, bytes] | None = None) -> Path:
    """A small sound workbook, with some of its parts exchanged or added."""
    buffer = io.BytesIO()
    book = Book()
    book.worksheets[0].append(["客户名称", "电话"])
    book.worksheets[0].append(["恒泰", "13800138000"])
    book.save(buffer)
    others = dict(parts or {})
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path, "w", 8) as target:
        for name in source.namelist():
            target.writestr(name, others.pop(name, source.read(name)))
        for name, content in others.items():
            target.writestr(name, content)
    return path


def test_a_sound_list_of_each_kind_is_taken(tmp_path: Path) -> None:
    for ending in (".xlsx", ".xls", ".ods", ".csv"):
        path = write(messy_list(), tmp_path / f"list{ending}")
        assert judge(path).kind == ending.removeprefix(".")


def test_a_bomb_that_admits_its_size_is_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "bomb.xlsx", {"xl/media/bomb.bin": bytes(300 << 20)})
    with refused("trap"):
        judge(path)


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "bomb.xlsx", {"xl/media/bomb.bin": bytes(200 << 20)})
    content = path.read_bytes()
    true_size = struct.pack("<I", 200 << 20)
    assert true_size in content
    path.write_bytes(content.replace(true_size, struct.pack("<I", 1000)))
    with refused("trap"):
        judge(path)


def test_a_part_whose_size_is_not_as_told_is_damage(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "list.xlsx", {"xl/media/a.bin": bytes(range(256)) * 9})
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<I", 2304), struct.pack("<I", 2300)))
    with refused("damaged"):
        judge(path)


def test_more_parts_than_a_workbook_has_are_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "parts.xlsx", {f"xl/media/{n}": b"x" for n in range(2_001)})
    with refused("2010 parts"):
        judge(path)


def test_a_file_of_more_than_50_mb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate((50 << 20) + 1)
    with refused("at most 50 MB"):
        judge(path)


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_wherever_it_stands(
    tmp_path: Path, part: str, encoding: str
) -> None:
    laughs = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    path = xlsx(tmp_path / "laughs.xlsx", {part: laughs.encode(encoding)})
    with refused("document type"):
        judge(path)


def test_two_cells_far_apart_are_refused_before_room_is_made_for_all_between(
    tmp_path: Path,
) -> None:
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    rows += b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = xlsx(tmp_path / "far.xlsx", {SHEET: MAIN + rows + END})
    with refused("Delete the empty rows"):
        judge(path)


def test_a_far_cell_hidden_in_a_near_row_or_in_other_quotes_is_refused_too(tmp_path: Path) -> None:
    for rows in (
        b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r='1'><c r='A1'><v>1</v></c></row>"
        b"<row r='1000000'><c r='ZZ1000000'><v>1</v></c></row>",
    ):
        path = xlsx(tmp_path / "far.xlsx", {SHEET: MAIN + rows + END})
        with refused("Delete the empty rows"):
            judge(path)


def test_a_long_narrow_list_is_no_trap(tmp_path: Path) -> None:
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>1</v></c><c r="H%d"><v>1</v></c></row>' % (n, n, n)
        for n in (1, 2, 1_048_576)
    )
    path = xlsx(tmp_path / "long.xlsx", {SHEET: MAIN + rows + END})
    assert judge(path).marks[SHEET].area == 8 * 1_048_576


def test_repeated_cells_of_an_ods_are_counted(tmp_path: Path) -> None:
    path = write(messy_list(), tmp_path / "list.ods")
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    start = parts["content.xml"].index(b"<table:table-row")
    bomb = (
        b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell '
        b'table:number-columns-repeated="16000" office:value-type="float" office:value="1"/>'
        b"</table:table-row>"
    )
    parts["content.xml"] = parts["content.xml"][:start] + bomb + parts["content.xml"][start:]
    with zipfile.ZipFile(path, "w", 8) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    with refused("Delete the empty rows"):
        judge(path)


@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".ods"])
def test_a_cut_file_is_told_as_cut_off(tmp_path: Path, ending: str) -> None:
    path = write(messy_list(), tmp_path / f"list{ending}")
    content = path.read_bytes()
    for share in (0.1, 0.5, 0.9, 0.99):
        path.write_bytes(content[: int(len(content) * share)])
        with refused("cut off or damaged"), open_workbook(path) as workbook:
            list(workbook.sheet().rows())


@pytest.mark.parametrize("ending", [".xlsx", ".ods"])
def test_a_changed_byte_in_a_zipped_list_is_found(tmp_path: Path, ending: str) -> None:
    path = write(messy_list(), tmp_path / f"list{ending}")
    with zipfile.ZipFile(path) as archive:
        part = max(archive.infolist(), key=lambda info: info.compress_size)
    content = bytearray(path.read_bytes())
    content[part.header_offset + 30 + len(part.filename) + part.compress_size // 2] ^= 0x10
    path.write_bytes(content)
    with refused("cut off or damaged"):
        judge(path)


def test_a_damaged_xls_never_takes_the_program_down(tmp_path: Path) -> None:
    """The reader behind makes room for whatever a count says; the counts are judged before."""
    content = write(messy_list(), tmp_path / "list.xls").read_bytes()
    path = tmp_path / "damaged.xls"
    for seed in range(60):
        damaged = bytearray(content)
        for n in range(8):
            at = zlib.crc32(f"{seed}:{n}".encode())
            damaged[at % (len(damaged) if n % 2 else 2048)] = at >> 24
        path.write_bytes(damaged)
        try:
            with open_workbook(path) as workbook:
                for title in workbook.sheets:
                    list(workbook.sheet(title.name).rows())
        except UnusableFile as error:
            assert "damaged.xls" in str(error)


def test_an_encrypted_office_file_asks_for_its_password_to_be_removed(tmp_path: Path) -> None:
    path = tmp_path / "secret.xlsx"
    plain = tmp_path / "plain.xls"
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "x")
    book.save(str(plain))
    renamed = plain.read_bytes().replace(
        "Workbook".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 18),
        "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 34),
    )
    path.write_bytes(renamed)
    with refused("password"):
        judge(path)


def test_an_xls_with_a_password_is_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "secret.xls"
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "x")
    stream = book.get_biff_data()
    begin = 4 + struct.unpack_from("<H", stream, 2)[0]
    file_pass = struct.pack("<HH", 0x2F, 6) + bytes(6)
    xlwt.CompoundDoc.XlsDoc().save(str(path), stream[:begin] + file_pass + stream[begin:])
    with refused("password"):
        judge(path)


def test_an_encrypted_ods_is_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "secret.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", bytes(range(256)))
        archive.writestr("META-INF/manifest.xml", "<m><encryption-data/></m>")
    with refused("password"):
        judge(path)


def test_an_encrypted_zip_entry_is_told_as_a_password(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "list.xlsx")
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(content)
    with refused("password"):
        judge(path)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.xlsx", b"", "is empty"),
        ("empty.csv", b"", "is empty"),
        ("page.xls", b"\r\n<html><table><tr><td>x</td></tr></table></html>", "web page"),
        ("page.xls", "\ufeff<!DOCTYPE html><table>".encode(), "web page"),
        ("page.csv", b"<!doctype html><p>Please sign in</p>", "web page"),
        ("old.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "web page"),
        ("list.xls", "客户,电话\r\n恒泰,138\r\n".encode("gb18030"), "plain text"),
        ("list.xlsx", "客户\t电话\n".encode("utf-16"), "plain text"),
        ("list.pdf", b"%PDF-1.7", "not a list that can be"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no text file"),
        ("cut.xlsx", b"PK\x03\x04", "cut off"),
        ("cut.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "cut off"),
    ],
)
def test_a_file_that_is_not_what_its_name_says(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with refused(name, words):
        judge(path)


def test_a_renamed_letter_and_a_zip_of_pictures_are_no_lists(tmp_path: Path) -> None:
    for part in ("word/document.xml", "holiday.jpg"):
        path = tmp_path / "list.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(part, "<x/>")
        with refused("no spreadsheet"):
            judge(path)


@pytest.mark.parametrize(
    ("true", "false"), [(".xlsx", ".xls"), (".xls", ".xlsx"), (".ods", ".xlsx")]
)
def test_a_workbook_under_a_wrong_ending_says_the_right_one(
    tmp_path: Path, true: str, false: str
) -> None:
    path = write(messy_list(), tmp_path / f"list{true}").rename(tmp_path / f"renamed{false}")
    with refused("renamed", f"ends in {true}."):
        judge(path)


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with refused("is not there"):
        judge(tmp_path / "nowhere.xlsx")
