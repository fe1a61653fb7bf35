"""The letter of non-acceptance: written, sent back, approved by the lead, delivered with proof (Art. 9, 17)."""

from datetime import date

import pytest

from handlers.papers import render
from rules.applications.lifecycle import State
from rules.engine.pack import load_pack
from rules.engine.rubrics import Part
from rules.reviews.visits import VisitState
from storage.database.values import Say
from storage.engine.owed import OwedState, Urgency
from storage.store import Store
from tests.handlers.reviewing import Review
from tests.handlers.scoring import LETTER, Scoring
from tests.talking import Someone

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
WORDS = "请补上对应的条款。"
BETTER = "近三年主要质量指标没有第三方证明（第十条第四项），无法证明居同行业前列。"


async def lead_of(scoring: Scoring) -> Someone:
    return await scoring.declared(Review.LEAD)


@pytest.mark.article(9, 17)
async def test_the_lead_approves_and_the_applicant_gets_message_and_paper(store: Store) -> None:
    scoring = await Scoring.begin(store)
    await scoring.failed()
    assert (await scoring.state(), await scoring.owed(100)) == (State.UNLISTED, [])
    assert await scoring.open_tasks() == [("refusal_letter", date(2026, 9, 8), None)]
    lead = await lead_of(scoring)
    (page,) = await lead.presses("批准不予受理告知书")
    assert page.startswith("✉ 不予受理告知书\n申报 2026-0001 马小花\n依据：评审没有达到要求")
    assert LETTER in page
    (sure,) = await lead.presses("批准并送达")
    assert sure.startswith("批准后，不予受理告知书立即送达申报 2026-0001（马小花），申报就此结束")
    assert await scoring.state() is State.UNLISTED
    await lead.presses("确定批准")
    assert (await scoring.state(), await scoring.open_tasks()) == (State.NOT_ACCEPTED, [])
    told, paper = await scoring.owed(100)
    assert (told.text, told.values["text"]) == ("letter.told.not_accepted", LETTER)
    assert told.values["ground"] == Say("letter.grounds.score")
    assert (told.urgency, paper.urgency) == (Urgency.LEGAL, Urgency.LEGAL)
    assert paper.paper is not None
    assert (paper.paper.name, paper.paper.subject) == ("not_accepted", scoring.about)
    assert (await scoring.acts(Review.LEAD))[-1] == "application_refuse"


@pytest.mark.article(17)
async def test_the_letter_is_printed_before_and_after(store: Store) -> None:
    scoring = await Scoring.begin(store)
    await scoring.failed()
    lead = await lead_of(scoring)
    await lead.presses("批准不予受理告知书")
    await lead.presses("看打印样")
    (owed,) = [one for one in await scoring.owed(Review.LEAD) if one.paper is not None]
    assert (owed.urgency, await scoring.owed(100)) == (Urgency.ANSWER, [])
    assert owed.paper is not None
    for language, name in (("zh", "不予受理告知书-2026-0001.pdf"), ("en", "Non-acceptance-2026-0001.pdf")):
        printed, content = await render(store, load_pack(), owed.paper, language)
        assert (printed, content[:5]) == (name, b"%PDF-")


@pytest.mark.article(17)
async def test_whether_it_arrived_is_shown_with_the_letter(store: Store) -> None:
    scoring = await Scoring.begin(store)
    await scoring.failed()
    lead = await lead_of(scoring)
    await lead.presses_data("letter:yes:1:not_accepted")
    (page,) = await lead.presses("打开告知书")
    assert page.endswith("2026年9月1日（周二）10:00批准，正在送达。")
    now = scoring.town.clock.now
    async with store.work() as work:
        for owed in await work.outbox.due(now, 50):
            await work.outbox.sent(owed.id, now, proof="77", channel_id=None)
        await work.commit()
    (page,) = await lead.presses_data("letter:see:1")
    assert page.endswith("2026年9月1日（周二）10:00批准，2026年9月1日（周二）10:00送达。")
    assert {one.state for one in await scoring.owed(100)} == {OwedState.SENT}


@pytest.mark.article(9)
async def test_the_lead_sends_it_back_and_it_comes_again(store: Store) -> None:
    scoring = await Scoring.begin(store)
    officer = await scoring.failed()
    lead = await lead_of(scoring)
    await lead.presses("批准不予受理告知书")
    await lead.presses("退回修改")
    await lead.says(WORDS)
    await lead.presses("确认无误")
    assert await scoring.state() is State.UNLISTED
    assert await scoring.open_tasks() == [("letter_mending", date(2026, 9, 3), None)]
    (refused,) = (await lead.presses_data("letter:yes:1:not_accepted"))[:1]
    assert refused.startswith("现在没有等待批准的告知书")
    await officer.says("/tasks")
    (page,) = await officer.presses("修改退回的告知书")
    assert page.endswith(f"负责人已退回，请修改：{WORDS}")
    (filled,) = await officer.presses("修改告知书")
    assert LETTER in filled
    await officer.presses("修改一项")
    await officer.presses("告知书内容")
    await officer.presses("请写告知书正文")
    await officer.says(BETTER)
    await officer.presses("确认无误")
    assert await scoring.open_tasks() == [("refusal_letter", date(2026, 9, 8), None)]
    await lead.presses_data("letter:yes:1:not_accepted")
    assert await scoring.state() is State.NOT_ACCEPTED
    assert (await scoring.owed(100))[0].values["text"] == BETTER


@pytest.mark.article(9)
async def test_approving_twice_delivers_once(store: Store) -> None:
    scoring = await Scoring.begin(store)
    await scoring.failed()
    lead = await lead_of(scoring)
    for _ in range(2):
        await lead.presses_data("letter:yes:1:not_accepted")
    assert len(await scoring.owed(100)) == 2
    assert (await scoring.acts()).count("application_refuse") == 1
    officer = scoring.person(Review.OFFICE)
    assert (await officer.presses_data("letter:mend:1:not_accepted"))[0].startswith("申报现在的状态不用这种告知书")


@pytest.mark.article(9, 40)
@pytest.mark.parametrize("verb", ["yes", "back", "sure"])
async def test_the_office_does_not_approve_and_a_lead_with_an_interest_opens_nothing(store: Store, verb: str) -> None:
    scoring = await Scoring.begin(store)
    officer = await scoring.failed()
    assert (await officer.presses_data(f"letter:{verb}:1:not_accepted"))[0].startswith("这件事不归您办理")
    lead = await scoring.declared(Review.LEAD, interest=True)
    for press in (f"letter:{verb}:1:not_accepted", "letter:see:1", "letter:pdf:1:not_accepted"):
        read = await lead.presses_data(press)
        assert read[0].startswith("这件事不归您办理")
        assert LETTER not in "".join(read)
    assert (await scoring.state(), await scoring.owed(100)) == (State.UNLISTED, [])


@pytest.mark.article(17)
async def test_a_refusal_without_a_letter_is_refused(store: Store) -> None:
    scoring = await Scoring.begin(store)
    await scoring.scored(300, 300)
    async with store.work() as work:
        case = await work.applications.get(1)
        assert case is not None
        await work.applications.move(case, State.UNLISTED, scoring.town.clock.now)
        await work.commit()
    lead = await lead_of(scoring)
    assert (await lead.presses_data("letter:yes:1:not_accepted"))[0].startswith("这份申报还没有告知书")
    assert await scoring.state() is State.UNLISTED


async def missed(scoring: Scoring) -> Someone:
    """Nobody was there for the on-site review; the office stands before the case."""
    officer = await scoring.declared(Review.OFFICE)
    now = scoring.town.clock.now
    async with scoring.town.store.work() as work:
        case = await work.applications.get(1)
        assert case is not None
        await work.applications.move(case, State.ON_SITE, now)
        by = scoring.ids[Review.OFFICE]
        visit = await work.visits.plan(
            1, Part.ON_SITE, now, number="2026-001", place="厂区", bring=None, by=by, now=now
        )
        await work.visits.end(visit, VisitState.MISSED, words="无人到场", now=now)
        await work.commit()
    return officer


async def writes(officer: Someone, kind: str, ground: str, text: str) -> None:
    await officer.presses_data(f"letter:write:{kind}:1")
    await officer.says(ground)
    await officer.says(text)
    await officer.presses("确认无误")


@pytest.mark.article(18, 19)
async def test_a_letter_of_another_kind_is_approved_with_its_own_act(store: Store) -> None:
    scoring = await Scoring.begin(store)
    officer = await missed(scoring)
    await writes(officer, "not_passed", "2", "现场评审当天没有按通知到场，也没有说明理由。")
    assert await scoring.state() is State.ON_SITE
    assert [kind for kind, _, _ in await scoring.open_tasks()] == ["letter_approval"]
    lead = await lead_of(scoring)
    await lead.says("/tasks")
    await lead.presses("批准告知书")
    await lead.presses("批准并送达")
    await lead.presses("确定批准")
    assert (await scoring.state(), await scoring.open_tasks()) == (State.NOT_PASSED, [])
    assert [one.text for one in await scoring.owed(100)] == ["letter.told.not_passed", "letter.paper"]
    assert (await officer.presses_data("letter:write:not_accepted:1"))[0].startswith("申报现在的状态不用这种告知书")


@pytest.mark.article(18)
async def test_no_letter_is_written_before_its_act_could_be_done(store: Store) -> None:
    scoring = await Scoring.begin(store)
    officer = await scoring.declared(Review.OFFICE)
    async with store.work() as work:
        case = await work.applications.get(1)
        assert case is not None
        await work.applications.move(case, State.ON_SITE, scoring.town.clock.now)
        await work.commit()
    await officer.presses_data("letter:write:not_passed:1")
    async with store.work() as work:
        assert await work.drafts.open_for(scoring.ids[Review.OFFICE], "letter") == []
        assert await work.letters.of(1) == []


@pytest.mark.parametrize("kind", ["not_passed", "struck"])
async def test_every_kind_of_letter_can_be_printed(store: Store, kind: str) -> None:
    scoring = await Scoring.begin(store)
    officer = await missed(scoring)
    await writes(officer, kind, "1", LETTER)
    await officer.presses("打开告知书")
    await officer.presses("看打印样")
    (owed,) = [one for one in await scoring.owed(Review.OFFICE) if one.paper is not None]
    assert owed.paper is not None
    assert (await render(store, load_pack(), owed.paper, "zh"))[1][:5] == b"%PDF-"
