"""What can be relied on and what happens: seals and likenesses of photos, changes, the board, corrections, unknowns."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from catalog import column_types

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "board_event",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("store_id", column_types.Id, nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", column_types.Id, nullable=True),
        sa.Column("at", column_types.UtcDateTime(), nullable=False),
        sa.Column("params", column_types.Json, nullable=False),
        sa.CheckConstraint(
            "kind IN ('visit_started', 'visit_submitted', 'photo', 'audit_done', 'audit_failed', "
            "'tip_opened', 'tip_done', 'tip_declined', 'tip_expired', "
            "'alert_raised', 'alert_closed', 'proposal_opened', 'proposal_decided')",
            name=op.f("ck_board_event_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_board_event_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_board_event_store_id_store"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_event")),
    )
    with op.batch_alter_table("board_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_board_event_at"), ["at"], unique=False)
        batch_op.create_index("ix_board_event_chain_id_id", ["chain_id", "id"], unique=False)
    op.create_table(
        "change_record",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("user_id", column_types.Id, nullable=True),
        sa.Column("at", column_types.UtcDateTime(), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("details", column_types.Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_change_record_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_change_record_user_id_app_user"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_record")),
    )
    with op.batch_alter_table("change_record", schema=None) as batch_op:
        batch_op.create_index("ix_change_record_chain_id_at", ["chain_id", "at"], unique=False)
        batch_op.create_index("ix_change_record_user_id_at", ["user_id", "at"], unique=False)
    op.create_table(
        "unknown_product",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("embedder", sa.String(length=64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("groups", sa.Integer(), nullable=False),
        sa.Column("facings", sa.Integer(), nullable=False),
        sa.Column("stores", sa.Integer(), nullable=False),
        sa.Column("best_group_id", column_types.Id, nullable=True),
        sa.Column("first_seen", column_types.UtcDateTime(), nullable=False),
        sa.Column("last_seen", column_types.UtcDateTime(), nullable=False),
        sa.Column("sku_id", column_types.Id, nullable=True),
        sa.Column("named_by", column_types.Id, nullable=True),
        sa.Column("named_at", column_types.UtcDateTime(), nullable=True),
        sa.Column("aside_by", column_types.Id, nullable=True),
        sa.Column("aside_at", column_types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["aside_by"],
            ["app_user.id"],
            name=op.f("fk_unknown_product_aside_by_app_user"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_unknown_product_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["named_by"],
            ["app_user.id"],
            name=op.f("fk_unknown_product_named_by_app_user"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["sku.id"], name=op.f("fk_unknown_product_sku_id_sku"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unknown_product")),
    )
    with op.batch_alter_table("unknown_product", schema=None) as batch_op:
        batch_op.create_index("ix_unknown_product_chain_id_facings", ["chain_id", "facings"], unique=False)
        batch_op.create_index(batch_op.f("ix_unknown_product_sku_id"), ["sku_id"], unique=False)
    op.create_table(
        "photo_likeness",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("photo_id", column_types.Id, nullable=False),
        sa.Column("other_id", column_types.Id, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("distance", sa.Integer(), nullable=False),
        sa.Column("found_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.Column("answered_by", column_types.Id, nullable=True),
        sa.Column("answered_at", column_types.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "answer IS NULL OR answer IN ('fine', 'copy')", name=op.f("ck_photo_likeness_answer")
        ),
        sa.CheckConstraint("kind IN ('same', 'near')", name=op.f("ck_photo_likeness_kind")),
        sa.ForeignKeyConstraint(
            ["answered_by"],
            ["app_user.id"],
            name=op.f("fk_photo_likeness_answered_by_app_user"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["photo.id"], name=op.f("fk_photo_likeness_other_id_photo"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name=op.f("fk_photo_likeness_photo_id_photo"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_likeness")),
        sa.UniqueConstraint("photo_id", "other_id", name=op.f("uq_photo_likeness_photo_id_other_id")),
    )
    with op.batch_alter_table("photo_likeness", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_likeness_other_id"), ["other_id"], unique=False)
    op.create_table(
        "photo_look",
        sa.Column("photo_id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("phash", sa.BigInteger(), nullable=False),
        sa.Column("band0", sa.Integer(), nullable=False),
        sa.Column("band1", sa.Integer(), nullable=False),
        sa.Column("band2", sa.Integer(), nullable=False),
        sa.Column("band3", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_photo_look_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_photo_look_photo_id_photo")),
        sa.PrimaryKeyConstraint("photo_id", name=op.f("pk_photo_look")),
    )
    with op.batch_alter_table("photo_look", schema=None) as batch_op:
        batch_op.create_index("ix_photo_look_chain_id_band0", ["chain_id", "band0"], unique=False)
        batch_op.create_index("ix_photo_look_chain_id_band1", ["chain_id", "band1"], unique=False)
        batch_op.create_index("ix_photo_look_chain_id_band2", ["chain_id", "band2"], unique=False)
        batch_op.create_index("ix_photo_look_chain_id_band3", ["chain_id", "band3"], unique=False)
    op.create_table(
        "photo_seal",
        sa.Column("photo_id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", column_types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_photo_seal_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_photo_seal_photo_id_photo")),
        sa.PrimaryKeyConstraint("photo_id", name=op.f("pk_photo_seal")),
        sa.UniqueConstraint("chain_id", "number", name=op.f("uq_photo_seal_chain_id_number")),
    )
    op.create_table(
        "shelf_correction",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("audit_id", column_types.Id, nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("xyxy", column_types.Json, nullable=True),
        sa.Column("sku_id", column_types.Id, nullable=True),
        sa.Column("before", column_types.Json, nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("corrected_by", column_types.Id, nullable=True),
        sa.Column("corrected_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("undone_at", column_types.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "action IN ('add', 'remove', 'move', 'name')", name=op.f("ck_shelf_correction_action")
        ),
        sa.CheckConstraint("source IN ('page', 'import')", name=op.f("ck_shelf_correction_source")),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit.id"], name=op.f("fk_shelf_correction_audit_id_audit"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["corrected_by"],
            ["app_user.id"],
            name=op.f("fk_shelf_correction_corrected_by_app_user"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["sku.id"], name=op.f("fk_shelf_correction_sku_id_sku"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelf_correction")),
    )
    with op.batch_alter_table("shelf_correction", schema=None) as batch_op:
        batch_op.create_index("ix_shelf_correction_audit_id_id", ["audit_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shelf_correction_corrected_at"), ["corrected_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_shelf_correction_sku_id"), ["sku_id"], unique=False)
    with op.batch_alter_table("shelf_group", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unknown_id", column_types.Id, nullable=True))
        batch_op.create_index(batch_op.f("ix_shelf_group_unknown_id"), ["unknown_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_shelf_group_unknown_id_unknown_product"),
            "unknown_product",
            ["unknown_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    with op.batch_alter_table("shelf_group", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_shelf_group_unknown_id_unknown_product"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_shelf_group_unknown_id"))
        batch_op.drop_column("unknown_id")
    with op.batch_alter_table("shelf_correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shelf_correction_sku_id"))
        batch_op.drop_index(batch_op.f("ix_shelf_correction_corrected_at"))
        batch_op.drop_index("ix_shelf_correction_audit_id_id")
    op.drop_table("shelf_correction")
    op.drop_table("photo_seal")
    with op.batch_alter_table("photo_look", schema=None) as batch_op:
        batch_op.drop_index("ix_photo_look_chain_id_band3")
        batch_op.drop_index("ix_photo_look_chain_id_band2")
        batch_op.drop_index("ix_photo_look_chain_id_band1")
        batch_op.drop_index("ix_photo_look_chain_id_band0")
    op.drop_table("photo_look")
    with op.batch_alter_table("photo_likeness", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_photo_likeness_other_id"))
    op.drop_table("photo_likeness")
    with op.batch_alter_table("unknown_product", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unknown_product_sku_id"))
        batch_op.drop_index("ix_unknown_product_chain_id_facings")
    op.drop_table("unknown_product")
    with op.batch_alter_table("change_record", schema=None) as batch_op:
        batch_op.drop_index("ix_change_record_user_id_at")
        batch_op.drop_index("ix_change_record_chain_id_at")
    op.drop_table("change_record")
    with op.batch_alter_table("board_event", schema=None) as batch_op:
        batch_op.drop_index("ix_board_event_chain_id_id")
        batch_op.drop_index(batch_op.f("ix_board_event_at"))
    op.drop_table("board_event")
