"""People are met in their chats, stay one person over several, and hold roles from one day to another."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from rules.people.roles import Membership, Person, Role, Seat
from storage.engine.conversations import Talk
from storage.store import Store
from tests.storage import raw

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
FAR_CHAT = 2**62 + 7


async def _meet(store: Store, bot: str = "telegram", chat: int = 5, now: datetime = NOW) -> Seat:
    async with store.work() as work:
        await work.hold(f"{bot}:{chat}")
        seat = await work.people.meet(bot, chat, now, "zh")
        await work.commit()
        return seat


async def test_whoever_writes_first_is_new_and_then_known(store: Store) -> None:
    first, second = await _meet(store), await _meet(store)
    assert (first.new, first.person, first.roles) == (True, Person(first.person.id, "zh", NOW), ())
    assert (second.new, second.person, second.channel) == (False, first.person, first.channel)


async def test_one_chat_met_many_times_at_once_is_one_person(store: Store) -> None:
    async def meet() -> Seat:
        async with store.work() as work:  # without holding the chat: the database itself keeps it one
            seat = await work.people.meet("telegram", 5, NOW, "zh")
            await work.commit()
            return seat

    seats = await asyncio.gather(*(meet() for _ in range(8)))
    assert ([seat.new for seat in seats].count(True), len({seat.person.id for seat in seats})) == (1, 1)
    assert await raw.execute(store, "SELECT count(*) FROM people") == [(1,)]


async def test_the_same_number_on_two_bots_is_two_people(store: Store) -> None:
    seats = [await _meet(store, bot, FAR_CHAT) for bot in ("telegram", "web")]
    assert seats[0].person.id != seats[1].person.id
    assert [seat.channel.chat_id for seat in seats] == [FAR_CHAT, FAR_CHAT]


async def test_a_known_person_is_met_in_one_statement(store: Store) -> None:
    await _meet(store)
    said: list[str] = []
    listen = (store._engine.sync_engine, "before_cursor_execute", lambda *seen: said.append(seen[2]))
    event.listen(*listen)
    async with store.work() as work:
        await work.people.meet("telegram", 5, NOW, "zh")
    event.remove(*listen)
    assert [statement.split()[0] for statement in said] == ["SELECT"]


async def test_the_same_statement_reads_the_conversation(store: Store) -> None:
    await _meet(store)
    said: list[str] = []
    listen = (store._engine.sync_engine, "before_cursor_execute", lambda *seen: said.append(seen[2].split()[0]))
    found = []
    for talk, other in ((Talk(1, 5, 5), {"x": 1}), (Talk(1, 5, 5), {"x": 2}), (Talk(1, 5, 6), {"x": 3})):
        async with store.work() as work:
            await work.conversations.set_state(talk, "form", NOW)
            await work.conversations.set_data(talk, other, NOW)
            await work.commit()
        event.listen(*listen)
        async with store.work() as work:
            await work.people.meet("telegram", 5, NOW, "zh", into=(work.conversations, Talk(1, 5, 5)))
            found.append(await work.conversations.data(Talk(1, 5, 5)))
        event.remove(*listen)
    assert (found, said) == ([{"x": 1}, {"x": 2}, {"x": 2}], ["SELECT"] * 3)


async def test_when_somebody_was_seen_is_written_once_an_hour(store: Store) -> None:
    moments = (NOW, NOW + HOUR - timedelta(seconds=1), NOW + HOUR)
    for moment in moments:
        await _meet(store, now=moment)
    seen = [(await _meet(store, now=NOW + HOUR)).channel.last_seen_at]
    assert seen == [NOW + HOUR]


async def test_a_dead_channel_lives_again_when_somebody_writes_there(store: Store) -> None:
    seat = await _meet(store)
    async with store.work() as work:
        await work.channels.mark_dead(seat.channel.id)
        await work.commit()
    await _meet(store)
    async with store.work() as work:
        assert [channel.alive for channel in await work.channels.of(seat.person.id)] == [True]


async def test_living_channels_come_first_and_the_one_used_last_before_others(store: Store) -> None:
    seats = [await _meet(store, "telegram", chat, NOW + chat * HOUR) for chat in (1, 2, 3)]
    person = seats[0].person.id
    async with store.work() as work:
        for seat in seats[1:]:
            await work.channels.link(seat.channel.id, person)
        await work.channels.mark_dead(seats[2].channel.id)
        assert [channel.chat_id for channel in await work.channels.of(person)] == [2, 1, 3]


async def test_name_phone_consent_and_language_are_kept_and_forgotten(store: Store) -> None:
    seat = await _meet(store)
    one = seat.person.id
    async with store.work() as work:
        await work.people.set_name(one, "马明")
        await work.people.set_phone(one, "13993012345")
        await work.people.set_language(one, "en")
        await work.people.set_consent(one, "2026-1", NOW)
        full = await work.people.get(one)
        found = await work.people.by_phone("13993012345")
        await work.people.set_name(one, None)
        await work.people.set_phone(one, None)
        assert await work.people.by_phone("13993012345") == []
        assert await work.people.get(one) == Person(one, "en", NOW, consent="2026-1", consent_at=NOW)
    assert found == [full]
    assert full == Person(one, "en", NOW, "马明", "13993012345", "2026-1", NOW)


async def test_a_printed_person_shows_neither_name_nor_phone(store: Store) -> None:
    person = Person(1, "zh", NOW, "马明", "13993012345")
    assert repr(person).count("马明") + repr(person).count("13993012345") == 0


async def test_a_linked_channel_brings_along_what_was_begun_there(store: Store) -> None:
    mine, other = await _meet(store, "telegram", 5), await _meet(store, "web", 9)
    async with store.work() as work:
        draft = await work.drafts.begin(other.person.id, "objection", NOW)
        await work.drafts.answer(draft.id, "facts", "事实", NOW)
        await work.people.set_phone(other.person.id, "13993012345")
        await work.journal.write("draft.begun", "draft:1", now=NOW, person_id=other.person.id)
        left = await work.channels.link(other.channel.id, mine.person.id)
        assert left == other.person.id
        await work.people.merge(left, mine.person.id)
        await work.commit()
    assert (await _meet(store, "web", 9)).person == mine.person
    async with store.work() as work:
        assert [found.id for found in await work.drafts.open_for(mine.person.id)] == [draft.id]
        assert await work.drafts.answers(draft.id) == {"facts": "事实"}
        assert [entry.person_id for entry in await work.journal.of("draft:1")] == [other.person.id]
        assert await work.people.by_phone("13993012345") == []
    merged = await raw.execute(store, "SELECT id, merged_into FROM people WHERE merged_into IS NOT NULL")
    assert merged == [(other.person.id, mine.person.id)]


async def test_a_person_with_another_channel_left_is_not_merged(store: Store) -> None:
    mine, other, third = await _meet(store, chat=1), await _meet(store, chat=2), await _meet(store, chat=3)
    async with store.work() as work:
        await work.channels.link(third.channel.id, other.person.id)
        assert await work.channels.link(other.channel.id, mine.person.id) is None
        assert await work.channels.link(other.channel.id, mine.person.id) is None


@pytest.mark.parametrize(
    ("from_on", "until_on", "holds"),
    [
        (None, None, True),
        (date(2026, 7, 2), None, False),
        (date(2026, 7, 1), None, True),
        (None, date(2026, 7, 1), True),
        (None, date(2026, 6, 30), False),
    ],
)
async def test_a_role_holds_from_its_first_day_to_its_last(
    store: Store, from_on: date | None, until_on: date | None, holds: bool
) -> None:
    seat = await _meet(store)
    async with store.work() as work:
        role = await work.roles.grant(seat.person.id, Role.CLERK, unit="industry", from_on=from_on, until_on=until_on)
        met = await work.people.meet("telegram", 5, NOW, "zh")
        found = await work.people.with_role(Role.CLERK, NOW)
    assert met.roles == ((role,) if holds else ())
    assert found == ([seat.person] if holds else [])


async def test_the_day_of_a_role_is_the_offices(store: Store) -> None:
    seat = await _meet(store)
    last_of_june = datetime(2026, 6, 30, 15, 59, 59, tzinfo=UTC)
    async with store.work() as work:
        await work.roles.grant(seat.person.id, Role.CLERK, from_on=date(2026, 7, 1))
        found = [await work.people.with_role(Role.CLERK, last_of_june + timedelta(seconds=late)) for late in (0, 1)]
    assert found == [[], [seat.person]]


async def test_a_role_that_was_ended_is_gone_at_once(store: Store) -> None:
    seat = await _meet(store)
    async with store.work() as work:
        await work.roles.grant(seat.person.id, Role.REVIEWER)
        await work.roles.grant(seat.person.id, Role.CLERK, unit="industry")
        assert [await work.roles.end(seat.person.id, Role.REVIEWER, NOW) for _ in range(2)] == [True, False]
        met = await work.people.meet("telegram", 5, NOW, "zh")
        assert (met.has(Role.REVIEWER), met.has(Role.CLERK), met.has(Role.CLERK, "industry")) == (False, True, True)
        assert met.has(Role.CLERK, "association") is False
        assert [(held.role, held.ended_at) for held in await work.roles.all()] == [("reviewer", NOW), ("clerk", None)]


async def test_a_role_given_twice_is_held_once_with_the_last_days(store: Store) -> None:
    seat = await _meet(store)
    async with store.work() as work:
        first = await work.roles.grant(seat.person.id, Role.CLERK, unit="industry")
        until = date(2027, 12, 31)
        again = await work.roles.grant(seat.person.id, Role.CLERK, unit="industry", until_on=until)
        held = await work.roles.of(seat.person.id)
    assert held == [again] == [Membership(first.id, seat.person.id, Role.CLERK, "industry", None, until)]


async def test_people_are_found_by_role_and_unit_in_the_order_they_joined(store: Store) -> None:
    seats = [await _meet(store, chat=chat) for chat in range(3)]
    async with store.work() as work:
        for seat, unit in zip(seats, ("a", "b", "a"), strict=True):
            await work.roles.grant(seat.person.id, Role.CLERK, unit=unit)
        assert await work.people.with_role(Role.CLERK, NOW, "a") == [seats[0].person, seats[2].person]
        assert await work.people.with_role(Role.LEAD, NOW) == []
