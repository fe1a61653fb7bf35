"""What came of a consultation is printed and goes into the archive of the edition, with its files (Art. 9, 15, 21)."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from handlers.papers import render
from rules.engine.pack import load_pack
from rules.reviews.consultations import Answer
from storage.engine.owed import Paper
from storage.store import Store
from tests.handlers.applying import picture
from tests.handlers.reviewing import Review
from tests.handlers.reviews.test_consultations import DEPARTMENT, OTHER, SUM, asked, endorsed, reply
from workflow.office.archives import Entry, volumes
from workflow.reviews.consultations import REPLIES, REPLY

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@pytest.mark.article(15)
async def test_replies_and_sum_are_printed_and_archived_with_their_files(store: Store) -> None:
    review, clerk = await endorsed(store)
    assert not any("打印" in button for button in clerk.buttons())
    taxes, environment = await asked(review, clerk)
    department = review.person(DEPARTMENT)
    await department.says(f"/start {taxes}")
    for answer in ("1", "马科长，法规股"):
        await department.says(answer)
    await department.sends_file("无欠税证明.png", picture(1))
    await department.presses("文件已齐")
    await department.presses("发送")
    review.town.clock.now += timedelta(days=8)
    await clerk.presses_data(f"consult:sum:application-{review.application}")
    await clerk.says(SUM)
    await clerk.presses("发送")
    await reply(review, environment, "2", "2025年3月因超标排放被处罚，决定书第4号。", "王股长", chat=OTHER)
    await clerk.presses_data(f"consult:see:application-{review.application}")
    await clerk.presses("打印征求意见情况")
    paper = (await review.owed(Review.CLERK))[-1].paper
    assert paper == Paper(REPLIES, review.about)
    name, printed = await render(store, load_pack(), paper, "zh")
    assert name == "征求意见情况-2026-0001.pdf"
    read = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(printed)).pages).split())
    for said in ("马科长，法规股", "无欠税证明.png", "决定书第4号", "汇总以后才到", SUM, "2026-0001马小花"):
        assert said in read
    await review.declared(Review.LEAD)
    filed = {
        (one.paper.name if one.paper else one.name, one.case)
        for part in await archive_for(review, Review.LEAD)
        for one in part
        if not one.left_out
    }
    assert {(REPLIES, "2026-0001"), ("无欠税证明.png", "2026-0001"), (REPLIES, "")} <= filed


@pytest.mark.article(21)
async def test_what_leaders_replied_about_the_list_is_archived_for_whoever_may_see_every_case(store: Store) -> None:
    review = await Review.open(store)
    async with store.work() as work:
        now = review.town.clock.now
        one = await work.consultations.ask(
            "edition:1", "县政府分管领导", by=review.ids[401], now=now, due_on=now.date()
        )
        draft = await work.drafts.begin(review.ids[DEPARTMENT - 100], REPLY, now, subject=f"consultation:{one.id}")
        await work.drafts.answer(draft.id, "signer", "李县长", now)
        await work.files.add(
            b"signed", name="批示.png", kind="png", owner=review.ids[401], subject=f"draft:{draft.id}", now=now
        )
        await work.consultations.begin_reply(one.id, draft.id)
        await work.drafts.send(draft.id, now)
        await work.consultations.reply(one.id, Answer.AGREES, now=now, late=False)
        await work.commit()
    for shut in (True, False):
        if not shut:
            await review.declared(Review.LEAD)
        (part,) = await archive_for(review, Review.LEAD)
        own = {one.paper.name if one.paper else one.name: one.left_out for one in part if not one.case}
        assert (own[REPLIES], own.get("批示.png", True)) == (shut, shut)
    _, printed = await render(store, load_pack(), Paper(REPLIES, "edition:1"), "en")
    read = "".join(page.extract_text() for page in PdfReader(BytesIO(printed)).pages)
    assert all(said in read for said in ("县政府分管领导", "李县长", "edition 3"))


async def archive_for(review: Review, chat: int) -> list[list[Entry]]:
    async with review.town.store.work() as work:
        return await volumes(work, 1, review.ids[chat])
