"""What the log is told in: kinds of entries and of values, and words for what is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as part
from enum import StrEnum

from cims.services.i18n import N_


class Group(StrEnum):
    """What entries are filtered by."""

    CHANGES = "changes"
    SIGN_INS = "sign-ins"
    PEOPLE = "people"
    TAKEN = "taken"
    SEEN = "seen"
    KEPT = "kept"
    WATCH = "watch"


GROUP_LABELS: Mapping[Group, str] = {
    Group.CHANGES: N_("Changes of records"),
    Group.SIGN_INS: N_("Coming and going"),
    Group.PEOPLE: N_("Users, roles and teams"),
    Group.TAKEN: N_("Taken out or in"),
    Group.SEEN: N_("Looked at"),
    Group.KEPT: N_("Backups"),
    Group.WATCH: N_("Log and safety"),
}


class Sort(StrEnum):
    """How a value of a diff is told."""

    TEXT = "text"
    USER = "user"
    ROLE = "role"
    TEAM = "team"
    ENTITY = "entity"
    MOMENT = "moment"
    RECORDS = "records"
    FIELD = "field"
    WORD = "word"
    GRANTED = "granted"
    ROOM = "room"


SETTING_WORDS: Mapping[str, str] = {
    "office": N_("Data of the office"),
    "modules": N_("Modules"),
    "greetings": N_("Greetings"),
    "templates": N_("Texts to copy"),
    "recovery_sheet": N_("Recovery sheet"),
    "upkeep": N_("Upkeep"),
    "watermark": N_("Watermark"),
    "morning": N_("Reminders"),
    "pool": N_("Rules of the pool"),
    "letterhead": N_("Letterhead"),
    "leads": N_("Waiting leads"),
}
WORDS: Mapping[str, str] = {
    "create": N_("adding records"),
    "read": N_("reading records"),
    "edit": N_("changing records"),
    "delete": N_("deleting records"),
    "import": N_("importing"),
    "mass": N_("changing many records"),
    "right:sign_in": N_("this step"),
    "right:users": N_("keeping users"),
    "right:settings": N_("settings of the office"),
    "right:backup": N_("backups"),
    "right:audit": N_("reading the log"),
    "right:sealed": N_("sealed fields"),
    "right:erase": N_("erasing"),
    "right:announce": N_("announcements"),
    "whole": N_("whole"),
    "found": N_("something was found"),
    "unchecked": N_("could not be checked"),
    "export": N_("exports"),
    "print": N_("prints"),
    "copy": N_("copies"),
    "claim": N_("claiming from the pool"),
    "assign": N_("assigning from the pool"),
    "keyfile": N_("a key file"),
    "device": N_("a secret of the computer"),
    "password": N_("the password alone"),
    "removed": N_("a colleague was removed"),
    "role lost": N_("a role was taken away"),
    "sheet": N_("the recovery sheet was replaced"),
    "routine": N_("somebody asked for it"),
}

ROOMS: Mapping[str, str] = {
    "AnnouncementService": N_("Announcements"),
    "AttentionService": N_("Notices"),
    "AuditLogService": N_("Audit log"),
    "BackupLogService": N_("Backups"),
    "CallerService": N_("Who calls"),
    "DayUseService": N_("Daily limits"),
    "DraftService": N_("Drafts"),
    "EffectiveRightsService": N_("Effective rights"),
    "ErasingService": N_("Erasing"),
    "GreetingService": N_("Greetings"),
    "HandingOverService": N_("Handing over"),
    "HistoryService": N_("History"),
    "InsightService": N_("Figures"),
    "LifeCycleService": N_("Users"),
    "MyDayService": N_("Today"),
    "NoticeService": N_("Notices"),
    "OneTimeCodes": N_("One-time codes"),
    "PaperPrintService": N_("Papers"),
    "PoolReturnService": N_("Returns to the pool"),
    "ReminderService": N_("Reminders"),
    "RoleService": N_("Roles"),
    "SealedService": N_("Sealed fields"),
    "SecondFactorService": N_("Second factors"),
    "SelfCheckService": N_("Security check"),
    "SettingService": N_("Settings"),
    "SignInService": N_("Coming and going"),
    "TimelineService": N_("Timeline"),
    "UndoService": N_("Undo"),
    "ViewService": N_("Views"),
}
"""Rooms of the office that are no record type, by the names under which refusals are stored."""


@dataclass(frozen=True)
class Held:
    """One name of a diff: its label, and how its values are told."""

    label: str
    sort: Sort = Sort.TEXT


@dataclass(frozen=True)
class Event:
    """A kind of entry; the sentence may name who, record, kind, fields, n and what it holds.

    `many` is the sentence of a whole change set; `icon` and `tone` are how it is drawn.
    """

    group: Group
    sentence: str
    icon: str
    tone: str = "accent"
    holds: Mapping[str, Held] = part(default_factory=dict)
    many: str = ""
