"""Tips to build a floor stack that a category manager approved."""

from collections.abc import Sequence
from typing import Final

from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_BEFORE: Final = (
    "missing",
    "too_few",
    "wrong_product",
    "misplaced",
    "must_stock",
    "gap",
    "eye_level",
    "brand_block",
    "share",
)


def upgrade() -> None:
    _allow((*_BEFORE, "floor_stack"))


def downgrade() -> None:
    op.execute("DELETE FROM tip_change WHERE tip_id IN (SELECT id FROM tip WHERE kind = 'floor_stack')")
    op.execute("DELETE FROM tip WHERE kind = 'floor_stack'")
    _allow(_BEFORE)


def _allow(kinds: tuple[str, ...]) -> None:
    """Put the list of kinds in force; SQLite builds the table anew for it."""
    said = "kind IN ({})".format(", ".join(f"'{kind}'" for kind in kinds))
    with op.batch_alter_table("tip", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_tip_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_tip_kind"), said)
