"""Settings of silence alerts: cooldown, new products, what was learnt, what was before; the last replay of a chain."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from catalog import column_types

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_BY = "fk_silence_setting_changed_by_app_user"


def upgrade() -> None:
    with op.batch_alter_table("silence_setting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cooldown_days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("new_days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("learning", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("learn_after", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("tuned_alerts", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("tuned_precision", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("before", column_types.Json, nullable=True))
        batch_op.add_column(sa.Column("changed_at", column_types.UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("changed_by", column_types.Id, nullable=True))
        batch_op.create_foreign_key(batch_op.f(_BY), "app_user", ["changed_by"], ["id"], ondelete="SET NULL")
        batch_op.create_index(
            "uq_silence_setting_category",
            ["chain_id", "category"],
            unique=True,
            sqlite_where=sa.text("sku_id IS NULL"),
            postgresql_where=sa.text("sku_id IS NULL"),
        )
    op.create_table(
        "silence_replay",
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked", column_types.Json, nullable=False),
        sa.Column("asked_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("asked_by", column_types.Id, nullable=True),
        sa.Column("beat_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("days_done", sa.Integer(), nullable=False),
        sa.Column("days_total", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=60), nullable=False),
        sa.Column("result", column_types.Json, nullable=True),
        sa.CheckConstraint(
            "state IN ('running', 'done', 'failed', 'cancelled')", name=op.f("ck_silence_replay_state")
        ),
        sa.ForeignKeyConstraint(["chain_id"], ["chain.id"], name=op.f("fk_silence_replay_chain_id_chain")),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["app_user.id"],
            name=op.f("fk_silence_replay_asked_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("chain_id", name=op.f("pk_silence_replay")),
    )


def downgrade() -> None:
    op.drop_table("silence_replay")
    with op.batch_alter_table("silence_setting", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_silence_setting_category",
            sqlite_where=sa.text("sku_id IS NULL"),
            postgresql_where=sa.text("sku_id IS NULL"),
        )
        batch_op.drop_constraint(batch_op.f(_BY), type_="foreignkey")
        for name in (
            "changed_by",
            "changed_at",
            "before",
            "tuned_precision",
            "tuned_alerts",
            "learn_after",
            "learning",
            "new_days",
            "cooldown_days",
        ):
            batch_op.drop_column(name)
