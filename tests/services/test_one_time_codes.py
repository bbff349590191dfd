"""One-time codes: the published vectors, each code once, printed ones, who may take them off."""

from datetime import UTC, datetime, timedelta

import pytest

from cims.services.errors import NotAllowed, NotFound, NotPossible
from cims.services.rights import Actor
from cims.services.rules.one_time_code import (
    STEP,
    address,
    code_at,
    hashed,
    new_secret,
    plain,
    printed_codes,
    secret_text,
    step_at,
    step_of,
)
from tests.looking import audit_verdict
from tests.looking_at_the_log import noted

RFC = b"12345678901234567890"
RFC_6238 = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}
RFC_4226 = (
    "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
    "520489",
)  # fmt: skip
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SECRET = bytes(range(20))


def at(clock, secret=SECRET, steps=0):
    return code_at(secret, step_at(clock()) + steps)


@pytest.mark.parametrize(("seconds", "code"), RFC_6238.items())
def test_the_codes_are_those_of_rfc_6238(seconds, code):
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    assert code_at(RFC, step_at(moment), digits=8) == code
    assert code_at(RFC, step_at(moment)) == code[2:]


def test_the_codes_are_those_of_rfc_4226():
    assert tuple(code_at(RFC, step) for step in range(10)) == RFC_4226


@pytest.mark.parametrize(("steps", "right"), [(-2, 0), (-1, 1), (0, 1), (1, 1), (2, 0)])
def test_a_code_counts_one_step_early_and_one_step_late(steps, right):
    step = step_at(NOW) + steps
    assert step_of(code_at(SECRET, step), SECRET, NOW, -1) == (step if right else None)


def test_a_step_that_was_used_counts_no_more():
    step = step_at(NOW)
    assert step_of(code_at(SECRET, step), SECRET, NOW, step) is None
    assert step_of(code_at(SECRET, step - 1), SECRET, NOW, step) is None
    assert step_of(code_at(SECRET, step + 1), SECRET, NOW, step) == step + 1


@pytest.mark.parametrize(
    "typed",
    ["", "12345", "1234567", "abcdef", "１２３４５", "²²²²²²", "٣٣٣٣٣٣", "\ud800" * 6, "-" * 6],
)
def test_what_is_no_code_is_wrong_and_never_an_error(typed):
    assert step_of(typed, SECRET, NOW, -1) is None
    assert len(hashed(b"salt", typed)) == 64


def test_codes_may_be_typed_with_blanks_and_in_full_width():
    code = code_at(SECRET, step_at(NOW))
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    for typed in (f" {code[:3]} {code[3:]} ", wide, f"{code[:3]}-{code[3:]}"):
        assert step_of(typed, SECRET, NOW, -1) == step_at(NOW)


def test_the_app_is_told_office_name_and_secret():
    said = address(SECRET, "恒泰 & Co:1", "王晓燕?")
    assert said.startswith("otpauth://totp/CIMS%20%E6%81%92%E6%B3%B0%20%26%20Co%3A1:")
    assert "secret=AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQT&" in said
    assert secret_text(SECRET) == "AAAQ EAYE AUDA OCAJ BIFQ YDIO B4IB CEQT"
    assert len(new_secret()) == 20
    assert new_secret() != new_secret()


def test_ten_printed_codes_are_typed_as_they_are_read():
    codes = printed_codes()
    assert len(set(codes)) == 10
    for code in codes:
        misread = code.lower().replace("0", "o").replace("1", "l").replace("-", " ")
        assert hashed(b"salt", misread) == hashed(b"salt", code)
        assert plain(code) == code.replace("-", "")


@pytest.fixture
def gated(write, clock):
    """The administrator's printed codes, once the gate is on."""
    codes = write(lambda office: office.one_time_codes.turn_on(SECRET, at(clock)))
    clock.pass_by(seconds=STEP)
    return codes


def answer(write, typed, actor=None):
    return write(lambda office: office.one_time_codes.answer(typed), actor)


def test_the_gate_is_off_until_somebody_turns_it_on_with_a_right_code(write, read, clock):
    assert read(lambda office: office.one_time_codes.gate()).is_on is False
    assert answer(write, "anything").is_open
    with pytest.raises(NotAllowed, match="code is wrong"):
        write(lambda office: office.one_time_codes.turn_on(SECRET, at(clock, steps=5)))
    assert read(lambda office: office.one_time_codes.gate()).is_on is False
    codes = write(lambda office: office.one_time_codes.turn_on(SECRET, at(clock)))
    gate = read(lambda office: office.one_time_codes.gate())
    assert (gate.is_on, gate.printed, gate.since) == (True, 10, clock())
    assert len(codes) == 10
    with pytest.raises(NotPossible, match="on already"):
        write(lambda office: office.one_time_codes.turn_on(SECRET, at(clock)))


def test_a_code_opens_the_gate_once(write, gated, clock):
    code = at(clock)
    assert answer(write, code).is_open
    again = answer(write, code)
    assert (again.is_open, again.wait) == (False, 0)
    assert "used already" in again.sentence
    assert not answer(write, at(clock, steps=-1)).is_open
    clock.pass_by(seconds=60)
    assert answer(write, at(clock)).is_open


def test_the_code_that_turned_the_gate_on_does_not_open_it(write, clock):
    code = at(clock)
    write(lambda office: office.one_time_codes.turn_on(SECRET, code))
    assert not answer(write, code).is_open


def test_each_printed_code_opens_once_and_is_kept_hashed(write, gated, opened):
    first = answer(write, gated[3].lower())
    assert (first.is_open, first.printed_left) == (True, 9)
    assert not answer(write, gated[3]).is_open
    assert answer(write, gated[4]).printed_left == 8
    connection = opened.vault.connect()
    ((kept,),) = connection.execute("SELECT codes FROM second_gate").fetchall()
    connection.close()
    assert not any(code in kept or code.replace("-", "") in kept for code in gated)


def test_wrong_codes_make_wait_and_a_right_one_ends_it(write, gated, clock):
    for wait in (0, 0, 1):
        assert answer(write, "000000").wait == wait
    stopped = answer(write, at(clock))
    assert (stopped.is_open, stopped.wait) == (False, 1)
    assert "Too many wrong codes" in stopped.sentence
    clock.pass_by(seconds=2)
    assert answer(write, "000000").wait == 2
    clock.pass_by(seconds=STEP)
    assert answer(write, at(clock)).is_open
    assert answer(write, "000000").wait == 0


def test_nobody_tries_codes_out_inside_either(write, read, gated, clock, opened):
    """At a desk that somebody left open: each wrong code counts, and makes wait."""
    for _try in range(4):
        write(lambda office: office.one_time_codes.turn_off("000000"))
    stopped = write(lambda office: office.one_time_codes.turn_off(at(clock)))
    assert not stopped.is_open and "Too many wrong codes" in stopped.sentence
    assert not write(lambda office: office.one_time_codes.renew(gated[0])).is_open
    assert read(lambda office: office.one_time_codes.gate()).printed == 10
    assert len(noted(opened, "one-time code wrong")) == 3
    clock.pass_by(seconds=STEP)
    assert write(lambda office: office.one_time_codes.turn_off(at(clock))).is_open


def test_the_waiting_is_kept_from_one_sign_in_to_the_next(write, gated, clock, reopen, opened):
    for _try in range(4):
        answer(write, "000000")
    opened.close()
    again = reopen(opened.vault.folder.path)
    with again.database.read(again.actor) as office:
        assert office.one_time_codes.seconds_to_wait() > 0


def test_a_clock_set_back_waits_no_longer_than_the_delay(write, gated, clock):
    for _try in range(3):
        answer(write, "000000")
    clock.pass_by(days=-3)
    assert answer(write, "000000").wait == 1


def test_turning_off_and_renewing_need_a_code(write, read, gated, clock):
    for wish in ("turn_off", "renew"):
        refused = write(lambda office, wish=wish: getattr(office.one_time_codes, wish)("000000"))
        assert (refused.is_open, refused.codes) == (False, ())
        assert "code is wrong" in refused.sentence
    assert read(lambda office: office.one_time_codes.gate()).is_on
    fresh = write(lambda office: office.one_time_codes.renew(at(clock))).codes
    assert len(fresh) == 10
    assert not set(fresh) & set(gated)
    assert not answer(write, gated[0]).is_open
    clock.pass_by(seconds=STEP)
    assert write(lambda office: office.one_time_codes.turn_off(fresh[0])).is_open
    assert read(lambda office: office.one_time_codes.gate()).is_on is False
    with pytest.raises(NotPossible):
        write(lambda office: office.one_time_codes.turn_off(fresh[1]))


def test_who_keeps_users_takes_it_off_for_somebody_and_that_is_noted(
    write, read, opened, acting, template, clock
):
    sales, id_ = acting("sales"), template.people["sales"]
    write(lambda office: office.one_time_codes.turn_on(SECRET, at(clock)), sales)
    assert read(lambda office: office.one_time_codes.asked()) == {id_}
    for role in ("sales", "manager", "auditor"):
        with pytest.raises(NotAllowed):
            write(lambda office: office.one_time_codes.take_off(id_), acting(role))
    assert write(lambda office: office.one_time_codes.take_off(id_)) is True
    assert write(lambda office: office.one_time_codes.take_off(id_)) is False
    with pytest.raises(NotFound):
        write(lambda office: office.one_time_codes.take_off(999_999))
    assert read(lambda office: office.one_time_codes.asked()) == frozenset()
    connection = opened.vault.connect()
    noted = [row[0] for row in connection.execute("SELECT action FROM audit_entry ORDER BY seq")]
    connection.close()
    noted = [action for action in noted if action.startswith("one-time")]
    assert noted == ["one-time codes on", "one-time codes taken off"]
    assert audit_verdict(opened).fine


def test_everybody_has_a_gate_of_their_own(write, gated, acting, clock):
    assert answer(write, "anything", acting("sales")).is_open
    assert not answer(write, "anything").is_open


def test_the_office_itself_has_no_gate(opened):
    with opened.database.read(Actor.office()) as office, pytest.raises(NotPossible):
        office.one_time_codes.gate()
