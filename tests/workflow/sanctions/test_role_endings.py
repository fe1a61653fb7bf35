"""What ends with a role, and what stays with whoever keeps another (Art. 41)."""

from datetime import timedelta
from typing import Any

import pytest

from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import Membership, Role
from storage.store import Store
from storage.work import Work
from tests.handlers.reviewing import NOW
from tests.handlers.sanctioning import FACTS, Town
from tests.workflow.desks import desk_of
from workflow.engine.drafts import begun
from workflow.engine.tasks import STATEMENT
from workflow.sanctions.case_opening import open_case
from workflow.sanctions.role_endings import end_role

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(41)]


async def held_by(work: Work, town: Town, chat: int) -> list[Membership]:
    """The roles of somebody."""
    return list(await work.roles.of(town.ids[chat]))


async def sits(work: Work, town: Town, chat: int) -> None:
    """Somebody is signed in with a browser."""
    seat = await work.people.meet("telegram", chat, NOW, "zh")
    await work.sign_ins.begin(town.ids[chat], seat.channel.id, "Firefox", NOW)


@pytest.mark.parametrize("chat", [Town.OFFICE, Town.CHAIR, Town.REVIEWER])
async def test_nobody_but_the_lead_ends_a_role(store: Store, chat: int) -> None:
    town = await Town.with_award(store)
    async with store.work() as work:
        (held,) = await held_by(work, town, Town.REVIEWER)
        with pytest.raises(Forbidden) as refused:
            await end_role(await desk_of(work, chat, NOW), held.id)
        assert refused.value.article == 41
        assert await held_by(work, town, Town.REVIEWER) == [held]


@pytest.mark.article(9)
@pytest.mark.parametrize("others", [0, 1])
async def test_a_lead_is_ended_while_another_stays(store: Store, others: int) -> None:
    town = await Town.with_award(store)
    async with store.work() as work:
        if others:
            await work.roles.grant(town.ids[Town.COLLEAGUE_OFFICE], Role.LEAD)
        (held,) = await held_by(work, town, Town.LEAD)
        desk = await desk_of(work, Town.LEAD, NOW)
        if others:
            assert (await end_role(desk, held.id)).role is Role.LEAD
        else:
            with pytest.raises(Refusal) as refused:
                await end_role(desk, held.id)
            assert (refused.value.key, refused.value.article) == ("people.last_lead", 9)
        assert len(await work.people.with_role(Role.LEAD, NOW)) == 1


@pytest.mark.parametrize("keeps", [False, True])
async def test_with_the_last_role_go_sign_ins_statement_and_its_task_and_with_another_none(
    store: Store, *, keeps: bool
) -> None:
    town = await Town.with_award(store)
    person = town.ids[Town.REVIEWER]
    async with store.work() as work:
        (held,) = await held_by(work, town, Town.REVIEWER)
        if keeps:
            await work.roles.grant(person, Role.OFFICE)
        await sits(work, town, Town.REVIEWER)
        for kind in (STATEMENT, "score"):
            await work.tasks.assign(kind, kind, "person:1", Role.REVIEWER, now=NOW, person_id=person)
        await work.interests.state(person, employers=["某公司"], kin=[], now=NOW)
        await end_role(await desk_of(work, Town.LEAD, NOW), held.id)
        open_ones = {task.key: task.person_id for task in await work.tasks.open()}
        assert (STATEMENT in open_ones, open_ones["score"]) == (False, None)
        assert await work.sign_ins.end_all(person) == keeps
        assert (await work.interests.of(person) is not None) is keeps


async def test_under_article_41_sign_ins_end_at_once_also_of_whoever_keeps_another_role(store: Store) -> None:
    town = await Town.with_award(store)
    person = town.ids[Town.REVIEWER]
    async with store.work() as work:
        (held,) = await held_by(work, town, Town.REVIEWER)
        await work.roles.grant(person, Role.OFFICE)
        await sits(work, town, Town.REVIEWER)
        desk = await desk_of(work, Town.LEAD, NOW + timedelta(minutes=1))
        answers: dict[str, Any] = {
            "article": "41",
            "member": str(held.id),
            "ground": None,
            "facts": FACTS,
            "evidence": [],
        }
        one = await open_case(desk, await begun(desk, "sanction", ""), {**answers, "happened_on": None})
        assert await work.sign_ins.end_all(person) == 0
        acts = [
            (entry.act, entry.article, entry.details.get("people")) for entry in await work.journal.of("sanction:1")
        ]
        assert (await work.recusals.of(person, f"sanction:{one.id}")) is not None
    assert acts == [
        ("sanction_opened", 41, None),
        ("sanction_shut_to", 41, [person]),
        ("sanction_role_ended", 41, None),
    ]
