"""A chain's visits and photos of some weeks are found without reading those of years."""

from collections.abc import Sequence

from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("ix_visit_started_at", "visit", ["started_at"], unique=False)
    op.create_index("ix_photo_uploaded_at", "photo", ["uploaded_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_photo_uploaded_at", table_name="photo")
    op.drop_index("ix_visit_started_at", table_name="visit")
