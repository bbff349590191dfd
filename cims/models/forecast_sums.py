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
