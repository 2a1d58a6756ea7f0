"""Which targets a message has reached already, and targets that were removed but can come back."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from catalog import column_types

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("push_message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reached", column_types.Json, nullable=False, server_default="[]"))
    with op.batch_alter_table("push_target", schema=None) as batch_op:
        batch_op.add_column(sa.Column("removed_at", column_types.UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("push_target", schema=None) as batch_op:
        batch_op.drop_column("removed_at")
    with op.batch_alter_table("push_message", schema=None) as batch_op:
        batch_op.drop_column("reached")
