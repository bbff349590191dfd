"""The gate after the password: a code from the phone. It protects the screen, not the file."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from cims.models.app_user import SecondGate
from cims.models.base import Base
from cims.services.errors import NotAllowed, NotPossible
from cims.services.i18n import _, _n
from cims.services.rights import Right, requires
from cims.services.rules.one_time_code import hashed, printed_codes, step_of, without
from cims.services.service import Service
from cims.services.vault.attempts import delay_after

FAILURES = "one_time_codes"  # a setting of each person: how often a wrong code was typed
SALT_BYTES = 16
ON, OFF, TAKEN_OFF = "one-time codes on", "one-time codes off", "one-time codes taken off"
USED, WRONG, RENEWED = "printed code used", "one-time code wrong", "printed codes renewed"


@dataclass(frozen=True)
class Gate:
    """Whether somebody is asked for codes, since when, how many printed ones are left."""

    is_on: bool
    since: datetime | None = None
    printed: int = 0


@dataclass(frozen=True)
class Answer:
    """Whether the gate opens; else the sentence and the seconds to wait before the next try."""

    is_open: bool
    sentence: str = ""
    wait: int = 0
    printed_left: int | None = None  # when a printed code was used
    codes: tuple[str, ...] = ()  # new printed ones, shown only now


class OneTimeCodes(Service):
    """One's own gate; who keeps users may take it off for somebody."""

    @requires(Right.SIGN_IN)
    def gate(self) -> Gate:
        """The gate of the one who is signed in."""
        row = self._row(self._me())
        if row is None:
            return Gate(False)
        return Gate(True, row.made_at, len(row.codes["digests"]))

    @requires(Right.SIGN_IN)
    def seconds_to_wait(self) -> int:
        """How long the next try has to wait after wrong codes."""
        kept = self.office.settings.mine(FAILURES)
        delay = delay_after(int(kept.get("failures", 0)))
        if not delay:
            return 0
        passed = self.office.now - datetime.fromisoformat(kept["at"])
        if passed < timedelta():
            return delay
        return max(0, delay - int(passed.total_seconds()))

    @requires(Right.SIGN_IN)
    def turn_on(self, secret: bytes, code: str) -> tuple[str, ...]:
        """Ask for codes from now on, once a first one is right; the printed codes, only now."""
        me = self._me()
        if self._row(me) is not None:
            raise NotPossible(_("One-time codes are on already. Turn them off first."))
        step = step_of(code, secret, self.office.now, -1)
        if step is None:
            raise NotAllowed(wrong_code())
        codes, kept = fresh_codes()
        values = {"user_id": me, "secret": secret, "last_step": step, "codes": kept}
        self._execute(insert(gates()).values(**values, made_at=self.office.now))
        self._desk.audit.note(ON)
        return codes

    @requires(Right.SIGN_IN)
    def answer(self, typed: str) -> Answer:
        """Whether what was typed opens the gate; each code opens it once."""
        if wait := self.seconds_to_wait():
            words = _n(
                "Too many wrong codes. Try again in {n} second.",
                "Too many wrong codes. Try again in {n} seconds.",
                wait,
            )
            return Answer(False, words.format(n=wait), wait)
        row = self._row(self._me())
        if row is None:
            return Answer(True)
        return (
            self._opened_by_phone(row, typed) or self._opened_by_print(row, typed) or self._shut()
        )

    @requires(Right.SIGN_IN)
    def renew(self, code: str) -> Answer:
        """Ten new printed codes in the place of all old ones, for who has the phone at hand."""
        proof = self._proof(code)
        if not proof.is_open:
            return proof
        left = len(self._row(self._me()).codes["digests"])
        codes, kept = fresh_codes()
        self._execute(update(gates()).where(self._mine()).values(codes=kept))
        self._desk.audit.note(RENEWED, {"printed": [left, len(codes)]})
        return replace(proof, codes=codes)

    @requires(Right.SIGN_IN)
    def turn_off(self, code: str) -> Answer:
        """Ask for no codes any more; needs one."""
        proof = self._proof(code)
        if proof.is_open:
            self._execute(delete(gates()).where(self._mine()))
            self._desk.audit.note(OFF)
        return proof

    @requires(Right.USERS)
    def take_off(self, user_id: int) -> bool:
        """Take somebody's gate away, whose phone is lost; whether there was one."""
        self.office.users.load(user_id)
        if self._row(user_id) is None:
            return False
        self._execute(delete(gates()).where(gates().c.user_id == user_id))
        self._desk.audit.note(TAKEN_OFF, {"user": [user_id, None]})
        return True

    @requires(Right.USERS)
    def asked(self) -> frozenset[int]:
        """The ids of everybody who is asked for codes."""
        return frozenset(self._desk.unit.session.scalars(select(gates().c.user_id)))

    def _proof(self, code: str) -> Answer:
        """Whether the code is right just now: counted, and waited for, as at the gate itself."""
        if self._row(self._me()) is None:
            raise NotPossible(_("One-time codes are off."))
        return self.answer(code)

    def _opened_by_phone(self, row: Any, typed: str) -> Answer | None:
        step = step_of(typed, row.secret, self.office.now, row.last_step)
        if step is None:
            return None
        self._execute(update(gates()).where(self._mine()).values(last_step=step))
        self._forget_failures()
        return Answer(True)

    def _opened_by_print(self, row: Any, typed: str) -> Answer | None:
        kept = row.codes
        left = without(kept["digests"], hashed(bytes.fromhex(kept["salt"]), typed))
        if len(left) == len(kept["digests"]):
            return None
        codes = {**kept, "digests": left}
        self._execute(update(gates()).where(self._mine()).values(codes=codes))
        self._desk.audit.note(USED, {"printed": [len(kept["digests"]), len(left)]})
        self._forget_failures()
        return Answer(True, printed_left=len(left))

    def _shut(self) -> Answer:
        kept = self.office.settings.mine(FAILURES)
        failures = int(kept.get("failures", 0)) + 1
        noted = {"failures": failures, "at": self.office.now.isoformat()}
        self.office.settings.set_mine(FAILURES, noted)
        self._desk.audit.note(WRONG, {"failures": [failures - 1, failures]})
        return Answer(False, wrong_code(), delay_after(failures))

    def _forget_failures(self) -> None:
        if self.office.settings.mine(FAILURES):
            self.office.settings.set_mine(FAILURES, {})

    def _me(self) -> int:
        me = self._desk.unit.actor.user_id
        if me is None:
            raise NotPossible(_("One-time codes belong to a person. Sign in by name."))
        return me

    def _mine(self) -> Any:
        return gates().c.user_id == self._me()

    def _row(self, user_id: int) -> Any:
        query = select(gates()).where(gates().c.user_id == user_id)
        return self._desk.unit.session.execute(query).one_or_none()

    def _execute(self, statement: Any) -> None:
        self._desk.unit.session.execute(statement)


def gates() -> Any:
    """The table of all gates."""
    return Base.metadata.tables[SecondGate.__tablename__]


def fresh_codes() -> tuple[tuple[str, ...], Mapping[str, Any]]:
    """Ten printed codes, and how they are kept."""
    codes, salt = printed_codes(), os.urandom(SALT_BYTES)
    digests = [hashed(salt, code) for code in codes]
    return codes, {"salt": salt.hex(), "digests": digests}


def wrong_code() -> str:
    """The sentence for a code that is wrong, too old or used."""
    return _(
        "The code is wrong or was used already. Wait for the next one, "
        "and compare this computer's clock with the phone's."
    )
