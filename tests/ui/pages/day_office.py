"""A seller's busy day: late and coming tasks and contacts, a birthday, an announcement, notices."""

from datetime import date, timedelta

from cims.models.app_user import UserState
from cims.models.contact import BirthdayCalendar
from cims.services.changes import ChangeKind
from cims.services.contact_fields import PlaceRow
from cims.services.entity import Link
from cims.services.office import Office
from cims.services.opening import OpenOffice
from cims.services.rights import Actor
from tests.ui.records.sample_rows import fill

STEPS = ("寄新版报价单", "确认样品尺寸", "约下周拜访", "回复交期", None)
TASKS = ("寄样品", "准备合同附件", "核对开票资料", "整理展会名片", "提交月度计划")


def busy_office(opened: OpenOffice) -> list[int]:
    """Fill an office for its signed-in user; the ids of the customers are returned."""
    me = opened.actor.user_id or 0
    with opened.database.write(Actor.office(), ChangeKind.SETUP) as office:
        values = {"username": "lina", "name": "李娜", "state": UserState.ACTIVE}
        lina = office.users.add(values)
        office.users.give_role(lina, "administrator")
        team = office.users.add_team("销售一部")
        office.users.join_team(lina, team)
        office.users.join_team(me, team)
        today = office.today
        customers = fill(office, [me])
        plan(office, customers, today)
        tasks(office, customers, me, today)
        people(office, customers, me, today)
    with opened.database.read(Actor.office()) as office:
        actor = office.users.actor(lina, "test")
    with opened.database.write(actor) as office:
        words = "下周一起新报价模板生效,旧模板停用。请在系统外不要再发旧表。"
        office.announcements.publish("新报价模板", words, None, today + timedelta(days=5))
        office.activities.comment(customers[2], "@boss 这家的账期能不能放到 60 天?")
        office.tasks.add({"name": "审核第四季度折扣", "owner": Link(me), "due_on": today})
    return customers


def plan(office: Office, customers: list[int], today: date) -> None:
    """Next contacts: some late, some today, some soon, the others far away."""
    for number, record in enumerate(office.customers.rows(customers)):
        apart = (-9, -3, -1, 0, 0, 0, 1, 2, 4, 6)[number] if number < 10 else 40 + number
        step = STEPS[number % len(STEPS)]
        day = today + timedelta(days=apart)
        office.customers.save(record.changed(next_contact_on=day, next_step=step))


def tasks(office: Office, customers: list[int], me: int, today: date) -> None:
    """Tasks before, on and after today; every second one is about a customer."""
    for number, name in enumerate(TASKS * 2):
        office.tasks.add(
            {
                "name": name,
                "due_on": today + timedelta(days=(-2, 0, 0, 3, 5)[number % 5]),
                "owner": Link(me),
                "customer": Link(customers[number]) if number % 2 else None,
            }
        )


def people(office: Office, customers: list[int], me: int, today: date) -> None:
    """Two contacts whose birthday is near."""
    for number, name in enumerate(("李工", "陈经理")):
        born = today + timedelta(days=number + 1)
        office.contacts.add(
            {
                "name": name,
                "owner": Link(me),
                "places": (PlaceRow(Link(customers[number])),),
                "birthday_calendar": BirthdayCalendar.SOLAR,
                "birthday_month": born.month,
                "birthday_day": born.day,
            }
        )
