"""The verb that adds up what was sold."""

from argparse import Namespace
from dataclasses import replace
from typing import Any

from cims.commands.reading import handed_out
from cims.commands.signing_in import signed_in
from cims.commands.terminal import Terminal
from cims.services.forecast_fields import MEASURE_WORDS, ForecastAsked, ForecastLine, Measure
from cims.services.i18n import N_, _

GROUPS = {
    "sales-by-year": ("year", N_("Year")),
    "sales-by-customer": ("customer", N_("Customer")),
    "sales-by-product": ("product", N_("Product")),
}


def report(terminal: Terminal, given: Namespace) -> int:
    """report KIND: one row for each group and currency, values rounded once."""
    if given.kind == "pipeline":
        return pipeline(terminal, given)
    if given.kind == "forecast":
        return forecast(terminal, given)
    key, label = GROUPS[given.kind]
    with signed_in(terminal, given) as opened, opened.database.write(opened.actor) as office:
        reports = office.sales_reports
        rows = {
            "year": reports.by_year,
            "customer": reports.by_customer,
            "product": reports.by_product,
        }[key]()
        if key != "year":
            named = office.description(key)
            ids = [row.id for row in rows if row.id is not None]
            handed_out(office, named, ids, [named.field("code"), named.field("name")])
    if terminal.json:
        terminal.give(
            [
                {
                    key: row.group,
                    **({} if key == "year" else {"code": row.code}),
                    "currency": row.currency,
                    "count": row.count,
                    "value": f"{row.value:f}",
                }
                for row in rows
            ]
        )
        return 0
    terminal.show(
        [_(label), _("Currency"), _("Orders"), _("Value")],
        ([row.group, row.currency, f"{row.count:,}", f"{row.value:,f}"] for row in rows),
    )
    return 0


def pipeline(terminal: Terminal, given: Namespace) -> int:
    """report pipeline: what stands in each stage of the first pipeline."""
    with signed_in(terminal, given) as opened, opened.database.read(opened.actor) as office:
        sums = office.opportunities.sums_by_stage()
        names = office.names_of("stage", {one.stage_id for one in sums})
    rows = [(names.get(one.stage_id, ""), one) for one in sums]
    if terminal.json:
        terminal.give(
            [
                {
                    "stage": name,
                    "currency": one.currency,
                    "count": one.count,
                    "value": f"{one.amount:f}",
                    "weighted": f"{one.weighted:f}",
                }
                for name, one in rows
            ]
        )
        return 0
    terminal.show(
        [_("Stage"), _("Currency"), _("Opportunities"), _("Value"), _("Weighted")],
        (
            [name, one.currency, f"{one.count:,}", f"{one.amount:,f}", f"{one.weighted:,f}"]
            for name, one in rows
        ),
    )
    return 0


def forecast(terminal: Terminal, given: Namespace) -> int:
    """report forecast: this year month by month; what has no rate in rows of its own currency."""
    with signed_in(terminal, given) as opened, opened.database.read(opened.actor) as office:
        asked = ForecastAsked(office.today.replace(month=1, day=1))
        found = office.forecasts.of(asked)
        rows = [(line, found.currency) for line in found.months]
        for left in found.no_rate:
            apart = office.forecasts.of(replace(asked, currency=left.currency))
            rows += [(line, left.currency) for line in apart.months if line.key in left.months]
    if terminal.json:
        terminal.give([as_json(line, currency) for line, currency in rows])
        return 0
    heads = [_("Month"), _("Currency"), *(_(MEASURE_WORDS[one]) for one in Measure), _("Target")]
    terminal.show(heads, (as_cells(line, currency) for line, currency in rows))
    return 0


def as_json(line: ForecastLine, currency: str) -> dict[str, Any]:
    """A month of the forecast; amounts as text, rounded once."""
    sums = {str(measure): f"{cell.amount:f}" for measure, cell in line.cells.items()}
    target = None if line.target is None else f"{line.target:f}"
    return {"month": line.key, "currency": currency, **sums, "target": target,
            "count": line.cells[Measure.WEIGHTED].count}  # fmt: skip


def as_cells(line: ForecastLine, currency: str) -> list[str]:
    """The same for a table."""
    sums = (f"{cell.amount:,f}" for cell in line.cells.values())
    return [line.key, currency, *sums, "" if line.target is None else f"{line.target:,f}"]
