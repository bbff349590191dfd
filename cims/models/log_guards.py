"""What keeps the tables of the log from changing: triggers that every way of writing meets."""

LOG_ONLY_GROWS = (
    "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry"
    " BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END",
    "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry"
    " BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END",
    # REPLACE deletes without asking the triggers for deletion: what would be in its way is refused
    "CREATE TRIGGER audit_entry_only_grows BEFORE INSERT ON audit_entry"
    " WHEN NEW.seq <= (SELECT max(seq) FROM audit_entry)"
    " BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END",
    "CREATE TRIGGER audit_detail_no_update BEFORE UPDATE ON audit_detail"
    " BEGIN SELECT RAISE(ABORT, 'audit_detail is append-only'); END",
    "CREATE TRIGGER audit_detail_only_grows BEFORE INSERT ON audit_detail"
    " WHEN EXISTS (SELECT 1 FROM audit_detail WHERE seq = NEW.seq)"
    " BEGIN SELECT RAISE(ABORT, 'audit_detail is append-only'); END",
)
