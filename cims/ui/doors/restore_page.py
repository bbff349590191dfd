"""A backup becomes the office of this computer: whose password opens it?"""

from collections.abc import Sequence

from cims.services.i18n import _
from cims.ui.doors.key_file_row import KeyFiles
from cims.ui.doors.unlock_page import Person, PersonPage
from cims.ui.widgets import Button, PrimaryButton


class RestorePage(PersonPage):
    """Names that stand in the backup, and a password of the day it was made."""

    def __init__(
        self, file_name: str, people: Sequence[Person], chosen: str, key_files: KeyFiles
    ) -> None:
        words = _("“{file}” opens with a password of the day it was made.").format(file=file_name)
        super().__init__(_("Restore from a backup"), words, people, chosen, key_files)
        self.restore = PrimaryButton(_("Restore"), "archive-restore")
        self.restore.clicked.connect(self.enter)
        back = Button(_("Back"), "arrow-left")
        back.clicked.connect(self.back)
        self.by_sheet = Button(_("Forgot password"), "life-buoy")
        self.by_sheet.setProperty("quiet", True)
        self.by_sheet.clicked.connect(lambda: self.forgotten.emit(self.person()))
        self.build(
            self.fields, back, self.by_sheet, None, self.restore, main=self.restore, back=back
        )
