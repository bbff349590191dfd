"""The verbs about who may do what, described: user, role, rights."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from cims.commands.verbs import group, path, positive, verb
from cims.services.i18n import _

if TYPE_CHECKING:
    from cims.commands.verbs import Verbs


def describe_access(verbs: "Verbs") -> None:
    """Colleagues, their roles, and what they may do."""
    describe_users(group(verbs, "user", _("colleagues who sign in: add, list, disable, remove …")))
    describe_roles(group(verbs, "role", _("roles: list them, show what one gives")))
    describe_log(group(verbs, "audit", _("the audit log: verify it, export it")))
    rights = verb(
        verbs, "rights", "roles.rights", _("what somebody may do with a record type, and why")
    )
    somebody(rights)
    rights.add_argument("entity", metavar="ENTITY", help=_("the record type, such as customers"))
    rights.add_argument(
        "--record", type=positive, metavar="ID", help=_("with one record, by its id")
    )


def describe_users(users: "Verbs") -> None:
    """What an owner does with accounts."""
    add = verb(users, "add", "users.add", _("a new colleague with a first password"))
    add.add_argument("name", metavar="NAME", help=_("the user name to sign in with"))
    role_option(add, required=True)
    password_option(add)
    add.add_argument(
        "--name", dest="full_name", metavar="FULLNAME", help=_("the full name; else the user name")
    )
    add.add_argument("--team", metavar="TEAM", help=_("the team by its name"))
    verb(users, "list", "users.show", _("everybody with roles, state and second factors"))
    somebody(verb(users, "disable", "users.disable", _("a pause: nobody signs in by this name")))
    enable = verb(users, "enable", "users.enable", _("the end of a pause"))
    somebody(enable)
    remove = verb(users, "remove", "users.remove", _("somebody has left: the vault gets new keys"))
    somebody(remove)
    recovery_option(remove)
    role = verb(users, "role", "users.set_roles", _("give somebody exactly these roles"))
    somebody(role)
    role.add_argument("roles", nargs="*", metavar="ROLE", help=_("a role by its code"))
    role_option(role)
    recovery_option(role)
    reset = verb(users, "reset", "users.reset", _("a temporary password for who forgot the own"))
    somebody(reset)
    password_option(reset)


def describe_roles(roles: "Verbs") -> None:
    """What roles there are."""
    verb(roles, "list", "roles.show_all", _("all roles with the number of their people"))
    show = verb(roles, "show", "roles.show", _("what a role gives, and to whom"))
    show.add_argument("role", metavar="ROLE", help=_("a role by its code"))


def describe_log(log: "Verbs") -> None:
    """What can be done with the audit log."""
    verify = verb(
        log,
        "verify",
        "log.verify",
        _("check the whole log; exit status 0 whole, 1 something found, 2 cannot be checked"),
    )
    verify.add_argument(
        "--backup",
        type=path,
        action="append",
        default=[],
        metavar="FILE",
        help=_("a backup, or a folder of backups, to compare with; may be given again"),
    )
    export = verb(log, "export", "log.export", _("write the log into a file"))
    export.add_argument("out", type=path, metavar="OUT", help=".xlsx .csv")
    export.add_argument("--since", metavar="DAY", help=_("only from this day on, 2026-11-22"))
    export.add_argument("--until", metavar="DAY", help=_("only up to this day"))
    export.add_argument("--by", metavar="USER", help=_("only what this colleague did"))


def somebody(to: ArgumentParser) -> None:
    """Whom it is about."""
    to.add_argument("name", metavar="USER", help=_("the user name, or the full name"))


def role_option(to: ArgumentParser, *, required: bool = False) -> None:
    """Roles by their codes, several by giving it again."""
    to.add_argument(
        "--role",
        action="append",
        default=[],
        required=required,
        metavar="ROLE",
        help=_("a role by its code, such as sales; may be given again"),
    )


def password_option(to: ArgumentParser) -> None:
    """The password for the first sign-in, where the program need not make one."""
    to.add_argument(
        "--new-password-file",
        type=path,
        metavar="FILE",
        help=_("a file whose first line is the first password; else one is made and printed once"),
    )


def recovery_option(to: ArgumentParser) -> None:
    """Where a new sheet goes when an owner leaves."""
    to.add_argument(
        "--recovery-out",
        type=path,
        metavar="FILE",
        help=_("where a new recovery sheet goes, if one is made: .txt or .pdf; else it is printed"),
    )
