"""The committee meets in the chat: present, recused, voting, decided by who presides, recorded (Art. 4, 8, 21, 40)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reminders.letters import written
from rules.applications.lifecycle import State
from rules.reviews.assignments import Standing
from rules.reviews.evaluation import Honour
from storage.store import Store
from tests.handlers.applying import picture
from tests.handlers.deciding import CHAIR, DEPUTY, FIFTH, LEAD, MEMBER, OFFICE, SECOND, Chamber
from texts import say
from workflow.reviews.meetings import why_deputy

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(21)]


async def meeting_of(store: Store, *points: int) -> tuple[Chamber, int]:
    chamber = await Chamber.open(store, *points)
    await chamber.listed()
    return chamber, await chamber.convened()


@pytest.mark.article(21)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_office_is_asked_for_the_hour_of_a_meeting_and_every_member_reads_it(
    store: Store, language: str
) -> None:
    chamber = await Chamber.open(store, 90)
    await chamber.listed()
    async with store.work() as work:
        await work.people.set_language(chamber.ids[OFFICE], language)
        await work.commit()
    office = chamber.person(OFFICE)
    await office.presses_data(f"meeting:new:{chamber.edition}")
    (asked,) = await office.says("2026-09-01")
    assert {"zh": "几点开始、在哪里开", "en": "At what time"}[language] in asked
    assert "15:00" in asked  # its example has an hour
    await office.says("15:30，县政府二楼会议室")
    await office.presses(say(language, "forms.send"))
    for chat in (CHAIR, MEMBER):
        async with store.work() as work:
            (told,) = [one for one in await work.outbox.of(chamber.ids[chat]) if one.text == "meetings.convened"]
        assert "15:30" in written(told, language, chamber.town.clock.now).text


@pytest.mark.article(40)
async def test_a_member_who_declares_in_order_to_vote_finds_the_way_back_to_the_meeting(store: Store) -> None:
    chamber, meeting = await meeting_of(store, 90, 80)
    first, member = chamber.cases[0], chamber.person(MEMBER)
    await member.presses_data(f"meeting:see:{meeting}")
    await member.presses_data(f"meeting:here:{meeting}")
    assert [label for label in member.buttons() if "2026-0001" in label] == [
        "👍 同意 2026-0001",
        "👎 不同意 2026-0001",
        "✋ 弃权 2026-0001",
    ]
    await member.presses(f"meeting:vote:{meeting}:{first}:for")
    (cover,) = await member.presses("没有利害关系")
    assert say("zh", "reviews.read_only") not in cover
    assert member.buttons()[0] == say("zh", "meetings.open")
    assert (await member.presses("审议页面"))[0].startswith("审议候选名单")


@pytest.mark.article(8)
async def test_every_member_is_told_and_votes_and_the_chair_announces(store: Store) -> None:
    chamber, meeting = await meeting_of(store, 90, 80)
    assert [
        (await chamber.owed(chat)).count("meetings.convened") for chat in (CHAIR, DEPUTY, SECOND, MEMBER, FIFTH)
    ] == [1] * 5
    first = chamber.cases[0]
    for chat in (CHAIR, DEPUTY, MEMBER):
        read = await chamber.voted(meeting, first, chat)
        assert read[0].startswith("申报 2026-0001：您的表决已记下（同意）")
    read = await chamber.person(CHAIR).presses_data(f"meeting:decide:{meeting}:{first}")
    assert read[0].startswith("表决通过：同意 3，不同意 0，弃权 0")
    assert await chamber.states() == [State.PROPOSED, State.CANDIDATE]
    assert await chamber.owed(100) == []
    again = await chamber.person(DEPUTY).presses_data(f"meeting:decide:{meeting}:{first}")
    assert "不能再改" in again[0] or "办理" in again[0]
    assert (await chamber.voted(meeting, first, FIFTH))[0].startswith("这件已经宣布结果")


@pytest.mark.article(8)
async def test_what_others_voted_is_known_to_nobody_before_it_is_announced(store: Store) -> None:
    chamber, meeting = await meeting_of(store, 90)
    cast: dict[int, str] = {CHAIR: "against", DEPUTY: "for", MEMBER: "for", SECOND: "for"}
    for chat, vote in cast.items():
        before = [await chamber.agenda(meeting, each) for each in (LEAD, OFFICE, CHAIR, FIFTH)]
        await chamber.voted(meeting, chamber.cases[0], chat, vote)
        after = [await chamber.agenda(meeting, each) for each in (LEAD, OFFICE, CHAIR, FIFTH)]
        assert all("同意" not in page for page in (*before, *after))
        assert len(set(after)) == 1
        await chamber.voted(meeting, chamber.cases[0], chat, "abstain")
        assert [await chamber.agenda(meeting, each) for each in (LEAD, OFFICE, CHAIR, FIFTH)] == after
        await chamber.voted(meeting, chamber.cases[0], chat, vote)
    await chamber.person(CHAIR).presses_data(f"meeting:decide:{meeting}:{chamber.cases[0]}")
    assert "同意 3、不同意 1、弃权 0" in await chamber.agenda(meeting, LEAD)


@pytest.mark.article(8)
async def test_without_a_quorum_nothing_is_decided(store: Store) -> None:
    chamber, meeting = await meeting_of(store, 90)
    for chat in (CHAIR, DEPUTY):
        await chamber.voted(meeting, chamber.cases[0], chat)
    read = await chamber.person(CHAIR).presses_data(f"meeting:decide:{meeting}:{chamber.cases[0]}")
    assert read[0].startswith("到会2人，没有超过成员5人的一半")
    assert await chamber.states() == [State.CANDIDATE]


async def test_a_vote_that_can_still_go_either_way_is_waited_for(store: Store) -> None:
    chamber, meeting = await meeting_of(store, 90)
    for chat, vote in ((CHAIR, "for"), (DEPUTY, "for"), (MEMBER, "against")):
        await chamber.voted(meeting, chamber.cases[0], chat, vote)
    await chamber.person(FIFTH).presses_data(f"meeting:here:{meeting}")
    read = await chamber.person(CHAIR).presses_data(f"meeting:decide:{meeting}:{chamber.cases[0]}")
    assert read[0].startswith("还差1票才能定")
    await chamber.voted(meeting, chamber.cases[0], FIFTH, "against")
    read = await chamber.person(CHAIR).presses_data(f"meeting:decide:{meeting}:{chamber.cases[0]}")
    assert read[0].startswith("表决没有通过：同意 2，不同意 2，弃权 0")
    assert await chamber.states() == [State.LEFT_OUT]
    assert await chamber.owed(100) == []


@pytest.mark.article(8)
@pytest.mark.article(40)
async def test_a_chair_with_an_interest_sees_no_trace_of_it_and_a_deputy_announces(store: Store) -> None:
    chamber, meeting = await meeting_of(store, 90, 80)
    first = chamber.cases[0]
    await chamber.interested(CHAIR, first)
    await chamber.person(CHAIR).presses_data(f"meeting:here:{meeting}")
    for chat in (DEPUTY, SECOND, MEMBER):
        await chamber.voted(meeting, first, chat)
    (page,) = await chamber.person(CHAIR).presses_data(f"meeting:see:{meeting}")
    assert [word for word in ("回避", "第1示例公司", "2026-0001", "2. ") if word in page] == []
    assert "1. 2026-0002" in page
    for press in (f"meeting:vote:{meeting}:{first}:for", f"meeting:decide:{meeting}:{first}"):
        assert (await chamber.person(CHAIR).presses_data(press))[0].startswith("这件事不归您办理")
    assert (await chamber.person(MEMBER).presses_data(f"meeting:decide:{meeting}:{first}"))[0].startswith(
        "表决结果由评委会主任宣布"
    )
    assert (await chamber.person(DEPUTY).presses_data(f"meeting:decide:{meeting}:{first}"))[0].startswith("表决通过")
    assert await chamber.states() == [State.PROPOSED, State.CANDIDATE]


@pytest.mark.article(4)
async def test_a_third_award_takes_the_committees_reason(store: Store) -> None:
    chamber = await Chamber.open(store, 90, 90, 90)
    office = chamber.person(OFFICE)
    await office.presses_data(f"evaluation:report:{chamber.edition}")
    await office.says("评审全部完成，按综合得分提出候选名单，请评委会审议。")
    await office.says("三家同分，都列入质量奖候选，请评委会决定（第四条）。")
    await office.presses("发送")
    for case in chamber.cases:
        await office.presses_data(f"evaluation:put:{case}:award")
    meeting = await chamber.convened()
    for case in chamber.cases:
        for chat in (CHAIR, DEPUTY, MEMBER):
            await chamber.voted(meeting, case, chat)
    chair = chamber.person(CHAIR)
    for case in chamber.cases[:2]:
        await chair.presses_data(f"meeting:decide:{meeting}:{case}")
    read = await chair.presses_data(f"meeting:decide:{meeting}:{chamber.cases[2]}")
    assert "已经超出名额（第四条）" in read[0]
    assert await chamber.state(chamber.cases[2]) is State.CANDIDATE
    await chair.says("三家综合得分相同，评委会一致同意都列入。")
    assert (await chair.presses("发送"))[0].startswith("表决通过")
    assert await chamber.states() == [State.PROPOSED] * 3


@pytest.mark.article(4)
async def test_the_record_says_why_a_place_stays_empty(store: Store) -> None:
    chamber, meeting = await meeting_of(store, 90)
    office = chamber.person(OFFICE)
    assert (await office.presses_data(f"meeting:record:{meeting}"))[0].startswith("还有候选对象没有宣布结果")
    for chat in (CHAIR, DEPUTY, MEMBER):
        await chamber.voted(meeting, chamber.cases[0], chat)
    await chamber.person(CHAIR).presses_data(f"meeting:decide:{meeting}:{chamber.cases[0]}")
    await office.presses_data(f"meeting:record:{meeting}")
    why = await office.says("会议听取了综合评价报告，逐一审议并表决。")
    assert say("zh", "meeting.vacancy").splitlines()[0] in why[0]
    asked = await office.says("其余没有达到奖励条件。")
    assert "签字的会议记录" in asked[0]
    await office.presses("跳过")
    assert (await office.presses("发送"))[0].startswith("会议记录已存档")
    assert (await office.presses_data(f"meeting:record:{meeting}"))[0].startswith("会议已经结束")


@pytest.mark.article(4)
async def test_where_nobody_is_a_candidate_the_committee_says_why_and_all_hear_of_it(store: Store) -> None:
    """Otherwise whoever was left out would wait for ever: the list that tells them rests on a record."""
    chamber = await Chamber.open(store, 90)
    office = chamber.person(OFFICE)
    await office.presses_data(f"evaluation:report:{chamber.edition}")
    await office.says("评审全部完成，没有符合奖励条件的组织和个人，建议名额空缺。")
    await office.presses("发送")
    assert (await office.presses_data(f"meeting:new:{chamber.edition}"))[0].startswith("还没有候选名单")
    asked = await office.presses_data(f"evaluation:out:{chamber.cases[0]}")
    assert "有1件要逐件写明理由（第二十条）" in asked[0]
    await office.says("得分虽高，但没有达到奖励条件。")
    assert (await office.presses("发送"))[0].startswith("申报 2026-0001 不列入候选名单")
    assert await chamber.open_kinds() == ["deliberation"]
    meeting = await chamber.convened()
    office = chamber.person(OFFICE)
    assert (await office.presses_data(f"meeting:record:{meeting}"))[0].startswith("到会0人")
    for chat in (CHAIR, DEPUTY, MEMBER):
        await chamber.person(chat).presses_data(f"meeting:here:{meeting}")
    await office.presses_data(f"meeting:record:{meeting}")
    await office.says("会议听取了综合评价报告，认为没有达到奖励条件的。")
    await office.says("申报的组织和个人都没有达到奖励条件。")
    await office.presses("跳过")
    assert (await office.presses("发送"))[0].startswith("会议记录已存档")
    assert await chamber.open_kinds() == ["proposal"]


@pytest.mark.article(4)
async def test_a_place_is_free_again_when_whoever_was_proposed_has_withdrawn(store: Store) -> None:
    chamber, meeting = await meeting_of(store, 90, 80, 70)
    for case in chamber.cases[:2]:
        for chat in (CHAIR, DEPUTY, MEMBER):
            await chamber.voted(meeting, case, chat)
        await chamber.person(CHAIR).presses_data(f"meeting:decide:{meeting}:{case}")
    async with store.work() as work:
        third = await work.candidates.get(chamber.cases[2])
        assert third is not None
        await work.candidates.remove(third.application_id)
        await work.candidates.put(replace(third, honour=Honour.AWARD))
        await work.commit()
    await chamber.person(100).presses_data(f"application:gone:{chamber.cases[0]}")
    for chat in (CHAIR, DEPUTY, MEMBER):
        await chamber.voted(meeting, chamber.cases[2], chat)
    read = await chamber.person(CHAIR).presses_data(f"meeting:decide:{meeting}:{chamber.cases[2]}")
    assert read[0].startswith("表决通过")


async def test_nobody_votes_who_is_not_there_or_no_member(store: Store) -> None:
    chamber, meeting = await meeting_of(store, 90)
    first = chamber.cases[0]
    member = chamber.person(MEMBER)
    await member.presses_data(f"review:none:{first}")
    assert (await member.presses_data(f"meeting:vote:{meeting}:{first}:for"))[0].startswith("您还没有签到")
    for chat in (LEAD, OFFICE, 100):
        read = await chamber.person(chat).presses_data(f"meeting:vote:{meeting}:{first}:for")
        assert read[0].startswith(("这件事不归您办理", "您已声明"))
    async with store.work() as work:
        assert await work.meetings.votes(meeting, first) == {}


async def test_nobody_is_present_before_the_day(store: Store) -> None:
    chamber, meeting = await meeting_of(store, 90)
    chamber.town.clock.now -= timedelta(days=1)
    assert (await chamber.person(MEMBER).presses_data(f"meeting:here:{meeting}"))[0].startswith("会议在2026年9月1日")


async def test_no_award_is_posted_before_meeting_and_consultation_are_over(store: Store) -> None:
    chamber, meeting = await meeting_of(store, 90)
    for chat in (CHAIR, DEPUTY, MEMBER):
        await chamber.voted(meeting, chamber.cases[0], chat)
    await chamber.person(CHAIR).presses_data(f"meeting:decide:{meeting}:{chamber.cases[0]}")
    read = await chamber.person(LEAD).presses_data("notice:new:award")
    assert "会议记录还没有写完" in read[0]
    assert await chamber.states() == [State.PROPOSED]


async def test_no_list_is_summed_up_before_anybody_was_asked_by_link_or_on_paper(store: Store) -> None:
    chamber, meeting = await meeting_of(store, 90)
    for chat in (CHAIR, DEPUTY, MEMBER):
        await chamber.voted(meeting, chamber.cases[0], chat)
    await chamber.person(CHAIR).presses_data(f"meeting:decide:{meeting}:{chamber.cases[0]}")
    office = chamber.person(OFFICE)
    assert "征求了谁的意见" in (await office.presses_data(f"consult:sum:edition-{chamber.edition}"))[0]
    asked = await office.says("书面征求分管副县长和县税务局意见，都没有不同意见。")
    assert "请上传征求意见的书面答复" in asked[0]
    async with store.work() as work:
        (draft,) = await work.drafts.open_for(chamber.ids[OFFICE], "summary")
    assert (await office.presses_data(f"f:{draft.id}:z"))[0].startswith("还有1")
    await office.sends_file("答复.png", picture(1))
    await office.presses("文件已齐")
    assert (await office.presses("发送"))[0].startswith("意见已汇总")
    await office.presses_data(f"consult:see:edition-{chamber.edition}")
    assert (await office.presses("附件（1个）"))[0].startswith("[答复.png]")


@pytest.mark.article(3)
@pytest.mark.article(20)
async def test_the_committee_declines_a_higher_rank_only_with_a_reason_that_stands_in_the_record(store: Store) -> None:
    chamber, meeting = await meeting_of(store, 90, 80)
    for chat in (CHAIR, DEPUTY, MEMBER):
        await chamber.voted(meeting, chamber.cases[0], chat, "against")
        await chamber.voted(meeting, chamber.cases[1], chat, "for")
    chair = chamber.person(CHAIR)
    asked = await chair.presses_data(f"meeting:decide:{meeting}:{chamber.cases[0]}")
    assert asked[0].startswith("名次在后的还在名单上（第二十一条）。请写明评委会的理由，再宣布结果。")
    assert await chamber.states() == [State.CANDIDATE] * 2
    await chair.says("评委会认为其做法还不成熟，推广价值不够。")
    assert (await chair.presses("发送"))[0].startswith("表决没有通过")
    await chair.presses_data(f"meeting:decide:{meeting}:{chamber.cases[1]}")
    assert await chamber.states() == [State.LEFT_OUT, State.PROPOSED]
    page = await chamber.agenda(meeting, FIFTH)
    assert "没有按名次：第1名 2026-0001" in page
    assert "排在前面的是：2026-0002" in page
    assert "评委会的理由：评委会认为其做法还不成熟，推广价值不够。" in page


@pytest.mark.article(20)
async def test_to_decline_whom_nobody_of_a_lower_rank_follows_takes_no_reason(store: Store) -> None:
    chamber, meeting = await meeting_of(store, 90, 80)
    for chat in (CHAIR, DEPUTY, MEMBER):
        await chamber.voted(meeting, chamber.cases[1], chat, "against")
    read = await chamber.person(CHAIR).presses_data(f"meeting:decide:{meeting}:{chamber.cases[1]}")
    assert read[0].startswith("表决没有通过")


@pytest.mark.article(3)
@pytest.mark.article(40)
async def test_the_agenda_shows_all_ranks_and_to_an_interest_neither_name_nor_reason(store: Store) -> None:
    chamber = await Chamber.open(store, 95, 90, 80, 70, 60)
    office = await chamber.report_closed()
    await office.presses_data(f"evaluation:put:{chamber.cases[1]}:award")
    await office.says("主要指标不满三年，本届不宜列入。")
    await office.presses("发送")
    await office.presses_data(f"evaluation:out:{chamber.cases[0]}")
    await chamber.interested(SECOND, chamber.cases[0])
    meeting = await chamber.convened()
    page = await chamber.agenda(meeting, FIFTH)
    assert "1. 2026-0001 第1示例公司　未列入候选名单，得分 95" in page
    assert "5. 2026-0005 第5示例公司　未列入候选名单，得分 60" in page
    assert "没有按名次：第1名 2026-0001" in page
    assert "评委办的理由：主要指标不满三年，本届不宜列入。" in page
    assert "这是评委办自己的规定，《办法》没有规定" in page
    shut = await chamber.agenda(meeting, SECOND)
    assert "1. 2026-0002" in shut
    assert [word for word in ("第1示例公司", "2026-0001", "主要指标不满三年", "回避") if word in shut] == []


@pytest.mark.article(20)
async def test_no_record_is_closed_while_somebody_is_passed_over_without_a_reason(store: Store) -> None:
    """The scores have changed since the list was drawn up."""
    chamber, meeting = await meeting_of(store, 90, 80, 70, 60, 50)
    for case in chamber.cases[:4]:
        for chat in (CHAIR, DEPUTY, MEMBER):
            await chamber.voted(meeting, case, chat)
        await chamber.person(CHAIR).presses_data(f"meeting:decide:{meeting}:{case}")
    async with store.work() as work:
        sheets = await work.assignments.of(chamber.cases[3])
        for one in sheets[: len(sheets) // 2 + 1]:
            await work.assignments.stand(one.id, Standing.EXCLUDED)
        extra = await work.assignments.assign(
            chamber.cases[3], sheets[0].part, chamber.ids[MEMBER], head=False, by=1, now=chamber.town.clock.now
        )
        assert extra is not None
        await work.assignments.lock(extra.id, scores={"leadership": 1}, words={}, now=chamber.town.clock.now)
        await work.commit()
    office = chamber.person(OFFICE)
    read = await office.presses_data(f"meeting:record:{meeting}")
    assert read[0].startswith("没有按名次，也没有理由：2026-0005（第二十条）。请在综合得分里逐件写明理由。")
    page = await office.presses_data(f"evaluation:list:{chamber.edition}")
    assert "⚠ 没有按名次，还没有写理由：2026-0005" in page[0]
    await office.presses("写明没有按名次的理由")
    await office.says("名单已经评委会表决，得分后来才变。")
    assert (await office.presses("发送"))[0].startswith("理由已记下")
    assert not (await office.presses_data(f"meeting:record:{meeting}"))[0].startswith("没有按名次")


@pytest.mark.article(8)
async def test_a_deputy_announces_for_a_chair_who_is_away_only_with_the_reason_on_record(store: Store) -> None:
    chamber, meeting = await meeting_of(store, 90, 80)
    for case in chamber.cases:
        for chat in (DEPUTY, MEMBER, FIFTH):
            await chamber.voted(meeting, case, chat)
    deputy = chamber.person(DEPUTY)
    asked = await deputy.presses_data(f"meeting:decide:{meeting}:{chamber.cases[0]}")
    assert asked[0].startswith("主任没有到会。请先写明主任为什么不在，再由您宣布结果（第八条）。")
    assert await chamber.states() == [State.CANDIDATE] * 2
    await deputy.says("主任当天到州政府开会，委托副主任主持。")
    assert (await deputy.presses("发送"))[0].startswith("理由已记下")
    assert (await deputy.presses_data(f"meeting:decide:{meeting}:{chamber.cases[0]}"))[0].startswith("表决通过")
    async with store.work() as work:
        assert await why_deputy(work, meeting) == "主任当天到州政府开会，委托副主任主持。"
    await chamber.person(CHAIR).presses_data(f"meeting:here:{meeting}")
    read = await deputy.presses_data(f"meeting:decide:{meeting}:{chamber.cases[1]}")
    assert read[0].startswith("主任已到会，没有需要回避的，结果由主任宣布（第八条）。")
    assert await chamber.states() == [State.PROPOSED, State.CANDIDATE]


@pytest.mark.article(8)
async def test_nobody_but_a_deputy_presides_for_the_chair(store: Store) -> None:
    chamber, meeting = await meeting_of(store, 90)
    for chat in (DEPUTY, MEMBER, FIFTH):
        await chamber.voted(meeting, chamber.cases[0], chat)
    read = await chamber.person(MEMBER).presses_data(f"meeting:decide:{meeting}:{chamber.cases[0]}")
    assert read[0].startswith("表决结果由评委会主任宣布")
    assert await chamber.states() == [State.CANDIDATE]


async def test_once_opinions_are_summed_up_the_list_is_posted_from_the_meetings(store: Store) -> None:
    chamber, meeting = await meeting_of(store, 90, 80)
    first, office = chamber.cases[0], chamber.person(OFFICE)
    for chat in (CHAIR, DEPUTY, MEMBER):
        await chamber.voted(meeting, first, chat)
    await chamber.person(CHAIR).presses_data(f"meeting:decide:{meeting}:{first}")
    post = say("zh", "lifecycle.act.post_award")
    await office.presses_data(f"meeting:edition:{chamber.edition}")
    assert post not in office.buttons()
    async with store.work() as work:
        now, about = chamber.town.clock.now, f"edition:{chamber.edition}"
        draft = await work.drafts.begin(chamber.ids[OFFICE], "consultation_summary", now, subject=about)
        await work.consultations.sum_up(about, draft_id=draft.id, person_id=chamber.ids[OFFICE], now=now)
        await work.commit()
    await office.presses_data(f"meeting:edition:{chamber.edition}")
    assert office.buttons()[0] == post
