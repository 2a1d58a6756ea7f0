"""An audit remembers when its advice was worked out: what was not may be caught up after a kill."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from catalog import column_types

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("audit", sa.Column("advised_at", column_types.UtcDateTime(), nullable=True))
    unadvised = sa.text("state = 'done' AND advised_at IS NULL")
    op.create_index("ix_audit_unadvised", "audit", ["id"], sqlite_where=unadvised, postgresql_where=unadvised)


def downgrade() -> None:
    op.drop_index("ix_audit_unadvised", table_name="audit")
    op.drop_column("audit", "advised_at")
