"""An audit keeps the posters and shelf-talkers that were read on its photo."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from catalog import column_types

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("audit", sa.Column("talkers", column_types.Json, nullable=True))


def downgrade() -> None:
    op.drop_column("audit", "talkers")
