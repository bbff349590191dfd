"""Answers what the lines in a form ask the office: offers, copied tables, new products."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from cims.services.entity import Link
from cims.services.field_rights import described
from cims.services.i18n import _
from cims.services.line_offers import LineOffer, WantedLine
from cims.services.pasted_lines import Pasted
from cims.services.products import PRODUCT
from cims.services.rights import Action
from cims.ui.records.field_widgets import LinesField, Place
from cims.ui.records.new_product import NewProduct

if TYPE_CHECKING:
    from cims.ui.jobs import Jobs


class LineSources:
    """Belongs to the lines of a paper; asks for its customer, in its currency."""

    def __init__(
        self, page: QWidget, jobs: "Jobs", paper: str, lines: Callable[[], LinesField | None]
    ) -> None:
        self._page, self._jobs, self._lines = page, jobs, lines
        self._kind = f"{paper}_line"
        actor = jobs.actor
        self.sees_cost = "cost" in described(PRODUCT, actor).by_name
        may_add = actor.may(Action.CREATE, PRODUCT.name)
        self.new_product = self._new_product if may_add else None
        self.dialog: NewProduct | None = None

    def joined(self, place: Place) -> Place:
        """The place with what lines ask for."""
        return replace(
            place,
            offers=self.offers,
            tables=self.tables,
            new_product=self.new_product,
            sees_cost=self.sees_cost,
        )

    def offers(
        self,
        wanted: Sequence[WantedLine],
        then: Callable[[Sequence[LineOffer | None]], None],
    ) -> None:
        """What lines with these products begin with."""
        if (lines := self._lines()) is None:
            return
        head, kind = lines.model.head, self._kind
        self._jobs.read(
            lines,
            lambda office: office.line_offers.of_all(wanted, head.customer, head.currency, kind),
            then,
        )

    def tables(self, text: str, columns: Sequence[str], then: Callable[[Pasted], None]) -> None:
        """The lines that a copied table says."""
        if (lines := self._lines()) is not None:
            self._jobs.read(lines, lambda office: office.line_offers.pasted(text, columns), then)

    def _new_product(self, words: str, then: Callable[[Link], None]) -> None:
        """Ask what a new product needs, make it, and give it to the line."""
        lines = self._lines()
        if lines is None:
            return
        dialog = NewProduct(words, lines.model.head.currency, lines.place, self._page.window())
        self.dialog = dialog

        def make() -> None:
            values = dialog.values()
            title = str(values["name"])
            self._jobs.write(
                lambda office: office.products.add(values),
                owner=dialog,
                label=title,
                then=lambda id_: made(id_, title),
                failed=dialog.refuse,
                toast=_("“{title}” was saved.").format(title=title),
            )

        def made(id_: int, title: str) -> None:
            dialog.accept()
            then(Link(id_, title))

        dialog.asked.connect(make)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
