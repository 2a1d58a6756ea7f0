"""Planograms, must-stock lists and goals; compliance and tips; scans and shelf days; classes of stores."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from catalog import column_types

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "category_setting",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("category", sa.String(length=100), nullable=False),
        sa.Column("space_elasticity", sa.Float(), nullable=True),
        sa.Column("min_facings", sa.Integer(), nullable=True),
        sa.Column("max_facings", sa.Integer(), nullable=True),
        sa.Column("share_target_pct", column_types.ExactDecimal(precision=5, scale=2), nullable=True),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_category_setting_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category_setting")),
        sa.UniqueConstraint("chain_id", "category", name=op.f("uq_category_setting_chain_id_category")),
    )
    op.create_table(
        "planogram",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=100), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_planogram_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planogram")),
        sa.UniqueConstraint("chain_id", "code", name=op.f("uq_planogram_chain_id_code")),
    )
    op.create_table(
        "shelf_day",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("store_id", column_types.Id, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.Column("facings", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.Column("gaps", sa.Integer(), nullable=False),
        sa.Column("made_at", column_types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_shelf_day_store_id_store"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelf_day")),
        sa.UniqueConstraint("store_id", "day", name=op.f("uq_shelf_day_store_id_day")),
    )
    with op.batch_alter_table("shelf_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shelf_day_day"), ["day"], unique=False)

    op.create_table(
        "daily_scan",
        sa.Column("store_id", column_types.Id, nullable=False),
        sa.Column("sku_id", column_types.Id, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("units", column_types.ExactDecimal(precision=12, scale=3), nullable=False),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_daily_scan_sku_id_sku")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_daily_scan_store_id_store")),
        sa.PrimaryKeyConstraint("store_id", "sku_id", "day", name=op.f("pk_daily_scan")),
    )
    with op.batch_alter_table("daily_scan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_daily_scan_sku_id"), ["sku_id"], unique=False)

    op.create_table(
        "must_stock",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("store_class", sa.String(length=64), nullable=False),
        sa.Column("sku_id", column_types.Id, nullable=False),
        sa.Column("min_facings", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint("min_facings >= 1", name=op.f("ck_must_stock_min_facings")),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_from <= valid_until", name=op.f("ck_must_stock_dates")
        ),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_must_stock_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["sku.id"], name=op.f("fk_must_stock_sku_id_sku"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_must_stock")),
        sa.UniqueConstraint(
            "chain_id",
            "store_class",
            "sku_id",
            "valid_from",
            name=op.f("uq_must_stock_chain_id_store_class_sku_id_valid_from"),
        ),
    )
    with op.batch_alter_table("must_stock", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_must_stock_sku_id"), ["sku_id"], unique=False)

    op.create_table(
        "shelf_day_sku",
        sa.Column("shelf_day_id", column_types.Id, nullable=False),
        sa.Column("sku_id", column_types.Id, nullable=False),
        sa.Column("facings", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("must", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shelf_day_id"],
            ["shelf_day.id"],
            name=op.f("fk_shelf_day_sku_shelf_day_id_shelf_day"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_shelf_day_sku_sku_id_sku")),
        sa.PrimaryKeyConstraint("shelf_day_id", "sku_id", name=op.f("pk_shelf_day_sku")),
    )
    with op.batch_alter_table("shelf_day_sku", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shelf_day_sku_sku_id"), ["sku_id"], unique=False)

    op.create_table(
        "planogram_version",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("planogram_id", column_types.Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("source_audit_id", column_types.Id, nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("width_mm", sa.Float(), nullable=True),
        sa.Column("created_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("created_by", column_types.Id, nullable=True),
        sa.Column("changed_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("published_at", column_types.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "source IN ('editor', 'import', 'golden_photo', 'suggestion')",
            name=op.f("ck_planogram_version_source"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'withdrawn')", name=op.f("ck_planogram_version_state")
        ),
        sa.CheckConstraint(
            "valid_from IS NULL OR valid_until IS NULL OR valid_from <= valid_until",
            name=op.f("ck_planogram_version_dates"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["app_user.id"],
            name=op.f("fk_planogram_version_created_by_app_user"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["planogram_id"],
            ["planogram.id"],
            name=op.f("fk_planogram_version_planogram_id_planogram"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_audit_id"],
            ["audit.id"],
            name=op.f("fk_planogram_version_source_audit_id_audit"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planogram_version")),
        sa.UniqueConstraint("planogram_id", "number", name=op.f("uq_planogram_version_planogram_id_number")),
    )
    with op.batch_alter_table("planogram_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_planogram_version_source_audit_id"), ["source_audit_id"], unique=False
        )

    op.create_table(
        "tip",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("store_id", column_types.Id, nullable=False),
        sa.Column("audit_id", column_types.Id, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("sku_id", column_types.Id, nullable=True),
        sa.Column("layer", sa.Integer(), nullable=True),
        sa.Column("xyxy", column_types.Json, nullable=True),
        sa.Column("params", column_types.Json, nullable=False),
        sa.Column("value", column_types.ExactDecimal(precision=12, scale=4), nullable=True),
        sa.Column("rank", sa.Float(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("assignee_id", column_types.Id, nullable=True),
        sa.Column("created_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("due_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("closed_at", column_types.UtcDateTime(), nullable=True),
        sa.Column("closed_by", column_types.Id, nullable=True),
        sa.Column("close_reason", sa.String(length=300), nullable=False),
        sa.Column("after_audit_id", column_types.Id, nullable=True),
        sa.Column("escalated_to", column_types.Id, nullable=True),
        sa.CheckConstraint(
            "kind IN ('missing', 'too_few', 'wrong_product', 'misplaced', 'must_stock', 'gap', 'eye_level', "
            "'brand_block', 'share')",
            name=op.f("ck_tip_kind"),
        ),
        sa.CheckConstraint("state IN ('open', 'done', 'declined', 'expired')", name=op.f("ck_tip_state")),
        sa.ForeignKeyConstraint(
            ["after_audit_id"], ["audit.id"], name=op.f("fk_tip_after_audit_id_audit"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["app_user.id"], name=op.f("fk_tip_assignee_id_app_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit.id"], name=op.f("fk_tip_audit_id_audit"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_tip_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["app_user.id"], name=op.f("fk_tip_closed_by_app_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["escalated_to"], ["app_user.id"], name=op.f("fk_tip_escalated_to_app_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_tip_sku_id_sku"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_tip_store_id_store"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip")),
    )
    with op.batch_alter_table("tip", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tip_after_audit_id"), ["after_audit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tip_assignee_id"), ["assignee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tip_audit_id"), ["audit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tip_sku_id"), ["sku_id"], unique=False)
        batch_op.create_index("ix_tip_state_due_at", ["state", "due_at"], unique=False)
        batch_op.create_index("ix_tip_store_id_state", ["store_id", "state"], unique=False)
        batch_op.create_index(
            "uq_tip_open_subject",
            ["store_id", "subject"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "compliance",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("audit_id", column_types.Id, nullable=False),
        sa.Column("version_id", column_types.Id, nullable=False),
        sa.Column("made_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("score_pct", column_types.ExactDecimal(precision=5, scale=2), nullable=True),
        sa.Column("slots", sa.Integer(), nullable=False),
        sa.Column("judged", sa.Integer(), nullable=False),
        sa.Column("ok", sa.Integer(), nullable=False),
        sa.Column("verdicts", column_types.Json, nullable=False),
        sa.CheckConstraint("outcome IN ('judged', 'other_bay')", name=op.f("ck_compliance_outcome")),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit.id"], name=op.f("fk_compliance_audit_id_audit"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["planogram_version.id"],
            name=op.f("fk_compliance_version_id_planogram_version"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compliance")),
    )
    with op.batch_alter_table("compliance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_compliance_audit_id"), ["audit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_compliance_version_id"), ["version_id"], unique=False)

    op.create_table(
        "planogram_layer",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("version_id", column_types.Id, nullable=False),
        sa.Column("layer", sa.Integer(), nullable=False),
        sa.Column("height_mm", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["planogram_version.id"],
            name=op.f("fk_planogram_layer_version_id_planogram_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planogram_layer")),
        sa.UniqueConstraint("version_id", "layer", name=op.f("uq_planogram_layer_version_id_layer")),
    )
    op.create_table(
        "planogram_slot",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("version_id", column_types.Id, nullable=False),
        sa.Column("layer", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sku_id", column_types.Id, nullable=False),
        sa.Column("facings", sa.Integer(), nullable=False),
        sa.Column("stack", sa.Integer(), nullable=False),
        sa.Column("x_mm", sa.Float(), nullable=True),
        sa.Column("width_mm", sa.Float(), nullable=True),
        sa.CheckConstraint("facings >= 1", name=op.f("ck_planogram_slot_facings")),
        sa.CheckConstraint("layer >= 1 AND position >= 1", name=op.f("ck_planogram_slot_place")),
        sa.CheckConstraint("stack >= 1", name=op.f("ck_planogram_slot_stack")),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["sku.id"], name=op.f("fk_planogram_slot_sku_id_sku"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["planogram_version.id"],
            name=op.f("fk_planogram_slot_version_id_planogram_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planogram_slot")),
        sa.UniqueConstraint(
            "version_id", "layer", "position", name=op.f("uq_planogram_slot_version_id_layer_position")
        ),
    )
    with op.batch_alter_table("planogram_slot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_planogram_slot_sku_id"), ["sku_id"], unique=False)

    op.create_table(
        "planogram_target",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("version_id", column_types.Id, nullable=False),
        sa.Column("store_id", column_types.Id, nullable=True),
        sa.Column("store_class", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_planogram_target_store_id_store"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["planogram_version.id"],
            name=op.f("fk_planogram_target_version_id_planogram_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planogram_target")),
        sa.UniqueConstraint(
            "version_id",
            "store_id",
            "store_class",
            name=op.f("uq_planogram_target_version_id_store_id_store_class"),
        ),
    )
    with op.batch_alter_table("planogram_target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_planogram_target_store_id"), ["store_id"], unique=False)

    with op.batch_alter_table("store", schema=None) as batch_op:
        batch_op.add_column(sa.Column("store_class", sa.String(length=64), nullable=False, server_default=""))
    with op.batch_alter_table("store", schema=None) as batch_op:
        batch_op.alter_column("store_class", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("store", schema=None) as batch_op:
        batch_op.drop_column("store_class")

    with op.batch_alter_table("planogram_target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_planogram_target_store_id"))

    op.drop_table("planogram_target")
    with op.batch_alter_table("planogram_slot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_planogram_slot_sku_id"))

    op.drop_table("planogram_slot")
    op.drop_table("planogram_layer")
    with op.batch_alter_table("compliance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_compliance_version_id"))
        batch_op.drop_index(batch_op.f("ix_compliance_audit_id"))

    op.drop_table("compliance")
    with op.batch_alter_table("tip", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_tip_open_subject",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index("ix_tip_store_id_state")
        batch_op.drop_index("ix_tip_state_due_at")
        batch_op.drop_index(batch_op.f("ix_tip_sku_id"))
        batch_op.drop_index(batch_op.f("ix_tip_audit_id"))
        batch_op.drop_index(batch_op.f("ix_tip_assignee_id"))
        batch_op.drop_index(batch_op.f("ix_tip_after_audit_id"))

    op.drop_table("tip")
    with op.batch_alter_table("planogram_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_planogram_version_source_audit_id"))

    op.drop_table("planogram_version")
    with op.batch_alter_table("shelf_day_sku", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shelf_day_sku_sku_id"))

    op.drop_table("shelf_day_sku")
    with op.batch_alter_table("must_stock", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_must_stock_sku_id"))

    op.drop_table("must_stock")
    with op.batch_alter_table("daily_scan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_daily_scan_sku_id"))

    op.drop_table("daily_scan")
    with op.batch_alter_table("shelf_day", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shelf_day_day"))

    op.drop_table("shelf_day")
    op.drop_table("planogram")
    op.drop_table("category_setting")
