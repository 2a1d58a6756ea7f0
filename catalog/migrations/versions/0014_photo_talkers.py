"""A photo says whether its shelf-talkers are asked for; a store's photos are found by the time of their upload."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("photo") as batch_op:
        batch_op.add_column(sa.Column("talkers", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("photo") as batch_op:
        batch_op.alter_column("talkers", server_default=None)
    op.create_index("ix_photo_store_id_uploaded_at", "photo", ["store_id", "uploaded_at"])


def downgrade() -> None:
    op.drop_index("ix_photo_store_id_uploaded_at", "photo")
    op.drop_column("photo", "talkers")
