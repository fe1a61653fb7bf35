"""The record of a meeting is not closed without the reason why a place stays empty (Art. 4)."""

from datetime import timedelta

import pytest

from rules.engine.refusals import Refusal
from storage.store import Store
from tests.handlers.deciding import CHAIR, DEPUTY, MEMBER, NOW, OFFICE, Chamber
from tests.workflow.desks import desk_of
from workflow.reviews.meetings import attend, begin_record, close_record

WHY = "其余的没有达到奖励条件。"


@pytest.mark.article(4)
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_no_record_is_closed_without_the_reason_for_an_empty_place(store: Store) -> None:
    chamber = await Chamber.open(store, 90)
    await chamber.listed()
    meeting = await chamber.convened()
    for chat in (CHAIR, DEPUTY, MEMBER):
        await chamber.voted(meeting, chamber.cases[0], chat)
    await chamber.person(CHAIR).presses_data(f"meeting:decide:{meeting}:{chamber.cases[0]}")
    async with store.work() as work:
        desk = await desk_of(work, OFFICE, NOW)
        draft = await begin_record(desk, meeting)
        for answers in ({"discussion": "逐一审议并表决。"}, {"discussion": "逐一审议并表决。", "vacancy": ""}):
            with pytest.raises(Refusal) as refused:
                await close_record(desk, draft, answers)
            assert (refused.value.key, refused.value.article) == ("meetings.vacancy", 4)
        closed = await close_record(desk, draft, {"discussion": "逐一审议并表决。", "vacancy": WHY})
        assert closed.id == meeting


@pytest.mark.article(8)
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_member_of_the_committee_is_present_from_the_day_on_and_nobody_else(store: Store) -> None:
    chamber = await Chamber.open(store, 90)
    await chamber.listed()
    meeting = await chamber.convened()
    for days, chat, refusal in ((-1, MEMBER, "meetings.not_yet"), (0, OFFICE, "people.not_yours"), (0, MEMBER, "")):
        async with store.work() as work:
            desk = await desk_of(work, chat, NOW + timedelta(days=days))
            if refusal:
                with pytest.raises(Refusal) as refused:
                    await attend(desk, meeting)
                assert refused.value.key == refusal
            else:
                for _ in range(2):
                    await attend(desk, meeting)
            here = await work.meetings.members(meeting)
            noted = [
                one.person_id for one in await work.journal.of(f"meeting:{meeting}") if one.act.endswith("attended")
            ]
        assert (list(here), noted) == ([] if refusal else [chamber.ids[MEMBER]],) * 2
