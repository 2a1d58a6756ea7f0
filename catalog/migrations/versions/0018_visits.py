"""Visits: what a chain asks of one, where reps go, who went; supervisors and directors; where photos were taken."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from catalog import column_types

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ROLES = "role IN ('rep', 'store_manager', 'supervisor', 'category_manager', 'director', 'admin')"
_FORMER = "role IN ('rep', 'store_manager', 'category_manager', 'admin')"


def upgrade() -> None:
    op.create_table(
        "route_stop",
        sa.Column("user_id", column_types.Id, nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("store_id", column_types.Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_route_stop_weekday")),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_route_stop_store_id_store"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_route_stop_user_id_app_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "weekday", "store_id", name=op.f("pk_route_stop")),
    )
    with op.batch_alter_table("route_stop", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_route_stop_store_id"), ["store_id"], unique=False)
    op.create_table(
        "visit_form",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("fields", column_types.Json, nullable=False),
        sa.Column("photos", column_types.Json, nullable=False),
        sa.Column("changed_by", column_types.Id, nullable=True),
        sa.Column("changed_at", column_types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_visit_form_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"],
            ["app_user.id"],
            name=op.f("fk_visit_form_changed_by_app_user"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_form")),
    )
    with op.batch_alter_table("visit_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_form_chain_id"), ["chain_id"], unique=False)
    op.create_table(
        "visit",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("store_id", column_types.Id, nullable=False),
        sa.Column("user_id", column_types.Id, nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("form_id", column_types.Id, nullable=True),
        sa.Column("answers", column_types.Json, nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("accuracy_m", sa.Float(), nullable=True),
        sa.Column("started_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("submitted_at", column_types.UtcDateTime(), nullable=True),
        sa.Column("received_at", column_types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["form_id"], ["visit_form.id"], name=op.f("fk_visit_form_id_visit_form"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_visit_store_id_store"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_visit_user_id_app_user"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("user_id", "client_id", name=op.f("uq_visit_user_id_client_id")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index("ix_visit_store_id_started_at", ["store_id", "started_at"], unique=False)
        batch_op.create_index("ix_visit_user_id_started_at", ["user_id", "started_at"], unique=False)
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.add_column(sa.Column("visit_id", column_types.Id, nullable=True))
        batch_op.add_column(sa.Column("latitude", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("longitude", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("accuracy_m", sa.Float(), nullable=True))
        batch_op.create_index(batch_op.f("ix_photo_visit_id"), ["visit_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_photo_visit_id_visit"), "visit", ["visit_id"], ["id"], ondelete="RESTRICT"
        )

    with op.batch_alter_table("app_user") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_app_user_role"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_app_user_role"), _ROLES)
        batch_op.add_column(sa.Column("full_name", sa.String(length=100), server_default="", nullable=False))
        batch_op.add_column(sa.Column("deleted_at", column_types.UtcDateTime(), nullable=True))
    with op.batch_alter_table("app_user") as batch_op:
        batch_op.alter_column("full_name", server_default=None)


def downgrade() -> None:
    op.execute("UPDATE app_user SET role = 'rep' WHERE role IN ('supervisor', 'director')")
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_photo_visit_id_visit"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_photo_visit_id"))
        batch_op.drop_column("accuracy_m")
        batch_op.drop_column("longitude")
        batch_op.drop_column("latitude")
        batch_op.drop_column("visit_id")
    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.drop_column("deleted_at")
        batch_op.drop_column("full_name")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_user_id_started_at")
        batch_op.drop_index("ix_visit_store_id_started_at")
    op.drop_table("visit")
    with op.batch_alter_table("visit_form", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_form_chain_id"))
    op.drop_table("visit_form")
    with op.batch_alter_table("route_stop", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_route_stop_store_id"))
    op.drop_table("route_stop")
    with op.batch_alter_table("app_user") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_app_user_role"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_app_user_role"), _FORMER)
