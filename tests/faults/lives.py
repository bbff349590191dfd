"""Random lives of an office's people, over the real accounts, vault and database.

`python -m tests.faults.lives --full` lives 20 lives of 200 steps: people are invited, disabled,
enabled, get and lose roles, forget passwords, leave; owners leave, sheets are replaced, and some
people stay away for long. The default test run lives one short life.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
import uuid
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cims.services.accounts import Accounts, Turned
from cims.services.clock import system_now
from cims.services.errors import CimsError
from cims.services.opening import Founding, OpenOffice, found_office, open_office
from cims.services.vault.attempts import ATTEMPTS
from cims.services.vault.connection import connect
from cims.services.vault.errors import Damaged, WrongPassword, WrongRecoveryText
from cims.services.vault.keys import SQLCIPHER, KeySet, derive
from cims.services.vault.signing_in import sign_in
from cims.services.vault.slot_copies import Copies, Copy
from cims.services.vault.slots import COPIES, Slot
from cims.services.vault.vault import open_vault, open_with_recovery
from tests.looking import audit_verdict
from tests.weak_policy import WEAK

BOSS = "boss"
MOST_PEOPLE = 12
ROLES = (
    ("sales",),
    ("manager",),
    ("finance",),
    ("auditor",),
    ("finance", "auditor"),
    ("administrator",),
)
KEYS = {
    ("sales",): ("ap", "dbk"),
    ("manager",): ("ap", "dbk"),
    ("finance",): ("ap", "dbk", "vk"),
    ("auditor",): ("ap", "av", "dbk"),
    ("finance", "auditor"): ("ap", "av", "dbk", "vk"),
    ("administrator",): ("ap", "av", "dbk", "ok", "vk"),
}
STEPS = (
    "password", "password", "roles", "roles", "rotate", "invite", "invite", "invite", "disable",
    "enable", "remove", "owner leaves", "reset", "new sheet",
)  # fmt: skip
OWNER = ("administrator",)


@dataclass(frozen=True)
class Member:
    """Somebody of the office, as the life remembers: `state` is open, disabled or dropped."""

    user_id: int
    username: str
    password: str
    roles: tuple[str, ...]
    state: str = "open"


@dataclass
class Life:
    """An office with its people, and what was seen of them so far."""

    folder: Path
    chance: random.Random
    members: dict[str, Member] = field(default_factory=dict)
    sheet: str = ""
    gone: list[tuple[Slot, str, KeySet]] = field(default_factory=list)
    old_sheets: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    number: int = 0

    def begin(self) -> None:
        """Found the office with its first owner."""
        founding = Founding("Hengtai Trading", BOSS, "Wang Xiaoyan")
        password = self.new_password()
        office, self.sheet = found_office(
            self.folder, founding, password, policy=WEAK, clock=system_now
        )
        self.members[BOSS] = Member(office.actor.user_id or 0, BOSS, password, OWNER)
        office.close()

    def new_password(self) -> str:
        """A password that nobody had before."""
        self.number += 1
        return f"phrase number {self.number} of this life"

    def enter(self, member: Member) -> OpenOffice:
        """Sign in as somebody, all the way."""
        vault = open_vault(
            self.folder,
            username=member.username,
            password=member.password,
            policy=WEAK,
            now=system_now,
        )
        return open_office(vault, system_now)

    def owners(self) -> list[Member]:
        """Who can act now."""
        return [m for m in self.members.values() if m.state == "open" and m.roles == OWNER]

    def step(self) -> None:
        """One event; who does it is any of the owners."""
        kind = self.chance.choice(STEPS)
        actor = self.chance.choice(self.owners())
        if kind == "password":
            actor = self.chance.choice([m for m in self.members.values() if m.state == "open"])
        others = [m for m in self.members.values() if m.username != actor.username]
        office = self.enter(actor)
        try:
            done = self.do(kind, Accounts(office), actor, others, office)
        finally:
            office.close()
        self.seen[kind if done else f"no {kind}"] += 1

    def do(
        self,
        kind: str,
        accounts: Accounts,
        actor: Member,
        others: list[Member],
        office: OpenOffice,
    ) -> bool:
        """Do it; whether there was anybody to do it to."""
        whom = self.chance.choice(others) if others else None
        if kind == "invite":
            return len(self.members) < MOST_PEOPLE and self.invite(accounts, actor)
        if kind == "password":
            changed = replace(actor, password=self.new_password())
            accounts.change_own_password(actor.password, changed.password)
            self.members[actor.username] = changed
            return True
        if kind == "rotate":
            return self.took(accounts.rotate(actor.password), office)
        if kind == "new sheet":
            return self.took(accounts.replace_sheet(actor.password), office)
        if whom is None:
            return False
        return self.do_to(kind, accounts, actor, whom, office)

    def do_to(
        self, kind: str, accounts: Accounts, actor: Member, whom: Member, office: OpenOffice
    ) -> bool:
        """An event that somebody else undergoes."""
        if kind == "roles" and whom.state != "dropped":
            roles = self.chance.choice(ROLES)
            done = accounts.set_roles(whom.user_id, roles, actor.password)
            self.members[whom.username] = replace(whom, roles=roles)
            return self.took(done, office)
        if kind == "disable" and whom.state == "open":
            waits = self.slot_of(office, whom).waiting
            accounts.disable(whom.user_id)
            self.members[whom.username] = replace(whom, state="disabled")
            self.seen["waiting and disabled"] += waits
            return True
        if kind == "enable" and whom.state == "disabled":
            temporary = accounts.enable(whom.user_id, actor.password)
            back = replace(whom, state="open", password=temporary or whom.password)
            self.members[whom.username] = back
            return True
        if kind == "reset" and whom.state != "disabled":
            password = accounts.reset(whom.user_id, own_password=actor.password)
            self.members[whom.username] = replace(whom, state="open", password=password)
            return True
        is_owner = whom.roles == OWNER
        if kind in ("remove", "owner leaves") and is_owner == (kind == "owner leaves"):
            self.goes(office, whom)
            del self.members[whom.username]
            return self.took(accounts.remove(whom.user_id, actor.password), office)
        return False

    def invite(self, accounts: Accounts, actor: Member) -> bool:
        """Somebody new comes."""
        roles, password = self.chance.choice(ROLES), self.new_password()
        name = f"user {self.number}"
        made = accounts.invite(name, name, roles, None, password, actor.password)
        self.members[name] = Member(made.user_id, name, password, roles)
        return True

    def took(self, done: Turned, office: OpenOffice) -> bool:
        """Remember what a step that may have rotated has brought."""
        for name in done.dropped:
            member = self.members[name]
            state = "dropped" if member.state == "open" else member.state
            self.members[name] = replace(member, state=state)
            self.seen["dropped"] += 1
        if done.sheet:
            self.old_sheets.append(self.sheet)
            self.sheet = done.sheet
        self.seen["rotations"] += done.office is not office
        done.office.close()
        return True

    def slot_of(self, office: OpenOffice, member: Member) -> Slot:
        """The slot of somebody, from the file in force."""
        return next(s for s in office.vault.slots.slots if s.username == member.username)

    def goes(self, office: OpenOffice, member: Member) -> None:
        """Keep what a leaver could have kept: the own slot, the password, all keys of the day."""
        for slot in office.vault.slots.slots:
            if slot.username == member.username:
                keys = office.vault.copy_of_keys()
                self.gone.append((slot, member.password, keys))

    def look(self) -> None:
        """Everybody signs in who is not away; whoever can't is a lockout."""
        owner = self.chance.choice(self.owners())
        office = self.enter(owner)
        keys, file = office.vault.copy_of_keys(), office.vault.slots
        waiting = {slot.username for slot in file.slots if slot.waiting}
        self.seen["left half done"] += len([u for u in Accounts(office).unfinished() if u.slot_id])
        self.seen["warned"] += bool(office.warnings)
        office.close()
        self.forget_old_generations()
        for member in self.members.values():
            if member.state == "open" and not (
                member.username in waiting and self.chance.random() < 0.7
            ):
                self.signs_in(member, keys)
        self.sheet_opens(keys)

    def signs_in(self, member: Member, keys: KeySet) -> None:
        """One sign-in with exactly the keys of the roles."""
        self.seen["sign-ins"] += 1
        try:
            vault = open_vault(
                self.folder,
                username=member.username,
                password=member.password,
                policy=WEAK,
                now=system_now,
            )
        except CimsError:
            self.seen["lockouts"] += 1
            return
        held = vault.copy_of_keys()
        names = tuple(name for name in held.names if name != "ok_prev")
        self.seen["wrong keys"] += names != KEYS[member.roles]
        self.seen["other keys"] += any(held[name] != keys[name] for name in names)
        vault.close()

    def sheet_opens(self, keys: KeySet) -> None:
        """The sheet of today opens with all keys."""
        try:
            vault = open_with_recovery(self.folder, self.sheet, policy=WEAK, now=system_now)
        except CimsError:
            self.seen["lockouts"] += 1
            return
        self.seen["other keys"] += vault.copy_of_keys()["dbk"] != keys["dbk"]
        vault.close()

    def forget_old_generations(self) -> None:
        """The disk would be full of them; leavers are taken to have kept what they had."""
        numbers = sorted(self.folder.glob("gen-*"))
        for old in numbers[:-1]:
            shutil.rmtree(old)

    def end(self) -> None:
        """Try everything that leavers took along against the files of today."""
        office = self.enter(self.owners()[0])
        file, now = office.vault.slots, office.vault.copy_of_keys()
        self.seen["audit broken"] += not audit_verdict(office).fine
        for slot, password, keys in self.gone:
            self.seen["removed"] += 1
            self.seen["removed who open"] += opens(file, slot, password, office, now)
            self.seen["stolen keys that open"] += unlocks(keys, office)
        office.close()
        for sheet in self.old_sheets:
            (self.folder / ATTEMPTS).unlink(missing_ok=True)  # else the third one only has to wait
            try:
                open_with_recovery(self.folder, sheet, policy=WEAK, now=system_now).close()
            except WrongRecoveryText:
                continue
            self.seen["old sheets that open"] += 1
        self.seen["old sheets tried"] += len(self.old_sheets)


def opens(file: Any, slot: Slot, password: str, office: OpenOffice, now: KeySet) -> bool:
    """Whether a leaver's slot, put back into the file of today, opens anything of today."""
    forged = replace(file, slots=(*file.slots, replace(slot, username=str(uuid.uuid4()))))
    copies = Copies((Copy(COPIES[0], forged),), ())
    try:
        signed = sign_in(
            copies, lambda found: found.slot(slot.slot_id), password, office.vault.factors
        )
    except (Damaged, WrongPassword, CimsError):
        return False
    return signed is not None and signed.keys["dbk"] == now["dbk"]


def unlocks(keys: KeySet, office: OpenOffice) -> bool:
    """Whether a database key of before opens the database of today."""
    vault = office.vault
    key = derive(keys["dbk"], vault.vault_id, SQLCIPHER)
    try:
        connect(vault.db_path, key, vault.db_salt, query_only=True).close()
    except Damaged:
        return False
    return True


def lived(seed: int, steps: int) -> Counter[str]:
    """One whole life; what was seen."""
    with tempfile.TemporaryDirectory() as place:
        life = Life(Path(place) / "office", random.Random(seed))
        life.begin()
        for _step in range(steps):
            life.step()
            life.look()
        life.end()
    return life.seen


BAD = (
    "lockouts", "wrong keys", "other keys", "left half done", "warned", "audit broken",
    "removed who open", "stolen keys that open", "old sheets that open",
)  # fmt: skip


def main() -> int:
    """Live, and print what was seen; 0 when nothing was bad."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="20 lives of 200 steps")
    lives, steps = (20, 200) if parser.parse_args().full else (1, 40)
    seen: Counter[str] = Counter()
    for seed in range(lives):
        seen.update(lived(seed, steps))
        sys.stderr.write(f"{seed + 1} of {lives}: {json.dumps(seen)}\n")
    sys.stdout.write(json.dumps({name: seen[name] for name in (*sorted(seen), *BAD)}) + "\n")
    return int(any(seen[name] for name in BAD))


if __name__ == "__main__":
    sys.exit(main())
