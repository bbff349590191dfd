"""Pictures of leads: python -m tests.ui.pages.lead_pictures OUT.

The list in every state, an empty one, the form with doubles, a lead's page with its timeline, the
conversion with doubles, assignment, why one is invalid, the rules with a try-out, the dashboard.
"""

import sys
import tempfile
from pathlib import Path

from cims.services import sample_leads, sample_sales
from cims.services.contact_points import ContactPointRow
from cims.services.entity import Link
from cims.services.opening import OpenOffice
from cims.ui.pages.administration import AdministrationPage
from cims.ui.pages.assigning import AssigningPage
from cims.ui.pages.follow_up import LogPanel
from cims.ui.records.list_page import ListPage
from cims.ui.records.record_page import RecordPage
from cims.ui.theme import Appearance
from tests.factories import valid
from tests.ui.album import Album, application, looks, new_office

NAMES = ("李建国", "陈思远", "赵敏", "周子涵", "曾强", "Grace Liu", "欧阳锋", "Daniel Müller")
FIRM = "无锡宏远机械设备（集团）有限公司"
PHONE = (ContactPointRow("mobile", "13712345678"), ContactPointRow("wechat", "zhang-jg"))


def furnish(office: OpenOffice) -> int:
    """The sample's leads and rules, and one lead with doubles; its id."""
    with office.database.write(office.actor) as inside:
        inside.settings.set_common("modules", {"shown": ["leads", "products", "tasks"]})
        people = [inside.users.add(valid("user", name=name)) for name in NAMES]
        for one in people:
            inside.users.give_role(one, "sales")
        sold = sample_sales.products(inside)
        sample_leads.fill(inside, people, sold)
        me = Link(inside.actor.user_id or 0)
        firm = inside.customers.add(valid("customer", name=FIRM, owner=Link(people[1])))
        inside.contacts.add(valid("contact", name="张建国", customer=Link(firm)))
        inside.leads.add(
            {"name": "无锡宏远机械设备有限公司", "source": "fair", "owner": Link(people[2])}
        )
        lead = inside.leads.add(
            valid(
                "lead",
                name=FIRM,
                contact_points=PHONE,
                owner=me,
                product=Link(sold[0][0]),
                remarks="展会上看过样机，要两台离心泵，先报价。\n月底前定。",
            )
        )
        for words in ("展会后第一次电话，对方要样本。", "微信发了样本和报价单。"):
            inside.activities.add({"content": words, "lead": Link(lead)})
        inside.tasks.add({"name": "寄离心泵样本", "lead": Link(lead), "due_on": inside.today})
        return lead


def draw(album: Album, lead: int) -> None:
    """Everything there is of leads."""
    window = album.window
    window.show_tab("leads")
    album.settle()
    page = window.documents.page
    assert isinstance(page, ListPage)
    page.view.selectRow(0)
    album.settle()
    album.take("list")
    draw_page(album, lead)
    draw_questions(album, page)
    window.documents.open("lead", 0, "")
    album.settle()
    form = window.documents.page
    assert isinstance(form, RecordPage)
    assert form.form is not None
    form.form.take_values({"name": "无锡宏远机械设备集团", "contact_points": PHONE})
    album.settle()
    album.take("form")
    form.form.left.emit()
    album.settle()
    draw_rules(album)


def draw_page(album: Album, lead: int) -> None:
    """A lead to read: overview, timeline, tasks; then the question what becomes of it."""
    album.window.documents.open("lead", lead, FIRM)
    album.settle()
    page = album.window.documents.page
    assert isinstance(page, RecordPage)
    album.take("page")
    page.view.tabs.setCurrentIndex(page.view.place_of(page.view.timeline_card))
    album.settle()
    album.take("timeline")
    album.window._commands.run("customer.log")
    album.settle()
    album.take("log")
    album.window.findChildren(LogPanel)[0].leave()
    album.settle()
    page.commands.leads.convert(lead)
    album.settle()
    dialog = page.commands.leads.dialog
    assert dialog is not None
    album.take("convert", dialog)
    dialog.reject()
    album.settle()


def draw_questions(album: Album, page: ListPage) -> None:
    """What is asked before leads are assigned, handed over, or marked as invalid."""
    album.window.show_tab("leads")
    page.bar.chips.choose("unassigned")
    album.settle()
    page.view.selectAll()
    album.settle()
    leads = page.commands.leads
    for name, ask in (
        ("assign", leads.assign),
        ("invalid", leads.mark_invalid),
        ("hand-over", leads.hand_over),
    ):
        ask(page.view.chosen())
        album.settle()
        assert leads.dialog is not None
        album.take(name, leads.dialog)
        leads.dialog.reject()
        album.settle()
    page.bar.chips.choose("all")
    album.settle()


def draw_rules(album: Album) -> None:
    """The rules in the settings, one tried out."""
    album.window.show_tab("settings")
    album.settle()
    settings = album.window.documents.page
    assert isinstance(settings, AdministrationPage)
    settings.show_part("assignment_rules")
    album.settle()
    (page,) = album.window.findChildren(AssigningPage)
    page.try_out.boxes["source"].set_value("fair")
    page.try_out.boxes["city"].set_value("苏州")
    page.try_out.ask()
    album.settle()
    album.take("rules")
    page.try_out.boxes["source"].set_value(None)
    page.try_out.boxes["city"].set_value("成都")
    page.try_out.ask()
    album.settle()
    album.take("rules-nobody")


def main() -> None:
    """Draw everything in every look."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    appearance = Appearance(application())
    with tempfile.TemporaryDirectory() as folder:
        office = new_office(Path(folder) / "full")
        lead = furnish(office)
        empty = new_office(Path(folder) / "empty")
        with empty.database.write(empty.actor) as inside:
            inside.settings.set_common("modules", {"shown": ["leads"]})
        for prefix in looks(appearance):
            album = Album(out, prefix, office, appearance)
            draw(album, lead)
            album.close()
            album = Album(out, prefix, empty, appearance)
            album.window.show_tab("leads")
            album.settle()
            album.take("none")
            album.window.show_tab("settings")
            album.settle()
            settings = album.window.documents.page
            assert isinstance(settings, AdministrationPage)
            settings.show_part("assignment_rules")
            album.settle()
            album.take("rules-none")
            album.close()
        office.close()
        empty.close()


if __name__ == "__main__":
    main()
