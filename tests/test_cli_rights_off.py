"""Each right that the command line knows a door for, switched off: the same command is refused."""

from dataclasses import replace

from cims.services.granted import Action, Right
from cims.services.role_drafts import RoleDraft
from tests.command_line import cims, furnish
from tests.services.spreadsheet.lists import listed
from tests.test_cli_access import cims_as, first

__all__ = ["cims", "first", "furnish"]


def doors(folder):
    """Right → the words of a command that it opens."""
    new = listed(folder / "new.xlsx", ("Name",), ("Aurora",))
    known = listed(folder / "known.xlsx", ("Name", "Remarks"), ("Firm", "x"))
    update = ("import", str(known), "--into", "customers", "--key", "name", "--mode", "update")
    return {
        ("customer", Action.READ): ("list", "customers"),
        ("customer", Action.EDIT): update,
        ("customer", Action.IMPORT): ("import", str(new), "--into", "customers"),
        ("customer", Action.EXPORT): ("export", "customers", str(folder / "out.csv")),
        Right.BACKUP: ("backup", str(folder / "office.cimsbak")),
        Right.AUDIT: ("audit", "verify"),
        Right.SETTINGS: ("check",),
        Right.USERS: ("user", "disable", "sales"),
    }


def test_a_right_that_is_switched_off_closes_its_command(cims, first, furnish, tmp_path):
    def prepared(office):
        every = office.roles.of(office.roles.coded("administrator"))
        office.customers.add({"name": "Firm"})
        office.roles.save(RoleDraft(name="All", records=every.records, single=every.single))

    def given(without):
        def work(office):
            every = office.roles.of(office.roles.coded("administrator"))
            role = office.roles.of(office.roles.coded("all"))
            records = {place: reach for place, reach in every.records.items() if place != without}
            single = every.single - {without}
            office.roles.save(replace(role, records=records, single=single))

        furnish(work)

    furnish(prepared)
    words = ("user", "add", "eve", "--role", "all", "--new-password-file", str(first))
    assert cims(*words).status == 0
    eve = cims_as(cims, "eve", first)
    for right, command in doors(tmp_path).items():
        given(right)
        refused = eve(*command)
        assert (refused.status, refused.out) == (2, ""), (right, refused)
        assert "You may not" in refused.err, (right, refused.err)
        given(None)
        done = eve(*command)
        assert done.status == 0, (right, done.err)
