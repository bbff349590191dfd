"""Verbs about colleagues: add, list, disable, enable, remove, role, reset."""

from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from cims.commands import recovery_sheet
from cims.commands.founding import LONGEST_NAME, named
from cims.commands.recovery_sheet import Sheet, draw
from cims.commands.signing_in import Desk, at_desk, first_line
from cims.commands.terminal import Terminal
from cims.models.app_user import UserState
from cims.services.accounts import Accounts, Turned
from cims.services.clock import office_date
from cims.services.enum_words import enum_word
from cims.services.errors import CimsError, NotFound
from cims.services.i18n import N_, _, _n, listed
from cims.services.life_cycle import Person
from cims.services.office import Office
from cims.services.opening import OpenOffice
from cims.services.rights import Right
from cims.services.sheet_files import note_file

LONGEST_FULL_NAME = 100
DONE, REMARKED = 0, 1
SIGN_INS = {
    "open": N_("Yes"),
    "waiting": N_("Gets the new keys then"),
    "disabled": N_("No"),
    "none": N_("No key yet"),
}
FACTORS = {"keyfile": N_("key file"), "device": N_("this computer")}


def add(terminal: Terminal, given: Namespace) -> int:
    """user add NAME --role ROLE: the first password comes from a file, or is printed once."""
    username = named(given.name, "NAME", LONGEST_NAME)
    full_name = named(given.full_name or given.name, "--name", LONGEST_FULL_NAME)
    password = password_given(given)
    with at_desk(terminal, given) as desk:
        team = team_named(desk.opened, given.team) if given.team is not None else None
        made = Accounts(desk.opened).invite(
            username, full_name, roles_of(given), team, password, desk.password
        )
    terminal.say(
        _("{name} can sign in now; the window asks for an own password then.").format(name=username)
    )
    told = {"user": username, "id": made.user_id}
    hand_password(terminal, told, "" if password else made.password)
    return DONE


def show(terminal: Terminal, given: Namespace) -> int:
    """user list: everybody, those who left too."""
    with at_desk(terminal, given) as desk:
        accounts = Accounts(desk.opened)
        slots = {line.user_id: line for line in accounts.slots()}
        with desk.opened.database.read(desk.opened.actor) as office:
            people, asked = office.life_cycle.people(), office.one_time_codes.asked()
        for each in accounts.unfinished():
            terminal.say(each.sentence)
    rows = [told_of(person, slots.get(person.id), person.id in asked) for person in people]
    if terminal.json:
        terminal.give(rows)
        return DONE
    heads = (_("User name"), _("Full name"), _("State"), _("Roles"), _("Signs in"))
    terminal.show(
        (*heads, _("Second factors")),
        (
            (
                row["user"],
                row["name"],
                enum_word(row["state"]),
                ", ".join(row["roles"]),
                worded(SIGN_INS, "disabled" if row["state"] == "removed" else row["sign_in"]),
                listed(worded(FACTORS, name) for name in row["factors"]),
            )
            for row in rows
        ),
    )
    return DONE


def disable(terminal: Terminal, given: Namespace) -> int:
    """user disable USER."""
    with at_desk(terminal, given) as desk:
        person = somebody(desk, given.name)
        Accounts(desk.opened).disable(person.id)
    terminal.say(
        _("{name} may not sign in until enabled again. For leavers take “user remove”.").format(
            name=person.name
        )
    )
    return told(terminal, person)


def enable(terminal: Terminal, given: Namespace) -> int:
    """user enable USER: a temporary password is printed where the own one is gone."""
    with at_desk(terminal, given) as desk:
        person = somebody(desk, given.name)
        fresh = Accounts(desk.opened).enable(person.id, desk.password)
    terminal.say(_("{name} may sign in again.").format(name=person.name))
    hand_password(terminal, {"user": person.username, "id": person.id}, fresh)
    return DONE


def reset(terminal: Terminal, given: Namespace) -> int:
    """user reset USER: a temporary password, from a file or printed once."""
    password = password_given(given)
    with at_desk(terminal, given) as desk:
        person = somebody(desk, given.name)
        fresh = Accounts(desk.opened).reset(person.id, password, desk.password)
    terminal.say(
        _("{name} has a temporary password; second factors are off.").format(name=person.name)
    )
    hand_password(terminal, {"user": person.username, "id": person.id}, "" if password else fresh)
    return DONE


def remove(terminal: Terminal, given: Namespace) -> int:
    """user remove USER: new keys for the vault, old backups keep the old ones."""
    if given.recovery_out is not None:
        recovery_sheet.refuse(given.recovery_out)
    with at_desk(terminal, given) as desk:
        person = somebody(desk, given.name)
        turned = Accounts(desk.opened).remove(person.id, desk.password, terminal.progress)
        desk.opened = turned.office
        terminal.say(
            _(
                "{name} is removed and the vault has new keys. Copies and backups made before "
                "still open with the old password."
            ).format(name=person.name)
        )
        return turned_told(terminal, given, turned, person)


def set_roles(terminal: Terminal, given: Namespace) -> int:
    """user role USER ROLE…: exactly these, which may give the vault new keys."""
    roles = (*given.roles, *given.role)
    if not roles:
        raise CimsError(_("Name at least one role by its code. “role list” shows them."))
    if given.recovery_out is not None:
        recovery_sheet.refuse(given.recovery_out)
    with at_desk(terminal, given) as desk:
        person = somebody(desk, given.name)
        turned = Accounts(desk.opened).set_roles(
            person.id, tuple(dict.fromkeys(roles)), desk.password, terminal.progress
        )
        is_new = turned.office is not desk.opened
        desk.opened = turned.office
        words = _("{name} has these roles now: {roles}.")
        if is_new:
            words += " " + _("The vault has new keys.")
        terminal.say(words.format(name=person.name, roles=", ".join(dict.fromkeys(roles))))
        return turned_told(terminal, given, turned, person)


def worded(words: Mapping[str, str], code: str) -> str:
    """What a code means, for the table; the code where it has no word."""
    return _(words[code]) if code in words else code


def roles_of(given: Namespace) -> tuple[str, ...]:
    """The roles of --role, each once."""
    return tuple(dict.fromkeys(given.role))


def password_given(given: Namespace) -> str | None:
    """The first line of --new-password-file; None where the program makes one."""
    return first_line(given.new_password_file) if given.new_password_file else None


def hand_password(terminal: Terminal, about: dict[str, Any], password: str) -> None:
    """Print a password that the program made: once, and only on stdout."""
    if terminal.json:
        terminal.give({**about, "password": password or None})
    elif password:
        terminal.say(_("The password for the first sign-in, shown only now:"))
        terminal.line(password)


def told(terminal: Terminal, person: Person) -> int:
    """Whom it was about, as JSON."""
    if terminal.json:
        terminal.give({"user": person.username, "id": person.id})
    return DONE


def turned_told(terminal: Terminal, given: Namespace, turned: Turned, person: Person) -> int:
    """What new keys left to do: a new sheet, people to invite again, values that did not open."""
    if turned.dropped:
        terminal.say(
            _("Give these a temporary password again: {names}.").format(
                names=", ".join(turned.dropped)
            )
        )
    if turned.damaged:
        terminal.say(
            _n(
                "{n} sealed value did not open and stays as it was.",
                "{n} sealed values did not open and stay as they were.",
                len(turned.damaged),
            ).format(n=len(turned.damaged))
        )
    sheet = hand_sheet(terminal, given, turned) if turned.sheet else None
    if terminal.json:
        terminal.give(
            {
                "user": person.username,
                "id": person.id,
                "recovery_sheet": sheet,
                "invite_again": list(turned.dropped),
                "damaged": len(turned.damaged),
            }
        )
    return REMARKED if turned.dropped or turned.damaged else DONE


def hand_sheet(terminal: Terminal, given: Namespace, turned: Turned) -> str | None:
    """Write the new sheet into its file, or print its text; that text for JSON, else None."""
    opened, out = turned.office, given.recovery_out
    terminal.say(_("The recovery sheet is a new one: the old one opens old copies only."))
    if out is None:
        if not terminal.json:
            terminal.line(turned.sheet)
        return turned.sheet
    with opened.database.read(opened.actor) as office:
        common = office.settings.common("office")
    made = office_date(opened.database.clock(), common["zone"]).isoformat()
    sheet = Sheet(common["name"], opened.vault.vault_id, made, turned.sheet)
    try:
        draw(sheet, out)
    except OSError:
        terminal.say(_("{file} can't be written, so the sheet stands here.").format(file=out))
        terminal.say(turned.sheet)
        return turned.sheet
    terminal.say(recovery_sheet.warning(out))
    if opened.actor.may(Right.SETTINGS):
        with opened.database.write(opened.actor) as office:
            note_file(office, out, opened.vault.folder.path)
    return None


def somebody(desk: Desk, name: str) -> Person:
    """The colleague that a word of the command line means."""
    with desk.opened.database.read(desk.opened.actor) as office:
        return somebody_in(office, name)


def somebody_in(office: Office, name: str) -> Person:
    """The colleague with this user name, or else this full name; a sentence when there is none."""
    people, wanted = office.life_cycle.people(), name.strip().casefold()
    for hits in (
        [person for person in people if person.username.casefold() == wanted],
        [person for person in people if person.name.casefold() == wanted],
    ):
        present = [person for person in hits if person.state is not UserState.REMOVED] or hits
        if len(present) == 1:
            return present[0]
    words = _("There is no colleague “{name}”, or several have this name. See “user list”.")
    raise NotFound(words.format(name=name))


def team_named(opened: OpenOffice, name: str) -> int:
    """The id of a team; a sentence that names the known ones."""
    with opened.database.read(opened.actor) as office:
        teams = office.users.teams()
    hits = [team.id for team in teams if team.name.casefold() == name.strip().casefold()]
    if not teams:
        raise NotFound(_("There are no teams yet. Make them in the window, under Settings."))
    if len(hits) != 1:
        raise NotFound(
            _("There is no team “{name}”. Known are: {known}.").format(
                name=name, known=", ".join(team.name for team in teams)
            )
        )
    return hits[0]


def told_of(person: Person, slot: Any, has_codes: bool) -> dict[str, Any]:
    """One colleague as JSON."""
    return {
        "id": person.id,
        "user": person.username,
        "name": person.name,
        "state": str(person.state),
        "roles": list(person.roles),
        "sign_in": "none" if slot is None else str(slot.standing),
        "must_change": person.must_change,
        "factors": [] if slot is None else list(slot.factors),
        "one_time_codes": has_codes,
        "password_changed": None if slot is None else slot.pw_changed or None,
    }
