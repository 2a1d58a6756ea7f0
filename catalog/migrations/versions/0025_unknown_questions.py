"""Unknown groups gathered across stores; which references match; names checked by chance; merged SKUs."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from catalog import column_types

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "sku_merge",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("kept_id", column_types.Id, nullable=False),
        sa.Column("dropped_id", column_types.Id, nullable=False),
        sa.Column("moved", column_types.Json, nullable=False),
        sa.Column("merged_by", column_types.Id, nullable=True),
        sa.Column("merged_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("undone_at", column_types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_sku_merge_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["dropped_id"], ["sku.id"], name=op.f("fk_sku_merge_dropped_id_sku"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["sku.id"], name=op.f("fk_sku_merge_kept_id_sku"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["merged_by"], ["app_user.id"], name=op.f("fk_sku_merge_merged_by_app_user"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sku_merge")),
    )
    with op.batch_alter_table("sku_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sku_merge_chain_id"), ["chain_id"], unique=False)

    op.create_table(
        "naming_check",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("group_id", column_types.Id, nullable=False),
        sa.Column("sku_id", column_types.Id, nullable=False),
        sa.Column("correct", sa.Boolean(), nullable=False),
        sa.Column("checked_by", column_types.Id, nullable=True),
        sa.Column("checked_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("undone_at", column_types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_naming_check_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["checked_by"],
            ["app_user.id"],
            name=op.f("fk_naming_check_checked_by_app_user"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["shelf_group.id"],
            name=op.f("fk_naming_check_group_id_shelf_group"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["sku.id"], name=op.f("fk_naming_check_sku_id_sku"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_naming_check")),
    )
    with op.batch_alter_table("naming_check", schema=None) as batch_op:
        batch_op.create_index("ix_naming_check_chain_id_checked_at", ["chain_id", "checked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_naming_check_group_id"), ["group_id"], unique=False)

    op.create_table(
        "reference_use",
        sa.Column("reference_id", column_types.Id, nullable=False),
        sa.Column("sku_id", column_types.Id, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reference_id"],
            ["reference.id"],
            name=op.f("fk_reference_use_reference_id_reference"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["sku.id"], name=op.f("fk_reference_use_sku_id_sku"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reference_id", "sku_id", "day", name=op.f("pk_reference_use")),
    )
    with op.batch_alter_table("reference_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reference_use_sku_id"), ["sku_id"], unique=False)

    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("gathered_at", column_types.UtcDateTime(), nullable=True))
        batch_op.create_index(
            "ix_audit_ungathered",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state = 'done' AND gathered_at IS NULL"),
            postgresql_where=sa.text("state = 'done' AND gathered_at IS NULL"),
        )

    with op.batch_alter_table("unknown_product", schema=None) as batch_op:
        batch_op.add_column(sa.Column("changed_at", column_types.UtcDateTime(), nullable=True))
    op.execute("UPDATE unknown_product SET changed_at = last_seen")
    with op.batch_alter_table("unknown_product", schema=None) as batch_op:
        batch_op.alter_column("changed_at", nullable=False)
        batch_op.create_index(
            "ix_unknown_product_chain_id_changed_at", ["chain_id", "changed_at"], unique=False
        )


def downgrade() -> None:

    with op.batch_alter_table("unknown_product", schema=None) as batch_op:
        batch_op.drop_index("ix_unknown_product_chain_id_changed_at")
        batch_op.drop_column("changed_at")

    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_audit_ungathered",
            sqlite_where=sa.text("state = 'done' AND gathered_at IS NULL"),
            postgresql_where=sa.text("state = 'done' AND gathered_at IS NULL"),
        )
        batch_op.drop_column("gathered_at")

    with op.batch_alter_table("reference_use", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reference_use_sku_id"))

    op.drop_table("reference_use")
    with op.batch_alter_table("naming_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_naming_check_group_id"))
        batch_op.drop_index("ix_naming_check_chain_id_checked_at")

    op.drop_table("naming_check")
    with op.batch_alter_table("sku_merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sku_merge_chain_id"))

    op.drop_table("sku_merge")
