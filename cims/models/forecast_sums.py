"""How the sums of forecasts follow opportunities: triggers that every way of writing meets.

Frozen with schema 6, whose migration makes them: other sums get a file of their own.
"""


def sums_of(row: str) -> str:
    """The key of an opportunity in forecast_sum and what it adds there, as columns of SQL."""
    at = f"{row}."
    return (
        f"coalesce(CASE WHEN {at}meaning = 'won' THEN {at}closed_on ELSE {at}close_on END, ''), "
        f"CASE WHEN {at}meaning = 'won' THEN 'won' ELSE {at}forecast END, "
        f"coalesce({at}owner_id, 0), coalesce({at}customer_owner_id, 0), {at}currency, "
        f"{at}pipeline_id"
    )


KEY = "day, kind, owner, customer_owner, currency, pipeline"
WATCHED = (
    "meaning, forecast, closed_on, close_on, owner_id, customer_owner_id, currency, pipeline_id, "
    "amount, weighted, deleted_at"
)


def counts(row: str) -> str:
    """Whether an opportunity stands in any forecast."""
    return f"{row}.deleted_at IS NULL AND {row}.meaning <> 'lost'"


def added(row: str) -> str:
    """The statement that adds an opportunity to its sum."""
    return (
        f"INSERT INTO forecast_sum ({KEY}, count, valued, amount, weighted) VALUES "
        f"({sums_of(row)}, 1, {row}.amount IS NOT NULL, coalesce({row}.amount, 0), "
        f"coalesce({row}.weighted, 0)) ON CONFLICT ({KEY}) DO UPDATE SET count = count + 1, "
        "valued = valued + excluded.valued, amount = amount + excluded.amount, "
        "weighted = weighted + excluded.weighted;"
    )


def taken(row: str) -> str:
    """The statements that take an opportunity out of its sum, and drop a sum of nothing."""
    key = f"({KEY}) = ({sums_of(row)})"
    return (
        "UPDATE forecast_sum SET count = count - 1, "
        f"valued = valued - ({row}.amount IS NOT NULL), "
        f"amount = amount - coalesce({row}.amount, 0), "
        f"weighted = weighted - coalesce({row}.weighted, 0) WHERE {key}; "
        f"DELETE FROM forecast_sum WHERE {key} AND count = 0;"
    )


SUMS_FOLLOW = (
    "CREATE TRIGGER opportunity_sum_insert AFTER INSERT ON opportunity"
    f" WHEN {counts('NEW')} BEGIN {added('NEW')} END",
    f"CREATE TRIGGER opportunity_sum_leave AFTER UPDATE OF {WATCHED} ON opportunity"
    f" WHEN {counts('OLD')} BEGIN {taken('OLD')} END",
    f"CREATE TRIGGER opportunity_sum_enter AFTER UPDATE OF {WATCHED} ON opportunity"
    f" WHEN {counts('NEW')} BEGIN {added('NEW')} END",
    "CREATE TRIGGER opportunity_sum_delete AFTER DELETE ON opportunity"
    f" WHEN {counts('OLD')} BEGIN {taken('OLD')} END",
)
SUMS_ANEW = (
    f"INSERT INTO forecast_sum ({KEY}, count, valued, amount, weighted) "
    f"SELECT {sums_of('opportunity')}, count(*), count(amount), coalesce(sum(amount), 0), "
    f"coalesce(sum(weighted), 0) FROM opportunity WHERE {counts('opportunity')} "
    "GROUP BY 1, 2, 3, 4, 5, 6"
)

SHARE_KEY = "month, product, kind, currency, day, owner, customer_owner, pipeline"
DAY = "coalesce(CASE WHEN meaning = 'won' THEN closed_on ELSE close_on END, '')"
KIND = "CASE WHEN meaning = 'won' THEN 'won' ELSE forecast END"


def places(such: str) -> str:
    """In which month an opportunity stands as what; and out of which one it was put off."""
    return (
        f"SELECT id, substr({DAY}, 1, 7) AS month, {KIND} AS kind, {DAY} AS day FROM opportunity "
        f"WHERE deleted_at IS NULL AND meaning <> 'lost' AND {such} UNION ALL "
        "SELECT id, substr(slipped_from, 1, 7), 'moved', coalesce(close_on, '') FROM opportunity "
        "WHERE deleted_at IS NULL AND meaning = 'open' AND slipped_from IS NOT NULL "
        f"AND forecast <> 'omitted' AND {such}"
    )


def parts(of_line: str, such: str) -> str:
    """What of an opportunity falls to which product; all of it to none where it has no lines."""
    return (
        "SELECT opportunity_id AS id, coalesce(product_id, 0) AS product, "
        "coalesce(sum(share), 0) AS amount, coalesce(sum(weighted_share), 0) AS weighted "
        f"FROM opportunity_line WHERE {of_line} GROUP BY 1, 2 UNION ALL "
        "SELECT id, 0, coalesce(amount, 0), coalesce(weighted, 0) FROM opportunity "
        f"WHERE {such} AND NOT EXISTS (SELECT 1 FROM opportunity_line AS line "
        "WHERE line.opportunity_id = opportunity.id)"
    )


def shared(id_: str, sign: str) -> str:
    """The statement that adds the shares of an opportunity, or takes them away."""
    such = f"id = {id_}"
    return (
        f"INSERT INTO forecast_share ({SHARE_KEY}, count, amount, weighted) "
        "SELECT place.month, part.product, place.kind, o.currency, place.day, "
        "coalesce(o.owner_id, 0), coalesce(o.customer_owner_id, 0), o.pipeline_id, "
        f"{sign}1, {sign}part.amount, {sign}part.weighted "
        f"FROM opportunity AS o, ({places(such)}) AS place, "
        f"({parts(f'opportunity_id = {id_}', such)}) AS part WHERE o.{such} "
        f"ON CONFLICT ({SHARE_KEY}) DO UPDATE SET count = count + excluded.count, "
        "amount = amount + excluded.amount, weighted = weighted + excluded.weighted;"
    )


def around(table: str, event: str, id_: str, watched: str = "") -> tuple[str, str]:
    """The triggers that take the shares away before a change, and add them after it."""
    name, of = f"{table}_share_{event.lower()}", f"{event} OF {watched}" if watched else event
    return (
        f"CREATE TRIGGER {name}_leave BEFORE {of} ON {table} BEGIN {shared(id_, '-')} END",
        f"CREATE TRIGGER {name}_enter AFTER {of} ON {table} BEGIN {shared(id_, '')} END",
    )


SHARES_FOLLOW = (
    "CREATE TRIGGER forecast_share_nothing AFTER UPDATE ON forecast_share WHEN NEW.count = 0 "
    f"BEGIN DELETE FROM forecast_share WHERE ({SHARE_KEY}) = "
    f"({', '.join(f'NEW.{name}' for name in SHARE_KEY.split(', '))}); END",
    f"CREATE TRIGGER opportunity_share_insert AFTER INSERT ON opportunity "
    f"BEGIN {shared('NEW.id', '')} END",
    *around("opportunity", "UPDATE", "NEW.id", f"{WATCHED}, slipped_from"),
    f"CREATE TRIGGER opportunity_share_delete BEFORE DELETE ON opportunity "
    f"BEGIN {shared('OLD.id', '-')} END",
    *around("opportunity_line", "INSERT", "NEW.opportunity_id"),
    *around(
        "opportunity_line", "UPDATE", "NEW.opportunity_id", "product_id, share, weighted_share"
    ),
    *around("opportunity_line", "DELETE", "OLD.opportunity_id"),
)
SHARES_ANEW = (
    f"INSERT INTO forecast_share ({SHARE_KEY}, count, amount, weighted) "
    "SELECT place.month, part.product, place.kind, o.currency, place.day, "
    "coalesce(o.owner_id, 0), coalesce(o.customer_owner_id, 0), o.pipeline_id, count(*), "
    f"sum(part.amount), sum(part.weighted) FROM opportunity AS o, ({places('true')}) AS place, "
    f"({parts('true', 'true')}) AS part WHERE place.id = o.id AND part.id = o.id "
    "GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"
)
