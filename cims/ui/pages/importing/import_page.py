"""The import of a list on one page: file, columns, first rows, check, import, summary."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QStackedWidget, QWidget

from cims.services.customers import CUSTOMER
from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.rights import Action, refusal
from cims.services.spreadsheet.report import ImportOptions, Report
from cims.ui.jobs import Job
from cims.ui.modules import is_hidden
from cims.ui.pages.importing import work
from cims.ui.pages.importing.drop_area import DropArea, DropPage
from cims.ui.pages.importing.file_bar import FileBar
from cims.ui.pages.importing.import_body import COLUMNS, ImportBody
from cims.ui.pages.importing.run_bar import RunBar
from cims.ui.pages.importing.runner import Runner
from cims.ui.pages.importing.summary import Summary, counted
from cims.ui.pages.importing.work import BY_MODULE, ENTITIES, Looked, Order
from cims.ui.theme.tokens import PAGE_MARGINS
from cims.ui.widgets import column

if TYPE_CHECKING:
    from cims.ui.file_asker import FileAsker
    from cims.ui.navigation import Surroundings

LISTS = "*.xlsx *.xlsm *.xls *.ods *.csv *.tsv *.txt"
SETTING, FOLDER = "import", "folder"


class ImportPage(DropPage):
    """Brings one list in; nothing is written before Import, and Undo takes it back."""

    def __init__(self, surroundings: "Surroundings", files: "FileAsker") -> None:
        super().__init__()
        self._jobs, self._messages = surroundings.jobs, surroundings.messages
        self._files = files
        actor = self._jobs.actor
        off = [one for one in BY_MODULE if is_hidden(one.name, surroundings.modules)]
        self._shown = [one for one in ENTITIES if one not in off]
        self._allowed = [one for one in self._shown if actor.may(Action.IMPORT, one.name)]
        self._makes = frozenset(one.name for one in ENTITIES if actor.may(Action.IMPORT, one.name))
        self._entity = self._allowed[0] if self._allowed else CUSTOMER
        self._order: Order | None = None
        self._report: Report | None = None
        self._reading: Job | None = None
        self.runner = Runner(self._jobs, self._messages, self)
        self.drop, self.bar = DropArea(), FileBar(self._shown)
        self.body, self.run, self.summary = ImportBody(), RunBar(), Summary()
        self.body.may_make = self._makes
        self.body.making_changed.connect(lambda: self.check())
        self._stack = QStackedWidget()
        list_page = QWidget()
        parts = column(self.bar, self.body, self.run, spacing=12)
        parts.setStretch(1, 1)
        list_page.setLayout(parts)
        self._list_page = list_page
        for page in (self.drop, list_page, self.summary):
            self._stack.addWidget(page)
        self.setLayout(column(self._stack, margins=PAGE_MARGINS))
        self._connect()
        self._obey_rights()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {"page.import": self.choose, "page.reload": self._read_again}

    def focus_first(self) -> None:
        if self._stack.currentWidget() is self.drop:
            self.drop.choose.setFocus()
        elif self._stack.currentWidget() is self.summary:
            self.summary.show_list.setFocus()
        else:
            (self.run.bring if self.run.bring.isEnabled() else self.run.check).setFocus()

    def is_importing(self) -> bool:
        """Whether a check or an import runs."""
        return self.runner.is_running()

    def is_reading(self) -> bool:
        """Whether a file is being looked at."""
        return self._reading is not None

    def use_entity(self, name: str) -> None:
        """Bring lists into this record type, unless a list is being looked at."""
        wanted = [one for one in self._allowed if one.name == name]
        if wanted and self._order is None:
            self._entity = wanted[0]

    def choose(self) -> None:
        """Ask for a file."""
        if not self.can_take_file():
            return
        pattern = _("Lists ({endings})").format(endings=LISTS)
        self._files.to_open(self, _("Import a list"), pattern, self.take_file)

    def take_file(self, path: Path) -> None:
        """Look at a list; whatever stood here before makes way for it."""
        if not self.can_take_file():
            return
        self.body.passed.forget()
        self.drop.wait_for(path.name)
        self._stack.setCurrentWidget(self.drop)
        self.title_changed.emit(_("Import: {file}").format(file=path.name))
        self._look(Order(self._entity.name, path, ImportOptions()), is_new=True)
        kept = {FOLDER: str(path.parent)}
        self._files.folder = kept[FOLDER]
        self._jobs.write(lambda office: office.settings.set_mine(SETTING, kept))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and isinstance(focused, QAbstractButton):
            focused.click()
        elif event.key() == Qt.Key.Key_Escape and self.runner.is_running():
            self._cancel()
        else:
            super().keyPressEvent(event)

    def can_take_file(self) -> bool:
        return bool(self._allowed) and not self.is_importing()

    def _connect(self) -> None:
        self.file_held.connect(self.drop.set_hovered)
        self.file_dropped.connect(self.take_file)
        self.drop.asked.connect(self.choose)
        self.bar.other_asked.connect(self.choose)
        self.bar.changed.connect(self._file_changed)
        self.body.changed.connect(self._columns_changed)
        self.run.changed.connect(self._forget_check)
        self.run.check_asked.connect(self.check)
        self.run.import_asked.connect(self.bring_in)
        self.run.cancel_asked.connect(self._cancel)
        self.body.problems.save_asked.connect(self._save_problems)
        self.summary.problems.save_asked.connect(self._save_problems)
        self.summary.undo_asked.connect(self._undo)
        self.runner.started.connect(self._started)
        self.runner.progressed.connect(self.run.show_progress)
        self.runner.checked.connect(self._checked)
        self.runner.imported.connect(self._imported)
        self.runner.ended.connect(self._run_ended)
        self.runner.undone.connect(self.summary.show_undone)
        self.summary.list_asked.connect(lambda: self.tab_asked.emit(self._entity.plural))
        self.summary.another_asked.connect(self._start_anew)

    def _obey_rights(self) -> None:
        reason = str(refusal(Action.IMPORT))
        for one in self._shown:
            if one not in self._allowed:
                self.bar.into.forbid(one.name, reason)
        if not self._allowed:
            self.drop.forbid(reason)
        elif not self._files.folder:
            self._jobs.read(self, lambda office: office.settings.mine(SETTING), self._take_folder)

    def _take_folder(self, kept: dict[str, str]) -> None:
        self._files.folder = self._files.folder or kept.get(FOLDER, "")

    def _look(self, order: Order, *, is_new: bool) -> None:
        if self._reading is not None:
            self._reading.cancel()
        self._report = None
        self._reading = job = self._jobs.read(
            self,
            lambda office: work.look(office, order),
            lambda looked: self._show(looked, is_new=is_new),
            self._refused,
        )
        job.ended.connect(self._read_ended)
        self._show_ready()

    def _show(self, looked: Looked, *, is_new: bool) -> None:
        self._order = looked.order
        self._entity = next(one for one in ENTITIES if one.name == looked.order.entity)
        self.run.offer(self._entity, self._jobs.actor)
        self.bar.show_looked(looked)
        self.body.show_looked(looked, self._entity, is_new=is_new)
        self.body.show_report(None)
        self._reading = None
        if is_new and not self.body.mapping.is_as_read:
            self._columns_changed()  # read anew for what was learned
            return
        is_first = self._stack.currentWidget() is not self._list_page
        self._stack.setCurrentWidget(self._list_page)
        self._show_ready()
        if is_first:
            self.body.tabs.setCurrentIndex(COLUMNS)
        if is_first and self.isVisible():
            self.focus_first()

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, CimsError):
            self._messages.error(error)
            self._start_anew()
            return
        self._order = None
        self.drop.refuse(str(error))
        self._stack.setCurrentWidget(self.drop)
        self.drop.choose.setFocus()

    def _read_ended(self) -> None:
        if self._reading is self.sender():
            self._reading = None
            self._show_ready()

    def _read_again(self) -> None:
        if self._order is not None and not self.is_importing():
            self._look(self._order, is_new=False)

    def _file_changed(self) -> None:
        if self._order is None:
            return
        order = self.bar.order(self._order)
        is_new = order.options.mapping is None or order.entity != self._order.entity
        if order.options.sheet != self._order.options.sheet:
            self.body.passed.forget()
        self._look(order, is_new=is_new)

    def _columns_changed(self) -> None:
        if self._order is not None:
            options = self.body.options(self._order.options)
            self._look(replace(self._order, options=options), is_new=False)

    def _forget_check(self) -> None:
        self._report = None
        self.body.show_report(None)
        self._show_ready()

    def _show_ready(self) -> None:
        if self.runner.is_running():
            return
        is_read = self._order is not None and self._reading is None and not self.body.said()
        report = self._report
        can_import = is_read and report is not None and report.created + report.updated > 0
        told = counted(report, is_done=False) if report else ""
        self.run.ready(can_check=is_read, can_import=can_import, status=told)

    def _chosen(self) -> Order:
        assert self._order is not None
        options = replace(
            self.body.options(self._order.options),
            mode=self.run.mode.value(),
            key=self.run.key.value(),
        )
        return replace(self._order, options=options, taught=self.body.mapping.taught)

    def check(self) -> None:
        """Go through the whole list without writing."""
        self.runner.check(self._chosen())

    def bring_in(self) -> None:
        """Import the list as it was checked."""
        self.runner.bring_in(self._chosen())

    def _started(self, words: str) -> None:
        self._set_waiting(is_waiting=True)
        self.run.running(words)

    def _set_waiting(self, *, is_waiting: bool) -> None:
        self.bar.setEnabled(not is_waiting)
        self.body.set_waiting(is_waiting=is_waiting)

    def _cancel(self) -> None:
        self.setFocus()  # else it would go on to the rail: the button is disabled
        self.run.cancelling()
        self.runner.cancel()

    def _checked(self, report: Report) -> None:
        self._report = report
        self.body.show_report(report)

    def _imported(self, report: Report) -> None:
        assert self._order is not None
        self._report = report
        self.summary.show_report(self._entity, report, self._order.path.name)
        self._stack.setCurrentWidget(self.summary)

    def _run_ended(self, is_cancelled: bool) -> None:
        self._set_waiting(is_waiting=False)
        self._show_ready()
        if is_cancelled:
            self.run.status.set_text(_("Cancelled. Nothing was imported."))
        if self.isVisible():
            self.focus_first()

    def _undo(self) -> None:
        if self._report is not None and self._report.change_set_id is not None:
            self.summary.undo.setEnabled(False)
            self.runner.undo(self._report.change_set_id)

    def _save_problems(self) -> None:
        if self._order is not None and self._report is not None:
            self.runner.ask_to_save(self, self._files, self._order, self._report)

    def _start_anew(self) -> None:
        self._order = self._report = None
        self.drop.invite()
        self._stack.setCurrentWidget(self.drop)
        self.title_changed.emit(_("Import a list"))
        self.drop.choose.setFocus()
