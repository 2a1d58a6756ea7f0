"""Boxes as people's corrections leave them, and which corrections came in one file."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from catalog import column_types

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "corrected_box",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("audit_id", column_types.Id, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("x1", sa.Float(), nullable=False),
        sa.Column("y1", sa.Float(), nullable=False),
        sa.Column("x2", sa.Float(), nullable=False),
        sa.Column("y2", sa.Float(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("layer", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("column_no", sa.Integer(), nullable=True),
        sa.Column("group_number", sa.Integer(), nullable=True),
        sa.Column("said", sa.Boolean(), nullable=False),
        sa.Column("sku_id", column_types.Id, nullable=True),
        sa.CheckConstraint("kind IN ('product', 'gap')", name=op.f("ck_corrected_box_kind")),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit.id"], name=op.f("fk_corrected_box_audit_id_audit"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["sku.id"], name=op.f("fk_corrected_box_sku_id_sku"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrected_box")),
        sa.UniqueConstraint("audit_id", "kind", "number", name=op.f("uq_corrected_box_audit_id_kind_number")),
    )
    op.create_index(op.f("ix_corrected_box_sku_id"), "corrected_box", ["sku_id"])
    with op.batch_alter_table("shelf_correction", schema=None) as batch_op:
        batch_op.add_column(sa.Column("batch", sa.String(length=32), nullable=True))
        batch_op.create_index(batch_op.f("ix_shelf_correction_batch"), ["batch"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("shelf_correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shelf_correction_batch"))
        batch_op.drop_column("batch")
    op.drop_index(op.f("ix_corrected_box_sku_id"), table_name="corrected_box")
    op.drop_table("corrected_box")
