"""What tests ask an open office: whom it knows, whether its audit holds, whether search agrees."""

from cims.services.opening import OpenOffice
from cims.services.vault.chain import AuditRow, Verdict, verify


def customers(opened: OpenOffice) -> list[str]:
    """The names of all customers, sorted."""
    with opened.database.read(opened.actor) as office:
        ids = office.customers.listing().ids
        return sorted(record.values["name"] for record in office.customers.rows(ids, ("name",)))


def found_by_search(opened: OpenOffice, words: str) -> int:
    """How many customers the search finds."""
    with opened.database.read(opened.actor) as office:
        return office.customers.count(words=words)


def audit_verdict(opened: OpenOffice) -> Verdict:
    """The whole audit log, checked from its first row with the auditor's key."""
    connection = opened.vault.connect()
    try:
        columns = ", ".join(AuditRow._fields)
        rows = connection.execute(f"SELECT {columns} FROM audit_entry ORDER BY seq").fetchall()
        return verify(
            (AuditRow(*row) for row in rows),
            opened.vault.vault_id,
            opened.vault.seed_opener(connection),
        )
    finally:
        connection.close()
