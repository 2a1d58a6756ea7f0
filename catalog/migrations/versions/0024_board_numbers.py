"""How many things an event of the board tells of, and its day's figures read from an index alone."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("board_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.Integer(), server_default="1", nullable=False))
        batch_op.create_index(
            "ix_board_event_day", ["chain_id", "at", "kind", "store_id", "number"], unique=False
        )
    with op.batch_alter_table("board_event", schema=None) as batch_op:
        batch_op.alter_column("number", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("board_event", schema=None) as batch_op:
        batch_op.drop_index("ix_board_event_day")
        batch_op.drop_column("number")
