"""After a rotation nothing is sealed with the older key any more, everything still opens, and nothing was lost."""

from pathlib import Path

import pytest

from rules.engine.damage import DAMAGED
from storage.database.failures import Damaged
from storage.database.seals import Keys, Seal
from storage.engine.blobs import Blobs
from storage.store import Store
from storage.upkeep.rotation import Outlook, Walk, outlook
from tests.storage import raw
from tests.storage.entrusting import IN_A_FILE, NOW, READ, entrust, entrusted


async def walked(store: Store, limit: int = 4, *, most: int = 10_000) -> Walk:
    """Go through everything, or only `most` steps far, each in a Work of its own."""
    walk = Walk()
    while not walk.done and most:
        most -= 1
        async with store.work() as work:
            walk = await work.rotation.reseal(walk, limit)
            await work.commit()
    return walk


async def entrusted_to(url: str, keys: Keys, folder: Path) -> int:
    """What is sealed in every place, and five names more; the person it is about."""
    store = await Store.open(url, keys, folder, create=True)
    person = await entrust(store)
    async with store.work() as work:
        for chat in range(10, 15):
            other = (await work.people.meet("telegram", chat, NOW, "zh")).person.id
            await work.people.set_name(other, "马明")
        await work.commit()
    await store.close()
    return person


async def test_every_field_is_sealed_anew_and_opens_with_the_new_key_alone(url: str, tmp_path: Path) -> None:
    keys = Keys.fresh()
    person = await entrusted_to(url, keys, tmp_path)
    rotated = keys.rotated()
    store = await Store.open(url, rotated, tmp_path, create=True)
    assert (
        await outlook(url, rotated)
    ).left == 22  # the mark, nine entrusted, five names, the proofs of six chats and the keys
    assert ((await walked(store)).resealed, (await walked(store)).resealed) == (22, 0)
    assert await outlook(url, rotated) == Outlook(0, ended=False)
    await store.close()

    store = await Store.open(url, rotated.retired(), tmp_path, create=True)
    assert await entrusted(store, person) == READ
    await store.close()


async def test_what_was_done_before_a_kill_is_passed_over(url: str, tmp_path: Path) -> None:
    keys = Keys.fresh()
    person = await entrusted_to(url, keys, tmp_path)
    rotated = keys.rotated()
    store = await Store.open(url, rotated, tmp_path, create=True)
    some = await walked(store, most=8)
    assert 0 < some.resealed < 22
    assert (await walked(store)).resealed == 22 - some.resealed
    assert await entrusted(store, person) == READ
    await store.close()


async def test_a_field_that_does_not_open_stays_as_it_is_and_stops_nothing(url: str, tmp_path: Path) -> None:
    keys = Keys.fresh()
    await entrusted_to(url, keys, tmp_path)
    rotated = keys.rotated()
    store = await Store.open(url, rotated, tmp_path, create=True)
    await raw.execute(store, "UPDATE people SET name = (SELECT name FROM people WHERE id = 2) WHERE id = 3")
    before = await raw.execute(store, "SELECT name FROM people WHERE id = 3")
    walk = await walked(store)
    assert (walk.resealed, dict(walk.damaged)) == (21, {"people.name": 1})
    assert await raw.execute(store, "SELECT name FROM people WHERE id = 3") == before
    assert (await outlook(url, rotated)).left == 1
    async with store.work() as work:
        everybody = [await work.people.get(one) for one in range(1, 7)]
    assert [person.name for person in everybody if person] == [READ[0], "马明", DAMAGED, "马明", "马明", "马明"]
    await store.close()


async def test_contents_of_files_are_sealed_anew_and_what_was_removed_does_not_come_back(
    url: str, tmp_path: Path
) -> None:
    keys = Keys.fresh()
    await entrusted_to(url, keys, tmp_path)
    rotated = keys.rotated()
    store = await Store.open(url, rotated, tmp_path, create=True)
    (name,) = store.blobs.older()
    written = (tmp_path / "files" / name).stat().st_mtime
    assert (store.blobs.reseal(name), store.blobs.older()) == (True, [])
    assert (tmp_path / "files" / name).stat().st_mtime == written  # the sweep of orphans goes by it
    assert b"".join(Blobs(tmp_path / "files", Seal(rotated.retired())).read(name)) == IN_A_FILE.encode() * 9
    store.blobs.remove(name)
    assert store.blobs.reseal(name) is False
    assert list((tmp_path / "files").iterdir()) == []
    await store.close()


async def test_a_content_that_does_not_open_stays_as_it_is(url: str, tmp_path: Path) -> None:
    keys = Keys.fresh()
    await entrusted_to(url, keys, tmp_path)
    store = await Store.open(url, keys.rotated(), tmp_path, create=True)
    (name,) = store.blobs.older()
    blob = tmp_path / "files" / name
    blob.write_bytes(damaged := blob.read_bytes()[:-1])
    with pytest.raises(Damaged):
        store.blobs.reseal(name)
    assert ([path.name for path in blob.parent.iterdir()], blob.read_bytes()) == ([name], damaged)
    await store.close()
