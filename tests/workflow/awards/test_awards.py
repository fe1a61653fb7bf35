"""Awards are entered, kept after a new evaluation, and ended; whoever may do that, and what follows (Art. 5, 36-39)."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from reminders.planner import plan
from rules.awards.validity import AssessmentState, Ending
from rules.engine.calendar import office_day
from rules.engine.refusals import Forbidden, Refusal
from rules.office.handover import Handover
from rules.people.roles import Role
from rules.sanctions.cases import State
from storage.store import Store
from storage.work import Work
from tests.reminders.mail import NOON, PACK, EarlierWinner, Listed, Office, at
from workflow.awards.holders import end_award, enter_award, keep_award
from workflow.engine.desk import Desk, Places
from workflow.office.imports import bring_in


async def desk_in(work: Work, role: Role | None, now: datetime = NOON) -> Desk:
    """Somebody at the desk, in this role."""
    seat = await work.people.meet("telegram", 70, now, "zh")
    roles: tuple[Any, ...] = (await work.roles.grant(seat.person.id, role),) if role else ()
    return Desk(
        person=seat.person,
        channel=seat.channel,
        roles=roles,
        now=now,
        work=work,
        pack=PACK,
        calendar=await work.calendar.load(),
        places=Places(url="http://127.0.0.1"),
    )


@pytest.mark.parametrize("role", [None, Role.CLERK, Role.REVIEWER, Role.COMMITTEE])
async def test_only_the_office_imports_holders(store: Store, role: Role | None) -> None:
    async with store.work() as work:
        desk = await desk_in(work, role)
        with pytest.raises(Forbidden):
            await bring_in(desk, Handover())


async def test_one_person_with_two_awards_on_the_list_is_one_person(store: Store) -> None:
    async with store.work() as work:
        await enter_award(work, EarlierWinner(1), now=NOON, pack=PACK)
        await enter_award(work, EarlierWinner(2), now=NOON, pack=PACK)
        await enter_award(work, EarlierWinner(3, contacts=(Listed("别人", "13993012345"),)), now=NOON, pack=PACK)
        people = [contact.person_id for contact in await work.holders.unclaimed()]
    assert (people[0] == people[1], people[1] == people[2]) == (True, False)


async def test_a_phone_number_alone_makes_nobody_a_holder(store: Store) -> None:
    async with store.work() as work:
        seat = await work.people.meet("telegram", 5, NOON, "zh")
        await work.people.set_name(seat.person.id, "马丽")
        await work.people.set_phone(seat.person.id, "13993012345")
        await enter_award(work, EarlierWinner(1), now=NOON, pack=PACK)
        (contact,) = await work.holders.unclaimed()
    assert contact.person_id != seat.person.id


@pytest.mark.article(5)
async def test_an_award_that_is_kept_runs_on(store: Store) -> None:
    office = Office(store)
    await office.seed()
    one = await office.holder(1, decided_on=date(2021, 6, 30), now=at(date(2025, 1, 1)))
    async with store.work() as work:
        desk = await desk_in(work, Role.LEAD)
        await keep_award(desk, one, date(2031, 6, 30))
        award = await work.awards.get(one)
        assert award is not None
        assert award.valid_until == date(2031, 6, 30)
        with pytest.raises(Refusal, match="not_kept"):
            await keep_award(desk, one, date(2031, 6, 30))
        with pytest.raises(Forbidden):
            await keep_award(replace(desk, roles=()), one, date(2040, 6, 30))


@pytest.mark.article(39)
async def test_an_award_is_ended_once_by_the_lead_and_its_report_is_owed_no_more(store: Store) -> None:
    office = Office(store)
    await office.seed()
    one = await office.holder(1)
    await plan(store, PACK, NOON)
    async with store.work() as work:
        desk = await desk_in(work, Role.LEAD)
        for article in (5, 37, 39):
            with pytest.raises(Refusal, match="not_approved"):
                await end_award(desk, one, Ending.REVOKED, office_day(NOON), article=article)
        matter = {"name": "-", "facts": "-", "approval": {"document": "-"}}
        values = {"number": "2026-001", "article": 39, "opened_by": desk.person.id, "award_id": one}
        case = await work.sanctions.open(matter=matter, now=NOON, **values)
        with pytest.raises(Refusal, match="not_approved"):
            await end_award(desk, one, Ending.REVOKED, office_day(NOON), article=39)
        await work.sanctions.move(case, State.IN_FORCE, NOON)
        await end_award(desk, one, Ending.REVOKED, office_day(NOON), article=39)
        with pytest.raises(Refusal, match="ended_before"):
            await end_award(desk, one, Ending.REVOKED, office_day(NOON), article=39)
        await work.commit()
    await plan(store, PACK, NOON)
    async with store.work() as work:
        assert await work.assessments.counts(2026) == {AssessmentState.CLOSED: 1}
        assert [(entry.act, entry.article) for entry in await work.journal.of(f"award:{one}")] == [
            ("award_revoked", 39)
        ]
