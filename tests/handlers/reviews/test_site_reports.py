"""The head of the group writes the report on the site, all sign it, and only then is the review over (Art. 19)."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from handlers.papers import render
from rules.applications.lifecycle import State
from rules.engine.pack import load_pack
from storage.engine.owed import Paper
from storage.store import Store
from tests.handlers.deciding import LEAD, OFFICE
from tests.handlers.visiting import FOUND, HEAD, SECOND, THIRD, Visiting

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(19)]
DISSENT = "我认为首件检验记录只覆盖了一个季度。"


async def visited(store: Store, *, mark: int = 0) -> tuple[Visiting, int]:
    """A site that was visited by a group of three; nothing is written or scored."""
    visiting = await Visiting.begin(store, 3, state=State.ON_SITE, settings={"mark_on_site": mark})
    (case,) = visiting.cases
    await visiting.appoints(case)
    await visiting.held(case)
    return visiting, case


async def test_the_head_is_asked_to_write_the_report_when_the_visit_was_held(store: Store) -> None:
    visiting, case = await visited(store)
    async with store.work() as work:
        asked = [one for one in await work.tasks.of(f"application:{case}") if one.kind == "site_report"]
    assert [(one.person_id, one.due_on) for one in asked] == [(visiting.ids[HEAD], date(2026, 9, 17))]


async def test_nothing_is_reported_before_the_visit(store: Store) -> None:
    visiting = await Visiting.begin(store, 3, state=State.ON_SITE)
    (case,) = visiting.cases
    await visiting.appoints(case)
    assert (await visiting.reported(case))[0].startswith("还没有记录进行")


@pytest.mark.parametrize("chat", [SECOND, OFFICE, LEAD])
async def test_nobody_but_the_head_writes_it(store: Store, chat: int) -> None:
    visiting, case = await visited(store)
    assert (await visiting.reported(case, chat))[0].startswith("现场评审报告由评审组组长写")
    async with store.work() as work:
        assert await work.visits.report(case) is None


async def test_all_members_sign_once_and_another_opinion_is_kept(store: Store) -> None:
    visiting, case = await visited(store)
    page = await visiting.reported(case)
    assert page[0].endswith(f"✍ 某{HEAD}已签字\n\n还有2人没有签字。")
    assert (await visiting.reported(case))[0].startswith("现场评审报告已经写好，不能再改")
    assert await visiting.due(case, "site_signing") == [date(2026, 9, 15)] * 2
    third = visiting.person(THIRD)
    await third.presses_data(f"visit:read:{case}")
    await third.presses("签字并写不同意见")
    await third.says(DISSENT)
    assert (await third.presses("发送"))[0] == "已签字。还有1人没有签。"
    second = visiting.person(SECOND)
    assert (await second.presses_data(f"visit:sign:{case}"))[0] == "已签字。评审组都签了，评委办接着往下办。"
    assert (await second.presses_data(f"visit:sign:{case}"))[0].startswith("您已经签过字，不能再改")
    assert (await visiting.person(OFFICE).presses_data(f"visit:sign:{case}"))[0].startswith("这件事不归您办理")
    async with store.work() as work:
        signed = {one.person_id: (one.agrees, one.words) for one in await work.visits.signatures(case)}
    given = ((HEAD, True, None), (THIRD, False, DISSENT), (SECOND, True, None))
    assert signed == {visiting.ids[chat]: (agrees, words) for chat, agrees, words in given}
    assert await visiting.due(case, "site_signing") == []


async def test_it_is_evaluated_only_when_report_signatures_and_sheets_are_all_there(store: Store) -> None:
    visiting, case = await visited(store)

    async def passes() -> str:
        return (await visiting.person(OFFICE).presses_data(f"visit:pass:{case}"))[0]

    assert (await passes()).startswith("现场评审报告还没有写")
    await visiting.reported(case)
    await visiting.person(SECOND).presses_data(f"visit:sign:{case}")
    await visiting.scored(case, 100)
    assert (await passes()).startswith("现场评审报告还有成员没有签字")
    assert await visiting.state(case) is State.ON_SITE
    await visiting.person(THIRD).presses_data(f"visit:sign:{case}")
    assert (await passes()).startswith("申报 2026-0001：")
    assert await visiting.state(case) is State.EVALUATED


async def test_below_the_mark_the_site_too_passes_with_a_reason_only(store: Store) -> None:
    visiting, case = await visited(store, mark=600)
    await visiting.reported(case)
    for chat in (SECOND, THIRD):
        await visiting.person(chat).presses_data(f"visit:sign:{case}")
    await visiting.scored(case, 50)
    office = visiting.person(OFFICE)
    assert "600" in (await office.presses_data(f"visit:pass:{case}"))[0]
    assert await visiting.state(case) is State.ON_SITE
    await office.says("扣分集中在一项已经整改的指标，整改证据齐全。")
    await office.presses("发送")
    assert await visiting.state(case) is State.EVALUATED


async def test_the_printed_report_has_what_was_found_every_signature_and_the_other_opinion(store: Store) -> None:
    visiting, case = await visited(store)
    await visiting.reported(case)
    third = visiting.person(THIRD)
    await third.presses_data(f"visit:dissent:{case}")
    await third.says(DISSENT)
    await third.presses("发送")
    await visiting.person(OFFICE).presses_data(f"paper:print:site_report:{case}")
    (asked,) = [one for one in await visiting.messages(OFFICE) if one.text == "printing.done"]
    assert asked.paper == Paper("site_report", f"application:{case}")
    _, content = await render(store, load_pack(), asked.paper, "zh")
    text = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
    for part in (FOUND["findings"], f"某{HEAD}组长同意", f"某{THIRD}成员有不同意见", DISSENT, "还有1名成员没有签字"):
        assert part in text
