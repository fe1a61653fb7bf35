"""A defence that was held is scored and passed; a missed one is appointed anew, or ends with a letter (Art. 18)."""

import pytest

from rules.applications.lifecycle import State
from rules.people.roles import Role
from rules.reviews.visits import VisitState
from storage.engine.owed import Paper
from storage.store import Store
from tests.handlers.deciding import LEAD, OFFICE
from tests.handlers.visiting import HEAD, SECOND, THIRD, Visiting
from texts import say

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(18)]
REASON = "现场答辩清楚，扣分集中在一项已经整改的指标。"
LETTER = "申报方两次没有到场，也没有说明原因，不能完成陈述答辩。"


@pytest.mark.article(16)
async def test_no_sheet_is_locked_before_it_was_held(store: Store) -> None:
    visiting = await Visiting.begin(store, 3)
    (case,) = visiting.cases
    sheet = await visiting.fills(case, HEAD)
    reviewer = visiting.person(HEAD)
    assert (await reviewer.presses_data(f"sheet:lock:{sheet}"))[0].startswith("还没有记录进行")
    await visiting.appoints(case)
    assert (await reviewer.presses_data(f"sheet:lock:{sheet}"))[0].startswith("还没有记录进行")
    await visiting.missed(case)
    assert (await reviewer.presses_data(f"sheet:lock:{sheet}"))[0].startswith("还没有记录进行")
    assert [one.locked_at for one in await visiting.sheets(case)] == [None] * 3
    await visiting.appoints(case, "2026-09-20")
    await visiting.held(case)
    assert (await reviewer.presses_data(f"sheet:lock:{sheet}"))[0].startswith("申报 2026-0001 的评分单已经锁定")


@pytest.mark.parametrize(("state", "article"), [(State.DEFENCE, 18), (State.ON_SITE, 19)])
async def test_the_office_finds_the_panel_where_it_makes_the_appointment(
    store: Store, state: State, article: int
) -> None:
    visiting = await Visiting.begin(store, 1, state=state)
    (case,) = visiting.cases
    office = visiting.person(OFFICE)
    await office.presses_data(f"review:none:{case}")
    (page,) = await office.presses_data(f"visit:see:{case}")
    assert say("zh", "assignments.too_few", least=3, count=1, article=article) in page
    assert office.buttons()[0] == say("zh", "assignments.more")
    await office.presses("增加评审人员")
    for chat in (SECOND, THIRD):
        await office.presses(f"某{chat}")
    said = await office.presses("确定（2人）")
    assert said == [say("zh", "assignments.asked", number="2026-0001", count=2, article=article)]
    (page,) = await office.presses("时间安排")
    assert "至少要3人评审" not in page
    assert office.buttons()[:2] == [say("zh", "assignments.team"), say("zh", "visits.plan")]


async def test_passed_once_all_have_scored_it_goes_on_to_the_site(store: Store) -> None:
    visiting = await Visiting.begin(store, 3)
    (case,) = visiting.cases
    lead = visiting.person(LEAD)
    assert (await lead.presses_data(f"visit:pass:{case}"))[0].startswith("还没有记录进行")
    await visiting.appoints(case)
    await visiting.held(case)
    await visiting.scored(case, 100, HEAD, SECOND)
    assert (await lead.presses_data(f"visit:pass:{case}"))[0].startswith("评分还没有齐：2/3")
    await visiting.scored(case, 100, THIRD)
    assert (await visiting.person(OFFICE).presses_data(f"visit:pass:{case}"))[0].startswith("这件事不归您办理")
    assert (await lead.presses_data(f"visit:pass:{case}"))[0].startswith("申报 2026-0001：")
    assert await visiting.state(case) is State.ON_SITE


async def test_once_all_have_scored_it_waits_for_the_lead_and_the_office_is_told_so(store: Store) -> None:
    visiting = await Visiting.begin(store, 3)
    (case,) = visiting.cases
    lead, office = visiting.person(LEAD), visiting.person(OFFICE)
    async with store.work() as work:
        about = f"application:{case}"
        await work.tasks.assign("held", "defence", about, Role.OFFICE, now=visiting.town.clock.now)
        await work.commit()
    await visiting.appoints(case)
    await visiting.held(case)
    await visiting.scored(case, 100, HEAD, SECOND)
    assert "组织陈述答辩" not in (await lead.says("/tasks"))[0]
    assert say("zh", "visits.lead_decides") not in (await office.presses_data(f"visit:see:{case}"))[0]
    await visiting.scored(case, 100, THIRD)
    assert "组织陈述答辩" in (await lead.says("/tasks"))[0]
    assert "组织陈述答辩" not in (await office.says("/tasks"))[0]
    assert say("zh", "visits.lead_decides") in (await office.presses_data(f"visit:see:{case}"))[0]
    await lead.presses_data(f"visit:pass:{case}")
    assert "组织陈述答辩" not in (await lead.says("/tasks"))[0]


async def test_below_the_mark_it_passes_with_a_reason_only(store: Store) -> None:
    visiting = await Visiting.begin(store, 3, settings={"mark_defence": 600})
    (case,) = visiting.cases
    await visiting.appoints(case)
    await visiting.held(case)
    await visiting.scored(case, 50)
    lead = visiting.person(LEAD)
    read = await lead.presses_data(f"visit:pass:{case}")
    assert "600" in read[0]
    assert await visiting.state(case) is State.DEFENCE
    await lead.says(REASON)
    assert (await lead.presses("发送"))[0].startswith("申报 2026-0001：")
    async with store.work() as work:
        reason = await work.reasons.get(case, "pass_defence")
        assert reason is not None
        assert (await work.drafts.answers(reason.draft_id))["reason"] == REASON
    assert await visiting.state(case) is State.ON_SITE


async def test_missed_it_is_appointed_anew_or_ends_with_a_letter_that_the_lead_approves(store: Store) -> None:
    visiting = await Visiting.begin(store, 3)
    (case,) = visiting.cases
    letter = f"letter:write:not_passed:{case}"
    assert (await visiting.person(OFFICE).presses_data(letter))[0].startswith("还没有记录进行")
    await visiting.appoints(case)
    assert (await visiting.person(OFFICE).presses_data(letter))[0].startswith("还没有记录进行")
    assert (await visiting.missed(case))[0].startswith("申报 2026-0001：已记录2026年9月10日（周四）14:30没有进行")
    await visiting.appoints(case, "2026-09-18")
    await visiting.missed(case)
    assert await visiting.states_of(case) == [VisitState.MISSED] * 2
    office = visiting.person(OFFICE)
    await office.presses_data(letter)
    await office.says("2")
    await office.says(LETTER)
    await office.presses("发送")
    assert (await visiting.state(case), "letter.told.not_passed" in await visiting.owed(100)) == (State.DEFENCE, False)
    await visiting.person(LEAD).presses_data(f"letter:yes:{case}:not_passed")
    assert await visiting.state(case) is State.NOT_PASSED
    assert [one.paper for one in await visiting.messages(100) if one.text == "letter.paper"] == [
        Paper("not_passed", f"application:{case}")
    ]
