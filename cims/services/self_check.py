"""How safe is the office? Plain sentences about people, roles, keys and backups, and what to do."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from cims.models.app_user import Role, UserRole
from cims.models.base import Base
from cims.services.i18n import _, _n, enumerated
from cims.services.one_time_codes import gates
from cims.services.rights import Right, refusal, requires
from cims.services.self_facts import Someone, Taken
from cims.services.self_findings import Finding, Grade, OfficeFindings, SelfCheck, named

IDLE = timedelta(days=60)
OLD_PASSWORD = timedelta(days=730)
MANY_TAKEN = 1_000  # records in thirty days
MANY_KEEPERS = 3
KEEPERS = str(Right.USERS)


class SelfCheckService(OfficeFindings):
    """Looks at everything that the design's promises rest on; changes nothing."""

    @requires(Right.SIGN_IN)
    def look(self) -> SelfCheck:
        """All findings, for whoever keeps the users or reads the log."""
        actor = self._desk.unit.actor
        if not (actor.may(Right.USERS) or actor.may(Right.AUDIT)):
            raise refusal(Right.AUDIT)
        people, taken = self._people(), self._taken()
        active = [one for one in people if one.is_active]
        found = [
            self._idle(active),
            self._keepers(active),
            self._exporters(active),
            self._factors(active),
            self._passwords(active),
            self._waiting(active),
            self._unused_roles(),
            self._taking(taken),
            self._sheet(),
            *self._slots(people),
            self._generations(),
            self._backup(),
            self._log(),
            self._attempts(),
        ]
        order = list(Grade)
        ranked = sorted(
            (one for one in found if one is not None), key=lambda one: order.index(one.grade)
        )
        return SelfCheck(tuple(ranked), taken)

    def _idle(self, active: Sequence[Someone]) -> Finding:
        now = self._desk.unit.now
        idle = [one for one in active if now - (one.seen or one.made) > IDLE]
        if not idle:
            return Finding("idle", Grade.OK, _("Everybody was here in the last 60 days."))
        return Finding(
            "idle",
            Grade.WARN,
            _n(
                "{n} account was not used for 60 days: {names}.",
                "{n} accounts were not used for 60 days: {names}.",
                len(idle),
            ).format(n=len(idle), names=named(idle)),
            _("Suspend whoever is away for long, and remove who has left."),
            "access.users",
        )

    def _keepers(self, active: Sequence[Someone]) -> Finding:
        keepers = [one for one in active if one.may(KEEPERS)]
        sentence = _n(
            "{n} person keeps users and roles: {names}.",
            "{n} persons keep users and roles: {names}.",
            len(keepers),
        ).format(n=len(keepers), names=named(keepers))
        if len(keepers) == 1:
            advice = _("Make a second one, or be sure that the recovery sheet is at hand.")
            return Finding("keepers", Grade.INFO, sentence, advice, "access.users")
        if len(keepers) > MANY_KEEPERS:
            advice = _("Few people need this. Take the role from those who don't.")
            return Finding("keepers", Grade.WARN, sentence, advice, "access.users")
        return Finding("keepers", Grade.OK, sentence)

    def _exporters(self, active: Sequence[Someone]) -> Finding:
        wide = [one for one in active if one.exports_all]
        sentence = _n(
            "{n} person can export all records of a type: {names}.",
            "{n} persons can export all records of a type: {names}.",
            len(wide),
        ).format(n=len(wide), names=named(wide))
        if len(wide) > max(MANY_KEEPERS, len(active) // 3):
            advice = _("Give export only to roles that need it, or a daily limit.")
            return Finding("exporters", Grade.WARN, sentence, advice, "access.users")
        return Finding("exporters", Grade.OK, sentence)

    def _factors(self, active: Sequence[Someone]) -> Finding:
        gated = set(self._desk.unit.session.scalars(select(gates().c.user_id)))
        strong = {uuid for uuid, slot in self._own_slots().items() if slot.factors}
        keepers = [one for one in active if one.may(KEEPERS) or one.may(str(Right.SEALED))]
        bare = [one for one in keepers if one.uuid not in strong and one.id not in gated]
        if not bare:
            words = _("Everybody with wide rights signs in with a second factor.")
            return Finding("factors", Grade.OK, words)
        return Finding(
            "factors",
            Grade.WARN,
            _n(
                "{n} person with wide rights signs in by password alone: {names}.",
                "{n} persons with wide rights sign in by password alone: {names}.",
                len(bare),
            ).format(n=len(bare), names=named(bare)),
            _("A key file on a stick protects the data itself; each sets up the own one."),
            "access.factors",
        )

    def _passwords(self, active: Sequence[Someone]) -> Finding:
        now, slots = self._desk.unit.now, self._own_slots()
        old = [
            one
            for one in active
            if one.uuid in slots and now - stamped(slots[one.uuid].pw_changed) > OLD_PASSWORD
        ]
        if not old:
            return Finding("passwords", Grade.OK, _("No password is older than two years."))
        return Finding(
            "passwords",
            Grade.INFO,
            _n(
                "{n} password is older than two years: {names}.",
                "{n} passwords are older than two years: {names}.",
                len(old),
            ).format(n=len(old), names=named(old)),
            _("A strong password need not be changed; one that others may know must be."),
            "access.change_password",
        )

    def _waiting(self, active: Sequence[Someone]) -> Finding | None:
        waiting = [one for one in active if one.must_change]
        if not waiting:
            return None
        return Finding(
            "temporary",
            Grade.WARN,
            _n(
                "{n} person has a temporary password still: {names}.",
                "{n} persons have a temporary password still: {names}.",
                len(waiting),
            ).format(n=len(waiting), names=named(waiting)),
            _("It ends with the first sign-in in the window."),
            "access.users",
        )

    def _unused_roles(self) -> Finding | None:
        roles, given = (Base.metadata.tables[model.__tablename__] for model in (Role, UserRole))
        query = select(roles.c.name).where(
            roles.c.ready.is_(False), roles.c.id.not_in(select(given.c.role_id))
        )
        names = list(self._desk.unit.session.scalars(query))
        if not names:
            return None
        return Finding(
            "roles",
            Grade.INFO,
            _n("Nobody has the role {names}.", "Nobody has the roles {names}.", len(names)).format(
                names=enumerated(names)
            ),
            _("Remove what nobody needs: fewer roles are understood better."),
            "access.users",
        )

    def _taking(self, taken: Sequence[Taken]) -> Finding:
        totals: Counter[str] = Counter()
        for one in taken:
            totals[one.name] += one.records
        much = [(name, n) for name, n in totals.most_common() if n > MANY_TAKEN]
        if not much:
            words = _("Nobody took out more than {n} records in the last 30 days.")
            return Finding("taken", Grade.OK, words.format(n=f"{MANY_TAKEN:,}"))
        told = enumerated([f"{name} ({n:,})" for name, n in much])
        return Finding(
            "taken",
            Grade.WARN,
            _("Much left the office in the last 30 days: {told}.").format(told=told),
            _("See in the log what it was, and ask what for."),
            "access.log",
        )


def stamped(text: str) -> datetime:
    """A time of the slot file."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
