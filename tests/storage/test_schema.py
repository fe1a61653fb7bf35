"""Moments are aware and UTC on both databases, and values that wait keep their kind."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy.exc import StatementError

from storage.database.values import Say, pack, unpack
from storage.schema import metadata, sealed
from storage.store import Store

SHANGHAI = timezone(timedelta(hours=8))
NOW = datetime(2026, 7, 1, 1, 2, 3, 456789, tzinfo=UTC)


async def test_a_moment_in_any_zone_comes_back_in_utc(store: Store) -> None:
    async with store.work() as work:
        await work.people.meet("telegram", 5, NOW.astimezone(SHANGHAI), "zh")
        read = (await work.people.meet("telegram", 5, NOW, "zh")).person.created_at
    assert (read, read.tzinfo) == (NOW, UTC)


async def test_a_naive_moment_is_refused(store: Store) -> None:
    async with store.work() as work:
        with pytest.raises(StatementError, match="a moment needs its time zone"):
            await work.channels.add(1, "telegram", 5, NOW.replace(tzinfo=None))


def test_values_keep_their_kind() -> None:
    value = {"on": date(2026, 7, 1), "at": NOW, "say": Say("roles.lead"), "n": [1, {"x": None}], "text": "“公示”"}
    assert unpack(pack(value)) == value


@pytest.mark.parametrize("value", [{"$date": "2026-07-01", "x": 1}, {"$other": "x"}, {"$date": 5}, {"x": {}}])
def test_only_our_own_tags_are_read_as_tags(value: Any) -> None:
    assert unpack(pack(value)) == value


def test_equal_values_are_packed_alike() -> None:
    assert pack({"b": 1, "a": NOW.astimezone(SHANGHAI)}) == pack({"a": NOW, "b": 1})


@pytest.mark.parametrize("value", [object(), {1, 2}, b"x"])
def test_what_is_not_json_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="cannot be kept as JSON"):
        pack({"x": value})


def test_every_sealed_column_names_the_row_it_is_sealed_to() -> None:
    from storage import work  # noqa: F401  # knows every table

    columns = [column for table in metadata.tables.values() for column in table.columns if "sealed_to" in column.info]
    unknown = [column for column in columns if not set(column.info["sealed_to"]) <= set(column.table.columns.keys())]
    assert (len(columns) > 9, unknown) == (True, [])
    assert sealed("name", "id").info == {"sealed_to": ("id",)}
