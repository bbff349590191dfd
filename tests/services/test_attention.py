"""What the bell reminds of."""

from cims.services import sheet_files
from cims.services.attention import LATE, Matter
from cims.services.backup import make
from cims.services.self_findings import Grade
from cims.services.sheet_files import note_file, reminder
from cims.services.vault.typing_back import SETTING, TypingBack


def matters(office):
    return [attention.matter for attention in office.attention.matters()]


def test_an_office_without_a_backup_is_reminded_until_there_is_one(opened, read, clock, tmp_path):
    assert read(matters) == [Matter.BACKUP]
    make(opened, tmp_path / "first.cimsbak", clock)
    assert read(matters) == []


def test_an_old_backup_is_named_with_its_age(opened, read, clock, tmp_path):
    make(opened, tmp_path / "first.cimsbak", clock)
    clock.pass_by(seconds=LATE.total_seconds())
    (attention,) = read(lambda office: office.attention.matters())
    assert "7 days" in attention.sentence


def test_a_sheet_that_nobody_confirmed_is_remembered(opened, read, write, clock, tmp_path):
    make(opened, tmp_path / "first.cimsbak", clock)
    kept = TypingBack.of("MYHC-VTQ7-B9Y9-ENAG-G6Y6-WWYQ-PHQC-J7QW-SKW2", clock()).kept()
    write(lambda office: office.settings.set_common(SETTING, kept))
    assert read(matters) == [Matter.SHEET]
    confirmed = {**kept, "confirmed_on": "2026-11-22"}
    write(lambda office: office.settings.set_common(SETTING, confirmed))
    assert read(matters) == []


def test_a_sheet_that_lies_as_a_file_is_reminded_of_until_it_is_gone(
    opened, read, write, clock, tmp_path, monkeypatch
):
    make(opened, tmp_path / "first.cimsbak", clock)
    file, folder = tmp_path / "sheet.pdf", opened.vault.folder.path
    write(lambda office: note_file(office, file, folder))
    assert read(matters) == []
    for saved in (file, tmp_path / "second.pdf"):
        saved.write_bytes(b"%PDF")
        write(lambda office, saved=saved: note_file(office, saved, folder))
    (attention,) = read(lambda office: office.attention.matters())
    assert attention.matter is Matter.SHEET and str(file) in attention.sentence
    assert read(lambda office: office.self_check.look()).worse_than(Grade.WARN) == 1
    file.unlink()
    (attention,) = read(lambda office: office.attention.matters())
    assert "second.pdf" in attention.sentence
    (tmp_path / "second.pdf").unlink()
    assert read(matters) == []


def test_a_sheet_on_another_disk_is_no_danger(opened, read, write, tmp_path, monkeypatch):
    monkeypatch.setattr(sheet_files, "is_on_same_disk", lambda _place, _folder: False)
    (tmp_path / "sheet.pdf").write_bytes(b"%PDF")
    write(lambda office: note_file(office, tmp_path / "sheet.pdf", opened.vault.folder.path))
    assert read(reminder) == ""


def test_who_can_do_nothing_about_it_hears_nothing(read, acting):
    for role in ("manager", "sales", "service", "finance", "auditor"):
        assert read(matters, acting(role)) == []
