"""People whom no channel reaches are phoned by the office, and it is noted that they were."""

from datetime import datetime, timedelta

from storage.store import Store
from tests.handlers.holding import JULY, WIN, imported, plans, register
from tests.reminders.mail import Office
from tests.talking import Someone, Town


async def failed(store: Store, count: int, *, now: datetime = JULY) -> tuple[Town, Someone]:
    """The office, and people with no channel to whom something was owed."""
    town, officer = await register(store, now=now)
    async with store.work() as work:
        for n in range(count):
            one = await work.people.add(now, "zh")
            await work.people.set_name(one.id, f"马{n}")
            await work.people.set_phone(one.id, f"139930000{n:02}")
            await work.outbox.owe(
                f"k{n}", one.id, "unreachable.told", now=now + timedelta(seconds=n), values={"count": n}
            )
        await work.commit()
    await Office(store).delivery.deliver_once(now + timedelta(minutes=1))
    return town, officer


async def test_the_list_is_paged_and_names_phone_and_words(store: Store) -> None:
    _, officer = await failed(store, 7)
    (first,) = await officer.presses_data("unreachable:list:0")
    assert first.startswith("有7人收不到消息，请打电话告知")
    assert (
        "📞 马0，13993000000，有1条消息没有送到：\n· 2026年7月6日（周一）10:00：✅ 已记下电话告知，0条消息办结。"
        in first
    )
    (second,) = await officer.presses("后一页")
    assert [f"马{n}" in second for n in range(7)] == [False] * 5 + [True] * 2


async def test_who_was_phoned_leaves_the_list_and_the_last_one_ends_the_task(store: Store) -> None:
    _, officer = await failed(store, 2)
    await officer.presses_data("unreachable:list:0")
    told = await officer.presses("已告知：马0")
    assert told[0].startswith("✅ 已记下电话告知，1条消息办结。\n\n有1人收不到消息")
    async with store.work() as work:
        assert len(await work.tasks.open()) == 1
    (nobody,) = await officer.presses("已告知：马1")
    assert "现在没有要打电话的人" in nobody
    async with store.work() as work:
        assert await work.tasks.open() == []
        settled = await work.outbox.get("k1")
    assert settled is not None
    assert (settled.proof or "").startswith("phone:")


async def test_phoning_twice_changes_nothing(store: Store) -> None:
    _, officer = await failed(store, 2)
    await officer.presses_data("unreachable:list:0")
    data = officer._data("已告知：马0")
    await officer.presses_data(data)
    assert (await officer.presses_data(data))[0].startswith("这些消息先前已经办结")


async def test_that_phone_numbers_were_seen_is_written_down(store: Store) -> None:
    _, officer = await failed(store, 1)
    await officer.presses_data("unreachable:list:0")
    async with store.work() as work:
        seen = [entry.details for entry in await work.journal.of("unreachable") if entry.act == "phones_seen"]
    assert [len(details["people"]) for details in seen] == [1]


async def test_a_message_that_cannot_be_shown_has_its_number(store: Store) -> None:
    town, officer = await imported(store, WIN, now=JULY)
    async with store.work() as work:
        one = await work.people.add(JULY, "zh")
        await work.outbox.owe("k", one.id, "no.such_sentence", now=JULY)
        await work.outbox.due(JULY, 9)
        await work.outbox.fail(1, error="KeyError")
        await work.commit()
    assert await plans(town) > 0
    (listed,) = await officer.presses_data("unreachable:list:0")
    assert "没有登记电话" in listed
    assert "第1号消息因程序问题无法显示" in listed
