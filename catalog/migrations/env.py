"""Run by Alembic: on the connection that the caller opened, within the caller's transaction."""

from typing import Any, Literal

from alembic import context

from catalog import column_types
from catalog.tables import metadata


def render(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Write our column types by name; Alembic's own text for the JSON type does not run."""
    if kind == "type":
        for name in ("Id", "Json"):
            if item is getattr(column_types, name):
                return f"column_types.{name}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=render,
    compare_type=True,
    user_module_prefix="column_types.",
)
with context.begin_transaction():
    context.run_migrations()
