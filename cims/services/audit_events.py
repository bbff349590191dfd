"""Every kind of entry that the log knows: its code, its sentence, and what its diff holds."""

from collections.abc import Mapping

from cims.services.audit_words import Event, Group, Held, Sort
from cims.services.i18n import N_
from cims.services.vault.seams import Reason

USER = {"user": Held(N_("User"), Sort.USER)}
NAMED_USER = USER | {"username": Held(N_("User name"))}
ROLE = {"role": Held(N_("Role"), Sort.ROLE)}
WHOLE_ROLE = ROLE | {
    "name": Held(N_("Name")),
    "explained": Held(N_("Explanation")),
    "rights": Held(N_("Rights"), Sort.GRANTED),
    "fields": Held(N_("Fields"), Sort.GRANTED),
    "caps": Held(N_("Limits"), Sort.GRANTED),
}
TEAM = {
    "team": Held(N_("Team"), Sort.TEAM),
    "name": Held(N_("Name")),
    "parent": Held(N_("Above"), Sort.TEAM),
}
MEMBER = {"user": Held(N_("User"), Sort.USER), "team": Held(N_("Team"), Sort.TEAM)}
TAKEN = {
    "entity": Held(N_("Type"), Sort.ENTITY),
    "rows": Held(N_("Records")),
    "columns": Held(N_("Columns")),
    "file": Held(N_("File")),
    "what": Held(N_("What")),
    "records": Held(N_("Which ones"), Sort.RECORDS),
}
BACKUP = {
    "backup_seq": Held(N_("Number of the backup")),
    "file": Held(N_("File")),
    "manifest": Held(N_("Checksum of its list of contents")),
}
CLOCK = {"clock": Held(N_("Clock"), Sort.MOMENT)}
G = Group

EVENTS: Mapping[str, Event] = {
    "create": Event(
        G.CHANGES, N_("{who} added {kind} “{record}”."), "plus", "ok",
        many=N_("{who} added {n} records: {kind}."),
    ),
    "edit": Event(
        G.CHANGES, N_("{who} changed {kind} “{record}”: {fields}."), "pencil",
        many=N_("{who} changed {n} records: {kind}."),
    ),
    "remove": Event(
        G.CHANGES, N_("{who} moved {kind} “{record}” to the recycle bin."), "trash", "bad",
        many=N_("{who} moved {n} records to the recycle bin: {kind}."),
    ),
    "restore": Event(
        G.CHANGES, N_("{who} brought {kind} “{record}” back."), "rotate-ccw", "info",
        many=N_("{who} brought {n} records back: {kind}."),
    ),
    "erase": Event(
        G.CHANGES, N_("{who} erased {kind} {record} for good."), "eraser", "bad",
        many=N_("{who} erased {n} records for good: {kind}."),
    ),
    "setting": Event(G.CHANGES, N_("CIMS kept something of its own: {fields}."), "settings"),
    "announced": Event(
        G.CHANGES, N_("{who} announced “{title}”."), "megaphone",
        holds={"announcement": Held(N_("Number")), "title": Held(N_("Title"))},
    ),
    "announcement withdrawn": Event(
        G.CHANGES, N_("{who} took the announcement “{title}” back."), "megaphone", "warn",
        holds={"announcement": Held(N_("Number")), "title": Held(N_("Title"))},
    ),
    "signed in": Event(G.SIGN_INS, N_("{who} signed in."), "log-in", "ok"),
    "signed in by sheet": Event(
        G.SIGN_INS, N_("Somebody signed in with the recovery sheet."), "file-key-2", "warn"
    ),
    "sign-in failed": Event(
        G.SIGN_INS, N_("Somebody typed a wrong password for {username} (nobody vouches for this)."),
        "circle-x", "warn",
        {
            "at": Held(N_("When"), Sort.MOMENT),
            "username": Held(N_("User name")),
            "slot": Held(N_("Key slot")),
        },
    ),
    "sheet refused": Event(
        G.SIGN_INS, N_("Somebody typed a wrong recovery sheet (nobody vouches for this)."),
        "circle-x", "warn",
        {"at": Held(N_("When"), Sort.MOMENT), "slot": Held(N_("Key slot"))},
    ),
    "locked": Event(G.SIGN_INS, N_("{who} locked the office."), "lock"),
    "locked idle": Event(G.SIGN_INS, N_("The office was locked: {who} was away."), "lock"),
    "locked asleep": Event(
        G.SIGN_INS, N_("The office of {who} was locked: the computer went to sleep."), "lock"
    ),
    "signed out": Event(G.SIGN_INS, N_("{who} signed out."), "log-out"),
    "user switched": Event(G.SIGN_INS, N_("{who} made room for a colleague."), "users"),
    "quit": Event(G.SIGN_INS, N_("{who} left the program."), "log-out"),
    "left for new keys": Event(
        G.SIGN_INS, N_("{who} was signed out: the keys were changed."), "log-out"
    ),
    "user invited": Event(G.PEOPLE, N_("{who} invited {user}."), "user-plus", "ok", NAMED_USER),
    "user disabled": Event(G.PEOPLE, N_("{who} disabled {user}."), "user-x", "warn", NAMED_USER),
    "user enabled": Event(G.PEOPLE, N_("{who} let {user} in again."), "user-check", "ok",
                          NAMED_USER),
    "user removed": Event(G.PEOPLE, N_("{who} removed {user}."), "user-minus", "bad", NAMED_USER),
    "password changed": Event(G.PEOPLE, N_("{user} has a new password of their own."), "key-round",
                              holds=NAMED_USER),
    "password reset": Event(G.PEOPLE, N_("{who} gave {user} a temporary password."), "key-round",
                            "warn", NAMED_USER),
    "first password": Event(G.PEOPLE, N_("{user} has chosen the first password."), "key-round",
                            "ok", NAMED_USER),
    "factors changed": Event(
        G.PEOPLE, N_("{who} signs in otherwise from now on: {factors}."), "usb",
        holds=NAMED_USER | {"factors": Held(N_("Factors"), Sort.WORD)},
    ),
    "one-time codes on": Event(G.PEOPLE, N_("{who} is asked for one-time codes from now on."),
                               "smartphone", "ok", NAMED_USER),
    "one-time codes off": Event(G.PEOPLE, N_("{who} is asked for one-time codes no more."),
                                "smartphone", "warn", NAMED_USER),
    "one-time codes taken off": Event(
        G.PEOPLE, N_("{who} took the one-time codes off {user}."), "smartphone", "warn", NAMED_USER
    ),
    "one-time code wrong": Event(G.SIGN_INS, N_("{who} typed a wrong one-time code."), "circle-x",
                                 "warn", NAMED_USER),
    "printed code used": Event(G.SIGN_INS, N_("{who} used a printed code."), "ticket", "warn",
                               NAMED_USER),
    "printed codes renewed": Event(G.PEOPLE, N_("{who} has new printed codes."), "ticket",
                                   holds=NAMED_USER),
    "sheet replaced": Event(G.PEOPLE, N_("{who} replaced the recovery sheet."), "file-key-2",
                            "warn"),
    "sheet confirmed": Event(G.PEOPLE, N_("{who} confirmed the recovery sheet."), "file-key-2",
                             "ok"),
    "owner made": Event(G.PEOPLE, N_("{who} made {user} an owner."), "crown", "warn", NAMED_USER),
    "owner left": Event(G.PEOPLE, N_("{user} is no owner any more."), "crown", "bad", NAMED_USER),
    "keys rotated": Event(
        G.PEOPLE, N_("{who} changed all keys."), "refresh-cw", "warn",
        NAMED_USER | {"epoch": Held(N_("Keys since")), "why": Held(N_("Why"), Sort.WORD),
                      "damaged": Held(N_("Sealed values that did not open"))},
    ),
    "role given": Event(G.PEOPLE, N_("{who} gave {user} the role {role}."), "shield", "ok",
                        ROLE | USER),
    "role taken": Event(G.PEOPLE, N_("{who} took the role {role} from {user}."), "shield", "warn",
                        ROLE | USER),
    "role added": Event(G.PEOPLE, N_("{who} made the role {role}."), "shield", "ok", WHOLE_ROLE),
    "role edited": Event(G.PEOPLE, N_("{who} changed the role {role}."), "shield", "warn",
                         WHOLE_ROLE),
    "role put back": Event(G.PEOPLE, N_("{who} made the role {role} as it came."), "shield",
                           "info", WHOLE_ROLE),
    "role removed": Event(G.PEOPLE, N_("{who} removed the role {role}."), "shield", "bad",
                          WHOLE_ROLE),
    "team added": Event(G.PEOPLE, N_("{who} made the team {team}."), "users-round", "ok", TEAM),
    "team renamed": Event(G.PEOPLE, N_("{who} renamed the team {team}."), "users-round",
                          holds=TEAM),
    "team moved": Event(G.PEOPLE, N_("{who} moved the team {team}."), "users-round", holds=TEAM),
    "team removed": Event(G.PEOPLE, N_("{who} removed the team {name}."), "users-round", "bad",
                          TEAM),
    "team joined": Event(G.PEOPLE, N_("{who} put {user} into the team {team}."), "users-round",
                         holds=MEMBER),
    "team left": Event(G.PEOPLE, N_("{who} took {user} out of the team."), "users-round",
                       holds=MEMBER),
    "export": Event(
        G.TAKEN, N_("{who} exported {entity} ({rows}) to {file}."), "file-output", "warn",
        TAKEN,
    ),
    "print": Event(G.TAKEN, N_("{who} printed {entity} ({rows})."), "printer", "warn",
                   TAKEN),
    "copy": Event(G.TAKEN, N_("{who} copied {entity} ({rows})."), "copy", "warn", TAKEN),
    "cap reached": Event(
        G.TAKEN, N_("{who} reached the daily limit: {taking}."), "octagon-alert", "bad",
        {"taking": Held(N_("Way"), Sort.WORD), "most": Held(N_("Limit"))},
    ),
    "import": Event(
        G.TAKEN, N_("{who} imported {file}: {created} new, {updated} changed ({entity})."),
        "file-input",
        holds={
            "entity": Held(N_("Type"), Sort.ENTITY),
            "file": Held(N_("File")),
            "created": Held(N_("New")),
            "updated": Held(N_("Changed")),
        },
    ),
    "log exported": Event(
        G.TAKEN, N_("{who} exported entries of the log ({rows}) to {file}."), "file-output", "warn",
        {"rows": Held(N_("Entries")), "file": Held(N_("File")), "last": Held(N_("Newest entry"))},
    ),
    "viewed": Event(G.SEEN, N_("{who} opened {kind} “{record}”."), "eye"),
    "reveal": Event(
        G.SEEN, N_("{who} uncovered {field} of {kind} “{record}”."), "eye", "warn",
        {"field": Held(N_("Field"), Sort.FIELD)},
    ),
    "backup": Event(G.KEPT, N_("{who} made the backup {file}."), "hard-drive", "ok", BACKUP),
    "backup restored": Event(
        G.KEPT, N_("The office was restored from the backup {file}."), "archive-restore", "warn",
        BACKUP,
    ),
    "refused": Event(
        G.WATCH, N_("{who} was refused: {right} ({door})."), "shield-alert", "bad",
        {"door": Held(N_("What was asked"), Sort.ROOM),
         "right": Held(N_("Right that is missing"), Sort.WORD)},
    ),
    "clock set back": Event(
        G.WATCH, N_("The computer's clock was set back; entries are doubtful from here on."),
        "clock-alert", "bad", CLOCK,
    ),
    "clock confirmed": Event(G.WATCH, N_("{who} confirmed that the clock is right."), "clock",
                             "ok", CLOCK),
    "log checked": Event(
        G.WATCH, N_("{who} had the log checked: {result}."), "shield-check", "info",
        {"result": Held(N_("Result"), Sort.WORD), "rows": Held(N_("Entries"))},
    ),
    "seam confirmed": Event(
        G.WATCH, N_("{who} confirmed the section that begins at entry {seam}."), "check", "ok",
        {"seam": Held(N_("Entry")), "proof": Held(N_("Proof"))},
    ),
    "details erased": Event(
        G.WATCH, N_("{who} erased the values of entries ({n}): {entity}."), "eraser", "bad",
        {"entity": Held(N_("Type"), Sort.ENTITY), "records": Held(N_("Records"), Sort.RECORDS),
         "n": Held(N_("Entries")), "details": Held(N_("Numbers of the entries"))},
    ),
    "seam": Event(G.WATCH, N_("A new section of the log begins."), "split", "warn"),
}  # fmt: skip

SEAMS: Mapping[Reason, str] = {
    Reason.NEW: N_("The log begins."),
    Reason.RESTORED: N_("The office was restored from a backup: a new section of the log begins."),
    Reason.HEAD_LOST: N_(
        "The log could not be carried on from the head file: a new section begins. Rows may be "
        "missing before it."
    ),
    Reason.ROTATED: N_("The keys were changed: a new section of the log begins."),
    Reason.COPIED: N_("The office was copied to another place: a new section of the log begins."),
}


def event_of(action: str) -> Event:
    """The kind of an entry; one of a newer CIMS is told by its code."""
    return EVENTS.get(action) or Event(Group.WATCH, N_("{who}: {action}."), "circle-help")


def actions_of(group: Group) -> tuple[str, ...]:
    """The codes of a group."""
    return tuple(code for code, event in EVENTS.items() if event.group is group)
