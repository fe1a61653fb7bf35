"""Connects alembic to the database: over the connection it is given, inside that connection's transaction."""

from typing import Literal

from alembic import context

from storage import work  # noqa: F401  # it imports every table
from storage.schema import metadata


def run() -> None:
    """Run the revisions that alembic was asked for."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        compare_type=True,
        render_as_batch=context.config.attributes.get("batch", False),
        render_item=_render,
    )
    context.run_migrations()


def _render(kind: str, item: object, _autogenerate: object) -> str | Literal[False]:
    # our own type by name; alembic renders the rest
    return "Moment()" if kind == "type" and type(item).__name__ == "Moment" else False


run()
