"""A store's scans of some days, found without reading its other days."""

from collections.abc import Sequence

from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("daily_scan", schema=None) as batch_op:
        batch_op.create_index("ix_daily_scan_store_id_day", ["store_id", "day"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("daily_scan", schema=None) as batch_op:
        batch_op.drop_index("ix_daily_scan_store_id_day")
