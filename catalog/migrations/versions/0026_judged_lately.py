"""What was judged lately is found without reading a year of it."""

from collections.abc import Sequence

from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("ix_compliance_made_at", "compliance", ["made_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_compliance_made_at", table_name="compliance")
