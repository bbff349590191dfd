"""After a session that wants new keys: they are made while nobody is signed in."""

from typing import TYPE_CHECKING

from cims.services.progress import Progress
from cims.ui.doors import entry
from cims.ui.key_work import Maintenance

if TYPE_CHECKING:
    from cims.services.opening import OpenOffice
    from cims.ui.doors.doors import Doors
    from cims.ui.doors.sheet import RecoverySheet


class Maintaining:
    """Does the work for the doors, shows a new sheet, then asks who it is."""

    def __init__(self, doors: "Doors") -> None:
        self._doors = doors

    def begin(self, office: "OpenOffice", wanted: Maintenance) -> None:
        """Do it with a bar that nobody can stop; the office is closed afterwards, come what may."""

        def work(progress: Progress) -> "tuple[RecoverySheet | None, tuple[str, ...]]":
            try:
                turned = wanted.work(office, progress)
            except BaseException:
                office.close()
                raise
            try:
                sheet = entry.sheet_of(turned.office, turned.sheet) if turned.sheet else None
            finally:
                turned.office.close()
            return sheet, turned.dropped

        def done(result: "tuple[RecoverySheet | None, tuple[str, ...]]") -> None:
            sheet, dropped = result
            words = wanted.done
            if dropped:
                words += " " + entry.invited_again(dropped)
            if sheet is None:
                self._doors.begin(words)
            else:
                self._doors.show_sheet(sheet, lambda: self._doors.begin(words))

        def failed(error: Exception) -> None:
            self._doors.begin()
            self._doors.tell(error)

        self._doors.stage.wait_for(wanted.title, work, done, failed)
