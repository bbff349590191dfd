"""Bringing a list in: checked without writing, then in one transaction as one change set."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cims.services.activities import ActivityService
from cims.services.changes import ChangeKind
from cims.services.entity import Entity
from cims.services.errors import NotPossible
from cims.services.i18n import _, language
from cims.services.progress import Progress, silent
from cims.services.rights import Action, Actor, Owned, refusal, scope_words
from cims.services.spreadsheet.circles import Circles
from cims.services.spreadsheet.drafts import Draft, name_strangers
from cims.services.spreadsheet.finishing import Finishing
from cims.services.spreadsheet.links import Links
from cims.services.spreadsheet.modes import INTO, Mode
from cims.services.spreadsheet.problems import Problem, ProblemKind
from cims.services.spreadsheet.reader import Batch, Wanted, list_read
from cims.services.spreadsheet.recognition import Recognition
from cims.services.spreadsheet.repeats import Months, Repeats
from cims.services.spreadsheet.report import ImportOptions, Report
from cims.services.spreadsheet.source import Source, closed_of
from cims.services.spreadsheet.storing import Storing
from cims.services.spreadsheet.words import OfficeWords

if TYPE_CHECKING:
    from cims.services.office import Office, OfficeDatabase

AS_FOUND = ImportOptions()


def check(
    database: "OfficeDatabase",
    actor: Actor,
    entity: str,
    path: Path,
    options: ImportOptions = AS_FOUND,
    progress: Progress = silent,
) -> Report:
    """What `run` would do, without writing anything."""
    with database.read(actor) as office:
        return take_in(office, actor, entity, path, options, progress, writes=False)


def run(
    database: "OfficeDatabase",
    actor: Actor,
    entity: str,
    path: Path,
    options: ImportOptions = AS_FOUND,
    progress: Progress = silent,
) -> Report:
    """Import a list: one transaction, one change set labelled with the file's name.

    All checks are made again inside the transaction. Cancelled, which `progress` may raise, and
    every other failure leave nothing behind.
    """
    with database.write(actor, ChangeKind.IMPORT, path.name, progress) as office:
        return take_in(office, actor, entity, path, options, progress, writes=True)


def take_in(
    office: "Office",
    actor: Actor,
    entity: str,
    path: Path,
    options: ImportOptions = AS_FOUND,
    progress: Progress = silent,
    *,
    writes: bool,
) -> Report:
    """Go through a whole list in this unit of work, which without `writes` changes nothing."""
    described, contact = entities(office, entity)
    mode, words = chosen_mode(options.mode), OfficeWords(office, actor)
    wanted = Wanted(
        described.name,
        contact.name if contact else "",
        path,
        options,
        mode,
        words,
        office.beginning,
        language(),
        closed_of(described, contact),
    )
    with list_read(wanted, progress) as (source, batches):
        report = Import(office, actor, source, mode, progress, writes=writes).report(batches)
    if writes:
        office.room(entity).note_import(path.name, report.created, report.updated)
    return report


def entities(office: "Office", name: str) -> tuple[Entity, Entity | None]:
    """What is imported into, and the contact that a customer's row may bring along."""
    entity = office.room(name).entity
    if entity.plural not in INTO:
        raise NotPossible(_("Lists can be imported into: {types}.").format(types=", ".join(INTO)))
    return entity, office.contacts.entity if entity.plural == "customers" else None


class Import:
    """One pass of a list through an office."""

    def __init__(
        self,
        office: "Office",
        actor: Actor,
        source: Source,
        mode: Mode,
        progress: Progress,
        *,
        writes: bool,
    ) -> None:
        self._office, self._actor, self._source = office, actor, source
        self._mode, self._progress, self._writes = mode, progress, writes
        self._demand_rights()
        told = office.beginning
        key, area_code = source.options.key, told.area_code
        self._recognition = Recognition(office, actor, source, mode, key, area_code)
        self._finishing = Finishing(source, mode, told)
        self._circles = Circles(office.customers, source.entity)
        self._storing = Storing(
            office, source, self._finishing, self._circles, area_code, writes=writes
        )
        self._links = Links(office, source, self._circles, writes=writes)
        self._repeats, self._months = Repeats(office, source), Months(office, source)
        scope = source.entity.scope
        is_plain = isinstance(scope, Owned) and not scope.through
        self._sight = scope_words(source.entity, actor) if is_plain else None
        self._problems: list[Problem] = []
        self._refused = 0

    def report(self, batches: Iterator[Batch]) -> Report:
        """Take all rows in."""
        source, done = self._source, 0
        room = self._office.room(source.entity.name)
        if self._writes:
            room.keep_free(source.codes)
            if isinstance(room, ActivityService):
                room.put_off()
        source.codes.clear()
        for drafts, made in batches:
            self._progress(done, source.total)
            self._take(drafts)
            if self._writes:
                self._office.index(made)
            done = drafts[-1].number - source.layout.first_row + 1
        self._links.finish()
        if self._writes and isinstance(room, ActivityService):
            room.catch_up()
        self._progress(source.total, source.total)
        later = [problem for draft in self._links.drafts for problem in draft.problems]
        problems = dict.fromkeys([*self._problems, *later])
        place = {heading: column for column, heading in source.layout.headings.items()}
        counts = self._storing
        return Report(
            counts.created,
            counts.updated,
            counts.unchanged,
            self._refused,
            tuple(sorted(problems, key=lambda one: (one.row, place.get(one.column, -1)))),
            self._office.changes.change_set_id,
            source.said,
            source.title,
            source.layout.first_heading_row,
            source.layout.heading_rows,
            source.masked,
        )

    def _demand_rights(self) -> None:
        entity, source = self._source.entity, self._source
        needed = {
            Mode.CREATE: (Action.IMPORT,),
            Mode.UPDATE: (Action.IMPORT, Action.EDIT),
            Mode.BOTH: (Action.IMPORT, Action.EDIT),
        }[self._mode]
        described = [entity, source.contact] if source.feeds_contact else [entity]
        for action in needed:
            for one in described:
                if one is not None and not self._actor.may(action, one.name):
                    raise refusal(action)

    def _take(self, drafts: Sequence[Draft]) -> None:
        self._links.resolve(drafts)
        for draft in drafts:
            if not draft.finished:
                self._finishing.finish(draft)
        both = self._mode is Mode.BOTH
        self._recognition.recognise(drafts, self._finishing.begin if both else None)
        for draft in drafts:
            name_strangers(draft, kept=self._mode is Mode.UPDATE or bool(draft.record_id))
        self._recognition.warn(drafts)
        self._repeats.warn(drafts)
        self._months.refuse(drafts)
        self._warn_of_strangers(drafts)
        self._storing.store(drafts)
        if not self._writes and self._source.words_in_file:
            self._circles.would_come_in(d for d in drafts if not d.is_out_of_sight)
        for draft in drafts:
            self._refused += draft.refused
            self._problems += draft.problems

    def _warn_of_strangers(self, drafts: Sequence[Draft]) -> None:
        """Name new records that go to colleagues out of sight of whoever imports."""
        scope = self._source.entity.scope
        if self._sight is None or not isinstance(scope, Owned):
            return
        for draft in drafts:
            if draft.refused or draft.record_id:
                continue
            words = {f"u{link.id}" for link in draft.values.get("collaborators") or ()}
            if owner := draft.values.get("owner"):
                words.add(f"o{owner.id}")
            elif scope.unowned:
                continue  # a rule says whose it is, or it waits for who gives it to somebody
            if words.isdisjoint(self._sight):
                reason = _(
                    "It goes to a colleague whose records you do not see: you will not find it "
                    "here, and can't undo this import."
                )
                heading = self._source.heading_of("owner")
                draft.complain(heading, ProblemKind.OUT_OF_SIGHT, reason)


def chosen_mode(mode: Mode | str) -> Mode:
    """The mode by its word; NotPossible names those there are."""
    if mode not in set(Mode):
        raise NotPossible(_("The mode is one of: {modes}.").format(modes=", ".join(Mode)))
    return Mode(mode)
