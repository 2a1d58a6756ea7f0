"""Store days packed into one value each, and sales found without their rows: reports over thousands of stores."""

from collections.abc import Sequence
from itertools import groupby
from struct import pack

import sqlalchemy as sa
from alembic import op

from catalog import column_types

revision: str = "0009"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_AT_ONCE = 5_000


def upgrade() -> None:
    packs = op.create_table(
        "shelf_day_pack",
        sa.Column("shelf_day_id", column_types.Id, nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shelf_day_id"],
            ["shelf_day.id"],
            name=op.f("fk_shelf_day_pack_shelf_day_id_shelf_day"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shelf_day_id", name=op.f("pk_shelf_day_pack")),
    )
    with op.batch_alter_table("daily_scan", schema=None) as batch_op:
        batch_op.create_index(
            "ix_daily_scan_store_id_sku_id_day_units", ["store_id", "sku_id", "day", "units"], unique=False
        )
    connection, begun = op.get_bind(), 0
    newest = connection.scalar(sa.text("SELECT max(id) FROM shelf_day")) or 0
    while begun <= newest:
        query = sa.text(
            "SELECT d.id, l.sku_id, l.facings, l.must FROM shelf_day d"
            " LEFT JOIN shelf_day_sku l ON l.shelf_day_id = d.id"
            " WHERE d.id >= :begun AND d.id < :ended ORDER BY d.id, l.sku_id"
        )
        found = connection.execute(query, {"begun": begun, "ended": begun + _AT_ONCE})
        rows = [
            {
                "shelf_day_id": day,
                "lines": b"".join(pack("<IIB", sku, n, must) for _, sku, n, must in lines if sku),
            }
            for day, lines in groupby(found, key=lambda row: row[0])
        ]
        if rows:
            connection.execute(sa.insert(packs), rows)
        begun += _AT_ONCE


def downgrade() -> None:
    with op.batch_alter_table("daily_scan", schema=None) as batch_op:
        batch_op.drop_index("ix_daily_scan_store_id_sku_id_day_units")

    op.drop_table("shelf_day_pack")
