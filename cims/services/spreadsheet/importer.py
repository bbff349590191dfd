"""Bringing a list in: checked without writing, then in one transaction as one change set."""

import os
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from cims.services.changes import ChangeKind
from cims.services.entity import Entity, Kind, Link, nothing_wrong, required
from cims.services.errors import NotPossible
from cims.services.i18n import _
from cims.services.progress import Progress, in_chunks, silent
from cims.services.rights import Action, Actor, refusal
from cims.services.spreadsheet.drafts import Draft
from cims.services.spreadsheet.links import Links
from cims.services.spreadsheet.problems import Problem, ProblemKind
from cims.services.spreadsheet.recognition import Recognition, normalised
from cims.services.spreadsheet.report import ImportOptions, Mode, Report
from cims.services.spreadsheet.rows import assemble
from cims.services.spreadsheet.source import Source, opened_source
from cims.services.spreadsheet.storing import Storing
from cims.services.spreadsheet.words import OfficeWords

if TYPE_CHECKING:
    from cims.services.office import Office, OfficeDatabase

CHUNK = 1_000
WORTH_A_PROCESS = 5_000
INTO = ("customers", "contacts")
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
        described, contact = entities(office, entity)
        with opened_source(path, described, contact, options) as source:
            return Import(office, actor, source, progress, writes=False).report()


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
        described, contact = entities(office, entity)
        with opened_source(path, described, contact, options) as source:
            long = source.total > WORTH_A_PROCESS and (os.cpu_count() or 1) > 1
            with office.words_made_aside() if long else nullcontext():
                return Import(office, actor, source, progress, writes=True).report()


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
        progress: Progress,
        *,
        writes: bool,
    ) -> None:
        self._office, self._actor, self._source = office, actor, source
        self._progress, self._writes = progress, writes
        self._mode = chosen_mode(source.options.mode)
        self._demand_rights()
        self._words = OfficeWords(office)
        area_code = self._words.area_code
        self._recognition = Recognition(
            office, actor, source, self._mode, source.options.key, area_code
        )
        self._storing = Storing(office, source, area_code, writes=writes)
        entity = source.entity
        self._required = [field for field in entity.fields if field.required]
        self._warned = [
            field
            for field in entity.fields
            if field.kind is Kind.TEXT and field.warn is not nothing_wrong
        ]
        self._problems: list[Problem] = []
        self._refused = 0

    def report(self) -> Report:
        """Take all rows in."""
        source = self._source
        source.look_through(self._progress)
        links = Links(self._office, source.entity, source.words_in_file)
        if self._writes:
            self._office.room(source.entity.name).keep_free(source.codes)
        source.codes.clear()
        done = 0
        for drafts in in_chunks(source.drafts(self._words), CHUNK):
            self._progress(done, source.total)
            links.resolve(drafts)
            self._take(drafts)
            done = drafts[-1].number - source.layout.first_row + 1
        if self._writes:
            links.finish()
        self._progress(source.total, source.total)
        later = [problem for draft in links.drafts for problem in draft.problems]
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
            source.mentions(),
            source.sheet.name,
            source.layout.first_heading_row,
            source.layout.heading_rows,
        )

    def _demand_rights(self) -> None:
        entity, source = self._source.entity, self._source
        needed = {
            Mode.CREATE: (Action.IMPORT,),
            Mode.UPDATE: (Action.EDIT,),
            Mode.BOTH: (Action.IMPORT, Action.EDIT),
        }[self._mode]
        described = [entity, source.contact] if source.feeds_contact else [entity]
        for action in needed:
            for one in described:
                if one is not None and not self._actor.may(action, one.name):
                    raise refusal(action)

    def _take(self, drafts: Sequence[Draft]) -> None:
        source = self._source
        for draft in drafts:
            assemble(draft, source.entity, source.contact, self._words.area_code)
            normalised(draft)
            if self._mode is Mode.CREATE:
                self._complete(draft)
        self._recognition.recognise(drafts)
        for draft in drafts:
            self._doubt(draft)
            if self._mode is Mode.BOTH and not draft.record_id:
                self._complete(draft)
        self._recognition.warn(drafts)
        self._storing.store(drafts)
        for draft in drafts:
            self._refused += draft.refused
            self._problems += draft.problems

    def _doubt(self, draft: Draft) -> None:
        """Name what looks wrong; the row comes in all the same."""
        for field in self._warned:
            if (value := draft.values.get(field.name)) and (message := field.warn(value)):
                heading = self._source.heading_of(field.name, "tax_id")
                draft.complain(heading, ProblemKind.CREDIT_CODE, message)

    def _complete(self, draft: Draft) -> None:
        """Name what a new record lacks; whoever imports owns it unless the list says otherwise."""
        for field in self._required:
            if not draft.values.get(field.name) and not draft.refused:
                heading = self._source.heading_of(field.name)
                draft.complain(heading, ProblemKind.REQUIRED, required(field))
        if not draft.values.get("owner") and self._actor.user_id:
            draft.values["owner"] = Link(self._actor.user_id)


def chosen_mode(mode: Mode | str) -> Mode:
    """The mode by its word; NotPossible names those there are."""
    if mode not in set(Mode):
        raise NotPossible(_("The mode is one of: {modes}.").format(modes=", ".join(Mode)))
    return Mode(mode)
