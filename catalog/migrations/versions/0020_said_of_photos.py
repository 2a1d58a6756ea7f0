"""What a seal was made over, so that a broken one can say what was changed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("photo_seal", schema=None) as batch_op:
        # A seal from before has nothing to be held against: it stays, and is found broken.
        batch_op.add_column(sa.Column("said", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("photo_seal", schema=None) as batch_op:
        batch_op.alter_column("said", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("photo_seal", schema=None) as batch_op:
        batch_op.drop_column("said")
