"""Quotes and orders as papers: read with the right to print, filled into a template."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as part
from typing import Any

from cims.models.paper import PaperFormat, PaperKind
from cims.services import contact_points
from cims.services.entity import Link
from cims.services.errors import NotFound, NotPossible
from cims.services.filters import Condition, Operator
from cims.services.granted import Action, Right
from cims.services.i18n import N_, _, text_in
from cims.services.paper_templates.letterhead import LOGO, PICTURES, SELLER, SETTING, completed
from cims.services.paper_templates.sample import sample
from cims.services.paper_templates.values import Given, Reached, values_of
from cims.services.rights import refusal, requires
from cims.services.rules.addresses import one_line
from cims.services.rules.picture_files import picture_of
from cims.services.service import Service
from cims.services.settings import read_setting
from cims.services.storage import Record
from cims.services.watermark import paper_mark

LOGO_ADDRESS = "picture:logo"
LINES = {PaperKind.QUOTE: "quote_line", PaperKind.ORDER: "order_line"}
NAMES = {PaperKind.QUOTE: N_("quote"), PaperKind.ORDER: N_("order")}  # in names of files
LONGEST_NAME = 40
VOID, COLUMNS = "void", ("code", "customer", "contact", "total")
LEVELS = ("province", "city", "district", "detail")


@dataclass(frozen=True)
class Paper:
    """One filled paper; `title` is what its file is called, `columns` what the log tells of it."""

    kind: PaperKind
    record_id: int
    title: str
    language: str
    html: str = ""
    word: bytes = b""
    pictures: Mapping[str, bytes] = part(default_factory=dict)
    mark: str = ""
    columns: tuple[str, ...] = ()


class PaperPrintService(Service):
    """Makes papers of records that whoever asks may print."""

    @requires(Right.SIGN_IN)
    def page(self, kind: PaperKind, record_id: int, template_id: int | None = None) -> Paper:
        """A paper as HTML for printing, PDF and pictures."""
        return self._made(kind, record_id, self._template(kind, PaperFormat.PAGE, template_id))

    @requires(Right.SIGN_IN)
    def word(self, kind: PaperKind, record_id: int, template_id: int | None = None) -> Paper:
        """A paper as a Word file."""
        return self._made(kind, record_id, self._template(kind, PaperFormat.WORD, template_id))

    @requires(Right.SIGN_IN)
    def tried(self, values: Mapping[str, Any], word: bytes = b"") -> Paper:
        """A template that is being worded, filled with a paper of nobody.

        `word` is a Word file that is not kept yet.
        """
        if word:
            from cims.services.paper_templates.word import check_word

            check_word(word)
        template = Record("paper_template", 0, 0, dict(values))
        kind, language = PaperKind(values["paper_kind"]), str(values["language"])
        setting = self.office.settings.common(SETTING)
        own = completed(setting, language, self._office_name()) if setting else None
        pictures = self._pictures(setting)
        logo = LOGO_ADDRESS if pictures else ""
        units = self._units(language)
        given = sample(kind, language, self.office.today, units, own, logo)
        paper = Paper(kind, 0, "", language, pictures=pictures)
        return self._filled(given, template, paper, word=word)

    @requires(Right.SETTINGS)
    def keep_logo(self, content: bytes) -> str:
        """Keep a picture for the letterhead; the hash by which the setting names it."""
        picture_of(content)
        return self.office.paper_templates._kept(content)

    @requires(Right.SIGN_IN)
    def logo(self) -> bytes:
        """The picture of the letterhead, empty without one."""
        return self._pictures(self.office.settings.common(SETTING)).get(LOGO_ADDRESS, b"")

    def _template(self, kind: PaperKind, format_: PaperFormat, id_: int | None) -> Record:
        """The chosen template, else the usual one."""
        known = self.office.paper_templates.usable(kind, format_)
        chosen = [one for one in known if id_ in (None, one.id)]
        if not chosen:
            raise NotPossible(
                _("There is no template for this paper. Make one in Settings, Paper templates.")
            )
        return chosen[0]

    def _made(self, kind: PaperKind, record_id: int, template: Record) -> Paper:
        language = str(template.values["language"])
        head, lines = self._read(kind, record_id)
        setting = self.office.settings.common(SETTING)
        pictures = self._pictures(setting)
        logo = LOGO_ADDRESS if pictures else ""
        places: dict[int, str] = {}
        if kind is PaperKind.QUOTE and setting.get(PICTURES) is not False:
            places = self._of_products(lines, pictures)
        given = Given(
            kind,
            head,
            lines,
            completed(setting, language, self._office_name()),
            language,
            self._customer(head),
            self._seller(head),
            self._units(language),
            logo,
            places,
        )
        title = "_".join(
            filter(None, (self._short_name(head), text_in(language, NAMES[kind]), head["code"]))
        )
        is_void = str(head.get("state")) == VOID
        void = text_in(language, N_("VOID")) if is_void else ""
        mark = " · ".join(filter(None, (void, paper_mark(self.office))))
        shown = self.office.description(kind).by_name
        columns = tuple(_(shown[name].label) for name in COLUMNS if name in shown)
        paper = Paper(kind, record_id, title, language, pictures=pictures, mark=mark)
        return self._filled(given, template, paper, columns)

    def _filled(
        self,
        given: Given,
        template: Record,
        paper: Paper,
        columns: tuple[str, ...] = (),
        word: bytes = b"",
    ) -> Paper:
        """The paper with its words in the template."""
        values, parts = values_of(given), dict(vars(paper), columns=columns)
        source = word or self.office.paper_templates._source(template.values)
        if template.values["format"] == PaperFormat.WORD:
            from cims.services.paper_templates.word import filled_word

            return Paper(**{**parts, "word": filled_word(source, values)})
        from cims.services.paper_templates.engine import filled_page

        return Paper(**{**parts, "html": filled_page(source.decode(), values)})

    def _read(self, kind: PaperKind, record_id: int) -> tuple[Mapping[str, Any], list[Any]]:
        """The record and its lines as whoever prints may see them, and print all of them."""
        room, rows = self.office.room(kind), self.office.room(LINES[kind])
        room._demand(Action.PRINT)
        room._get(record_id, Action.PRINT)
        head = room.load(record_id).values
        where = Condition(str(kind), Operator.IS, Link(record_id))
        lines = rows.rows(rows.listing(where).ids)
        if len(rows._covered([line.id for line in lines], Action.PRINT)) < len(lines):
            raise refusal(Action.PRINT)
        lines.sort(key=lambda line: line.values["position"])
        shown = [line.values for line in lines]
        return head, [row for row in shown if row["quantity"] != (row.get("cancelled") or 0)]

    def _customer(self, head: Mapping[str, Any]) -> Reached:
        """Who gets the paper, as far as whoever prints may see them."""
        customer, contact = self._seen("customer", head), self._seen("contact", head)
        link = head.get("customer")
        points = [*(contact.get("contact_points") or ()), *(customer.get("contact_points") or ())]
        rows = customer.get("addresses") or ()
        return Reached(
            str(customer.get("name") or (link.text if link else "") or ""),
            str(contact.get("name") or ""),
            contact_points.first_phone(points) or "",
            one_line(*(getattr(rows[0], name) or "" for name in LEVELS)) if rows else "",
        )

    def _seen(self, kind: str, head: Mapping[str, Any]) -> Mapping[str, Any]:
        """A record that the paper names; nothing where it is out of sight."""
        link = head.get(kind)
        room = self.office.room(kind)
        if link is None or not self._desk.unit.actor.may(Action.READ, kind):
            return {}
        try:
            return room.load(link.id).values
        except NotFound:
            return {}

    def _seller(self, head: Mapping[str, Any]) -> Reached:
        """The owner of the paper, with the phone that they want on papers."""
        owner = head.get("owner")
        if owner is None:
            return Reached()
        kept = read_setting(self._desk.unit.session, SELLER, owner.id)
        return Reached(owner.text, phone=str(kept.get("phone") or ""))

    def _short_name(self, head: Mapping[str, Any]) -> str:
        customer = self._seen("customer", head)
        return str(customer.get("short_name") or customer.get("name") or "")[:LONGEST_NAME]

    def _pictures(self, setting: Mapping[str, Any]) -> dict[str, bytes]:
        if not (digest := setting.get(LOGO)):
            return {}
        return {LOGO_ADDRESS: self.office.paper_templates._file(str(digest))}

    def _of_products(self, lines: list[Any], pictures: dict[str, bytes]) -> dict[int, str]:
        """The addresses of the lines' pictures, by their numbers; the pictures are added."""
        found: dict[int, str] = {}
        for number, row in enumerate(lines, 1):
            link = row.get("product")
            if link is None or not link.text:  # out of sight
                continue
            address = f"picture:product-{link.id}"
            if address not in pictures:
                picture = self.office.product_pictures.of(link.id)
                pictures[address] = picture.data if picture else b""
            if pictures[address]:
                found[number] = address
        return found

    def _units(self, language: str) -> Any:
        known = {one.code: one for one in self._desk.choices.of("unit")}

        def word(code: str) -> str:
            found = known.get(code)
            return (found.labels.get(language) or found.label) if found else code

        return word

    def _office_name(self) -> str:
        return str(self.office.settings.common("office").get("name") or "")
