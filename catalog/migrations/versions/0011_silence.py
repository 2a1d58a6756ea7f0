"""Silence at the till: listings, closures, stock, feeds, nights, alerts, messages; scans clustered by their key."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from catalog import column_types

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "silence_night",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("stores", sa.Integer(), nullable=False),
        sa.Column("pairs", sa.Integer(), nullable=False),
        sa.Column("alerts", sa.Integer(), nullable=False),
        sa.Column("silent_stores", column_types.Json, nullable=False),
        sa.Column("finished_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_silence_night_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silence_night")),
        sa.UniqueConstraint("chain_id", "day", name=op.f("uq_silence_night_chain_id_day")),
    )
    op.create_table(
        "till_chain_state",
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("kept", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("scan_file_id", sa.Integer(), nullable=False),
        sa.Column("columns", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "kept IN ('newest', 'checkpoint', 'older')", name=op.f("ck_till_chain_state_kept")
        ),
        sa.ForeignKeyConstraint(["chain_id"], ["chain.id"], name=op.f("fk_till_chain_state_chain_id_chain")),
        sa.PrimaryKeyConstraint("chain_id", "kept", name=op.f("pk_till_chain_state")),
    )
    op.create_table(
        "push_message",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("user_id", column_types.Id, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("params", column_types.Json, nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("next_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", column_types.UtcDateTime(), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'given_up')", name=op.f("ck_push_message_state")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_push_message_user_id_app_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_message")),
    )
    with op.batch_alter_table("push_message", schema=None) as batch_op:
        batch_op.create_index("ix_push_message_state_next_at", ["state", "next_at"], unique=False)
        batch_op.create_index("uq_push_message_user_id_subject", ["user_id", "subject"], unique=True)

    op.create_table(
        "push_target",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("user_id", column_types.Id, nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=1000), nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_push_target_user_id_app_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_target")),
    )
    with op.batch_alter_table("push_target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_push_target_user_id"), ["user_id"], unique=False)

    op.create_table(
        "scan_file",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("taken_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("taken_by", column_types.Id, nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("report", column_types.Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_scan_file_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"], ["app_user.id"], name=op.f("fk_scan_file_taken_by_app_user"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_file")),
    )
    with op.batch_alter_table("scan_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scan_file_chain_id"), ["chain_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_scan_file_sha256"), ["sha256"], unique=False)

    op.create_table(
        "store_closure",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("store_id", column_types.Id, nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_store_closure_dates")),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_store_closure_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_store_closure_store_id_store"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_closure")),
        sa.UniqueConstraint(
            "chain_id", "store_id", "first_day", name=op.f("uq_store_closure_chain_id_store_id_first_day")
        ),
    )
    with op.batch_alter_table("store_closure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_store_closure_store_id"), ["store_id"], unique=False)

    op.create_table(
        "till_store_state",
        sa.Column("store_id", column_types.Id, nullable=False),
        sa.Column("kept", sa.String(length=10), nullable=False),
        sa.Column("columns", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "kept IN ('newest', 'checkpoint', 'older')", name=op.f("ck_till_store_state_kept")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_till_store_state_store_id_store")),
        sa.PrimaryKeyConstraint("store_id", "kept", name=op.f("pk_till_store_state")),
    )
    op.create_table(
        "listing",
        sa.Column("store_id", column_types.Id, nullable=False),
        sa.Column("sku_id", column_types.Id, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("until IS NULL OR since <= until", name=op.f("ck_listing_dates")),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_listing_sku_id_sku")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_listing_store_id_store")),
        sa.PrimaryKeyConstraint("store_id", "sku_id", name=op.f("pk_listing")),
    )
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listing_sku_id"), ["sku_id"], unique=False)

    op.create_table(
        "scan_aside",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("store_word", sa.String(length=100), nullable=False),
        sa.Column("sku_word", sa.String(length=100), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("units", column_types.ExactDecimal(precision=12, scale=3), nullable=False),
        sa.Column("scan_file_id", column_types.Id, nullable=True),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_scan_aside_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["scan_file_id"],
            ["scan_file.id"],
            name=op.f("fk_scan_aside_scan_file_id_scan_file"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_aside")),
        sa.UniqueConstraint(
            "chain_id",
            "store_word",
            "sku_word",
            "day",
            name=op.f("uq_scan_aside_chain_id_store_word_sku_word_day"),
        ),
    )
    with op.batch_alter_table("scan_aside", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scan_aside_scan_file_id"), ["scan_file_id"], unique=False)

    op.create_table(
        "silence_alert",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("store_id", column_types.Id, nullable=False),
        sa.Column("sku_id", column_types.Id, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("zero_days", sa.Integer(), nullable=False),
        sa.Column("expected_units", column_types.ExactDecimal(precision=12, scale=3), nullable=False),
        sa.Column("lost_units", column_types.ExactDecimal(precision=12, scale=3), nullable=False),
        sa.Column("lost_margin", column_types.ExactDecimal(precision=12, scale=2), nullable=True),
        sa.Column("chance", sa.Float(), nullable=False),
        sa.Column("gone", sa.Float(), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=24), nullable=False),
        sa.Column("evidence", column_types.Json, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("due_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("escalated_at", column_types.UtcDateTime(), nullable=True),
        sa.Column("escalated_to", column_types.Id, nullable=True),
        sa.Column("closed_at", column_types.UtcDateTime(), nullable=True),
        sa.Column("closed_by", column_types.Id, nullable=True),
        sa.Column("close_reason", sa.String(length=16), nullable=True),
        sa.Column("close_note", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "action IN ('move_to_eye_level', 'check_price_tag', 'restock', 'relist', 'take_photo', 'check_shelf')",
            name=op.f("ck_silence_alert_action"),
        ),
        sa.CheckConstraint(
            "close_reason IS NULL OR close_reason IN ('sold_again', 'moved', 'restocked', 'price_tag', "
            "'barcode', 'relisted', 'delisted', 'wrong_alert', 'other')",
            name=op.f("ck_silence_alert_close_reason"),
        ),
        sa.CheckConstraint("rule IN ('n_days', 'probability')", name=op.f("ck_silence_alert_rule")),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_silence_alert_state")),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_silence_alert_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"],
            ["app_user.id"],
            name=op.f("fk_silence_alert_closed_by_app_user"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["escalated_to"],
            ["app_user.id"],
            name=op.f("fk_silence_alert_escalated_to_app_user"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["sku.id"], name=op.f("fk_silence_alert_sku_id_sku"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_silence_alert_store_id_store"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silence_alert")),
    )
    with op.batch_alter_table("silence_alert", schema=None) as batch_op:
        batch_op.create_index("ix_silence_alert_chain_id_day", ["chain_id", "day"], unique=False)
        batch_op.create_index(batch_op.f("ix_silence_alert_sku_id"), ["sku_id"], unique=False)
        batch_op.create_index("ix_silence_alert_store_id_state", ["store_id", "state"], unique=False)
        batch_op.create_index(
            "uq_silence_alert_open",
            ["store_id", "sku_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "silence_setting",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("category", sa.String(length=100), nullable=False),
        sa.Column("sku_id", column_types.Id, nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("chance_max", sa.Float(), nullable=True),
        sa.Column("budget", sa.Integer(), nullable=True),
        sa.Column("choice", sa.String(length=16), nullable=False),
        sa.Column("margin_pct", column_types.ExactDecimal(precision=5, scale=2), nullable=True),
        sa.Column("precision_wanted", sa.Float(), nullable=True),
        sa.Column("tuned_at", column_types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_silence_setting_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["sku.id"], name=op.f("fk_silence_setting_sku_id_sku"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silence_setting")),
        sa.UniqueConstraint(
            "chain_id", "category", "sku_id", name=op.f("uq_silence_setting_chain_id_category_sku_id")
        ),
    )
    with op.batch_alter_table("silence_setting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_silence_setting_sku_id"), ["sku_id"], unique=False)

    op.create_table(
        "sku_successor",
        sa.Column("old_sku_id", column_types.Id, nullable=False),
        sa.Column("new_sku_id", column_types.Id, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.CheckConstraint("old_sku_id <> new_sku_id", name=op.f("ck_sku_successor_two_skus")),
        sa.ForeignKeyConstraint(
            ["new_sku_id"], ["sku.id"], name=op.f("fk_sku_successor_new_sku_id_sku"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["old_sku_id"], ["sku.id"], name=op.f("fk_sku_successor_old_sku_id_sku")),
        sa.PrimaryKeyConstraint("old_sku_id", name=op.f("pk_sku_successor")),
    )
    with op.batch_alter_table("sku_successor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sku_successor_new_sku_id"), ["new_sku_id"], unique=False)

    op.create_table(
        "stock_on_hand",
        sa.Column("store_id", column_types.Id, nullable=False),
        sa.Column("sku_id", column_types.Id, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("units", column_types.ExactDecimal(precision=12, scale=3), nullable=False),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_stock_on_hand_sku_id_sku")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_stock_on_hand_store_id_store")),
        sa.PrimaryKeyConstraint("store_id", "sku_id", name=op.f("pk_stock_on_hand")),
    )
    with op.batch_alter_table("stock_on_hand", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_on_hand_sku_id"), ["sku_id"], unique=False)

    _cluster_scans()


def downgrade() -> None:
    _spread_scans()

    with op.batch_alter_table("stock_on_hand", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stock_on_hand_sku_id"))

    op.drop_table("stock_on_hand")
    with op.batch_alter_table("sku_successor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sku_successor_new_sku_id"))

    op.drop_table("sku_successor")
    with op.batch_alter_table("silence_setting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_silence_setting_sku_id"))

    op.drop_table("silence_setting")
    with op.batch_alter_table("silence_alert", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_silence_alert_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index("ix_silence_alert_store_id_state")
        batch_op.drop_index(batch_op.f("ix_silence_alert_sku_id"))
        batch_op.drop_index("ix_silence_alert_chain_id_day")

    op.drop_table("silence_alert")
    with op.batch_alter_table("scan_aside", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scan_aside_scan_file_id"))

    op.drop_table("scan_aside")
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listing_sku_id"))

    op.drop_table("listing")
    op.drop_table("till_store_state")
    with op.batch_alter_table("store_closure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_store_closure_store_id"))

    op.drop_table("store_closure")
    with op.batch_alter_table("scan_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scan_file_sha256"))
        batch_op.drop_index(batch_op.f("ix_scan_file_chain_id"))

    op.drop_table("scan_file")
    with op.batch_alter_table("push_target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_push_target_user_id"))

    op.drop_table("push_target")
    with op.batch_alter_table("push_message", schema=None) as batch_op:
        batch_op.drop_index("uq_push_message_user_id_subject")
        batch_op.drop_index("ix_push_message_state_next_at")

    op.drop_table("push_message")
    op.drop_table("till_chain_state")
    op.drop_table("silence_night")


def _cluster_scans() -> None:
    """The key becomes the table: SQLite keeps rows in its order, PostgreSQL the units beside it."""
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table(
            "daily_scan", recreate="always", table_kwargs={"sqlite_with_rowid": False}
        ) as batch_op:
            batch_op.drop_index("ix_daily_scan_store_id_day")
            batch_op.drop_index("ix_daily_scan_store_id_sku_id_day_units")
            batch_op.create_index(
                "ix_daily_scan_day_store_id_sku_id_units",
                ["day", "store_id", "sku_id", "units"],
                unique=False,
            )
        return
    op.drop_index("ix_daily_scan_store_id_day", "daily_scan")
    op.drop_index("ix_daily_scan_store_id_sku_id_day_units", "daily_scan")
    op.create_index(
        "ix_daily_scan_day_store_id_sku_id_units", "daily_scan", ["day", "store_id", "sku_id", "units"]
    )
    op.execute("ALTER TABLE daily_scan DROP CONSTRAINT pk_daily_scan")
    op.execute(
        "ALTER TABLE daily_scan ADD CONSTRAINT pk_daily_scan PRIMARY KEY (store_id, sku_id, day) INCLUDE (units)"
    )


def _spread_scans() -> None:
    with op.batch_alter_table("daily_scan", recreate="always") as batch_op:
        batch_op.drop_index("ix_daily_scan_day_store_id_sku_id_units")
        batch_op.create_index(
            "ix_daily_scan_store_id_sku_id_day_units", ["store_id", "sku_id", "day", "units"]
        )
        batch_op.create_index("ix_daily_scan_store_id_day", ["store_id", "day"])
