"""Dialects whose engines share the statements compiled so far: each test opens a database of its own, all alike.

Registered under the names by which the service asks for its dialects; a process that a test starts has none of this.
"""

from typing import Any

from sqlalchemy import Engine, dialects
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.util import LRUCache

import storage.database.engine  # registers its own before  # noqa: F401
from storage.database.sqlite import InlineDialect

_COMPILED: LRUCache[Any, Any] = LRUCache(5000)


class _Shared:
    """Equal to every dialect of its class: what one has compiled, the others execute."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Give a new engine the statements of those before it."""
        engine.update_execution_options(compiled_cache=_COMPILED)


class Sqlite(_Shared, InlineDialect):
    """The service's dialect of SQLite, sharing."""

    supports_statement_cache = True


class Postgresql(_Shared, PGDialect_asyncpg):
    """SQLAlchemy's dialect of PostgreSQL, sharing."""

    supports_statement_cache = True


def register() -> None:
    """Make every engine of this process a sharing one."""
    dialects.registry.register("sqlite.inline", __name__, Sqlite.__name__)
    dialects.registry.register("postgresql.asyncpg", __name__, Postgresql.__name__)
