"""Findings about the office as a whole: sheet, key slots, backups, log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import func, select

from cims.services.clock import EPOCH, microseconds
from cims.services.i18n import _, _n, enumerated
from cims.services.self_facts import LATELY, SafetyFacts, Someone, Taken, event
from cims.services.sheet_files import reminder
from cims.services.vault.typing_back import SETTING as SHEET

BACKUP_SOON, BACKUP_LATE = timedelta(days=2), timedelta(days=7)
MANY_TRIES = 20  # in thirty days


class Grade(StrEnum):
    """How much a finding matters, the worst first."""

    BAD = "bad"
    WARN = "warn"
    INFO = "info"
    OK = "ok"


@dataclass(frozen=True)
class Finding:
    """What was found, in one sentence, and what to do; `command` is one of the registry's."""

    id: str
    grade: Grade
    sentence: str
    advice: str = ""
    command: str = ""


@dataclass(frozen=True)
class SelfCheck:
    """All findings, the worst first, and who took out how much."""

    findings: tuple[Finding, ...]
    taken: tuple[Taken, ...]

    def worse_than(self, grade: Grade) -> int:
        """How many findings matter more than this grade."""
        order = list(Grade)
        return sum(order.index(one.grade) < order.index(grade) for one in self.findings)


class OfficeFindings(SafetyFacts):
    """What is found without looking at single persons."""

    def _sheet(self) -> Finding:
        if told := reminder(self.office):
            return Finding("sheet", Grade.BAD, told)
        if self.office.settings.common(SHEET).get("confirmed_on"):
            return Finding("sheet", Grade.OK, _("The recovery sheet was confirmed."))
        return Finding(
            "sheet",
            Grade.BAD,
            _("Nobody has shown that the recovery sheet is there on paper."),
            _("Print it, and type two of its groups when you are asked; else replace it."),
            "access.replace_sheet",
        )

    def _slots(self, people: Sequence[Someone]) -> Iterable[Finding]:
        slots, known = self._own_slots(), {one.uuid for one in people}
        without = [one for one in people if one.is_active and one.uuid not in slots]
        if without:
            yield Finding(
                "without slot",
                Grade.WARN,
                _n(
                    "{n} person has no key to this office: {names}.",
                    "{n} persons have no key to this office: {names}.",
                    len(without),
                ).format(n=len(without), names=named(without)),
                _("Invite whoever should sign in, and disable the others."),
                "access.users",
            )
        strangers = [slot.username for uuid, slot in slots.items() if uuid not in known]
        if strangers:
            yield Finding(
                "stranger",
                Grade.BAD,
                _("Keys without a user: {names}.").format(names=enumerated(strangers)),
                _("Make new keys: whoever holds such a key opens the data."),
                "access.rotate",
            )

    def _generations(self) -> Finding | None:
        vault = self._desk.auditor
        older = 0 if vault is None else sum(n < vault.generation for n in vault.folder.numbers())
        if not older:
            return None
        return Finding(
            "generations",
            Grade.INFO,
            _n(
                "{n} earlier state of the office is kept in the data folder.",
                "{n} earlier states of the office are kept in the data folder.",
                older,
            ).format(n=older),
            _("They open with the passwords of their day, and go by themselves after a while."),
        )

    def _backup(self) -> Finding:
        newest = self.office.backup_log._newest()
        if newest is None:
            sentence, grade = _("There is no backup of this office yet."), Grade.BAD
        else:
            age = self._desk.unit.now - (EPOCH + timedelta(microseconds=newest.at_us))
            sentence = _n(
                "The newest backup is {n} day old.", "The newest backup is {n} days old.", age.days
            ).format(n=age.days)
            grade = Grade.OK if age <= BACKUP_SOON else Grade.WARN
            grade = Grade.BAD if age > BACKUP_LATE else grade
        if grade is Grade.OK:
            return Finding("backup", grade, sentence)
        advice = _("Back up to a drive that you unplug afterwards.")
        return Finding("backup", grade, sentence, advice, "office.backup")

    def _log(self) -> Finding:
        session, table = self._desk.unit.session, self._entry
        doubtful = self._desk.audit.clock != "ok"
        seams, confirmed = self._seams()
        advice = _("Have it checked and look at what it says.")
        if open_ := len([seq for seq in seams if seq not in confirmed]):
            words = _n(
                "{n} section of the log waits for an owner to confirm it.",
                "{n} sections of the log wait for an owner to confirm them.",
                open_,
            )
            return Finding("log", Grade.BAD, words.format(n=open_), advice, "access.log")
        if doubtful:
            words = _("The computer's clock goes behind the log; entries are marked as doubtful.")
            return Finding("log", Grade.BAD, words, _("Set the clock right."))
        query = select(func.max(table.c.at_utc)).where(*event("log checked", table))
        last = session.scalar(query)
        since = microseconds(self._desk.unit.now - LATELY)
        if last is None or last < since:
            words = _("The log was not checked in the last 30 days.")
            return Finding("log", Grade.INFO, words, advice, "access.log")
        return Finding("log", Grade.OK, _("The log was checked in the last 30 days."))

    def _attempts(self) -> Finding | None:
        session, table = self._desk.unit.session, self._entry
        since = microseconds(self._desk.unit.now - LATELY)

        def count(action: str) -> int:
            query = select(func.count()).select_from(table)
            lately = query.where(table.c.at_utc >= since, *event(action, table))
            return int(session.scalar(lately) or 0)

        failed = count("sign-in failed") + count("sheet refused")
        refused = count("refused")
        if not failed and not refused:
            return None
        words = _(
            "In the last 30 days: wrong passwords and recovery sheets {failed}, "
            "refused requests {refused}."
        )
        grade = Grade.WARN if max(failed, refused) > MANY_TRIES else Grade.INFO
        return Finding(
            "attempts",
            grade,
            words.format(failed=failed, refused=refused),
            _("See in the log whether one person tries again and again."),
            "access.log",
        )


def named(people: Sequence[Someone]) -> str:
    """Names in a sentence."""
    return enumerated([one.name for one in people])
