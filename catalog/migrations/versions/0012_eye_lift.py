"""What eye level does to sales, as a setting of a category."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("category_setting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("eye_lift", sa.Float(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("category_setting", schema=None) as batch_op:
        batch_op.drop_column("eye_lift")
