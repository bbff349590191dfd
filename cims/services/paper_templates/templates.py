"""The templates of the office's papers: records like any other, checked before they are kept."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import insert, select

from cims.models.base import Base
from cims.models.paper import PaperFile, PaperFormat, PaperKind, PaperLanguage, PaperTemplate
from cims.services.entity import Entity, Field, Kind
from cims.services.errors import NotFound, ValidationFailed
from cims.services.i18n import LANGUAGES, N_, _, text_in
from cims.services.named_records import NamedRecords, named
from cims.services.paper_templates.letterhead import LOGO, SETTING
from cims.services.paper_templates.ready import READY, ready_page
from cims.services.paper_templates.sample import sample
from cims.services.paper_templates.shape import LONGEST, WrongTemplate
from cims.services.paper_templates.values import values_of
from cims.services.rights import Action, Actor, Shared, requires, visible
from cims.services.storage import Record, fetch, table_of

__all__ = ["PAPER_TEMPLATE", "PaperFormat", "PaperKind", "PaperLanguage", "PaperTemplateService"]

GROUP = N_("Template")
FIRST_LANGUAGE = {"CNY": PaperLanguage.CHINESE}  # of an office that counts in this currency

PAPER_TEMPLATE = Entity(
    "paper_template",
    "paper_templates",
    N_("Paper template"),
    N_("Paper templates"),
    PaperTemplate,
    fields=named(
        GROUP,
        Field("paper_kind", N_("Paper"), Kind.ENUM, enum=PaperKind, required=True, listed=True,
              group=GROUP),
        Field("language", N_("Language"), Kind.ENUM, enum=PaperLanguage, required=True,
              listed=True, group=GROUP),
        Field("format", N_("Format"), Kind.ENUM, enum=PaperFormat, required=True, listed=True,
              group=GROUP),
        Field("is_default", N_("Usual template"), Kind.YES_NO, listed=True, group=GROUP),
        Field("retired", N_("Retired"), Kind.YES_NO, group=GROUP),
        Field("content", N_("Wording"), Kind.LONG_TEXT, length=LONGEST, filterable=False,
              group=GROUP),
        Field("file", N_("Word file"), length=64, filterable=False, group=GROUP),
        Field("remarks", N_("Remarks"), Kind.LONG_TEXT, group=GROUP),
    ),
    scope=Shared(),
    series="M{00}",
)  # fmt: skip


class PaperTemplateService(NamedRecords):
    """Templates of quotes and orders."""

    entity = PAPER_TEMPLATE

    @requires(Action.READ)
    def usable(self, kind: PaperKind, format_: PaperFormat = PaperFormat.PAGE) -> list[Record]:
        """The templates for a kind of paper, the usual one first."""
        table = table_of(PAPER_TEMPLATE)
        query = select(table.c.id).where(
            table.c.paper_kind == kind, table.c.format == format_, table.c.retired.is_(False)
        )
        query = query.order_by(table.c.is_default.desc(), table.c.id)
        unit = self._desk.unit
        ids = list(unit.session.scalars(visible(query, PAPER_TEMPLATE, unit.actor)))
        return fetch(unit.session, PAPER_TEMPLATE, unit.actor, ids)

    @requires(Action.EDIT)
    def keep_file(self, content: bytes) -> str:
        """Keep a Word file for a template; the hash by which the template names it."""
        from cims.services.paper_templates.word import check_word

        check_word(content)
        return self._kept(content)

    @requires(Action.READ)
    def source(self, values: Mapping[str, Any]) -> bytes:
        """The template itself as a file: its own wording or the ready one."""
        return self._source(values)

    def _source(self, values: Mapping[str, Any]) -> bytes:
        if values["format"] == PaperFormat.WORD:
            from cims.services.paper_templates.ready_word import ready_word

            if file := values.get("file"):
                return self._file(file)
            logo = self.office.settings.common(SETTING).get(LOGO)
            return ready_word(values["language"], self._file(logo) if logo else b"")
        content = values.get("content")
        return (ready_page(values["language"]) if content is None else content).encode()

    def _kept(self, content: bytes) -> str:
        """Store a file under its hash, once."""
        digest, unit = sha256(content).hexdigest(), self._desk.unit
        table = Base.metadata.tables[PaperFile.__tablename__]
        known = unit.session.scalar(select(table.c.digest).where(table.c.digest == digest))
        if known is None:
            row = {"digest": digest, "content": content, "added_at": unit.now}
            unit.session.execute(insert(table).values(row))
        return digest

    def _file(self, digest: str) -> bytes:
        """What was kept under a hash."""
        table = Base.metadata.tables[PaperFile.__tablename__]
        query = select(table.c.content).where(table.c.digest == digest)
        found = self._desk.unit.session.scalar(query)
        if found is None:
            raise NotFound(_("The template's file is not there. Load it again."))
        return bytes(found)

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        values = super()._prepared(values, old)
        for name in ("is_default", "retired"):
            values[name] = bool(values.get(name))
        values["is_default"] = values["is_default"] and not values["retired"]
        content = values.get("content")
        language = values.get("language")
        if language and content == ready_page(language):
            values["content"] = None
        return values

    def _refuse_wrong(self, changed: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        super()._refuse_wrong(changed, values)
        if (content := values.get("content")) is not None:
            from cims.services.paper_templates.engine import filled_page

            try:
                filled_page(content, self._of_nobody(values))
            except WrongTemplate as wrong:
                raise ValidationFailed({"content": str(wrong)}) from None
        if "file" in changed and (file := values.get("file")):
            self._refuse_word(self._file(file), values)

    def _refuse_word(self, content: bytes, values: Mapping[str, Any]) -> None:
        """Refuse a Word file with which a paper of nobody can't be filled."""
        from cims.services.paper_templates.word import UnusableWord, check_word, filled_word

        try:
            check_word(content)
            filled_word(content, self._of_nobody(values))
        except (WrongTemplate, UnusableWord) as wrong:
            raise ValidationFailed({"file": str(wrong)}) from None

    def _of_nobody(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The values of a paper with which a template is tried."""
        kind, language = PaperKind(values["paper_kind"]), str(values["language"])
        return values_of(sample(kind, language, self._today()))

    def _after_insert(self, ids: list[int], rows: list[dict[str, Any]], uuids: list[bytes]) -> None:
        super()._after_insert(ids, rows, uuids)
        for id_, row in zip(ids, rows, strict=True):
            if row["is_default"]:
                self._only_default(id_, row)

    def _write(self, old: Record, values: dict[str, Any], changed: Mapping[str, Any]) -> None:
        super()._write(old, values, changed)
        if changed.get("is_default"):
            self._only_default(old.id, values)

    def _only_default(self, id_: int, values: Mapping[str, Any]) -> None:
        """Of each kind and format one template is the usual one."""
        for other in self.usable(values["paper_kind"], values["format"]):
            if other.id != id_ and other.values["is_default"]:
                self.save(other.changed(is_default=False))

    def _furnish(self) -> None:
        """Write the ready templates of an office that has none."""
        table, session = table_of(PAPER_TEMPLATE), self._desk.unit.session
        query = visible(select(table.c.id).limit(1), PAPER_TEMPLATE, Actor.office())
        if session.scalar(query) is not None:
            return
        first = FIRST_LANGUAGE.get(self.office.currency, PaperLanguage.ENGLISH)
        self._insert(
            [
                {
                    "name": text_in(language, name),
                    "paper_kind": kind,
                    "language": PaperLanguage(language),
                    "format": format_,
                    "is_default": language == first,
                }
                for language in LANGUAGES
                for kind, format_, name in READY
            ]
        )
