"""The first schema: every table, index, search table and guard, step by step."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make everything in an empty file."""
    make_audit_entry()
    make_choice()
    make_number_series()
    make_role()
    make_setting()
    make_tag()
    make_team()
    make_vault_state()
    make_app_user()
    make_audit_detail()
    make_role_right()
    make_change_set()
    make_customer()
    make_draft()
    make_notice()
    make_saved_view()
    make_user_role()
    make_address()
    make_collaborator()
    make_contact()
    make_customer_relation()
    make_customer_tag()
    make_former_name()
    make_identifier()
    make_invoice_details()
    make_sealed_before()
    make_contact_point()
    make_customer_contact()
    make_search_tables()
    make_audit_append_only()


def make_audit_entry() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("at_utc", sa.BigInteger(), nullable=False),
        sa.Column("clock", sa.String(8), nullable=False),
        sa.Column("actor", sa.Integer()),
        sa.Column("session", sa.String(36)),
        sa.Column("change_set", sa.Integer()),
        sa.Column("action", sa.String(24), nullable=False),
        sa.Column("entity", sa.String(40)),
        sa.Column("record_id", sa.Integer()),
        sa.Column("record_uuid", sa.LargeBinary(16)),
        sa.Column("customer_id", sa.Integer()),
        sa.Column("detail", sa.LargeBinary(32)),
        sa.Column("seam", sa.Text()),
        sa.Column("prev_tag", sa.LargeBinary(32), nullable=False),
        sa.Column("tag", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_change_set", "audit_entry", ["change_set"])
    op.create_index("ix_audit_entry_customer", "audit_entry", ["customer_id", "seq"])
    op.create_index("ix_audit_entry_record", "audit_entry", ["entity", "record_id", "seq"])


def make_choice() -> None:
    op.create_table(
        "choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list", sa.String(40), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("meaning", sa.String(40)),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("synonyms", sa.String(400), nullable=False),
        sa.Column("colour", sa.String(10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("list", "code", name=op.f("uq_choice_list_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice")),
    )


def make_number_series() -> None:
    op.create_table(
        "number_series",
        sa.Column("entity", sa.String(40), nullable=False),
        sa.Column("pattern", sa.String(60), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.Column("reset", sa.String(24), nullable=False),
        sa.Column("period", sa.String(6), nullable=False),
        sa.PrimaryKeyConstraint("entity", name=op.f("pk_number_series")),
    )


def make_role() -> None:
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("code", name=op.f("uq_role_code")),
    )


def make_setting() -> None:
    op.create_table(
        "setting",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", "user_id", name=op.f("pk_setting")),
    )


def make_tag() -> None:
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("colour", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("name", name=op.f("uq_tag_name")),
    )


def make_team() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("parent_id", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.ForeignKeyConstraint(["parent_id"], ["team.id"], name=op.f("fk_team_parent_id")),
    )


def make_vault_state() -> None:
    op.create_table(
        "vault_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commit_seq", sa.Integer(), nullable=False),
        sa.Column("branch", sa.LargeBinary(16), nullable=False),
        sa.Column("rebase", sa.Integer(), nullable=False),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("head_known", sa.Integer(), nullable=False),
        sa.Column("slot_seq", sa.Integer(), nullable=False),
        sa.Column("slot_mac", sa.String(64), nullable=False),
        sa.Column("backup_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_state")),
    )


def make_app_user() -> None:
    op.create_table(
        "app_user",
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("team_id", sa.Integer()),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.LargeBinary(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger()),
        sa.Column("custom", sa.JSON()),
        sa.Column("created_by_id", sa.Integer()),
        sa.Column("changed_by_id", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_user")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_app_user_team_id")),
        sa.UniqueConstraint("uuid", name=op.f("uq_app_user_uuid")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["app_user.id"], name=op.f("fk_app_user_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["app_user.id"], name=op.f("fk_app_user_changed_by_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_app_user_name", "app_user", ["name"])
    op.create_index(
        "uq_app_user_username",
        "app_user",
        ["username"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )


def make_audit_detail() -> None:
    op.create_table(
        "audit_detail",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(32), nullable=False),
        sa.Column("diff", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_detail")),
        sa.ForeignKeyConstraint(["seq"], ["audit_entry.seq"], name=op.f("fk_audit_detail_seq")),
    )


def make_role_right() -> None:
    op.create_table(
        "role_right",
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("right", sa.String(80), nullable=False),
        sa.Column("scope", sa.String(8), nullable=False),
        sa.PrimaryKeyConstraint("role_id", "right", name=op.f("pk_role_right")),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_role_right_role_id")),
    )


def make_change_set() -> None:
    op.create_table(
        "change_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Integer()),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("reverses_id", sa.Integer()),
        sa.Column("undone_by_id", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_set")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_change_set_user_id")),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["change_set.id"], name=op.f("fk_change_set_reverses_id")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["change_set.id"], name=op.f("fk_change_set_undone_by_id")
        ),
        sqlite_autoincrement=True,
    )


def make_customer() -> None:
    op.create_table(
        "customer",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("name_sort", sa.String(200), nullable=False),
        sa.Column("core_name", sa.String(200), nullable=False),
        sa.Column("short_name", sa.String(100)),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("lifecycle", sa.String(40)),
        sa.Column("grade", sa.String(40)),
        sa.Column("industry", sa.String(40)),
        sa.Column("source", sa.String(40)),
        sa.Column("size", sa.String(40)),
        sa.Column("credit_code", sa.String(40)),
        sa.Column("owner_id", sa.Integer()),
        sa.Column("parent_id", sa.Integer()),
        sa.Column("website", sa.String(200)),
        sa.Column("needs", sa.Text()),
        sa.Column("preferences", sa.Text()),
        sa.Column("remarks", sa.Text()),
        sa.Column("next_contact_on", sa.Date()),
        sa.Column("main_contact", sa.String(100)),
        sa.Column("main_phone", sa.String(60)),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.LargeBinary(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger()),
        sa.Column("custom", sa.JSON()),
        sa.Column("created_by_id", sa.Integer()),
        sa.Column("changed_by_id", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.ForeignKeyConstraint(["owner_id"], ["app_user.id"], name=op.f("fk_customer_owner_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["customer.id"], name=op.f("fk_customer_parent_id")),
        sa.UniqueConstraint("uuid", name=op.f("uq_customer_uuid")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["app_user.id"], name=op.f("fk_customer_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["app_user.id"], name=op.f("fk_customer_changed_by_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_customer_code", "customer", ["code", "owner_id", "deleted_at"])
    op.create_index("ix_customer_core_name", "customer", ["core_name"])
    op.create_index("ix_customer_created_on", "customer", ["created_on", "owner_id", "deleted_at"])
    op.create_index(
        "ix_customer_credit_code",
        "customer",
        ["credit_code"],
        sqlite_where=sa.text("credit_code IS NOT NULL"),
    )
    op.create_index("ix_customer_grade", "customer", ["grade", "owner_id", "deleted_at"])
    op.create_index("ix_customer_lifecycle", "customer", ["lifecycle", "owner_id", "deleted_at"])
    op.create_index("ix_customer_name_sort", "customer", ["name_sort", "owner_id", "deleted_at"])
    op.create_index(
        "ix_customer_next_contact_on", "customer", ["next_contact_on", "owner_id", "deleted_at"]
    )
    op.create_index("ix_customer_owner_id", "customer", ["owner_id", "deleted_at"])
    op.create_index(
        "ix_customer_parent_id",
        "customer",
        ["parent_id"],
        sqlite_where=sa.text("parent_id IS NOT NULL"),
    )
    op.create_index(
        "uq_customer_code",
        "customer",
        ["code"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )


def make_draft() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(40), nullable=False),
        sa.Column("record", sa.Integer()),
        sa.Column("version", sa.Integer()),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_draft_user_id")),
    )
    op.create_index("ix_draft_user_id", "draft", ["user_id"])


def make_notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(400), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("read_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_notice_user_id")),
    )
    op.create_index("ix_notice_user_id", "notice", ["user_id", "read_at"])


def make_saved_view() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer()),
        sa.Column("entity", sa.String(40), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("view", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_saved_view_user_id")),
    )
    op.create_index("ix_saved_view_user_id", "saved_view", ["user_id"])


def make_user_role() -> None:
    op.create_table(
        "user_role",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_user_role")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_user_role_user_id")),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_user_role_role_id")),
    )


def make_address() -> None:
    op.create_table(
        "address",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("use", sa.String(40), nullable=False),
        sa.Column("country", sa.String(60)),
        sa.Column("region_code", sa.String(6)),
        sa.Column("province", sa.String(60)),
        sa.Column("city", sa.String(60)),
        sa.Column("district", sa.String(60)),
        sa.Column("detail", sa.String(300)),
        sa.Column("postal_code", sa.String(20)),
        sa.Column("consignee", sa.String(100)),
        sa.Column("phone", sa.String(60)),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_address_customer_id")
        ),
    )
    op.create_index("ix_address_customer_id", "address", ["customer_id"])


def make_collaborator() -> None:
    op.create_table(
        "collaborator",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collaborator")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_collaborator_customer_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_collaborator_user_id")),
    )
    op.create_index("ix_collaborator_customer_id", "collaborator", ["customer_id"])
    op.create_index("ix_collaborator_user_id", "collaborator", ["user_id", "customer_id"])


def make_contact() -> None:
    op.create_table(
        "contact",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("name_sort", sa.String(100), nullable=False),
        sa.Column("salutation", sa.String(60)),
        sa.Column("job_title", sa.String(100)),
        sa.Column("department", sa.String(100)),
        sa.Column("customer_id", sa.Integer()),
        sa.Column("customer_owner_id", sa.Integer()),
        sa.Column("owner_id", sa.Integer()),
        sa.Column("birthday_calendar", sa.String(24)),
        sa.Column("birthday_year", sa.Integer()),
        sa.Column("birthday_month", sa.Integer()),
        sa.Column("birthday_leap", sa.Boolean()),
        sa.Column("birthday_day", sa.Integer()),
        sa.Column("remarks", sa.Text()),
        sa.Column("identity_number", sa.LargeBinary()),
        sa.Column("private_bank_card", sa.LargeBinary()),
        sa.Column("main_phone", sa.String(60)),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.LargeBinary(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger()),
        sa.Column("custom", sa.JSON()),
        sa.Column("created_by_id", sa.Integer()),
        sa.Column("changed_by_id", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_contact_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["customer_owner_id"], ["app_user.id"], name=op.f("fk_contact_customer_owner_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["app_user.id"], name=op.f("fk_contact_owner_id")),
        sa.UniqueConstraint("uuid", name=op.f("uq_contact_uuid")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["app_user.id"], name=op.f("fk_contact_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["app_user.id"], name=op.f("fk_contact_changed_by_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contact_code", "contact", ["code", "owner_id", "deleted_at"])
    op.create_index("ix_contact_customer_id", "contact", ["customer_id"])
    op.create_index("ix_contact_name", "contact", ["name"])
    op.create_index("ix_contact_name_sort", "contact", ["name_sort", "owner_id", "deleted_at"])
    op.create_index(
        "uq_contact_code",
        "contact",
        ["code"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )


def make_customer_relation() -> None:
    op.create_table(
        "customer_relation",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("related_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40)),
        sa.Column("note", sa.String(200)),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_relation")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_customer_relation_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["related_id"], ["customer.id"], name=op.f("fk_customer_relation_related_id")
        ),
    )
    op.create_index("ix_customer_relation_customer_id", "customer_relation", ["customer_id"])
    op.create_index("ix_customer_relation_related_id", "customer_relation", ["related_id"])


def make_customer_tag() -> None:
    op.create_table(
        "customer_tag",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_tag")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_customer_tag_customer_id")
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_customer_tag_tag_id")),
    )
    op.create_index("ix_customer_tag_customer_id", "customer_tag", ["customer_id"])
    op.create_index("ix_customer_tag_tag_id", "customer_tag", ["tag_id", "customer_id"])


def make_former_name() -> None:
    op.create_table(
        "former_name",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("core_name", sa.String(200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_name")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_former_name_customer_id")
        ),
    )
    op.create_index("ix_former_name_customer_id", "former_name", ["customer_id"])


def make_identifier() -> None:
    op.create_table(
        "identifier",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("value", sa.String(60), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identifier")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_identifier_customer_id")
        ),
    )
    op.create_index("ix_identifier_customer_id", "identifier", ["customer_id"])
    op.create_index("ix_identifier_value", "identifier", ["value"])


def make_invoice_details() -> None:
    op.create_table(
        "invoice_details",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("taxpayer_id", sa.String(40)),
        sa.Column("address", sa.String(300)),
        sa.Column("phone", sa.String(60)),
        sa.Column("bank", sa.String(200)),
        sa.Column("bank_account", sa.String(60)),
        sa.Column("receiver", sa.String(100)),
        sa.Column("receiver_email", sa.String(200)),
        sa.Column("receiver_phone", sa.String(60)),
        sa.Column("invoice_kind", sa.String(40)),
        sa.Column("tax_rate", sa.BigInteger()),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_details")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_invoice_details_customer_id")
        ),
    )
    op.create_index("ix_invoice_details_customer_id", "invoice_details", ["customer_id"])


def make_sealed_before() -> None:
    op.create_table(
        "sealed_before",
        sa.Column("change_set", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(40), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(60), nullable=False),
        sa.Column("stored", sa.LargeBinary()),
        sa.PrimaryKeyConstraint(
            "change_set", "entity", "record_id", "field", name=op.f("pk_sealed_before")
        ),
        sa.ForeignKeyConstraint(
            ["change_set"], ["change_set.id"], name=op.f("fk_sealed_before_change_set")
        ),
    )


def make_contact_point() -> None:
    op.create_table(
        "contact_point",
        sa.Column("customer_id", sa.Integer()),
        sa.Column("contact_id", sa.Integer()),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("value", sa.String(200), nullable=False),
        sa.Column("match_key", sa.String(200)),
        sa.Column("extension", sa.String(10)),
        sa.Column("note", sa.String(100)),
        sa.Column("nickname", sa.String(100)),
        sa.Column("friend_state", sa.String(40)),
        sa.Column("friend_of", sa.String(100)),
        sa.Column("group_name", sa.String(100)),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_point")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_contact_point_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_contact_point_contact_id")
        ),
    )
    op.create_index(
        "ix_contact_point_contact_id",
        "contact_point",
        ["contact_id"],
        sqlite_where=sa.text("contact_id IS NOT NULL"),
    )
    op.create_index(
        "ix_contact_point_customer_id",
        "contact_point",
        ["customer_id"],
        sqlite_where=sa.text("customer_id IS NOT NULL"),
    )
    op.create_index("ix_contact_point_match_key", "contact_point", ["match_key"])


def make_customer_contact() -> None:
    op.create_table(
        "customer_contact",
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("customer_owner_id", sa.Integer()),
        sa.Column("role", sa.String(40)),
        sa.Column("decision_role", sa.String(40)),
        sa.Column("inactive", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_contact")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_customer_contact_contact_id")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_customer_contact_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["customer_owner_id"],
            ["app_user.id"],
            name=op.f("fk_customer_contact_customer_owner_id"),
        ),
    )
    op.create_index("ix_customer_contact_contact_id", "customer_contact", ["contact_id"])
    op.create_index(
        "ix_customer_contact_customer_id", "customer_contact", ["customer_id", "contact_id"]
    )


def make_search_tables() -> None:
    options = "content='', contentless_delete=1, detail='full', tokenize='ascii'"
    for name in ("search_customer", "search_contact", "search_app_user"):
        op.get_bind().exec_driver_sql(
            f"CREATE VIRTUAL TABLE {name} USING fts5(text, sound, digits, scope, {options})"
        )
        for option, value in (("hashsize", 16777216), ("automerge", 0)):
            op.get_bind().exec_driver_sql(
                f"INSERT INTO {name}({name}, rank) VALUES (?, ?)", (option, value)
            )


def make_audit_append_only() -> None:
    for action in ("UPDATE", "DELETE"):
        op.get_bind().exec_driver_sql(
            f"CREATE TRIGGER audit_entry_no_{action.lower()} BEFORE {action} ON audit_entry"
            " BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END"
        )
