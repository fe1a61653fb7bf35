"""Who received plaque and certificate is recorded for one holder or for all present at once, and is seen (Art. 27)."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from handlers.papers import render
from rules.engine.pack import load_pack
from rules.reviews.evaluation import Honour
from storage.engine.owed import Paper
from storage.store import Store
from tests.handlers.applying import picture
from tests.handlers.deciding import CHAIR, LEAD, OFFICE
from tests.handlers.engine.test_taps import block_of
from tests.handlers.granting import Granting
from workflow.awards.presentations import LIST
from workflow.office.archives import volumes

pytestmark = [pytest.mark.article(27), pytest.mark.parametrize("url", ["sqlite"], indirect=True)]


async def granted(store: Store) -> Granting:
    """Three holders of one edition."""
    granting = await Granting.begin(store, Honour.AWARD, Honour.AWARD, Honour.NOMINATION)
    await granting.decides()
    await granting.grants()
    return granting


async def recorded(granting: Granting) -> dict[int, tuple[date, str, int]]:
    """The day, the receiver and whoever recorded it, by the award."""
    async with granting.town.store.work() as work:
        found = await work.presentations.of([1, 2, 3])
    return {one: (known.received_on, known.receiver, known.recorded_by) for one, known in found.items()}


async def test_all_who_were_present_are_recorded_in_one_message_and_the_absent_later(store: Store) -> None:
    granting = await granted(store)
    office = granting.person(OFFICE)
    listed = await office.presses_data("presentation:editions")
    assert "本届获奖者3个，3个还没有领取（第二十七条）。" in listed[0]
    await office.presses("一次登记（3个）")
    lines = block_of(office)
    assert [line.partition("（")[0] for line in lines] == ["领取日期：", "2026-01", "2026-02", "2026-03"]
    await office.says(f"{lines[0]}2026-09-01\n{lines[1]}马建国，董事长\n{lines[3]}本人")
    await office.presses("跳过")  # nobody came for the second
    await office.presses("跳过")  # the signed list is not scanned yet
    assert (await office.presses("发送"))[0].startswith("已登记领取：")
    by, day = granting.ids[OFFICE], date(2026, 9, 1)
    assert await recorded(granting) == {1: (day, "马建国，董事长", by), 3: (day, "本人", by)}
    assert "本届获奖者3个，1个还没有领取（第二十七条）。" in (await office.presses("查看登记"))[0]
    assert not any("一次登记" in button for button in office.buttons())
    await office.presses_data("presentation:one:2")
    await office.says("领取日期：2026-09-01\n2026-02：王秀英，办公室主任")
    await office.sends_file("签收单.png", picture(3))
    await office.presses("文件已齐")
    await office.presses("发送")
    assert len(await recorded(granting)) == 3
    async with store.work() as work:
        proof = (await work.presentations.of([2]))[2].scans
        parts = await volumes(work, granting.edition, granting.ids[LEAD])
    assert len(proof) == 1
    assert proof[0] in [one.file_id for part in parts for one in part]
    assert (
        "由王秀英，办公室主任领取（签收凭证1个）"
        in (await office.presses_data(f"presentation:list:{granting.edition}:0"))[0]
    )
    assert (await office.presses_data(f"presentation:all:{granting.edition}"))[0].startswith("没有等待登记的获奖者")


async def test_it_is_seen_by_holder_and_office_in_journal_paper_and_archive_and_can_be_put_right(store: Store) -> None:
    granting = await granted(store)
    lead, holder = granting.person(LEAD), granting.person(100)
    assert "领取" not in (await holder.presses_data("award:mine"))[0]
    for receiver in ("马建国", "马建国，董事长"):
        await lead.presses_data("presentation:one:1")
        await lead.says("2026-09-01")
        await lead.says(receiver)
        await lead.presses("跳过")
        await lead.presses("发送")
    told = "奖牌、证书：2026年9月1日（周二）由马建国，董事长领取"
    assert told in (await holder.presses_data("award:mine"))[0].splitlines()
    assert told in (await granting.person(OFFICE).presses_data("register:see:1"))[0].splitlines()
    async with store.work() as work:
        entries = [one for one in await work.journal.of("award:1") if one.act == "award_presented"]
        parts = await volumes(work, granting.edition, granting.ids[LEAD])
    assert [(one.article, one.details) for one in entries] == [
        (27, {"on": date(2026, 9, 1), "again": again, "files": 0}) for again in (False, True)
    ]
    assert Paper(LIST, f"edition:{granting.edition}") in [one.paper for part in parts for one in part]
    _, content = await render(store, load_pack(), Paper(LIST, f"edition:{granting.edition}"), "zh")
    read = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
    assert all(said in read for said in ("马建国", "董事长", "2026-01", "2026-03"))


async def test_nothing_is_received_before_the_decision_or_tomorrow_and_nobody_is_no_answer(store: Store) -> None:
    granting = await granted(store)
    office = granting.person(OFFICE)
    await office.presses_data(f"presentation:all:{granting.edition}")
    assert (await office.says("2026-08-31"))[0].startswith("表彰决定是2026年9月1日（周二）作出的")
    assert (await office.says("2026-09-02"))[0].startswith("领取的日期不能晚于今天")
    await office.says("2026-09-01")
    for _ in range(4):
        await office.presses("跳过")
    assert (await office.presses("发送"))[0].startswith("没有填任何领取人")
    assert await recorded(granting) == {}


@pytest.mark.article(40)
async def test_nobody_but_lead_and_office_without_an_interest_records(store: Store) -> None:
    granting = await granted(store)
    for chat in (100, CHAIR):
        for press in (
            "presentation:editions",
            f"presentation:list:{granting.edition}:0",
            f"presentation:all:{granting.edition}",
            "presentation:one:1",
        ):
            assert (await granting.person(chat).presses_data(press))[0].startswith("这件事不归您办理")
    async with store.work() as work:
        now = granting.town.clock.now
        await work.recusals.declare(granting.ids[OFFICE], "award:1", interest=True, now=now)
        await work.commit()
    office = granting.person(OFFICE)
    assert "2026-01" not in (await office.presses_data(f"presentation:list:{granting.edition}:0"))[0]
    assert "第四十条" in (await office.presses_data("presentation:one:1"))[0]
