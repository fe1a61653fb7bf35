"""What all tables share: metadata, constraint names, moments, sealed columns, inserts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, Integer, LargeBinary, MetaData
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is the same in SQLite's SQL
from sqlalchemy.types import TypeDecorator

__all__ = ["UNREADABLE", "Id", "Moment", "Unreadable", "insert", "lenient", "metadata", "sealed", "unreadable"]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only for an INTEGER key


class Unreadable:
    """What a day or moment is read as that was damaged: it equals nothing else, and cannot be compared or printed."""


UNREADABLE = Unreadable()
_lenient = [False]


@contextmanager
def lenient() -> Iterator[None]:
    """Read what is no day and no moment as UNREADABLE within the block, which must await nothing; else it raises."""
    before, _lenient[0] = _lenient[0], True
    try:
        yield
    finally:
        _lenient[0] = before


def unreadable(error: Exception) -> Unreadable:
    """Return UNREADABLE in a lenient block. Raises the error elsewhere."""
    if not _lenient[0]:
        raise error
    return UNREADABLE


class Moment(TypeDecorator[datetime]):
    """An aware moment, UTC in the database and when read; a naive one is refused, because it is ambiguous."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Use a timestamp with time zone where the database has one."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment as the database stores it."""
        return None if value is None else _utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment with its time zone."""
        return None if value is None else value.astimezone(UTC)

    def bind_processor(self, dialect: Dialect) -> Any:
        """Convert to SQLite's text in one step, not SQLAlchemy's three, since most values read are moments."""
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Convert SQLite's text back in one step."""
        return _read if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a moment needs its time zone: pass an aware datetime")
    return value.astimezone(UTC)


@lru_cache(maxsize=256)  # an update writes its own moment several times
def _as_text(value: datetime | None) -> str | None:
    return None if value is None else _utc(value).replace(tzinfo=None).isoformat(" ", "microseconds")


@lru_cache(maxsize=256)  # the rows of a join repeat theirs
def _from_text(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}Z")


def _read(text: str | None) -> datetime | Unreadable | None:
    try:
        return None if text is None else _from_text(text)
    except ValueError as error:
        return unreadable(error)


def sealed(name: str, *row: str, nullable: bool = True) -> Column[bytes]:
    """Define a column of sealed bytes; `row` names the columns whose values, joined by "/", it is bound to.

    Key rotation finds all sealed fields through this, so seal with exactly that row.
    """
    return Column(name, LargeBinary, nullable=nullable, info={"sealed_to": row})
