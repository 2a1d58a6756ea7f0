"""Where a photo was taken, beside its seal: the seal covers its hash, so that the place itself can be deleted."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("photo_seal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("photo_seal", schema=None) as batch_op:
        batch_op.drop_column("place")
