"""What posters say, our policies, competing pairs, proposals; gap rules of a category."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from catalog import column_types

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "policy",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("price", column_types.ExactDecimal(precision=12, scale=4), nullable=True),
        sa.Column("list_price", column_types.ExactDecimal(precision=12, scale=4), nullable=True),
        sa.Column("threshold", column_types.ExactDecimal(precision=12, scale=4), nullable=True),
        sa.Column("amount", column_types.ExactDecimal(precision=12, scale=4), nullable=True),
        sa.Column("rate", column_types.ExactDecimal(precision=8, scale=4), nullable=True),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("m", sa.Integer(), nullable=True),
        sa.Column("each", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("budget", column_types.ExactDecimal(precision=14, scale=2), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("changed_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("changed_by", column_types.Id, nullable=True),
        sa.Column("withdrawn_at", column_types.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('special_price', 'discount_rate', 'money_off', 'threshold_off', 'buy_n_get_m', 'second_item', "
            "'bundle_price', 'gift', 'coupon', "
            "'member_price', 'deposit', 'cashback', 'installment', 'other')",
            name=op.f("ck_policy_kind"),
        ),
        sa.CheckConstraint("valid_until IS NULL OR valid_from <= valid_until", name=op.f("ck_policy_dates")),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_policy_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["app_user.id"], name=op.f("fk_policy_changed_by_app_user"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
        sa.UniqueConstraint("chain_id", "code", name=op.f("uq_policy_chain_id_code")),
    )
    op.create_table(
        "competing_pair",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("own_sku_id", column_types.Id, nullable=False),
        sa.Column("rival_sku_id", column_types.Id, nullable=False),
        sa.Column("competes", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("changed_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("changed_by", column_types.Id, nullable=True),
        sa.CheckConstraint("source IN ('import', 'editor')", name=op.f("ck_competing_pair_source")),
        sa.CheckConstraint("own_sku_id <> rival_sku_id", name=op.f("ck_competing_pair_two_skus")),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_competing_pair_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"],
            ["app_user.id"],
            name=op.f("fk_competing_pair_changed_by_app_user"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["own_sku_id"], ["sku.id"], name=op.f("fk_competing_pair_own_sku_id_sku"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["rival_sku_id"], ["sku.id"], name=op.f("fk_competing_pair_rival_sku_id_sku"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competing_pair")),
        sa.UniqueConstraint(
            "own_sku_id", "rival_sku_id", name=op.f("uq_competing_pair_own_sku_id_rival_sku_id")
        ),
    )
    with op.batch_alter_table("competing_pair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_competing_pair_chain_id"), ["chain_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_competing_pair_rival_sku_id"), ["rival_sku_id"], unique=False)

    op.create_table(
        "policy_place",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("policy_id", column_types.Id, nullable=False),
        sa.Column("city", sa.String(length=100), nullable=False),
        sa.Column("trade_area", sa.String(length=100), nullable=False),
        sa.Column("store_class", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy.id"], name=op.f("fk_policy_place_policy_id_policy"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_place")),
        sa.UniqueConstraint(
            "policy_id",
            "city",
            "trade_area",
            "store_class",
            name=op.f("uq_policy_place_policy_id_city_trade_area_store_class"),
        ),
    )
    op.create_table(
        "policy_product",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("policy_id", column_types.Id, nullable=False),
        sa.Column("sku_id", column_types.Id, nullable=True),
        sa.Column("category", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy.id"], name=op.f("fk_policy_product_policy_id_policy"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["sku.id"], name=op.f("fk_policy_product_sku_id_sku"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_product")),
        sa.UniqueConstraint(
            "policy_id", "sku_id", "category", name=op.f("uq_policy_product_policy_id_sku_id_category")
        ),
    )
    with op.batch_alter_table("policy_product", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_product_sku_id"), ["sku_id"], unique=False)

    op.create_table(
        "poster",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("audit_id", column_types.Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("xyxy", column_types.Json, nullable=True),
        sa.Column("layer", sa.Integer(), nullable=True),
        sa.Column("brand", sa.String(length=100), nullable=False),
        sa.Column("product", sa.String(length=200), nullable=False),
        sa.Column("spec", sa.String(length=64), nullable=False),
        sa.Column("sku_id", column_types.Id, nullable=True),
        sa.Column("candidates", column_types.Json, nullable=False),
        sa.Column("lines", column_types.Json, nullable=False),
        sa.Column("engine", sa.String(length=64), nullable=False),
        sa.Column("digits_checked", sa.Boolean(), nullable=False),
        sa.Column("angle", sa.Float(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('offers', 'no_offers', 'no_text', 'receipt')", name=op.f("ck_poster_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit.id"], name=op.f("fk_poster_audit_id_audit"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["sku.id"], name=op.f("fk_poster_sku_id_sku"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poster")),
        sa.UniqueConstraint("audit_id", "number", name=op.f("uq_poster_audit_id_number")),
    )
    with op.batch_alter_table("poster", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poster_sku_id"), ["sku_id"], unique=False)

    op.create_table(
        "poster_correction",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("poster_id", column_types.Id, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("offer_number", sa.Integer(), nullable=False),
        sa.Column("said", column_types.Json, nullable=False),
        sa.Column("sku_id", column_types.Id, nullable=True),
        sa.Column("corrected_by", column_types.Id, nullable=True),
        sa.Column("corrected_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("undone_at", column_types.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('offer', 'not_an_offer', 'missed_offer', 'product')",
            name=op.f("ck_poster_correction_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["corrected_by"],
            ["app_user.id"],
            name=op.f("fk_poster_correction_corrected_by_app_user"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["poster_id"],
            ["poster.id"],
            name=op.f("fk_poster_correction_poster_id_poster"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["sku.id"], name=op.f("fk_poster_correction_sku_id_sku"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poster_correction")),
    )
    with op.batch_alter_table("poster_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poster_correction_poster_id"), ["poster_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_poster_correction_sku_id"), ["sku_id"], unique=False)
        batch_op.create_index(
            "uq_poster_correction_in_force",
            ["poster_id", "offer_number"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )

    op.create_table(
        "poster_offer",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("poster_id", column_types.Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("xyxy", column_types.Json, nullable=False),
        sa.Column("price", column_types.ExactDecimal(precision=12, scale=4), nullable=True),
        sa.Column("list_price", column_types.ExactDecimal(precision=12, scale=4), nullable=True),
        sa.Column("threshold", column_types.ExactDecimal(precision=12, scale=4), nullable=True),
        sa.Column("amount", column_types.ExactDecimal(precision=12, scale=4), nullable=True),
        sa.Column("rate", column_types.ExactDecimal(precision=8, scale=4), nullable=True),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("m", sa.Integer(), nullable=True),
        sa.Column("each", sa.Boolean(), nullable=False),
        sa.Column("currency", sa.String(length=4), nullable=False),
        sa.Column("per", sa.String(length=32), nullable=True),
        sa.Column("unit_price", column_types.ExactDecimal(precision=12, scale=4), nullable=True),
        sa.Column("depth", column_types.ExactDecimal(precision=6, scale=4), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("limit_per_person", sa.Integer(), nullable=True),
        sa.Column("first_n", sa.Integer(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("assumptions", column_types.Json, nullable=False),
        sa.Column("doubts", column_types.Json, nullable=False),
        sa.Column("readings", column_types.Json, nullable=False),
        sa.CheckConstraint(
            "kind IN ('special_price', 'discount_rate', 'money_off', 'threshold_off', 'buy_n_get_m', 'second_item', "
            "'bundle_price', 'gift', 'coupon', "
            "'member_price', 'deposit', 'cashback', 'installment', 'other')",
            name=op.f("ck_poster_offer_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["poster_id"], ["poster.id"], name=op.f("fk_poster_offer_poster_id_poster"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poster_offer")),
        sa.UniqueConstraint("poster_id", "number", name=op.f("uq_poster_offer_poster_id_number")),
    )
    op.create_table(
        "proposal",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("store_id", column_types.Id, nullable=True),
        sa.Column("city", sa.String(length=100), nullable=False),
        sa.Column("trade_area", sa.String(length=100), nullable=False),
        sa.Column("poster_offer_id", column_types.Id, nullable=True),
        sa.Column("own_sku_id", column_types.Id, nullable=True),
        sa.Column("rival_sku_id", column_types.Id, nullable=True),
        sa.Column("rule", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("own_depth", column_types.ExactDecimal(precision=6, scale=4), nullable=True),
        sa.Column("rival_depth", column_types.ExactDecimal(precision=6, scale=4), nullable=True),
        sa.Column("params", column_types.Json, nullable=False),
        sa.Column("options", column_types.Json, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=True),
        sa.Column("created_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("decided_at", column_types.UtcDateTime(), nullable=True),
        sa.Column("decided_by", column_types.Id, nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "rule IN ('own_depth_below', 'behind_competitor_by', 'regional')", name=op.f("ck_proposal_rule")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'approved', 'declined', 'withdrawn')", name=op.f("ck_proposal_state")
        ),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_proposal_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["app_user.id"], name=op.f("fk_proposal_decided_by_app_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["own_sku_id"], ["sku.id"], name=op.f("fk_proposal_own_sku_id_sku"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["poster_offer_id"],
            ["poster_offer.id"],
            name=op.f("fk_proposal_poster_offer_id_poster_offer"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["rival_sku_id"], ["sku.id"], name=op.f("fk_proposal_rival_sku_id_sku"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_proposal_store_id_store"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index("ix_proposal_chain_id_state", ["chain_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_own_sku_id"), ["own_sku_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_poster_offer_id"), ["poster_offer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_rival_sku_id"), ["rival_sku_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_store_id"), ["store_id"], unique=False)
        batch_op.create_index(
            "uq_proposal_open_subject",
            ["chain_id", "subject"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    with op.batch_alter_table("category_setting", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("own_depth_min_pct", column_types.ExactDecimal(precision=5, scale=2), nullable=True)
        )
        batch_op.add_column(
            sa.Column("behind_max_points", column_types.ExactDecimal(precision=5, scale=2), nullable=True)
        )
        batch_op.add_column(
            sa.Column("floor_stack_day_cost", column_types.ExactDecimal(precision=12, scale=2), nullable=True)
        )
        batch_op.add_column(sa.Column("floor_stack_uplift", sa.Float(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("category_setting", schema=None) as batch_op:
        batch_op.drop_column("floor_stack_uplift")
        batch_op.drop_column("floor_stack_day_cost")
        batch_op.drop_column("behind_max_points")
        batch_op.drop_column("own_depth_min_pct")

    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_proposal_open_subject",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(batch_op.f("ix_proposal_store_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_rival_sku_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_poster_offer_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_own_sku_id"))
        batch_op.drop_index("ix_proposal_chain_id_state")

    op.drop_table("proposal")
    op.drop_table("poster_offer")
    with op.batch_alter_table("poster_correction", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_poster_correction_in_force",
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_poster_correction_sku_id"))
        batch_op.drop_index(batch_op.f("ix_poster_correction_poster_id"))

    op.drop_table("poster_correction")
    with op.batch_alter_table("poster", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poster_sku_id"))

    op.drop_table("poster")
    with op.batch_alter_table("policy_product", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_product_sku_id"))

    op.drop_table("policy_product")
    op.drop_table("policy_place")
    with op.batch_alter_table("competing_pair", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_competing_pair_rival_sku_id"))
        batch_op.drop_index(batch_op.f("ix_competing_pair_chain_id"))

    op.drop_table("competing_pair")
    op.drop_table("policy")
