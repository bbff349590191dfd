"""Every screen in each language, theme and size: python -m tests.ui.shots OUT."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

MAKERS = {  # each in a process and a folder of its own; they mostly wait
    "lists": "tests.ui.records.pictures",
    "forms": "tests.ui.records.form_pictures",
    "sealed": "tests.ui.records.sealed_pictures",
    "import": "tests.ui.pages.import_pictures",
    "logging": "tests.ui.pages.log_pictures",
    "day": "tests.ui.pages.day_pictures",
    "settings": "tests.ui.pages.administration_pictures",
    "dashboard": "tests.ui.pages.dashboard_pictures",
    "audit log": "tests.ui.pages.audit_log_pictures",
    "sales": "tests.ui.pages.sales_pictures",
    "quotes": "tests.ui.pages.quote_pictures",
    "papers": "tests.ui.pages.paper_pictures",
    "leads": "tests.ui.pages.lead_pictures",
    "forecast": "tests.ui.pages.forecast_pictures",
    "pool": "tests.ui.pages.pool_pictures",
    "goods": "tests.ui.pages.goods_pictures",
    "working day": "tests.ui.pages.working_day_pictures",
    "emergency": "tests.ui.pages.emergency_pictures",
    "doors": "tests.ui.doors.pictures",
    "frame": "tests.ui.gallery",
}


def make(name: str, out: Path) -> int:
    """Run one maker; what Qt says about its own platform is of no interest."""
    command = [sys.executable, "-m", MAKERS[name], str(out / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stderr)
    return done.returncode


def main() -> int:
    """Draw everything and say where it lies."""
    out = Path(sys.argv[1])
    started = monotonic()
    with ThreadPoolExecutor(3 * (os.cpu_count() or 1)) as workers:
        failed = sum(workers.map(lambda name: bool(make(name, out)), MAKERS))
    count = sum(1 for _picture in out.rglob("*.png"))
    sys.stdout.write(f"{count} pictures in {out}, {monotonic() - started:.0f} s\n")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
