"""Who is a member of the committee no more is not present, decides nothing and has no vote (Art. 8, 41)."""

from datetime import timedelta

import pytest

from rules.applications.lifecycle import State
from rules.engine.calendar import office_day
from rules.people.roles import Role
from storage.store import Store
from tests.handlers.deciding import CHAIR, DEPUTY, FIFTH, LEAD, MEMBER, OFFICE, Chamber

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(41)]


async def ends(chamber: Chamber, chat: int, by: str) -> None:
    """The member's role ends: the lead ends it, or its last day was yesterday."""
    async with chamber.town.store.work() as work:
        (held,) = await work.roles.of(chamber.ids[chat])
        if by == "term":
            await work.roles.grant(
                held.person_id, held.role, unit=held.unit, until_on=office_day(chamber.town.clock.now)
            )
            await work.commit()
    if by == "lead":
        await chamber.person(LEAD).presses_data(f"person:end:{held.id}")
    else:
        chamber.town.clock.now += timedelta(days=1)


@pytest.mark.parametrize("by", ["lead", "term"])
async def test_whoever_is_a_member_no_more_is_not_present_and_has_no_vote(store: Store, by: str) -> None:
    chamber, meeting = await convened(store)
    first = chamber.cases[0]
    for chat in (CHAIR, DEPUTY, MEMBER):
        await chamber.voted(meeting, first, chat)
    await ends(chamber, MEMBER, by)
    read = await chamber.person(CHAIR).presses_data(f"meeting:decide:{meeting}:{first}")
    assert read[0].startswith("到会2人，没有超过成员4人的一半")
    assert await chamber.states() == [State.CANDIDATE]
    await chamber.voted(meeting, first, FIFTH, "against")
    await chamber.voted(meeting, first, DEPUTY, "against")
    read = await chamber.person(CHAIR).presses_data(f"meeting:decide:{meeting}:{first}")
    assert read[0].startswith("表决没有通过：同意 1，不同意 2，弃权 0")


async def test_whoever_becomes_a_member_again_is_absent_until_they_come_and_has_not_voted(store: Store) -> None:
    chamber, meeting = await convened(store)
    first = chamber.cases[0]
    for chat in (CHAIR, DEPUTY, MEMBER):
        await chamber.voted(meeting, first, chat)
    await ends(chamber, MEMBER, "lead")
    async with store.work() as work:
        await work.roles.grant(chamber.ids[MEMBER], Role.COMMITTEE)
        await work.commit()
    read = await chamber.person(CHAIR).presses_data(f"meeting:decide:{meeting}:{first}")
    assert read[0].startswith("到会2人，没有超过成员5人的一半")
    async with store.work() as work:
        assert set(await work.meetings.votes(meeting, first)) == {chamber.ids[CHAIR], chamber.ids[DEPUTY]}


@pytest.mark.parametrize("by", ["lead", "term"])
async def test_a_record_does_not_rest_on_members_who_are_none_any_more(store: Store, by: str) -> None:
    chamber = await Chamber.open(store, 90)
    office = chamber.person(OFFICE)
    await office.presses_data(f"evaluation:report:{chamber.edition}")
    await office.says("评审全部完成，没有符合奖励条件的组织和个人，建议名额空缺。")
    await office.presses("发送")
    await office.presses_data(f"evaluation:out:{chamber.cases[0]}")
    await office.says("得分虽高，但没有达到奖励条件。")
    await office.presses("发送")
    meeting = await chamber.convened()
    for chat in (CHAIR, DEPUTY, MEMBER):
        await chamber.person(chat).presses_data(f"meeting:here:{meeting}")
    await ends(chamber, MEMBER, by)
    assert (await chamber.person(OFFICE).presses_data(f"meeting:record:{meeting}"))[0].startswith("到会2人")


async def convened(store: Store) -> tuple[Chamber, int]:
    """A committee that meets about one candidate."""
    chamber = await Chamber.open(store, 90)
    await chamber.listed()
    return chamber, await chamber.convened()
