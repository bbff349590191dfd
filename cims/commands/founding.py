"""The verb that makes a new office."""

import re
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cims.commands import recovery_sheet
from cims.commands.recovery_sheet import Sheet, draw
from cims.commands.signing_in import folder_of, new_password
from cims.commands.terminal import Terminal
from cims.services.clock import office_date
from cims.services.errors import CimsError, reason_of
from cims.services.i18n import _
from cims.services.opening import Founding, OpenOffice, found_office
from cims.services.rules.area_codes import AREAS, no_area_code
from cims.services.sheet_files import note_file
from cims.services.vault.attempts import ATTEMPTS
from cims.services.vault.errors import VaultExists
from cims.services.vault.generations import DataFolder
from cims.services.vault.instance_lock import HOLDER_FILE, LOCK_FILE, InstanceLock, Kind
from cims.services.vault.passwords import check_password
from cims.services.vault.typing_back import SETTING, TypingBack

LONGEST_NAME = 64
LONGEST_OFFICE = 200


def init(terminal: Terminal, given: Namespace) -> int:
    """init: everything is looked at before the first file is made."""
    founding = founding_of(given)
    folder = folder_of(given)
    if DataFolder(folder).has_vault():
        raise VaultExists
    out: Path = given.recovery_out
    recovery_sheet.refuse(out)
    password = new_password(given)
    check_password(password, (founding.username, founding.office))
    with fresh_folder(folder), InstanceLock.take(folder, Kind.COMMAND, terminal.clock()):
        opened, text = found_office(
            folder, founding, password, policy=terminal.policy, clock=terminal.clock
        )
        try:
            sheet = noted_sheet(opened, founding, text, out)
        finally:
            opened.close()
    return handed_over(terminal, given, founding, sheet)


def noted_sheet(opened: OpenOffice, founding: Founding, text: str, out: Path) -> Sheet:
    """The sheet; where it will lie and which groups the window asks for is kept in the office."""
    now = opened.database.clock()
    with opened.database.write(opened.actor) as office:
        office.settings.note_common(SETTING, TypingBack.of(text, now).kept())
        note_file(office, out, opened.vault.folder.path)
    made = office_date(now, founding.zone).isoformat()
    return Sheet(founding.office, opened.vault.vault_id, made, text)


def founding_of(given: Namespace) -> Founding:
    """What the words of init say, made sure of."""
    if given.user is not None and given.user != given.admin:
        raise CimsError(_("--user and --admin name two different people. Leave --user out."))
    if given.key_file is not None or given.state is not None:
        raise CimsError(
            _("A new office opens with its password alone. Leave --key-file and --state out.")
        )
    return Founding(
        office=named(given.office, "--office", LONGEST_OFFICE),
        username=named(given.admin, "--admin", LONGEST_NAME),
        name=named(given.admin, "--admin", LONGEST_NAME),
        currency=currency(given.currency),
        zone=zone(given.zone),
        area_code=area_code(given.area_code),
    )


def area_code(text: str) -> str:
    """An area code of China, which completes local phones; empty for none."""
    if text and text not in AREAS:
        raise CimsError(no_area_code(text))
    return text


def named(text: str, option: str, longest: int) -> str:
    """A name that can be stored and shown."""
    name = " ".join(text.split())
    if not name or len(name) > longest or not name.isprintable():
        raise CimsError(
            _("{option} needs a name of 1 to {longest} characters.").format(
                option=option, longest=longest
            )
        )
    return name


def currency(code: str) -> str:
    """A currency of ISO 4217."""
    from babel.numbers import is_currency

    code = code.strip().upper()
    if not re.fullmatch("[A-Z]{3}", code) or not is_currency(code):
        raise CimsError(
            _("“{code}” is not a currency. Write it like CNY or EUR.").format(code=code)
        )
    return code


def zone(name: str) -> str:
    """A zone that this computer knows."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CimsError(
            _("“{name}” is not a time zone. Write it like Asia/Shanghai.").format(name=name)
        ) from None
    return name


@contextmanager
def fresh_folder(folder: Path) -> Iterator[None]:
    """Take the folder away again when it was made for a vault that did not come to be."""
    made = not folder.exists()
    try:
        yield
    except BaseException:
        if made and folder.is_dir():
            for name in (LOCK_FILE, HOLDER_FILE, ATTEMPTS):
                (folder / name).unlink(missing_ok=True)
            if not any(folder.iterdir()):
                folder.rmdir()
        raise


def handed_over(terminal: Terminal, given: Namespace, founding: Founding, sheet: Sheet) -> int:
    """Write the recovery sheet; where that fails now, the person gets to read it at once."""
    status = 0
    try:
        draw(sheet, given.recovery_out)
    except OSError as error:
        terminal.say(
            _(
                "The office is made, but {file} could not be written: {reason}. "
                "Write this recovery text down now, it is shown only here: {text}"
            ).format(
                file=given.recovery_out,
                reason=reason_of(error),
                text=sheet.text,
            )
        )
        status = 1
    else:
        terminal.say(recovery_sheet.warning(given.recovery_out))
    terminal.say(
        _("The office “{office}” is ready. Sign in as {name}.").format(
            office=founding.office, name=founding.username
        )
    )
    if terminal.json:
        terminal.give(
            {
                "vault": str(folder_of(given)),
                "office": founding.office,
                "admin": founding.username,
                "currency": founding.currency,
                "zone": founding.zone,
                "recovery_out": str(given.recovery_out),
            }
        )
    return status
