"""Reads tables of a data file into frozen dataclasses; every key must be known and present, every value of its type."""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType, NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from rules.engine.calendar import MonthDay

T = TypeVar("T")


class Misfit(ValueError):
    """A table does not fit its dataclass: the text says where (`days.notice`), what is wrong and what is expected."""

    def __init__(self, where: str, wrong: str) -> None:
        super().__init__(f"{where}: {wrong}")


def read(kind: type[T], table: object, where: str = "") -> T:
    """Read a table as the frozen dataclass `kind`; fields with a default may be left out. Raises Misfit."""
    if not isinstance(table, Mapping):
        raise Misfit(where or "file", f"is {_name(table)}, expected a table")
    fields = {field.name: field for field in dataclasses.fields(kind)}  # type: ignore[arg-type]  # T is always a dataclass here
    for key in table:
        if key not in fields:
            raise Misfit(_below(where, key), "unknown key: remove it or correct its spelling")
    for key, field in fields.items():
        if key not in table and field.default is dataclasses.MISSING:
            raise Misfit(_below(where, key), "missing: add it")
    types = get_type_hints(kind)
    values = {key: _value(types[key], raw, _below(where, key)) for key, raw in table.items()}
    try:
        return kind(**values)
    except Misfit:
        raise
    except ValueError as error:
        raise Misfit(where or "file", str(error)) from error


def _value(kind: Any, raw: object, where: str) -> object:
    arguments = get_args(kind)
    if isinstance(kind, UnionType):
        return _value(next(part for part in arguments if part is not NoneType), raw, where)
    if get_origin(kind) is tuple:
        return _row(arguments[0], raw, where)
    if get_origin(kind) is Mapping:
        return _mapping(arguments[0], arguments[1], raw, where)
    if dataclasses.is_dataclass(kind) and kind is not MonthDay and isinstance(kind, type):
        return read(kind, raw, where)
    return _scalar(kind, raw, where)


def _row(kind: Any, raw: object, where: str) -> tuple[object, ...]:
    if not isinstance(raw, Sequence) or isinstance(raw, str):
        raise Misfit(where, f"is {_name(raw)}, expected a list")
    return tuple(_value(kind, item, f"{where}[{n}]") for n, item in enumerate(raw, start=1))


def _mapping(key_kind: Any, value_kind: Any, raw: object, where: str) -> Mapping[object, object]:
    if not isinstance(raw, Mapping):
        raise Misfit(where, f"is {_name(raw)}, expected a table")
    try:
        items = {key_kind(key): _value(value_kind, item, _below(where, key)) for key, item in raw.items()}
    except ValueError as error:
        raise error if isinstance(error, Misfit) else Misfit(where, f"a key is not {key_kind.__name__}") from error
    return MappingProxyType(items)


def _scalar(kind: type, raw: object, where: str) -> object:
    match raw:
        case str() if kind is MonthDay or issubclass(kind, StrEnum):
            return _word(kind, raw, where)
        case str() if kind is str and not raw.strip():
            raise Misfit(where, "is empty: fill it in")
        case int() if kind is Decimal and type(raw) is int:
            return Decimal(raw)
        case bool() | datetime():
            fits = type(raw) is kind
        case str() | int() | Decimal() | date() | time():
            fits = isinstance(raw, kind)
        case _:
            fits = False
    if not fits:
        raise Misfit(where, f"is {_name(raw)}, expected {kind.__name__}")
    return raw


def _word(kind: Any, raw: str, where: str) -> object:
    try:
        return MonthDay.read(raw) if kind is MonthDay else kind(raw)
    except ValueError as error:
        expected = "a day such as 06-20" if kind is MonthDay else "one of " + ", ".join(kind)
        raise Misfit(where, f"is {raw!r}, expected {expected}") from error


def _below(where: str, key: object) -> str:
    return f"{where}.{key}" if where else str(key)


def _name(raw: object) -> str:
    return f"{raw!r} ({type(raw).__name__})" if isinstance(raw, str | int | Decimal) else type(raw).__name__
