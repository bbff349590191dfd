"""The five emergencies of an office, each with its steps in the order in which they help."""

from dataclasses import dataclass

from cims.services.i18n import N_


@dataclass(frozen=True)
class Step:
    """One thing to do; `command` is the one of the registry that does it, if one can."""

    words: str
    command: str = ""


@dataclass(frozen=True)
class Case:
    """What happened, what is certain then, and what to do in which order."""

    id: str
    title: str
    lead: str
    steps: tuple[Step, ...]


CASES = (
    Case(
        "lost",
        N_("PC lost or stolen"),
        N_(
            "Without a password or the recovery sheet nobody reads the data; only user names, "
            "dates and sizes can be seen. Was somebody signed in when it was taken? Then count "
            "everything as read."
        ),
        (
            Step(
                N_(
                    "On another PC: install CIMS and restore the newest backup from the first "
                    "window. Everything below is done there."
                )
            ),
            Step(
                N_("Make new keys: passwords from the lost PC open nothing made from then on."),
                "access.rotate",
            ),
            Step(N_("Change your own password."), "access.change_password"),
            Step(N_("Give every colleague a new password."), "access.users"),
            Step(
                N_("Was the recovery sheet with the PC, or saved on it? Replace the sheet."),
                "access.replace_sheet",
            ),
            Step(
                N_(
                    "Know what stays: the lost disk and old backups open with the old passwords "
                    "for ever."
                )
            ),
        ),
    ),
    Case(
        "left",
        N_("A colleague has left"),
        N_(
            "Whoever leaves knows a password and perhaps holds copies. From the removal on the "
            "password opens neither the office nor a new backup; copies made before stay readable."
        ),
        (
            Step(
                N_("Hand over customers and tasks, then remove the colleague."),
                "access.leaver",
            ),
            Step(
                N_("See what the colleague exported, printed and looked at lately."),
                "access.log",
            ),
            Step(
                N_(
                    "Take back keys, computers and drives: who holds an old backup and its "
                    "password can still open it."
                )
            ),
            Step(
                N_("Did the colleague know the recovery sheet? Replace it."),
                "access.replace_sheet",
            ),
            Step(N_("Make a backup with the new keys."), "office.backup"),
        ),
    ),
    Case(
        "ransom",
        N_("Files are being encrypted (ransomware)"),
        N_(
            "Backups on drives that were not plugged in are good. Everything that was plugged in "
            "may be lost."
        ),
        (
            Step(N_("Pull out the network cable and every backup drive, at once.")),
            Step(N_("Plug no backup into this PC again, whatever a message asks for.")),
            Step(
                N_(
                    "Take a clean PC, install CIMS and restore the newest backup from a drive that "
                    "lay in the drawer. CIMS checks every page of it before it opens."
                )
            ),
            Step(N_("Make new keys there."), "access.rotate"),
            Step(N_("Give every colleague a new password."), "access.users"),
            Step(N_("Make a backup to a new drive and put it into the drawer."), "office.backup"),
        ),
    ),
    Case(
        "forgotten",
        N_("Password forgotten"),
        N_(
            "There is no back door. A password that is gone is replaced by somebody who has "
            "another one, or by the recovery sheet; without both the data is lost, also for us."
        ),
        (
            Step(
                N_("A colleague forgot it: an administrator gives a temporary password."),
                "access.users",
            ),
            Step(
                N_(
                    "The only administrator forgot it: in the sign-in window choose “Forgot "
                    "password” and type the recovery sheet."
                )
            ),
            Step(
                N_("Is the sheet missing, while you can still sign in? Replace it today."),
                "access.replace_sheet",
            ),
        ),
    ),
    Case(
        "disk",
        N_("Disk broken or data damaged"),
        N_("CIMS never repairs damaged files. It keeps them as evidence and restores a backup."),
        (
            Step(N_("Can you still work? Make a backup to another disk now."), "office.backup"),
            Step(N_("Then stop using the disk: every hour makes it worse.")),
            Step(
                N_(
                    "Restore the newest backup from the first window, on a new disk or another PC. "
                    "It says from when it is."
                )
            ),
            Step(
                N_(
                    "Enter again what came after that backup: mails, chats and papers of those "
                    "days tell it."
                )
            ),
        ),
    ),
)
