"""Plaque and certificate come back, the letters are printed, and the public is told (Art. 37, 39)."""

import pytest

from handlers.papers import render
from storage.engine.owed import Paper
from storage.store import Store
from tests.handlers.sanctioning import CIRCULAR, Town, revoked
from tests.rules.every_form import pack

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
LEAD, OFFICE, HOLDER, CHAIR, APPLICANT = Town.LEAD, Town.OFFICE, Town.HOLDER, Town.CHAIR, Town.APPLICANT


@pytest.mark.article(37, 39)
@pytest.mark.parametrize(
    "text",
    ["联系电话13812345678，欢迎监督举报，特此通报全社会。", "证件号码622921199001010008的当事人已被处理，特此通报。"],
)
async def test_a_circular_holds_nobodys_number(store: Store, text: str) -> None:
    town = await revoked(store)
    lead = town.person(LEAD)
    await lead.presses_data("sanction:publish:1")
    await lead.says("关于撤销质量奖的通报")
    read = await lead.says(text)
    assert read[0].startswith("里面有证件号码或手机号")
    assert (await town.person(6).presses_data("circular:list"))[0] == "现在没有通报。"
    assert (await town.person(6).presses_data("circular:open:1"))[0].startswith("这个按钮")


@pytest.mark.article(37, 39)
async def test_the_public_reads_the_circular_word_for_word_and_prints_nothing_else(store: Store) -> None:
    town = await revoked(store)
    await town.does(LEAD, "publish", "关于撤销质量奖的通报", CIRCULAR, "县政府网站")
    stranger = town.person(6)
    await stranger.presses_data("circular:list")
    read = await stranger.presses("关于撤销质量奖的通报")
    assert read == [f"关于撤销质量奖的通报\n\n{CIRCULAR}\n\n公布：县政府网站，2026年9月1日（周二）"]
    assert (await stranger.presses_data("sanction:paper:1:decision"))[0].startswith("这件事不归您办理")


@pytest.mark.article(36, 39)
async def test_the_letters_can_be_printed_by_party_and_office(store: Store) -> None:
    town = await revoked(store)
    await town.does(LEAD, "publish", "关于撤销质量奖的通报", CIRCULAR, "县政府网站")
    names = [(await render(store, pack(), Paper(f"sanction_{kind}", "sanction:1"), "zh"))[0] for kind in
             ("hearing", "decision", "circular")]  # fmt: skip
    assert names == ["听取意见通知书-2026-001.pdf", "决定书-2026-001.pdf", "通报-2026-001.pdf"]
    assert (await town.person(HOLDER).presses_data("sanction:paper:1:decision"))[0] == "文书马上发给您。"
    assert (await town.owed(HOLDER))[-1].paper == Paper("sanction_decision", "sanction:1")


@pytest.mark.article(37, 39)
async def test_the_holder_brings_back_what_it_is_reminded_of(store: Store) -> None:
    town = await revoked(store)
    await town.later(9)
    reminded = [owed.text for owed in await town.owed(HOLDER) if owed.key.startswith("task:heard:1")]
    assert reminded == ["reminders.task.due"]
    for _ in ("plaque", "certificate"):
        await town.does(OFFICE, "recover", "1", "1", "2026-09-09")
    async with store.work() as work:
        assert [task.key for task in await work.tasks.open() if task.subject.startswith("heard:1")] == []
    await town.later(30)
    assert [owed.text for owed in await town.owed(HOLDER) if owed.key.startswith("task:heard:1")] == reminded
