"""After a rotation nothing is sealed with the older key any more, and everything still opens."""

from pathlib import Path

from storage.seals import Keys
from storage.store import Store
from tests.storage.entrusting import NOW, NUMBERS, entrust, entrusted


async def test_every_field_is_sealed_anew_and_opens_with_the_new_key_alone(url: str, tmp_path: Path) -> None:
    keys = Keys.fresh()
    store = await Store.open(url, keys, tmp_path, create=True)
    person = await entrust(store)
    async with store.work() as work:
        for chat in range(10, 15):
            other = (await work.people.meet("telegram", chat, NOW, "zh")).person.id
            await work.people.set_name(other, "马明")
        await work.commit()
    await store.close()

    rotated = keys.rotated()
    store = await Store.open(url, rotated, tmp_path, create=True)
    done: list[int] = []
    while not done or done[-1]:
        async with store.work() as work:
            done.append(await work.rotation.reseal(4))
            await work.commit()
    await store.close()
    assert done == [4, 4, 4, 3, 0]  # nine that were entrusted, five names more, and the proof of the keys

    newest = Keys(rotated.current, {rotated.current: rotated.sealing[rotated.current]}, rotated.lookup)
    store = await Store.open(url, newest, tmp_path, create=True)
    assert await entrusted(store, person) == NUMBERS
    await store.close()
