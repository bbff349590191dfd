"""Answers what the lines in a form ask the office: offers, copied tables, new products."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from cims.services.entity import Entity, Link
from cims.services.field_rights import described
from cims.services.i18n import _
from cims.services.line_offers import LineOffer, WantedLine
from cims.services.pasted_lines import Pasted
from cims.services.products import PRODUCT
from cims.services.rights import Action
from cims.ui.records.new_product import NewProduct

if TYPE_CHECKING:
    from cims.ui.navigation import Surroundings
    from cims.ui.records.form import RecordForm


class LineSources:
    """Belongs to one page; asks for the customer and the currency that stand in its form."""

    def __init__(
        self, page: QWidget, around: "Surroundings", form: Callable[[], "RecordForm | None"]
    ) -> None:
        self._page, self._around, self._jobs, self._form = page, around, around.jobs, form
        actor = around.jobs.actor
        self.sees_cost = "cost" in described(PRODUCT, actor).by_name
        may_add = actor.may(Action.CREATE, PRODUCT.name)
        self.new_product = self._new_product if may_add else None
        self.dialog: NewProduct | None = None

    def offers(
        self,
        wanted: Sequence[WantedLine],
        then: Callable[[Sequence[LineOffer | None]], None],
    ) -> None:
        """What lines with these products begin with, for the customer in the form."""
        if (form := self._form()) is None:
            return
        entered = form.lines.model.head if form.lines is not None else None
        if entered is None:
            return
        kind = line_kind(form.plan.entity)
        self._jobs.read(
            form,
            lambda office: office.line_offers.of_all(
                wanted, entered.customer, entered.currency, kind
            ),
            then,
            self._around.messages.error,
        )

    def tables(self, text: str, columns: Sequence[str], then: Callable[[Pasted], None]) -> None:
        """The lines that a copied table says."""
        if (form := self._form()) is not None:
            self._jobs.read(
                form,
                lambda office: office.line_offers.pasted(text, columns),
                then,
                self._around.messages.error,
            )

    def _new_product(self, words: str, then: Callable[[Link], None]) -> None:
        """Ask what a new product needs, make it, and give it to the line."""
        form = self._form()
        if form is None:
            return
        currency = form.lines.model.head.currency if form.lines is not None else ""
        dialog = NewProduct(words, currency, form.place, form.window())
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


def line_kind(paper: Entity) -> str:
    """The record type of a paper's lines."""
    return f"{paper.name}_line"
