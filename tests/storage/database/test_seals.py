"""Sealed fields open in their own place with their own keys and nowhere else; the keys file is its owner's alone."""

import json
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest

import texts
from rules.engine.damage import DAMAGED
from storage.database.failures import Damaged, KeysMissing, WrongKeys
from storage.database.seals import Field, Keys, Seal
from storage.store import Store
from tests.storage import raw

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)


def test_a_sealed_field_opens_in_its_own_place() -> None:
    seal = Seal(Keys.fresh())
    assert seal.open_text("people", 5, "name", seal.seal("people", 5, "name", "马明")) == "马明"
    assert seal.open("people", 5, "name", seal.seal("people", 5, "name", b"\0\1")) == b"\0\1"


@pytest.mark.parametrize("place", [("tasks", 5, "name"), ("people", 6, "name"), ("people", 5, "phone")])
def test_a_sealed_field_opens_in_no_other_place(place: tuple[str, int, str]) -> None:
    seal = Seal(Keys.fresh())
    closed = seal.seal("people", 5, "name", "马明")
    with pytest.raises(Damaged) as damaged:
        seal.open(*place, closed)
    assert damaged.value.values == {"table": place[0], "row": str(place[1]), "column": place[2]}


@pytest.mark.parametrize("position", [0, 1, 2, 13, 14, -1])
def test_a_changed_byte_anywhere_is_found(position: int) -> None:
    seal = Seal(Keys.fresh())
    closed = bytearray(seal.seal("people", 5, "name", "马明"))
    closed[position] ^= 1
    with pytest.raises(Damaged, match="trouble.field .*'people', 'row': '5', 'column': 'name'"):
        seal.open("people", 5, "name", bytes(closed))


@pytest.mark.parametrize("length", [0, 1, 2, 14, 20])
def test_a_field_cut_short_is_damaged(length: int) -> None:
    seal = Seal(Keys.fresh())
    with pytest.raises(Damaged):
        seal.open("people", 5, "name", seal.seal("people", 5, "name", "马明")[:length])


async def test_a_name_pasted_into_another_row_of_the_database_does_not_open(store: Store) -> None:
    async with store.work() as work:
        one = (await work.people.meet("telegram", 1, NOW, "zh")).person.id
        other = (await work.people.meet("telegram", 2, NOW, "zh")).person.id
        await work.people.set_name(one, "马明")
        await work.commit()
    await raw.execute(store, f"UPDATE people SET name = (SELECT name FROM people WHERE id = {one}) WHERE id = {other}")
    async with store.work() as work:
        everybody = [await work.people.get(each) for each in (one, other)]
    assert [person.name for person in everybody if person] == ["马明", DAMAGED]
    assert store.seal.noticed == {Field("people", str(other), "name")}


def test_after_a_rotation_old_fields_open_and_new_ones_are_sealed_anew() -> None:
    old = Keys.fresh()
    closed = Seal(old).seal("people", 5, "name", "马明")
    new = Seal(old.rotated())
    assert new.open_text("people", 5, "name", closed) == "马明"
    with pytest.raises(Damaged):
        Seal(old).open("people", 5, "name", new.seal("people", 5, "name", "马明"))


def test_a_key_that_another_process_put_into_the_file_is_found_when_it_is_met(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    old = Seal(Keys.make(file), partial(Keys.load, file))
    rotated = Keys.load(file).rotated()
    rotated.keep(file)
    closed = Seal(rotated).seal("people", 5, "name", "马明")
    assert old.open_text("people", 5, "name", closed) == "马明"
    assert old.seal("people", 5, "name", "马明")[:2] == closed[:2]  # and seals with it from now on
    file.unlink()
    assert old.open_text("people", 5, "name", b"\0\x09" + closed[2:]) == DAMAGED


def test_keys_of_another_installation_are_not_taken() -> None:
    seal = Seal(Keys.fresh())
    with pytest.raises(WrongKeys):
        seal.take(Keys.fresh())


def test_when_an_older_key_is_retired_what_it_sealed_does_not_open() -> None:
    keys = Keys.fresh()
    closed = Seal(keys).seal("people", 5, "name", "马明")
    rotated = keys.rotated()
    assert (rotated.older, rotated.retired().older) == ((1,), ())
    assert Seal(rotated.retired()).open_text("people", 5, "name", closed) == DAMAGED


def test_a_look_up_hash_is_the_same_after_a_rotation_and_differs_by_purpose_and_keys() -> None:
    keys = Keys.fresh()
    found = Seal(keys).lookup("identity", "62290019800101001X")
    assert Seal(keys.rotated()).lookup("identity", "62290019800101001X") == found
    others = {
        Seal(keys).lookup("phone", "62290019800101001X"),
        Seal(Keys.fresh()).lookup("identity", "62290019800101001X"),
    }
    assert (len(others | {found}), len(found)) == (3, 64)


def test_the_keys_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "keys.json"
    made, new = Keys.load_or_make(path)
    assert (new, path.stat().st_mode & 0o777) == (True, 0o600)
    assert Keys.load_or_make(path) == (made, False)
    with pytest.raises(FileExistsError):
        Keys.make(path)


def test_rotated_keys_take_the_place_of_the_old_ones_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    rotated = Keys.make(path).rotated()
    rotated.keep(path)
    assert (Keys.load(path), path.stat().st_mode & 0o777) == (rotated, 0o600)
    assert [each.name for each in tmp_path.iterdir()] == ["keys.json"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"current": 1, "keys": {}, "lookup": ""}', '{"current": 2, "keys"'])
def test_a_keys_file_that_is_not_whole_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(text)
    with pytest.raises(KeysMissing, match="trouble.keys_torn"):
        Keys.load(path)


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    Keys.make(path)
    kept = json.loads(path.read_text())
    kept["keys"]["1"] = kept["keys"]["1"][:20]
    path.write_text(json.dumps(kept))
    with pytest.raises(KeysMissing):
        Keys.load(path)


def test_keys_and_names_do_not_show_when_printed() -> None:
    keys = Keys(1, {1: b"k" * 32}, b"l" * 32)
    assert repr(keys) == "Keys(current=1)"


def test_named_values_that_do_not_open_are_marked_and_not_written_over() -> None:
    seal = Seal(Keys.fresh())
    closed = seal.seal_fields("bars", 5, "words", {"name": "马明", "document": "1号", "on": date(2026, 7, 1)})
    opened = seal.open_fields("bars", 5, "words", closed, "name", "document")
    assert opened == {"name": "马明", "document": "1号", "on": date(2026, 7, 1)}
    marked = seal.open_fields("bars", 6, "words", closed, "name", "document")
    assert marked == {"name": DAMAGED, "document": DAMAGED}
    with pytest.raises(Damaged):
        seal.seal_fields("bars", 6, "words", {**marked, "lifted": "1"})


def test_the_edges_know_the_mark_by_which_damage_is_read() -> None:
    assert texts.DAMAGED == DAMAGED
