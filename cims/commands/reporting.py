"""The verb that adds up what was sold."""

from argparse import Namespace

from cims.commands.reading import handed_out
from cims.commands.signing_in import signed_in
from cims.commands.terminal import Terminal
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
