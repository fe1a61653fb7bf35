"""A case goes on by one way alone, and every act of the table is refused to the wrong person, state, hold and gate."""

from collections.abc import Mapping

import pytest

from rules.applications.lifecycle import (
    ACTS,
    ENDED,
    INDIVIDUAL,
    KINDS,
    LIVE,
    ORGANISATION,
    PLACES,
    STRIKE,
    Actor,
    State,
)
from rules.engine.calendar import Count
from rules.engine.refusals import Forbidden, Refusal
from rules.interests.statements import Source
from rules.notices.postings import LISTINGS
from storage.engine.tasks import TaskState
from storage.store import Store
from tests.handlers.reviewing import NOW
from tests.workflow.advancing import APPLICANT, LEAD, MAY, PEOPLE, ROLES, Life, life
from workflow.applications.cases import ROLES as ROLES_OF
from workflow.applications.cases import advance, check
from workflow.applications.gates import GATES
from workflow.engine.tasks import SUPPLEMENT
from workflow.interests.recusals import Undeclared

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
UNGATED = {"submit", "ask_supplement", "supply", "endorse", STRIKE, "withdraw"}
SHUT: Mapping[str, str] = {
    "turn_down": "reviews.still_time",
    "post_unit": "consultations.first",
    "forward": "notices.uncleared",
    "review_material": "assignments.too_few",
    "pass_material": "scores.incomplete",
    "fail_material": "scores.incomplete",
    "refuse": "letter.not_ready",
    "post_acceptance": "notices.unlisted",
    "invite_defence": "notices.uncleared",
    "invite_on_site": "notices.uncleared",
    "pass_defence": "visits.not_held",
    "fail_defence": "visits.not_held",
    "evaluate": "visits.not_held",
    "fail_on_site": "visits.not_held",
    "nominate": "evaluation.not_closed",
    "leave_out": "evaluation.not_closed",
    "propose": "meetings.no_outcome",
    "decline": "meetings.no_outcome",
    "post_award": "meetings.no_record",
    "close_out": "notices.unlisted",
    "report": "notices.uncleared",
    "grant": "grants.no_decision",
    "reject": "grants.no_decision",
}
"""With what each gate refuses where nothing of what it asks for is there."""


async def refused(one: Life, chat: int, act: str) -> str:
    """The key with which the act is refused to this person; nothing of the case is another then."""
    before, desk = await one.all_of_it(), await one.desk(chat)
    with pytest.raises(Refusal) as refusal:
        await advance(desk, await one.now(), act)
    assert await one.all_of_it() == before
    return refusal.value.key


def kind_of(act: str) -> str:
    return ACTS[act].kinds[0]


def somebody(act: str) -> int:
    """Who may do it."""
    return min(MAY[ACTS[act].actor])


def places_of(act: str) -> list[State]:
    return sorted(ACTS[act].sources)


def test_every_act_is_either_gated_or_needs_no_gate(url: str) -> None:
    assert (set(GATES) | UNGATED, set(GATES) & UNGATED) == (set(ACTS), set())
    assert set(SHUT) == set(GATES)
    assert set(ROLES_OF) == set(Actor) - {Actor.APPLICANT}


@pytest.mark.parametrize("act", ACTS)
async def test_an_act_is_refused_to_everybody_whose_act_it_is_not(store: Store, act: str) -> None:
    async with life(store) as one:
        for state in places_of(act):
            await one.at(state, kind_of(act))
            for chat in set(PEOPLE) - MAY[ACTS[act].actor]:
                desk = await one.desk(chat)
                assert await refused(one, chat, act) != ""
                with pytest.raises(Forbidden):
                    await check(desk, await one.now(), act)


@pytest.mark.parametrize("act", ACTS)
async def test_an_act_is_refused_in_every_other_state(store: Store, act: str) -> None:
    async with life(store) as one:
        for state in sorted(set(State) - ACTS[act].sources):
            await one.at(state, kind_of(act))
            assert await refused(one, somebody(act), act) != ""


@pytest.mark.parametrize("act", [name for name, step in ACTS.items() if step.kinds != KINDS])
async def test_what_is_for_one_kind_of_applicants_is_refused_to_the_other(store: Store, act: str) -> None:
    other = ORGANISATION if kind_of(act) == INDIVIDUAL else INDIVIDUAL
    async with life(store) as one:
        await one.at(places_of(act)[0], other)
        assert await refused(one, somebody(act), act) == "applications.not_now"


@pytest.mark.article(23)
@pytest.mark.parametrize("act", ACTS)
async def test_while_an_objection_is_examined_nothing_but_striking_and_withdrawing_goes_on(
    store: Store, act: str
) -> None:
    async with life(store) as one:
        draft = await one.work.drafts.begin(one.ids[APPLICANT], "objection", NOW)
        await one.work.objections.file(
            matter={},
            identity=None,
            number="2026-001",
            person_id=one.ids[APPLICANT],
            draft_id=draft.id,
            who="individual",
            received_at=NOW,
            examine_by=NOW.date(),
            application_id=one.id,
        )
        for state in places_of(act):
            await one.at(state, kind_of(act))
            if act == STRIKE or ACTS[act].actor is Actor.APPLICANT:
                moved = await advance(await one.desk(somebody(act)), await one.now(), act)
                assert moved.state is ACTS[act].target
            else:
                assert await refused(one, somebody(act), act) == "applications.on_hold"


@pytest.mark.parametrize("act", SHUT)
async def test_a_gate_is_shut_while_nothing_of_what_it_asks_for_is_there(store: Store, act: str) -> None:
    async with life(store) as one:
        count = (await one.work.calendar.load()).after(NOW.date(), 5)
        await one.work.deadlines.set(f"application:{one.id}", SUPPLEMENT, count, NOW)
        for state in places_of(act):
            await one.at(state, kind_of(act))
            assert await refused(one, somebody(act), act) == SHUT[act]


@pytest.mark.article(40)
@pytest.mark.parametrize("act", [name for name, step in ACTS.items() if step.actor is not Actor.APPLICANT])
async def test_an_act_waits_for_the_declaration_and_is_refused_to_whoever_has_an_interest(
    store: Store, act: str
) -> None:
    async with life(store, declared=False) as one:
        for state in places_of(act):
            await one.at(state, kind_of(act))
            desk = await one.desk(somebody(act))
            with pytest.raises(Undeclared):
                await advance(desk, await one.now(), act)
        for source in Source:
            about = f"application:{one.id}"
            await one.work.recusals.declare(desk.person.id, about, interest=True, now=NOW, source=source)
            assert await refused(one, somebody(act), act) == "people.not_yours"


@pytest.mark.parametrize("act", sorted(UNGATED))
async def test_a_step_is_taken_once_and_written_down_once(store: Store, act: str) -> None:
    async with life(store) as one:
        for state in places_of(act):
            before = await one.at(state, kind_of(act))
            moved = await advance(await one.desk(somebody(act)), before, act, details={"why": "test"})
            assert moved.state is ACTS[act].target
            last = (await one.work.journal.of(f"application:{one.id}"))[-1]
            assert (last.act, last.article, last.details) == (f"application_{act}", ACTS[act].article, {"why": "test"})
            with pytest.raises(Refusal):
                await advance(await one.desk(somebody(act)), before, act)


@pytest.mark.parametrize("act", sorted(UNGATED - {"submit"}))
async def test_whoever_the_state_waited_for_waits_no_more_and_whoever_comes_next_has_a_task(
    store: Store, act: str
) -> None:
    async with life(store) as one:
        about = f"application:{one.id}"
        for state in places_of(act):
            await one.at(state, kind_of(act))
            key = f"{state.value}:{act}"
            wait = PLACES[state].wait
            subject = f"edition:{(await one.now()).edition_id}" if wait is not None and wait.all else about
            if wait is not None:
                await one.work.tasks.assign(key, wait.kind, subject, ROLES[LEAD][0], now=NOW)
                await one.work.deadlines.set(about, wait.kind, await _count(one), NOW)
            moved = await advance(await one.desk(somebody(act)), await one.now(), act)
            if wait is not None:
                task, deadline = await one.work.tasks.get(key), await one.work.deadlines.get(about, wait.kind)
                assert task is not None
                assert task.state is not TaskState.OPEN
                assert deadline is not None
                assert deadline.ended_at is not None or wait.all
            following = PLACES[moved.state].wait
            waiting = [t.kind for t in await one.work.tasks.of(about) if t.state is TaskState.OPEN]
            assert waiting == ([following.kind] if following is not None and not following.all else [])
            if moved.state in ENDED:
                assert [d.kind for d in await one.work.deadlines.of(about) if d.ended_at is None] == []


async def test_the_applicant_is_told_of_a_state_where_the_table_says_so_and_of_no_other(store: Store) -> None:
    async with life(store) as one:
        await one.at(State.IN_REVIEW)
        await advance(await one.desk(somebody("endorse")), await one.now(), "endorse")
        assert PLACES[State.CONSULTING].told
        assert [owed.text for owed in await one.work.outbox.of(one.ids[APPLICANT])] == ["applications.told.consulting"]
        await one.at(State.LISTED)
        await advance(await one.desk(LEAD), await one.now(), STRIKE)
        assert not PLACES[State.STRUCK].told
        assert len(await one.work.outbox.of(one.ids[APPLICANT])) == 1


async def _count(one: Life) -> Count:
    return (await one.work.calendar.load()).after(NOW.date(), 5)


def test_what_a_list_does_and_what_the_table_says_are_one(url: str) -> None:
    assert {kind: listing.act for kind, listing in LISTINGS.items() if listing.act not in ACTS} == {}
    assert {listing.target for listing in LISTINGS.values()} <= LIVE
