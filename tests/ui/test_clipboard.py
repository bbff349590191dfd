"""All that goes to the clipboard goes through the module that counts records and knows secrets."""

import re
from pathlib import Path

UI = Path(__file__).parents[2] / "cims" / "ui"
WRITES = re.compile(r"\.set(Text|MimeData|Pixmap|Image)\(")


def test_nothing_is_put_on_the_clipboard_past_its_module():
    past = [
        f"{file.relative_to(UI)}:{number}"
        for file in sorted(UI.rglob("*.py"))
        if file.name != "clipboard.py"
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if "clipboard()" in line and WRITES.search(line)
    ]
    assert past == []
