"""Prepares statements that run again and again, because SQLAlchemy's overhead exceeds SQLite's own work.

Only statements built once, such as a module's constants, are prepared here; SQLAlchemy executes the rest.
"""

import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from sqlalchemy import Delete, Dialect, Executable, Insert, Row, Select, Update
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.sql.compiler import SQLCompiler

from storage.database.sqlite import fetched


class Rows(IteratorResult[Any]):
    """The rows of a statement, and how many it touched; the two usual ways to read them are fast paths."""

    def __init__(self, columns: SimpleResultMetaData, rows: list[Any], rowcount: int) -> None:
        super().__init__(columns, iter(rows))
        self.rowcount = rowcount
        self._rows = rows

    def first(self) -> Row[Any] | None:
        """Return the first row, or None."""
        return self._made(self._rows[:1])[0] if self._rows else None

    def all(self) -> list[Row[Any]]:
        """Return all rows."""
        return self._made(self._rows)

    def _made(self, rows: list[Any]) -> list[Row[Any]]:
        columns = self._metadata
        readers, places = columns._processors, columns._key_to_index  # noqa: SLF001  # as SQLAlchemy builds a row
        return [Row(columns, readers, places, row) for row in rows]


class Prepared:
    """A prepared statement: its text, its parameters, and how its columns are read."""

    def __init__(self, compiled: SQLCompiler, keys: frozenset[str]) -> None:
        self.keys = keys
        self._text = compiled.string
        binds = [compiled.binds[name] for name in compiled.positiontup or ()]
        self._binds = [(bind.key, bind.value, _binder(bind.type, compiled.dialect)) for bind in binds]
        columns = compiled._result_columns  # noqa: SLF001  # the one list that SELECT and RETURNING share
        readers: Any = [_reader(column.type, compiled.dialect) for column in columns]
        self._columns = SimpleResultMetaData([column.keyname for column in columns], _processors=readers)

    def execute(self, driver: sqlite3.Connection, parameters: Mapping[str, Any]) -> Rows:
        """Execute the statement directly; failures are raised as SQLAlchemy's, without the parameters."""
        try:
            bound = self._bound(parameters)
            cursor = driver.execute(self._text, bound)
            return Rows(self._columns, fetched(cursor, self._text, bound), cursor.rowcount)
        except sqlite3.Error as error:
            raise DBAPIError.instance(self._text, None, error, sqlite3.Error) from error
        except (TypeError, ValueError) as error:
            raise StatementError(f"({type(error).__name__}) {error}", self._text, None, error) from error

    def _bound(self, parameters: Mapping[str, Any]) -> list[Any]:
        value = parameters.get
        return [
            process(value(key, default)) if process else value(key, default) for key, default, process in self._binds
        ]


class Shelf:
    """The prepared statements of this process, for any database file.

    Each is prepared on its second use, unless it was prepared ahead.
    """

    def __init__(self) -> None:
        self._seen: WeakSet[Executable] = WeakSet()
        self._kept: WeakKeyDictionary[Executable, Prepared | None] = WeakKeyDictionary()

    def warm_up(self, dialect: Dialect) -> None:
        """Prepare the constants of this room's modules now, rather than while the first people wait.

        An INSERT of whatever columns it is given is prepared on its first use.
        """
        for statement in _constants():
            self._seen.add(statement)
            if statement not in self._kept and not _takes_any_columns(statement):
                binds = statement.compile(dialect=dialect).binds.values()
                given = {bind.key: None for bind in binds if bind.required}
                self._kept[statement] = _prepared(statement, given, dialect)

    def find(self, statement: Executable, parameters: Mapping[str, Any], dialect: Dialect) -> Prepared | None:
        """Return the statement prepared for these parameters; None when SQLAlchemy has to execute it."""
        try:
            prepared = self._kept[statement]
        except KeyError:
            prepared = self._met(statement, parameters, dialect)
        return prepared if prepared is not None and prepared.keys == parameters.keys() else None

    def _met(self, statement: Executable, parameters: Mapping[str, Any], dialect: Dialect) -> Prepared | None:
        if statement not in self._seen:
            self._seen.add(statement)
            return None
        prepared = self._kept[statement] = _prepared(statement, parameters, dialect)
        return prepared


def _constants() -> Iterator[Any]:
    room = __name__.partition(".")[0]
    for module in [module for name, module in sys.modules.items() if name.partition(".")[0] == room]:
        yield from (value for value in vars(module).values() if isinstance(value, Select | Insert | Update | Delete))


def _takes_any_columns(statement: Any) -> bool:
    return isinstance(statement, Insert) and not statement._values  # noqa: SLF001  # nothing public tells


def _prepared(statement: Executable, parameters: Mapping[str, Any], dialect: Dialect) -> Prepared | None:
    if not isinstance(statement, Select | Insert | Update | Delete):
        return None
    compiled = statement.compile(dialect=dialect, column_keys=list(parameters))
    if not _plain(compiled):
        return None
    missing = {bind.key for bind in compiled.binds.values() if bind.required} - parameters.keys()
    return None if missing else Prepared(compiled, frozenset(parameters))


def _plain(compiled: SQLCompiler) -> bool:
    """Tell whether execution needs nothing of SQLAlchemy: no lists to expand, defaults to fill, keys to fetch."""
    lists = compiled.post_compile_params | compiled.literal_execute_params
    defaults = [*compiled.insert_prefetch, *compiled.update_prefetch]
    return not (lists or defaults or compiled.implicit_returning)


def _binder(kind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    found: Callable[[Any], Any] | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return found


def _reader(kind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    found: Callable[[Any], Any] | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return found
