"""Pictures of the pool: python -m tests.ui.pages.pool_pictures OUT.

The list with its panel, a claim that is not possible and why, several chosen, a search, nothing
there; assigning, returning with open work, the rules with a look ahead, what a customer's page and
my day say of it, a colleague who leaves.
"""

import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QWidget

from cims.services.customers import AddressRow
from cims.services.entity import Link
from cims.services.opening import OpenOffice
from cims.services.rights import Actor
from cims.services.rules.pool_rules import PoolRules
from cims.ui.dialogs.pool_rules import PoolRulesDialog
from cims.ui.pages.pool import PoolPage
from cims.ui.records.record_page import RecordPage
from cims.ui.theme import Appearance
from tests.factories import valid
from tests.ui.album import Album, application, looks, new_office

PLACES = (("江苏省", "苏州市"), ("浙江省", "宁波市"), ("广东省", "佛山市"), ("四川省", "成都市"))
TRADES = ("恒泰智能装备", "远洋物流", "瑞丰实业", "锐科科技", "云栖软件技术")
LONG = "中国（上海）自由贸易试验区临港新片区精密仪器与自动化控制设备研究开发有限责任公司"
REASONS = ("no_time", "no_need", "unreachable", "no_contact", "left")


def furnish(office: OpenOffice) -> int:
    """Customers in the pool, some that will follow, one to open; whoever looks has limits."""
    me = office.actor.user_id or 0
    with office.database.write(office.actor) as inside:
        inside.settings.set_common("modules", {"shown": ["pool", "tasks"]})
        mates = [inside.users.add(valid("user", name=name)) for name in ("赵敏", "Grace Liu")]
        for mate in mates:
            inside.users.give_role(mate, "sales")
        owners = [*mates, me]
        ids = []
        for number in range(27):
            province, city = PLACES[number % 4]
            name = f"{city.removesuffix('市')}{TRADES[number % 5]}有限公司"
            if number == 3:
                name = LONG
            if number == 5:
                name = "Müller & Söhne GmbH"
            address = AddressRow(province=province, city=city, detail="星湖街 328 号")
            values = valid("customer", name=name, addresses=(address,), grade="ABCD"[number % 4])
            values["lifecycle"] = ("dormant", "lost", "potential")[number % 3]
            values["owner"] = Link(owners[number % 3])
            ids.append(inside.customers.add(values))
        inside.contacts.add(valid("contact", customer=Link(ids[0])))
        inside.activities.add(valid("activity", customer=Link(ids[0])))
        customers = inside.customers
        for number, record in enumerate(customers._whole_ones(ids[:20])):
            moved = {
                "owner": None,
                "pooled_on": inside.today - timedelta(days=3 * number),
                "pool_reason": REASONS[number % 5],
                "former_owner": record.values["owner"],
            }
            customers._move(record, moved)
        kept = ids[20:]
        inside.tasks.add(valid("task", customer=Link(kept[0])))
        for number, id_ in enumerate(kept[0::3]):
            inside.customers.save(inside.customers.load(id_).changed(lifecycle="dormant"))
            days = [(id_, inside.today + timedelta(days=1 + 4 * number))]
            inside.pool_returns._promise(days)
    rules(office, cap=12, per_day=3, cooling=30)
    return kept[0]


def rules(office: OpenOffice, **what: object) -> None:
    """Decide about the pool."""
    with office.database.write(Actor.office()) as inside:
        inside.pool.set_rules(
            PoolRules(
                returns=True,
                contact={"dormant": 90, "lost": 90, "potential": 60},
                deal={"won": 365},
                spared_grades=("A",),
                **what,
            )
        )


def draw_pool(album: Album, office: OpenOffice) -> None:
    """The list in its states."""
    window = album.window
    window.show_tab("pool")
    album.settle()
    page = window.documents.page
    assert isinstance(page, PoolPage)
    page.view.go_to(0)
    album.settle()
    album.take("pool")
    page.view.go_to(3)
    album.settle()
    album.take("pool-long")
    page.view.selectAll()
    album.settle()
    album.take("pool-chosen")
    album.pop("pool-menu", lambda: shown(page))
    page.view.clearSelection()
    dialog = page.pool.assign([1, 2, 3])
    album.settle()
    album.take("pool-assign", dialog)
    dialog.reject()
    page.bar.search.setText("szht")
    page.bar.search.search_now()
    album.settle()
    album.take("pool-search")
    page.bar.search.setText("qqq")
    page.bar.search.search_now()
    album.settle()
    album.take("pool-not-found")
    page.bar.search.setText("")
    page.bar.search.search_now()
    rules(office, cap=2)
    page.view.go_to(2)
    album.settle()
    album.take("pool-full")
    rules(office, cap=12, per_day=3, cooling=30)


def shown(page: PoolPage) -> QWidget:
    """The menu of the list, over it."""
    menu = page.commands.menu()
    menu.popup(page.view.mapToGlobal(page.view.rect().center()))
    return menu


def draw_rest(album: Album, firm: int) -> None:
    """A customer that will return, the dialogs, my day."""
    window = album.window
    window.documents.open("customer", firm, "")
    album.settle()
    page = window.documents.page
    assert isinstance(page, RecordPage)
    album.take("customer-returns")
    page.commands.return_to_pool()
    album.settle()
    dialog = page.commands._customers.pool.dialog
    assert dialog is not None
    album.take("return", dialog)
    dialog.answer()
    album.take("return-refused", dialog)
    dialog.reject()
    window.show_tab("today")
    album.settle()
    album.take("my-day")
    window._commands.run("office.pool")
    album.settle()
    found = album.window.findChildren(PoolRulesDialog)
    (rules_dialog,) = found
    rules_dialog.try_out()
    album.settle()
    album.take("rules", rules_dialog)
    rules_dialog.reject()


def main() -> None:
    """Draw everything in every look."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    appearance = Appearance(application())
    with tempfile.TemporaryDirectory() as folder:
        office, empty = (new_office(Path(folder) / name) for name in ("full", "empty"))
        firm = furnish(office)
        with empty.database.write(empty.actor) as inside:
            inside.settings.set_common("modules", {"shown": ["pool"]})
        for prefix in looks(appearance):
            album = Album(out, prefix, office, appearance)
            draw_pool(album, office)
            draw_rest(album, firm)
            album.close()
            album = Album(out, prefix, empty, appearance)
            album.window.show_tab("pool")
            album.settle()
            album.take("pool-empty")
            album.close()
        office.close()
        empty.close()


if __name__ == "__main__":
    main()
