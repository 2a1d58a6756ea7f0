"""First tables."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from catalog import column_types

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "chain",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("catalog_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain")),
        sa.UniqueConstraint("name", name=op.f("uq_chain_name")),
    )
    op.create_table(
        "app_user",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("username", sa.String(length=100), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("locale", sa.String(length=20), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "role IN ('rep', 'store_manager', 'category_manager', 'admin')", name=op.f("ck_app_user_role")
        ),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_app_user_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_user")),
        sa.UniqueConstraint("username", name=op.f("uq_app_user_username")),
    )
    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_app_user_chain_id"), ["chain_id"], unique=False)

    op.create_table(
        "brand",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("competitor", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_brand_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand")),
        sa.UniqueConstraint("chain_id", "name", name=op.f("uq_brand_chain_id_name")),
    )
    op.create_table(
        "store",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("city", sa.String(length=100), nullable=False),
        sa.Column("trade_area", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_store_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store")),
        sa.UniqueConstraint("chain_id", "code", name=op.f("uq_store_chain_id_code")),
    )
    op.create_table(
        "access_token",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("user_id", column_types.Id, nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("expires_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("revoked_at", column_types.UtcDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('session', 'api')", name=op.f("ck_access_token_kind")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_access_token_user_id_app_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_token")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_access_token_token_sha256")),
    )
    with op.batch_alter_table("access_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_token_user_id"), ["user_id"], unique=False)

    op.create_table(
        "photo",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("store_id", column_types.Id, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=100), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("captured_at", column_types.UtcDateTime(), nullable=True),
        sa.Column("uploaded_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("uploaded_by", column_types.Id, nullable=True),
        sa.CheckConstraint("kind IN ('shelf', 'poster', 'panorama')", name=op.f("ck_photo_kind")),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_photo_store_id_store"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["app_user.id"], name=op.f("fk_photo_uploaded_by_app_user"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("store_id", "sha256", name=op.f("uq_photo_store_id_sha256")),
    )
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_sha256"), ["sha256"], unique=False)

    op.create_table(
        "sku",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("chain_id", column_types.Id, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("brand_id", column_types.Id, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=100), nullable=False),
        sa.Column("gtin", sa.String(length=14), nullable=True),
        sa.Column("spec", sa.String(length=64), nullable=False),
        sa.Column("net_content", column_types.ExactDecimal(precision=12, scale=4), nullable=True),
        sa.Column("net_unit", sa.String(length=4), nullable=True),
        sa.Column("pack_count", sa.Integer(), nullable=False),
        sa.Column("list_price", column_types.ExactDecimal(precision=12, scale=4), nullable=True),
        sa.Column("width_mm", sa.Float(), nullable=True),
        sa.Column("height_mm", sa.Float(), nullable=True),
        sa.Column("depth_mm", sa.Float(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", column_types.UtcDateTime(), nullable=False),
        sa.CheckConstraint("net_unit IS NULL OR net_unit IN ('ml', 'g', 'pc')", name=op.f("ck_sku_net_unit")),
        sa.CheckConstraint("pack_count >= 1", name=op.f("ck_sku_pack_count")),
        sa.ForeignKeyConstraint(
            ["brand_id"], ["brand.id"], name=op.f("fk_sku_brand_id_brand"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["chain.id"], name=op.f("fk_sku_chain_id_chain"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sku")),
        sa.UniqueConstraint("chain_id", "code", name=op.f("uq_sku_chain_id_code")),
        sa.UniqueConstraint("chain_id", "gtin", name=op.f("uq_sku_chain_id_gtin")),
    )
    with op.batch_alter_table("sku", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sku_brand_id"), ["brand_id"], unique=False)

    op.create_table(
        "user_store",
        sa.Column("user_id", column_types.Id, nullable=False),
        sa.Column("store_id", column_types.Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_user_store_store_id_store"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_user_store_user_id_app_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "store_id", name=op.f("pk_user_store")),
    )
    with op.batch_alter_table("user_store", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_store_store_id"), ["store_id"], unique=False)

    op.create_table(
        "audit",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("photo_id", column_types.Id, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(length=100), nullable=True),
        sa.Column("lease_until", column_types.UtcDateTime(), nullable=True),
        sa.Column("step", sa.String(length=32), nullable=True),
        sa.Column("fraction", sa.Float(), nullable=True),
        sa.Column("queued_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("started_at", column_types.UtcDateTime(), nullable=True),
        sa.Column("finished_at", column_types.UtcDateTime(), nullable=True),
        sa.Column("error_code", sa.String(length=64), nullable=True),
        sa.Column("error_params", column_types.Json, nullable=True),
        sa.Column("models", column_types.Json, nullable=True),
        sa.Column("catalog_version", sa.Integer(), nullable=True),
        sa.Column("quality", column_types.Json, nullable=True),
        sa.Column("truncated", sa.Boolean(), nullable=True),
        sa.Column("seconds", column_types.Json, nullable=True),
        sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name=op.f("ck_audit_state")),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name=op.f("fk_audit_photo_id_photo"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_photo_id"), ["photo_id"], unique=False)
        batch_op.create_index("ix_audit_state_queued_at", ["state", "queued_at"], unique=False)
        batch_op.create_index(
            "uq_audit_photo_unfinished",
            ["photo_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('queued', 'running')"),
            postgresql_where=sa.text("state IN ('queued', 'running')"),
        )

    op.create_table(
        "detection",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("audit_id", column_types.Id, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("x1", sa.Float(), nullable=False),
        sa.Column("y1", sa.Float(), nullable=False),
        sa.Column("x2", sa.Float(), nullable=False),
        sa.Column("y2", sa.Float(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("layer", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("column_no", sa.Integer(), nullable=True),
        sa.Column("group_number", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('product', 'gap')", name=op.f("ck_detection_kind")),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit.id"], name=op.f("fk_detection_audit_id_audit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_detection")),
        sa.UniqueConstraint("audit_id", "kind", "number", name=op.f("uq_detection_audit_id_kind_number")),
    )
    op.create_table(
        "facing",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("audit_id", column_types.Id, nullable=False),
        sa.Column("sku_id", column_types.Id, nullable=True),
        sa.Column("group_number", sa.Integer(), nullable=True),
        sa.Column("layer", sa.Integer(), nullable=False),
        sa.Column("columns", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit.id"], name=op.f("fk_facing_audit_id_audit"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["sku.id"], name=op.f("fk_facing_sku_id_sku"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facing")),
    )
    with op.batch_alter_table("facing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_facing_audit_id"), ["audit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_facing_sku_id"), ["sku_id"], unique=False)

    op.create_table(
        "shelf_group",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("audit_id", column_types.Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("best_xyxy", column_types.Json, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("sku_id", column_types.Id, nullable=True),
        sa.Column("similarity", sa.Float(), nullable=True),
        sa.Column("alternatives", column_types.Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit.id"], name=op.f("fk_shelf_group_audit_id_audit"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["sku.id"], name=op.f("fk_shelf_group_sku_id_sku"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelf_group")),
        sa.UniqueConstraint("audit_id", "number", name=op.f("uq_shelf_group_audit_id_number")),
    )
    with op.batch_alter_table("shelf_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shelf_group_sku_id"), ["sku_id"], unique=False)

    op.create_table(
        "group_naming",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("group_id", column_types.Id, nullable=False),
        sa.Column("sku_id", column_types.Id, nullable=False),
        sa.Column("sku_created", sa.Boolean(), nullable=False),
        sa.Column("named_by", column_types.Id, nullable=True),
        sa.Column("named_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("undone_at", column_types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["shelf_group.id"],
            name=op.f("fk_group_naming_group_id_shelf_group"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["named_by"], ["app_user.id"], name=op.f("fk_group_naming_named_by_app_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["sku.id"], name=op.f("fk_group_naming_sku_id_sku"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_naming")),
    )
    with op.batch_alter_table("group_naming", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_naming_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_naming_sku_id"), ["sku_id"], unique=False)
        batch_op.create_index(
            "uq_group_naming_in_force",
            ["group_id"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )

    op.create_table(
        "reference",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("sku_id", column_types.Id, nullable=False),
        sa.Column("image_sha256", sa.String(length=64), nullable=False),
        sa.Column("xyxy", column_types.Json, nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("group_id", column_types.Id, nullable=True),
        sa.Column("created_at", column_types.UtcDateTime(), nullable=False),
        sa.CheckConstraint("source IN ('upload', 'import', 'named_group')", name=op.f("ck_reference_source")),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["shelf_group.id"],
            name=op.f("fk_reference_group_id_shelf_group"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["sku.id"], name=op.f("fk_reference_sku_id_sku"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference")),
    )
    with op.batch_alter_table("reference", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reference_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reference_sku_id"), ["sku_id"], unique=False)

    op.create_table(
        "reference_embedding",
        sa.Column("id", column_types.Id, nullable=False),
        sa.Column("reference_id", column_types.Id, nullable=False),
        sa.Column("embedder", sa.String(length=64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reference_id"],
            ["reference.id"],
            name=op.f("fk_reference_embedding_reference_id_reference"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_embedding")),
        sa.UniqueConstraint(
            "reference_id", "embedder", name=op.f("uq_reference_embedding_reference_id_embedder")
        ),
    )
    with op.batch_alter_table("reference_embedding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reference_embedding_embedder"), ["embedder"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("reference_embedding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reference_embedding_embedder"))

    op.drop_table("reference_embedding")
    with op.batch_alter_table("reference", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reference_sku_id"))
        batch_op.drop_index(batch_op.f("ix_reference_group_id"))

    op.drop_table("reference")
    with op.batch_alter_table("group_naming", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_group_naming_in_force",
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_group_naming_sku_id"))
        batch_op.drop_index(batch_op.f("ix_group_naming_group_id"))

    op.drop_table("group_naming")
    with op.batch_alter_table("shelf_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shelf_group_sku_id"))

    op.drop_table("shelf_group")
    with op.batch_alter_table("facing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_facing_sku_id"))
        batch_op.drop_index(batch_op.f("ix_facing_audit_id"))

    op.drop_table("facing")
    op.drop_table("detection")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_audit_photo_unfinished",
            sqlite_where=sa.text("state IN ('queued', 'running')"),
            postgresql_where=sa.text("state IN ('queued', 'running')"),
        )
        batch_op.drop_index("ix_audit_state_queued_at")
        batch_op.drop_index(batch_op.f("ix_audit_photo_id"))

    op.drop_table("audit")
    with op.batch_alter_table("user_store", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_store_store_id"))

    op.drop_table("user_store")
    with op.batch_alter_table("sku", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sku_brand_id"))

    op.drop_table("sku")
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_photo_sha256"))

    op.drop_table("photo")
    with op.batch_alter_table("access_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_token_user_id"))

    op.drop_table("access_token")
    op.drop_table("store")
    op.drop_table("brand")
    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_app_user_chain_id"))

    op.drop_table("app_user")
    op.drop_table("chain")
