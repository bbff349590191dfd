"""Pictures of the emergency page: python -m tests.ui.pages.emergency_pictures OUT."""

import sys
import tempfile
from pathlib import Path

from cims.services.i18n import _
from cims.ui.contents import EMERGENCY
from cims.ui.pages.emergency import EmergencyPage
from cims.ui.pages.emergency.cases import CASES
from cims.ui.pages.emergency.emergency_page import sheet_of
from cims.ui.printing.paper import write_pdf
from cims.ui.printing.sheet import document_of
from cims.ui.theme import Appearance
from tests.ui.album import Album, application, looks, new_office


def main() -> int:
    """Draw everything."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    appearance = Appearance(application())
    with tempfile.TemporaryDirectory() as folder:
        office = new_office(Path(folder) / "office")
        for prefix in looks(appearance):
            album = Album(out, prefix, office, appearance)
            album.window.documents.open(EMERGENCY, 0, _("In an emergency"))
            album.settle()
            page = album.window.documents.page
            assert isinstance(page, EmergencyPage)
            for index, case in enumerate(CASES):
                page.tabs.setCurrentIndex(index)
                album.take(f"emergency-{case.id}")
            write_pdf(document_of(sheet_of()), "sheet", out / f"{prefix}-emergency.pdf")
            album.close()
        office.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
