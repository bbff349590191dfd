"""How a command comes to an open office: lock, name, password."""

import getpass
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cims.commands.folder import default_folder
from cims.commands.terminal import Terminal
from cims.services.errors import CimsError, NotAllowed
from cims.services.i18n import _
from cims.services.opening import OpenOffice, open_office
from cims.services.sheet_files import reminder
from cims.services.vault.errors import CurrentMissing
from cims.services.vault.factors import read_key_file
from cims.services.vault.generations import DataFolder
from cims.services.vault.instance_lock import InstanceLock, Kind
from cims.services.vault.typing_back import SETTING
from cims.services.vault.vault import OpenVault, open_vault, unlock_names_of

LONGEST_LINE = 1 << 16
OWNER_KEY = "ok"


@dataclass
class Desk:
    """An office that a command works in, another one after the vault got new keys."""

    opened: OpenOffice
    password: str


@contextmanager
def signed_in(terminal: Terminal, given: Namespace) -> Iterator[OpenOffice]:
    """The office of --vault, opened for the user of --user and closed afterwards."""
    with at_desk(terminal, given) as desk:
        yield desk.opened


@contextmanager
def at_desk(terminal: Terminal, given: Namespace) -> Iterator[Desk]:
    """The same with the password, which steps about keys ask for again."""
    folder = folder_of(given)
    picked = picked_state(folder, given.state)
    with InstanceLock.take(folder, Kind.COMMAND, terminal.clock()):
        data = DataFolder(folder)
        names = unlock_names_of(data.generation(picked or data.current()))
        username = named_or_only(given, [name for _slot, name in names])
        password = password_of(given, username)
        vault = open_vault(
            folder,
            username=username,
            password=password,
            policy=terminal.policy,
            now=terminal.clock,
            generation=picked,
            key_file=key_file_of(given),
        )
        if picked:
            put_in_force(vault)
        desk = Desk(open_office(vault, terminal.clock), password)
        try:
            for warning in desk.opened.warnings:
                terminal.say(warning)
            remind(terminal, desk.opened)
            yield desk
        finally:
            desk.opened.close()


def folder_of(given: Namespace) -> Path:
    """The data folder of --vault."""
    folder: Path | None = given.vault
    return folder or default_folder()


@contextmanager
def locked(terminal: Terminal, folder: Path, kind: Kind) -> Iterator[None]:
    """The instance lock on a vault that is there and whole; a sentence otherwise."""
    picked_state(folder, None)
    with InstanceLock.take(folder, kind, terminal.clock()):
        yield


def picked_state(folder: Path, state: int | None) -> int | None:
    """The state to open where CURRENT is lost; None where it names the one in force.

    Raises NoVault, and a sentence unless it is clear which state is meant.
    """
    try:
        current = DataFolder(folder).current()
    except CurrentMissing as lost:
        if state in lost.generations:
            return state
        raise CimsError(
            _("{problem} An owner picks one by signing in with --state N.").format(problem=lost)
        ) from None
    if state not in (None, current):
        raise CimsError(
            _("State {n} is in force. Leave --state out: it is for a lost CURRENT.").format(
                n=current
            )
        )
    return None


def put_in_force(vault: OpenVault) -> None:
    """Name the state that an owner has signed in to as the one that opens from now on."""
    if OWNER_KEY not in vault.key_names:
        vault.close()
        raise NotAllowed(_("Only an owner may pick the state that opens. Sign in as one."))
    vault.folder.switch_to(vault.generation)


def named_or_only(given: Namespace, names: Sequence[str]) -> str:
    """Who signs in: named by --user, else the one who can; a sentence when there are several."""
    if given.user is not None:
        return str(given.user)
    if len(names) != 1:
        raise CimsError(
            _("Say who signs in with --user. Known are: {names}.").format(
                names=", ".join(sorted(names))
            )
        )
    return names[0]


def password_of(given: Namespace, username: str) -> str:
    """The password from --password-file, else typed by the person at the terminal."""
    if given.password_file:
        return first_line(given.password_file)
    return asked(_("Password of {name}: ").format(name=username))


def key_file_of(given: Namespace) -> bytearray | None:
    """What stands in the file of --key-file; None where none is given."""
    return read_key_file(given.key_file) if given.key_file else None


def new_password(given: Namespace) -> str:
    """A new password from --password-file, else typed twice."""
    if given.password_file:
        return first_line(given.password_file)
    first = asked(_("New password: "))
    if asked(_("The same again: ")) != first:
        raise CimsError(_("The two passwords differ. Start again."))
    return first


def asked(prompt: str) -> str:
    """What a person types without its being seen."""
    if not sys.stdin or not sys.stdin.isatty():
        raise CimsError(_("Give the password in a file: --password-file FILE."))
    try:
        return getpass.getpass(prompt, stream=sys.stderr)
    except EOFError:
        raise CimsError(_("No password was typed.")) from None


def first_line(file: Path) -> str:
    """The first line of a text file in UTF-8, with or without byte order mark."""
    with file.open("rb") as stream:
        line = stream.readline(LONGEST_LINE)
    try:
        text = line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise CimsError(_("{file} is not a text in UTF-8.").format(file=file.name)) from None
    if not text:
        raise CimsError(_("The first line of {file} is empty.").format(file=file.name))
    return text


def remind(terminal: Terminal, opened: OpenOffice) -> None:
    """Tell an owner that the recovery sheet is not shown to be on paper, or is still a file."""
    if OWNER_KEY not in opened.vault.key_names:
        return
    with opened.database.read(opened.actor) as office:
        if not office.settings.common(SETTING).get("confirmed_on"):
            terminal.say(
                _(
                    "Reminder: the recovery sheet is not confirmed yet. Print it, keep it outside "
                    "this computer, and type two of its groups in the window."
                )
            )
        elif told := reminder(office):
            terminal.say(told)
