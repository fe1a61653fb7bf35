"""Whoever stands back sees no trace of the case: no task, count, line or refusal tells that it exists (Art. 40)."""

from datetime import timedelta

import pytest

from storage.store import Store
from tests.handlers.applications.test_interests import states
from tests.handlers.objecting import Case
from tests.handlers.reviewing import ANSWERS, Review
from tests.workflow.desks import desk_of
from texts import say
from workflow.engine.lists import Nothing, export
from workflow.office.agenda import agenda
from workflow.office.task_register import TASKS, TaskQuery
from workflow.sanctions.bar_register import BARS

pytestmark = [pytest.mark.article(40), pytest.mark.parametrize("url", ["sqlite"], indirect=True)]
GONE = say("zh", "people.not_yours")
WANTED = "objections.another_wanted"


async def stand_back(case: Case, *chats: int) -> None:
    for chat in chats:
        await case.person(chat).presses_data("objection:open:1")
        await case.person(chat).presses_data("objection:interest:1")


async def seen_by(case: Case, chat: int) -> list[tuple[int, str]]:
    """What the office's first page counts and names, and what an Excel file of everybody's tasks would hold."""
    async with case.town.store.work() as work:
        desk = await desk_of(work, chat, case.town.clock.now)
        day = await agenda(desk, limit=50)
        _, table = await export(desk, TASKS, TaskQuery(whose="all"))
    lines = [one for due in day.due.values() for one in due]
    assert sum(day.counts.values()) == len(lines) == len(table)
    return [(len(day.objections), one.listed.about) for one in lines]


async def test_a_lead_who_stood_back_sees_no_task_count_or_line_and_the_office_finds_another(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    lead, office, other = case.person(900), case.office, case.person(902)
    await stand_back(case, 900)
    read = [*await lead.says("/tasks"), *await lead.presses_data("objection:list:all:0")]
    assert [word for word in ("2026-001", "回避", "异议 ") if word in "".join(read)] == []
    assert await seen_by(case, 900) == []
    assert [one.text for one in await case.owed(900) if one.text == WANTED] == []
    assert [one.text for one in await case.owed(902) if one.text == WANTED] == [WANTED]
    assert (await lead.presses_data("objection:another:1"))[0].startswith(GONE)
    await stand_back(case, 901)
    assert await seen_by(case, 901) == []
    assert (await office.presses_data("objection:another:1"))[0].startswith(GONE)
    assert "有人回避，另找人办理异议" in (await other.says("/tasks"))[0]
    assert not (await other.presses_data("objection:another:1"))[0].startswith(GONE)
    assert await lead.presses_data("objection:another:1") == await lead.presses_data("objection:another:999")


async def test_the_office_finds_another_only_while_no_lead_can(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    await stand_back(case, 901)
    assert (await case.person(902).presses_data("objection:another:1"))[0].startswith(GONE)
    assert [one.text for one in await case.owed(900) if one.text == WANTED] == [WANTED]


async def test_an_objection_to_a_case_that_is_shut_is_shut_too(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    async with store.work() as work:
        await work.recusals.declare(case.ids[900], "application:1", interest=True, now=case.town.clock.now)
        await work.commit()
    assert await seen_by(case, 900) == []
    assert len(await seen_by(case, 902)) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_statement_of_interests_does_not_answer_whether_anybody_applied(store: Store, language: str) -> None:
    review = await Review.open(store)
    said = []
    for chat, employer in ((Review.OFFICE, ANSWERS["employer"]), (Review.LEAD, "从没申报过的公司")):
        async with store.work() as work:
            await work.people.set_language(review.ids[chat], language)
            await work.commit()
        person = review.person(chat, language)
        await person.presses_data("interest:state")
        await person.presses_data(f"f:{await draft_of(store, review.ids[chat])}:g")
        await person.says(employer)
        for _ in range(3):
            await person.says("/skip")
        said.append(await person.presses_data(f"f:{await draft_of(store, review.ids[chat])}:z"))
    assert said[0] == said[1] == [say(language, "interests.stated")]
    async with store.work() as work:
        assert review.about in await work.recusals.interests_of(review.ids[Review.OFFICE])


async def draft_of(store: Store, person_id: int) -> int:
    async with store.work() as work:
        return (await work.drafts.of(person_id))[-1].id


PRESSES = (
    "review:open:{}",
    "review:none:{}",
    "review:interest:{}",
    "review:files:{}",
    "review:endorse:{}",
    "review:clerk:{}",
    "interest:found:{}",
)


@pytest.mark.parametrize("how", ["declared", "stated"])
async def test_a_case_that_is_shut_and_one_that_does_not_exist_are_refused_alike(store: Store, how: str) -> None:
    review = await Review.open(store)
    lead = review.person(Review.LEAD)
    if how == "stated":
        await states(lead, ANSWERS["employer"])
    else:
        await lead.presses_data(f"review:open:{review.application}")
        await lead.presses_data(f"review:interest:{review.application}")
    for press in PRESSES:
        shut = await lead.presses_data(press.format(review.application))
        assert shut == await lead.presses_data(press.format(999)), press
        assert shut[0].startswith(GONE)


async def test_an_objection_that_is_shut_and_one_that_does_not_exist_are_refused_alike(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    await stand_back(case, 901)
    for press in ("objection:open:{}", "objection:none:{}", "objection:interest:{}", "objection:another:{}"):
        shut = await case.office.presses_data(press.format(1))
        assert shut == await case.office.presses_data(press.format(999)), press


async def bar_under(store: Store, review: Review, number: str, application_id: int | None) -> int:
    """A bar that a case about the application, or about nobody's application, has led to; the case's id."""
    now = review.town.clock.now
    async with store.work() as work:
        case = await work.sanctions.open(
            number=number,
            article=36,
            opened_by=review.ids[Review.OFFICE],
            application_id=application_id,
            matter={"name": f"单位{number}", "facts": "材料虚假"},
            now=now,
        )
        dates = {"from_on": now.date(), "until_on": now.date() + timedelta(days=900)}
        words = {"name": f"单位{number}", "document": "临县质评办〔2026〕8号"}
        await work.bars.add(sanction_id=case.id, holder=number, article=36, **dates, words=words)
        await work.commit()
    return case.id


@pytest.mark.parametrize("shut", ["sanction", "application"])
async def test_the_register_of_bars_counts_no_bar_that_is_shut(store: Store, shut: str) -> None:
    review = await Review.open(store)
    case = await bar_under(store, review, "2026-011", review.application)
    await bar_under(store, review, "2026-012", None)
    lead, office = review.person(Review.LEAD), review.person(Review.OFFICE)
    about = f"sanction:{case}" if shut == "sanction" else review.about
    async with store.work() as work:
        await work.recusals.declare(review.ids[Review.LEAD], about, interest=True, now=review.town.clock.now)
        await work.commit()
    for someone, count in ((lead, 1), (office, 2)):
        assert await someone.presses_data("bar:list") == [say("zh", "bars.register", count=count)]
        assert sum("单位" in label for label in someone.buttons()) == count
    assert not any("2026-011" in label for label in lead.buttons())
    async with store.work() as work:
        desk = await desk_of(work, Review.LEAD, review.town.clock.now)
        page = await BARS.find(desk, Nothing(), limit=1)
        assert ([bar.words["name"] for bar in page.lines], page.count) == (["单位2026-012"], 1)
        _, table = await export(desk, BARS, Nothing())
    assert len(table) == 1
