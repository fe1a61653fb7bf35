"""Two people act at the same moment, in two processes on one PostgreSQL: one does it or both count (8, 9, 21)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from rules.engine.refusals import Refusal
from rules.people.roles import Role
from rules.reviews.meetings import Vote
from storage.store import Store
from tests.handlers.deciding import CHAIR, DEPUTY, FIFTH, LEAD, MEMBER, NOW, OFFICE, Chamber
from tests.workflow.desks import desk_of
from workflow.engine.desk import Desk
from workflow.reviews.meetings import decide, vote
from workflow.sanctions.role_endings import end_role

Act = Callable[[Desk], Awaitable[Any]]
pytestmark = pytest.mark.parametrize("url", ["postgresql"], indirect=True)


async def at_once(store: Store, *acts: tuple[int, Act]) -> list[Any]:
    """What each act comes to; none begins before all have their desks, none is committed before all had a moment."""
    seated = asyncio.Barrier(len(acts))

    async def done(chat: int, act: Act) -> Any:
        async with store.work() as work:
            desk = await desk_of(work, chat, NOW)
            await seated.wait()
            found = await act(desk)
            await asyncio.sleep(0.1)
            await work.commit()
            return found

    return await asyncio.gather(*(done(*one) for one in acts), return_exceptions=True)


@pytest.mark.article(8)
async def test_a_vote_is_counted_or_refused_and_never_kept_uncounted(store: Store) -> None:
    chamber = await Chamber.open(store, 90)
    await chamber.listed()
    meeting, case = await chamber.convened(), chamber.cases[0]
    for chat in (CHAIR, DEPUTY, MEMBER):
        await chamber.voted(meeting, case, chat)
    late = chamber.person(FIFTH)
    for press in (f"meeting:here:{meeting}", f"review:none:{case}"):
        await late.presses_data(press)
    voted, outcome = await at_once(
        store,
        (FIFTH, lambda desk: vote(desk, meeting, case, Vote.AGAINST)),
        (CHAIR, lambda d: decide(d, meeting, case)),
    )
    async with store.work() as work:
        kept = await work.meetings.votes(meeting, case)
    assert sum(outcome.ballot.votes.values()) == len(kept) == (3 if isinstance(voted, Refusal) else 4)


@pytest.mark.article(21)
@pytest.mark.parametrize("at_the_same_time", [True, False])
async def test_two_who_convene_convene_one_meeting(store: Store, *, at_the_same_time: bool) -> None:
    chamber = await Chamber.open(store, 90)
    await chamber.listed()
    people = [chamber.person(chat) for chat in (OFFICE, LEAD)]
    for someone in people:
        await someone.presses_data(f"meeting:new:{chamber.edition}")
        for answer in ("2026-09-01", "县政府二楼会议室"):
            await someone.says(answer)
    if at_the_same_time:
        read = list(await asyncio.gather(*(someone.presses("发送") for someone in people)))
    else:
        read = [await someone.presses("发送") for someone in people]
    assert sorted(words[0][:4] for words in read) == ["会议定在", "已有一次"]
    async with store.work() as work:
        assert len(await work.meetings.of_edition(chamber.edition)) == 1


@pytest.mark.article(9)
async def test_two_leads_who_end_each_others_role_leave_one(store: Store) -> None:
    chamber = await Chamber.open(store, 90)
    async with store.work() as work:
        other = await work.roles.grant(chamber.ids[OFFICE], Role.LEAD)
        (one,) = await work.roles.of(chamber.ids[LEAD])
        await work.commit()
    ended = await at_once(
        store, (LEAD, lambda desk: end_role(desk, other.id)), (OFFICE, lambda desk: end_role(desk, one.id))
    )
    assert sum(isinstance(each, Refusal) for each in ended) == 1
    async with store.work() as work:
        assert len(await work.people.with_role(Role.LEAD, NOW)) == 1
