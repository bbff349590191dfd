"""Pictures of the dashboard: python -m tests.ui.pages.dashboard_pictures OUT."""

import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from cims.models.app_user import UserState
from cims.models.sales_order import OrderState
from cims.services.contact_points import ContactPointRow
from cims.services.entity import Link
from cims.services.office import Office
from cims.services.opening import OpenOffice
from cims.services.rights import Actor
from cims.ui.actions import Commands
from cims.ui.file_asker import FileAsker
from cims.ui.jobs import Jobs
from cims.ui.main_window import MainWindow
from cims.ui.messages import Messages
from cims.ui.navigation import Navigation, Surroundings, Tab
from cims.ui.pages.dashboard import DashboardPage
from cims.ui.theme import Appearance
from tests.ui.album import looks, new_office, settle

SIZES = ((1100, 680), (1280, 720), (1440, 900))
PEOPLE = ("王晓燕", "李娜", "赵敏", "陈伟", "刘洋")
STATES = ("potential",) * 5 + ("interested",) * 4 + ("won",) * 6 + ("dormant", "dormant", "lost")
GRADES = ("A", "B", "B", "C", "C", "C", "D", None)
SOURCES = ("referral", "referral", "fair", "online", "online", "telephone", "visit", "friend")
STEPS = ("发报价单", "回访装配线的使用情况", None, "寄样品", "约上门")
KINDS = ("call", "call", "wechat", "visit", "meeting", "note")
COUNT = 400


def fill(office: OpenOffice) -> None:
    """Four hundred customers of a year, what was done with them and what they ordered."""
    with office.database.write(Actor.office()) as inside:
        today = inside.today
        people = [office.actor.user_id or 0]
        for name in PEOPLE[1:]:
            values = {"username": f"u{len(people)}", "name": name, "state": UserState.ACTIVE}
            people.append(inside.users.add(values))
        owners = [people[place * place % 5] for place in range(COUNT)]
        rows = [
            {
                "name": f"苏州恒泰{place}号智能装备有限公司",
                "lifecycle": STATES[place * 7 % len(STATES)],
                "grade": GRADES[place * 3 % len(GRADES)],
                "source": SOURCES[place * 5 % len(SOURCES)],
                "owner": Link(owners[place]),
                "created_on": today - timedelta(days=int(400 * (place / COUNT) ** 1.6)),
                "next_contact_on": today + timedelta(days=place % 23 - 4) if place % 3 else None,
                "next_step": STEPS[place % len(STEPS)],
                "contact_points": (ContactPointRow("mobile", f"138{place:08}"),),
            }
            for place in range(COUNT)
        ]
        ids = inside.customers.add_many(rows)
        entries = [
            {
                "content": "确认了数量",
                "kind": KINDS[place % len(KINDS)],
                "happened_at": inside._unit.now - timedelta(days=int(60 * (place / 900) ** 1.4)),
                "customer": Link(ids[place * 3 % COUNT]),
                "owner": Link(people[place * place % 7 % 5]),
            }
            for place in range(900)
        ]
        inside.activities.add_many(entries)
        sell(inside, ids, people)


def sell(inside: Office, ids: list[int], people: list[int]) -> None:
    """Opportunities in every stage and orders of a year."""
    stages = inside.stages.listing().ids
    inside.opportunities.add_many(
        [
            {
                "customer": Link(ids[place * 7 % COUNT]),
                "name": "二期产线改造",
                "stage": Link(stages[int(len(stages) * (place / 160) ** 1.5)]),
                "lost_reason": "price",
                "owner": Link(people[place * place % 5]),
            }
            for place in range(160)
        ]
    )
    inside.orders.add_many(
        [
            {
                "customer": Link(ids[place * 11 % COUNT]),
                "state": OrderState.CONFIRMED,
                "opened_on": inside.today - timedelta(days=int(380 * (place / 300) ** 1.3)),
                "owner": Link(people[place * place % 5]),
            }
            for place in range(300)
        ]
    )


def shoot(out: Path, office: OpenOffice, appearance: Appearance, prefix: str) -> None:
    """The page in every size, and while it is arranged."""
    messages = Messages()
    jobs = Jobs(office.database, office.actor, messages)
    around = Surroundings(jobs, messages, Commands(lambda _right: True), appearance)
    files = FileAsker()
    tab = Tab("today", "Today", "layout-dashboard", lambda around: DashboardPage(around, files))
    window = MainWindow(Navigation((tab,)), around, lambda _right: True, "王晓燕")
    window.resize(*SIZES[0])
    window.show()
    settle(jobs, 400)
    page = window.findChildren(DashboardPage)[0]
    for width, height in SIZES:
        window.resize(width, height)
        settle(jobs, 80)
        window.grab().save(str(out / f"{prefix}-{width}x{height}.png"))
        page.arrange(True)
        settle(jobs, 80)
        window.grab().save(str(out / f"{prefix}-arrange-{width}x{height}.png"))
        page.arrange(False)
    jobs.close()
    window.deleteLater()


def main() -> int:
    """Draw every look."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    appearance = Appearance(QApplication([]))
    with tempfile.TemporaryDirectory() as folder:
        office = new_office(Path(folder) / "office")
        fill(office)
        for prefix in looks(appearance):
            shoot(out, office, appearance, prefix)
        office.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
