"""Groups keep the probability of their names, where they kept a cosine."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from catalog import column_types

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

EVEN, STEEP = 0.88, 40.0
"""The cosine from which names were given so far, and how fast they became sure about it."""


def upgrade() -> None:
    op.execute("ALTER TABLE shelf_group RENAME COLUMN similarity TO probability")
    _rewrite("similarity", "probability", _shares)


def downgrade() -> None:
    _rewrite("probability", "similarity", _cosines)
    op.execute("ALTER TABLE shelf_group RENAME COLUMN probability TO similarity")


def _rewrite(old: str, new: str, convert: Callable[[list[float]], list[float]]) -> None:
    """Give every group's candidates their new numbers; the column is called `probability` at this moment."""
    groups = sa.table(
        "shelf_group",
        sa.column("id", column_types.Id),
        sa.column("probability", sa.Float),
        sa.column("alternatives", column_types.Json),
    )
    connection = op.get_bind()
    rows = connection.execute(sa.select(groups.c.id, groups.c.alternatives)).all()
    for number, alternatives in rows:
        found = convert([float(one[old]) for one in alternatives])
        kept: list[dict[str, Any]] = [
            {"sku": one["sku"], new: value} for one, value in zip(alternatives, found, strict=True)
        ]
        connection.execute(
            sa.update(groups)
            .where(groups.c.id == number)
            .values(alternatives=kept, probability=found[0] if found else None)
        )


def _shares(cosines: list[float]) -> list[float]:
    weights = [math.exp(STEEP * (cosine - EVEN)) for cosine in cosines]
    total = 1 + sum(weights)
    return [round(weight / total, 4) for weight in weights]


def _cosines(shares: list[float]) -> list[float]:
    none = max(1 - sum(shares), 1e-4)
    return [round(EVEN + math.log(max(share, 1e-6) / none) / STEEP, 4) for share in shares]
