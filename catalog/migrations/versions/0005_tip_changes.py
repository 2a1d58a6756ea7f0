"""How each tip went: who changed its state, when and why."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from catalog import column_types

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "tip_change",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("tip_id", column_types.Id, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", column_types.UtcDateTime(), nullable=False),
        sa.Column("by", column_types.Id, nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("audit_id", column_types.Id, nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'done', 'declined', 'expired')", name=op.f("ck_tip_change_state")
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit.id"], name=op.f("fk_tip_change_audit_id_audit"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["by"], ["app_user.id"], name=op.f("fk_tip_change_by_app_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["tip_id"], ["tip.id"], name=op.f("fk_tip_change_tip_id_tip"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_change")),
    )
    with op.batch_alter_table("tip_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tip_change_audit_id"), ["audit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tip_change_tip_id"), ["tip_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("tip_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tip_change_tip_id"))
        batch_op.drop_index(batch_op.f("ix_tip_change_audit_id"))

    op.drop_table("tip_change")
