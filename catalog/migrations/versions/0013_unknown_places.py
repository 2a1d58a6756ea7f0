"""Places of a planogram where something stood that nobody could name."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from catalog import column_types

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "planogram_unknown",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("version_id", column_types.Id, nullable=False),
        sa.Column("layer", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("facings", sa.Integer(), nullable=False),
        sa.Column("stack", sa.Integer(), nullable=False),
        sa.Column("x_mm", sa.Float(), nullable=True),
        sa.Column("width_mm", sa.Float(), nullable=True),
        sa.CheckConstraint("facings >= 1", name=op.f("ck_planogram_unknown_facings")),
        sa.CheckConstraint("stack >= 1", name=op.f("ck_planogram_unknown_stack")),
        sa.CheckConstraint("layer >= 1 AND position >= 1", name=op.f("ck_planogram_unknown_place")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["planogram_version.id"],
            name=op.f("fk_planogram_unknown_version_id_planogram_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planogram_unknown")),
        sa.UniqueConstraint(
            "version_id", "layer", "position", name=op.f("uq_planogram_unknown_version_id_layer_position")
        ),
    )


def downgrade() -> None:
    op.drop_table("planogram_unknown")
