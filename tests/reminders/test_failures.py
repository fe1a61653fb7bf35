"""What does not arrive fails where the office sees it, and holds up nothing else."""

import asyncio
from datetime import timedelta

from reminders.posting import STUMBLES
from rules.people.roles import Role
from storage.engine.owed import OwedState
from storage.store import Store
from tests.reminders.mail import DAY, HOUR, NOON, Office
from workflow.engine.sending import Moved, Refused, Retry, Unreachable

MINUTE = timedelta(minutes=1)


def _number(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())


async def test_a_blocked_chat_is_tried_once_and_the_next_channel_is_taken(store: Store) -> None:
    office = Office(store)
    one = await office.person(5, seen=NOON)
    await office.also_on(one, "web", 6, NOON - HOUR)
    office.telegram.script = {5: [Unreachable("403")]}
    await office.owe("a", one)
    assert await office.delivery.deliver_once(NOON) == 1
    assert (office.telegram.tried, await office.read(6)) == ([5], ["🏠 回到菜单"])
    await office.owe("b", one)
    await office.delivery.deliver_once(NOON)
    assert (office.telegram.tried, len(await office.read(6))) == ([5], 2)  # the dead channel is left alone


async def test_who_cannot_be_reached_is_on_the_offices_list_within_one_tick(store: Store) -> None:
    office = Office(store)
    await office.seed()
    await office.staff(9, Role.OFFICE)
    one = await office.person(5)
    office.telegram.script = {5: [Unreachable("chat not found")]}
    await office.owe("k", one)
    await office.tick()
    async with store.work() as work:
        listed = [(owed.key, owed.error) for owed in await work.outbox.unreachable()]
        tasks = [(task.kind, task.role) for task in await work.tasks.open()]
        channels = [channel.alive for channel in await work.channels.of(one)]
    assert (listed, tasks, channels) == ([("k", "chat not found")], [("unreachable", Role.OFFICE)], [False])
    await office.tick(NOON + 2 * DAY)
    assert office.telegram.tried.count(5) == 1


async def test_whoever_writes_again_is_reached_again(store: Store) -> None:
    office = Office(store)
    one = await office.person(5)
    office.telegram.script = {5: [Unreachable("403")]}
    await office.owe("a", one)
    await office.delivery.deliver_once(NOON)
    await office.person(5)
    await office.owe("b", one)
    assert await office.delivery.deliver_once(NOON) == 1


async def test_a_chat_that_moved_gets_the_message_under_its_new_number(store: Store) -> None:
    office = Office(store)
    one = await office.person(5)
    office.telegram.script = {5: [Moved(-1005)]}
    await office.owe("k", one)
    assert await office.delivery.deliver_once(NOON) == 1
    assert [chat for chat, _ in office.telegram.sent] == [-1005]
    async with store.work() as work:
        assert [channel.chat_id for channel in await work.channels.of(one)] == [-1005]


async def test_a_person_with_no_channel_at_all_is_to_be_phoned(store: Store) -> None:
    office = Office(store)
    async with store.work() as work:
        listed = await work.people.add(NOON, "zh")
        await work.commit()
    await office.owe("k", listed.id)
    assert await office.delivery.deliver_once(NOON) == 0
    assert await office.state("k") is OwedState.FAILED


async def test_a_message_is_not_tried_before_the_channel_says_so(store: Store) -> None:
    office = Office(store)
    await office.owe("k", await office.person(5))
    office.telegram.script = {5: [Retry(90.0, "429", limited=True)]}
    moments = (NOON, NOON + timedelta(seconds=89), NOON + timedelta(seconds=90))
    assert [await office.delivery.deliver_once(now) for now in moments] == [0, 0, 1]
    assert len(office.telegram.tried) == 2


async def test_pauses_grow_and_in_the_end_another_channel_is_tried(store: Store) -> None:
    office = Office(store)
    one = await office.person(5)
    await office.also_on(one, "web", 6, NOON - HOUR)
    office.telegram.script = {5: [Retry(0.5, "network")] * 50}
    await office.owe("k", one)
    pauses, now = [], NOON
    while await office.state("k") is not OwedState.SENT:
        await office.delivery.deliver_once(now)
        owed = await office.message("k")
        pauses.append(round((owed.next_try_at - now).total_seconds()))
        now = owed.next_try_at
    assert pauses[:-1] == [5, 10, 20, 40, 80, 160]
    assert await office.read(6) == ["🏠 回到菜单"]


async def test_one_persons_messages_wait_for_each_other_and_for_nobody_else(store: Store) -> None:
    office = Office(store)
    slow, other = await office.person(5), await office.person(6)
    office.telegram.script = {5: [Retry(60.0, "429", limited=True)]}
    for n in range(3):
        await office.owe(f"slow{n}", slow, "unreachable.told", values={"count": n})
        await office.owe(f"other{n}", other, "unreachable.told", values={"count": n})
    assert await office.delivery.deliver_once(NOON) == 3
    assert [_number(text) for text in office.telegram.texts(6)] == ["0", "1", "2"]
    assert office.telegram.tried.count(5) == 1
    assert await office.delivery.deliver_once(NOON + MINUTE) == 3
    assert [_number(text) for text in office.telegram.texts(5)] == ["0", "1", "2"]


async def test_a_message_that_cannot_be_made_is_set_aside_and_the_lead_is_told(store: Store) -> None:
    office = Office(store)
    await office.staff(9, Role.LEAD)
    one = await office.person(5)
    await office.owe("bad", one, "no.such_sentence")
    await office.owe("good", one)
    moments = [NOON + n * 2 * MINUTE for n in range(STUMBLES)]
    assert [await office.delivery.deliver_once(now) for now in moments][:2] == [1, 0]
    bad = await office.message("bad")
    assert (bad.state, bad.error) == (OwedState.FAILED, "KeyError")
    await office.delivery.deliver_once(NOON + HOUR)
    (told,) = office.telegram.texts(9)
    assert f"第{bad.id}号消息" in told
    assert await office.state("good") is OwedState.SENT


async def test_that_the_lead_cannot_be_told_is_not_told_to_the_lead(store: Store) -> None:
    office = Office(store)
    lead = await office.staff(9, Role.LEAD)
    await office.owe("bad", lead, "no.such_sentence", kind="set-aside")
    for n in range(STUMBLES + 1):
        await office.delivery.deliver_once(NOON + n * HOUR)
    async with store.work() as work:
        assert [owed.key for owed in await work.outbox.of(lead)] == ["bad"]


async def test_a_channel_that_refuses_a_message_for_good_is_the_leads_business_too(store: Store) -> None:
    office = Office(store)
    await office.staff(9, Role.LEAD)
    await office.owe("k", await office.person(5))
    office.telegram.script = {5: [Refused("message is too long")]}
    await office.delivery.deliver_once(NOON)
    assert ((await office.message("k")).state, (await office.message("k")).error) == (
        OwedState.FAILED,
        "message is too long",
    )
    assert len(office.telegram.texts(9)) == 1


async def test_a_channel_of_the_database_that_breaks_undoes_its_work(store: Store) -> None:
    office = Office(store)
    office.web.broken = True
    await office.owe("k", await office.person(5, bot="web"))
    assert await office.delivery.deliver_once(NOON) == 0
    office.web.broken = False
    assert await office.delivery.deliver_once(NOON + 2 * MINUTE) == 1
    assert await office.read(5) == ["🏠 回到菜单"]


async def test_a_chat_that_is_slow_keeps_no_other_waiting(store: Store) -> None:
    office = Office(store)
    slow, other = await office.person(5), await office.person(6)
    let_go = asyncio.Event()
    office.telegram.slow = {5: let_go}
    stop, wake = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(office.delivery.run(stop, wake))
    await office.owe("slow", slow)
    wake.set()
    await asyncio.wait_for(office.telegram.begun.wait(), 60)
    await office.owe("other", other)  # owed while the first is on its way
    wake.set()
    await asyncio.wait_for(office.telegram.came.wait(), 60)
    assert [chat for chat, _ in office.telegram.sent] == [6]
    stop.set()
    let_go.set()
    await asyncio.wait_for(running, 60)  # what was begun is finished
    assert [chat for chat, _ in office.telegram.sent] == [6, 5]
