"""What is owed arrives, once, in the reader's language, by day, on the channel used last."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from reminders.letters import Letter, Parked
from rules.people.roles import Role
from storage.database.values import Say
from storage.engine.owed import Owed, OwedState, Paper, Urgency
from storage.store import Store
from tests.reminders.mail import DAY, HOUR, NOON, Office
from workflow.engine.sending import Unreachable

MINUTE = timedelta(minutes=1)


async def claimed(office: Office, now: datetime) -> list[Owed]:
    """What a delivery that then died, or sleeps, has claimed."""
    async with office.store.work() as work:
        found = await work.outbox.due(now, 9)
        await work.commit()
    return found


async def test_a_message_goes_out_in_the_readers_language_with_its_buttons(store: Store) -> None:
    office = Office(store)
    values = {"task": Say("tasks.unreachable"), "due": (NOON + DAY).date()}
    buttons = [[{"key": "menu.tasks", "press": "task:list"}]]
    for chat, language in ((1, "zh"), (2, "en")):
        one = await office.person(chat, language=language)
        await office.owe(f"k{chat}", one, "reminders.task.due", values=values, buttons=buttons)
    assert await office.delivery.deliver_once(NOON) == 2
    letters = {letter.text: letter for letter in office.telegram.letters if isinstance(letter, Letter)}
    assert sorted(letters) == [
        "Reminder: Phone people who cannot be reached. The last day is Thursday 2 July 2026.",
        "待办提醒：给收不到消息的人打电话。最后一天是2026年7月2日（周四）。",
    ]
    assert [letter.rows[0][0].press for letter in letters.values()] == ["task:list", "task:list"]
    owed = await office.message("k1")
    assert (owed.state, owed.sent_at, owed.proof is not None) == (OwedState.SENT, NOON, True)


async def test_a_message_for_the_web_chat_is_kept_and_noted_in_one_work(store: Store) -> None:
    office = Office(store)
    one = await office.person(5, bot="web")
    await office.owe("k", one)
    assert [await office.delivery.deliver_once(NOON) for _ in range(3)] == [1, 0, 0]
    assert await office.read(5) == ["🏠 回到菜单"]
    assert (await office.state("k"), office.web.released) == (OwedState.SENT, ["🏠 回到菜单"])


async def test_what_another_delivery_has_claimed_since_is_not_kept_twice(store: Store) -> None:
    office, other = Office(store), Office(store)
    one = await office.person(5, bot="web")
    await office.owe("k", one)
    mine = await claimed(office, NOON)
    later = NOON + HOUR  # the lease is over: this delivery was thought dead
    assert await other.delivery.deliver_once(later) == 1
    assert await office.delivery._lane(mine, later) == 0
    assert (await office.read(5), office.web.released) == (["🏠 回到菜单"], [])


async def test_a_message_in_hand_is_not_sent_again_when_the_clock_jumps(store: Store) -> None:
    office = Office(store)
    await office.owe("k", await office.person(5))
    (owed,) = await claimed(office, NOON)
    office.delivery._in_hand.add(owed.id)
    assert await office.delivery.deliver_once(NOON + 400 * DAY) == 0
    assert office.telegram.sent == []


async def test_at_night_only_answers_are_sent(store: Store) -> None:
    office = Office(store)
    one = await office.person(5)
    night = NOON + 9 * HOUR  # 21:00
    for key, urgency in (("o", Urgency.ORDINARY), ("l", Urgency.LEGAL), ("a", Urgency.ANSWER)):
        await office.owe(key, one, urgency=urgency, now=night)
    assert await office.delivery.deliver_once(night) == 1
    assert [await office.state(key) for key in "ola"] == [OwedState.OWED, OwedState.OWED, OwedState.SENT]
    async with store.work() as work:
        assert await work.outbox.next_due_at() == NOON + 20 * HOUR  # 08:00
    assert await office.delivery.deliver_once(NOON + 20 * HOUR - MINUTE) == 0
    assert await office.delivery.deliver_once(NOON + 20 * HOUR) == 2


async def test_a_claim_that_was_lost_in_the_evening_waits_for_the_morning(store: Store) -> None:
    office = Office(store)
    await office.owe("k", await office.person(5))
    await claimed(office, NOON + 9 * HOUR - MINUTE)
    assert await office.delivery.deliver_once(NOON + 10 * HOUR) == 0
    assert office.telegram.sent == []
    assert await office.delivery.deliver_once(NOON + 20 * HOUR) == 1


async def test_what_is_settled_meanwhile_is_not_sent(store: Store) -> None:
    office = Office(store)
    one = await office.staff(9, Role.OFFICE)
    async with store.work() as work:
        await work.tasks.assign("t", "assessment", "assessment:1", Role.OFFICE, now=NOON)
        await work.commit()
    for key in ("a", "b"):
        await office.owe(key, one, kind="task", values={"of": "t"})
        assert await office.delivery.deliver_once(NOON) == (key == "a")
        async with store.work() as work:
            await work.tasks.done("t", NOON)
            await work.commit()
    assert ((await office.message("b")).state, (await office.message("b")).error) == (OwedState.DROPPED, "settled")


async def test_a_document_goes_with_its_message_and_is_made_outside_the_work(store: Store) -> None:
    async def papers(paper: Paper, language: str) -> tuple[str, bytes]:
        async with store.work():  # a Work inside a Work would be refused
            return f"{paper.name}-{language}.pdf", b"%PDF-"

    office = Office(store, papers)
    await office.owe("k", await office.person(5), paper=Paper("receipt", "objection:3"))
    assert await office.delivery.deliver_once(NOON) == 1
    (letter,) = office.telegram.letters
    assert isinstance(letter, Letter)
    assert (letter.text, letter.rows, letter.file) == ("🏠 回到菜单", (), ("receipt-zh.pdf", b"%PDF-"))


async def test_a_parked_reply_goes_to_its_own_chat_as_it_was(store: Store) -> None:
    office = Office(store)
    one = await office.person(5, seen=NOON - HOUR)
    await office.also_on(one, "telegram", 6, NOON)
    async with store.work() as work:
        channel = await work.channels.find("telegram", 5)
    assert channel is not None
    call: dict[str, Any] = {"method": "sendMessage", "call": {"chat_id": 5, "text": "嗯"}}
    parked = {"kind": "reply", "urgency": Urgency.ANSWER, "channel_id": channel.id, "values": call}
    await office.owe("r", one, "reply", **parked)
    assert await office.delivery.deliver_once(NOON + 12 * HOUR) == 1  # in the night too
    assert (office.telegram.tried, office.telegram.letters) == ([5], [Parked(call)])
    office.telegram.script = {5: [Unreachable("403")]}
    await office.owe("r2", one, "reply", **parked)
    await office.delivery.deliver_once(NOON)
    assert (office.telegram.tried, await office.state("r2")) == ([5, 5], OwedState.DROPPED)


async def test_many_messages_go_out_side_by_side(store: Store) -> None:
    office = Office(store)
    people = [await office.person(chat) for chat in range(1, 61)]
    for one in people:
        await office.owe(f"k{one}", one)
    assert await office.delivery.deliver_once(NOON) == 60
    assert sorted(chat for chat, _ in office.telegram.sent) == list(range(1, 61))


async def test_two_deliveries_send_each_message_once(store: Store) -> None:
    offices = [Office(store), Office(store)]
    for chat in range(1, 31):
        await offices[0].owe(f"k{chat}", await offices[0].person(chat))
    arrived = await asyncio.gather(*(office.delivery.deliver_once(NOON) for office in offices))
    assert sum(arrived) == 30
    assert sorted(chat for office in offices for chat, _ in office.telegram.sent) == list(range(1, 31))


async def test_the_loop_wakes_when_something_is_owed_and_stops_when_told(store: Store) -> None:
    office = Office(store)
    one = await office.person(5)
    stop, wake = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(office.delivery.run(stop, wake))
    await asyncio.sleep(0.2)
    await office.owe("k", one)
    wake.set()
    await asyncio.wait_for(office.telegram.came.wait(), 60)
    stop.set()
    await asyncio.wait_for(running, 60)
    assert await office.state("k") is OwedState.SENT


async def test_no_more_is_begun_once_the_service_stops(store: Store) -> None:
    office = Office(store)
    await office.owe("k", await office.person(5))
    stop = asyncio.Event()
    stop.set()
    await asyncio.wait_for(office.delivery.run(stop, asyncio.Event()), 60)
    assert await office.state("k") is OwedState.OWED


@pytest.mark.parametrize("bot", ["web", "telegram"])
async def test_the_channel_used_last_comes_first(store: Store, bot: str) -> None:
    office = Office(store)
    one = await office.person(5, bot="telegram" if bot == "web" else "web", seen=NOON - HOUR)
    await office.also_on(one, bot, 6, NOON)
    await office.owe("k", one)
    await office.delivery.deliver_once(NOON)
    assert (office.telegram.tried, await office.read(6)) == (([], ["🏠 回到菜单"]) if bot == "web" else ([6], []))
