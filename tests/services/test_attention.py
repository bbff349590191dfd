"""What the bell reminds of."""

from cims.services.attention import LATE, Matter
from cims.services.backup import make
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


def test_who_can_do_nothing_about_it_hears_nothing(read, acting):
    for role in ("manager", "sales", "service", "finance", "auditor"):
        assert read(matters, acting(role)) == []
