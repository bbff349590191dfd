"""Pictures of the check of the office: python -m tests.ui.pages.self_check_pictures OUT."""

import sys
import tempfile
from pathlib import Path

from cims.services.spreadsheet.exporter import export
from cims.ui.actions import Commands
from cims.ui.jobs import Jobs
from cims.ui.messages import Messages
from cims.ui.navigation import Surroundings
from cims.ui.pages.self_check import SelfCheckPage
from cims.ui.theme import Appearance
from tests.ui.album import SIZES, application, looks, new_office, settle

SIDE, TOP = 208, 96  # what the window keeps for itself


def main() -> int:
    """Draw everything."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    appearance = Appearance(application())
    with tempfile.TemporaryDirectory() as folder:
        office = new_office(Path(folder) / "office")
        with office.database.write(office.actor) as inside:
            inside.customers.add_many([{"name": f"苏州恒泰{n}号装备有限公司"} for n in range(1200)])
            for name in ("李建国", "赵敏"):
                inside.users.add({"username": name, "name": name, "state": "active"})
        with office.database.write(office.actor) as inside:
            export(inside, "customers", Path(folder) / "客户.csv")
        messages = Messages()
        jobs = Jobs(office.database, office.actor, messages)
        around = Surroundings(jobs, messages, Commands(lambda _right: True), appearance)
        for prefix in looks(appearance):
            for width, height in SIZES:
                page = SelfCheckPage(around)
                page.resize(width - SIDE, height - TOP)
                page.show()
                settle(jobs)
                page.grab().save(str(out / f"{prefix}-check-{width}x{height}.png"))
                page.deleteLater()
        jobs.close()
        office.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
