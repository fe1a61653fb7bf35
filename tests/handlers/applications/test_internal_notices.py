"""The unit prints its notice and its opinion, posts, seals, scans back; whoever reads the case reads both (Art. 13)."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from handlers.papers import render
from reminders.planner import plan
from rules.engine.pack import load_pack
from rules.people.roles import Role
from storage.engine.owed import Owed
from storage.store import Store
from tests.handlers.applying import (
    FORMS,
    NAME,
    Filler,
    apply,
    confirm,
    draft_of,
    give_role,
    link_of,
    open_edition,
    owed_to,
    patient,
    send,
)
from tests.talking import Someone
from tests.workflow.recounting import INTO_2027, NOW, Desks

pytestmark = pytest.mark.article(13)
CHECKED = {"checked": "yes", "decision": "recommend", "notice_from": "2026-09-01", "notice_until": "2026-09-08"}
SAID = {
    "zh": (
        "打印内部公示（PDF）",
        "公示到2026年9月8日",
        "盖章的推荐意见已交回1个文件",
        "要在填表的那部手机",
        "请上传盖了公章的推荐意见",
    ),
    "en": (
        "Print the internal notice (PDF)",
        "until Tuesday 8 September 2026",
        "files: 1",
        "with the phone",
        "Please upload the recommendation with",
    ),
}


async def opened(store: Store, language: str = "zh") -> tuple[Someone, Someone, Filler]:
    """An individual whose employer has examined the conditions and stands at its notice."""
    town = patient(store)
    async with store.work() as work:
        await work.calendar.seed(town.clock.now)
        await work.commit()
    await open_edition(store)
    someone, filler = await apply(town, "individual", language=language)
    await filler.fill()
    boss = town.person(6, language)
    await boss.says(f"/start {await link_of(someone)}")
    unit = Filler(boss, FORMS["confirmation"], CHECKED)
    await unit.fill(until=lambda question: question.key == "notice_place")
    return someone, boss, unit


async def last_paper(boss: Someone) -> tuple[str, bytes]:
    """The paper that was asked for last, as it is delivered."""
    owed = [each for each in await owed_to(boss.town, boss) if each.paper is not None][-1]
    assert owed.paper is not None
    return await render(boss.town.store, load_pack(), owed.paper, boss.language, places=boss.town.places)


def text(pdf: bytes) -> str:
    read = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return "".join(read.replace("\u200b", "").split())


async def standing(someone: Someone) -> str:
    draft, _ = await draft_of(someone.town, someone, "individual")
    return (await someone.presses_data(f"f:{draft.id}:n:confirmation"))[0]


async def told(someone: Someone, key: str) -> list[Owed]:
    return [each for each in await owed_to(someone.town, someone) if each.text == key]


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_unit_prints_posts_seals_and_hands_in_and_its_applicant_sees_it(store: Store, language: str) -> None:
    someone, boss, unit = await opened(store, language)
    button, hangs, came_back, elsewhere, asked = SAID[language]
    assert hangs in (await boss.presses(button))[0]
    _, notice = await last_paper(boss)
    read = text(notice)
    assert all(words in read for words in (NAME, "2026年9月1日", "2026年9月8日", "第十一条", "13900002345"))
    assert hangs in await standing(someone)
    boss.town.clock.now += timedelta(days=8)
    await plan(store, load_pack(), boss.town.clock.now)
    await plan(store, load_pack(), boss.town.clock.now)
    assert [each.values["on"] for each in await told(boss, "confirmations.notice_over")] == [date(2026, 9, 8)]
    await unit.fill(until=lambda question: question.key == "seal")
    draft, given = await draft_of(boss.town, boss, "confirmation")
    await boss.presses_data(f"confirmation:opinion:{draft.id}:word")
    name, opinion = await last_paper(boss)
    assert name.endswith(".docx")
    assert given["opinion"] in "\n".join(line.text for line in Document(BytesIO(opinion)).paragraphs)
    stranger = boss.town.person(61, language)
    assert elsewhere in (await stranger.says(f"/start confirm-{draft.id}"))[0]
    await boss.says("/menu")
    assert asked in (await boss.says(f"/start confirm-{draft.id}"))[0]
    await unit.fill()
    await boss.presses_data(f"f:{draft.id}:z")
    assert came_back in await standing(someone)
    (message,) = await told(someone, "confirmations.told_given")
    assert (message.values["pages"], message.values["ends"]) == (1, date(2026, 9, 8))


async def test_no_notice_before_the_conditions_are_examined_and_no_opinion_before_it_is_over(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, "individual")
    await filler.fill()
    boss = town.person(6)
    await boss.says(f"/start {await link_of(someone)}")
    draft, _ = await draft_of(town, boss, "confirmation")
    assert (await boss.presses_data(f"confirmation:notice:{draft.id}:pdf"))[0].startswith("先审查，符合条件的再公示")
    unit = Filler(boss, FORMS["confirmation"], CHECKED)
    await unit.fill(until=lambda question: question.key == "notice_place")
    assert (await boss.presses_data(f"confirmation:opinion:{draft.id}:pdf"))[0].startswith("公示期满、填好起止日期以后")
    assert (await someone.presses_data(f"confirmation:notice:{draft.id}:pdf"))[0].startswith("这")
    assert await owed_to(town, boss) == []


async def test_a_notice_of_an_earlier_day_is_counted_from_that_day(store: Store) -> None:
    _, boss, unit = await opened(store)
    unit.given["notice_from"] = "2026-08-27"
    await unit.fill(until=lambda question: question.key == "notice_until")
    draft, _ = await draft_of(boss.town, boss, "confirmation")
    await boss.presses_data(f"confirmation:notice:{draft.id}:pdf")
    async with store.work() as work:
        deadline = await work.deadlines.get(f"draft:{draft.id}", "internal_notice")
    assert deadline is not None
    assert (deadline.count.start, deadline.count.last) == (date(2026, 8, 27), date(2026, 9, 3))


async def test_nobody_is_told_of_a_notice_whose_form_was_sent(store: Store) -> None:
    _, boss, _ = await opened(store)
    draft, _ = await draft_of(boss.town, boss, "confirmation")
    await boss.presses_data(f"confirmation:notice:{draft.id}:pdf")
    await boss.presses_data(f"f:{draft.id}:D")
    boss.town.clock.now += timedelta(days=8)
    await plan(store, load_pack(), boss.town.clock.now)
    assert await told(boss, "confirmations.notice_over") == []


async def test_an_organisation_prints_its_own_notice(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, "organisation")
    await filler.fill(until=lambda question: question.key == "notice_place")
    await someone.presses("打印内部公示（PDF）")
    read = text((await last_paper(someone))[1])
    assert all(words in read for words in (NAME, "第十条", "2026年9月1日"))


@pytest.mark.article(15)
async def test_the_unit_that_receives_reads_opinion_proof_and_sealed_page(store: Store) -> None:
    """The opinion goes with the application: whoever examines it reads it, and phones the signer for a reason."""
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, "individual")
    await filler.fill()
    await confirm(someone)
    await filler.fill()
    await send(someone)
    async with store.work() as work:
        sent = await work.applications.get(1)
    assert sent is not None
    clerk = town.person(9)
    await give_role(town, clerk, Role.CLERK, sent.unit)
    await clerk.presses_data("review:none:1")
    (page,) = await clerk.presses_data("review:section:1:confirmation:1")
    assert "经逐条审查，该机构符合申报条件" in page
    (first,) = await clerk.presses_data("review:section:1:confirmation:0")
    assert "139****2345" in first
    await clerk.presses_data("review:files:1")
    files = clerk.buttons()
    assert any("notice_files" in label for label in files)
    assert any("seal" in label for label in files)
    await clerk.presses("seal")
    await clerk.presses_data("review:numbers:1")
    await clerk.presses("139****2345")
    await clerk.says("核实推荐意见")
    assert "13900002345" in (await clerk.presses("发送"))[0]


@pytest.mark.parametrize("given_up", [False, True])
async def test_a_notices_days_are_told_to_whoever_put_it_up_while_they_fill_in_the_form(
    store: Store, given_up: bool
) -> None:
    desks = await Desks.open(store)
    async with store.work() as work:
        draft = await work.drafts.begin(desks.ids["applicant"], "confirmation", NOW, subject="application:1")
        if given_up:
            await work.drafts.drop(draft.id, NOW)
        await work.commit()
    await desks.run(f"draft:{draft.id}", "internal_notice", INTO_2027)
    await desks.learn()
    assert len(await desks.told("applicant")) == (0 if given_up else 1)
