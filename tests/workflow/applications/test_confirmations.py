"""A recommendation is asked for while it can be given, and given when its notice is over (Art. 13)."""

from datetime import date, timedelta
from typing import Any

import pytest

from rules.applications.lifecycle import State
from rules.engine.refusals import Refusal
from storage.store import Store
from storage.work import Work
from tests.handlers.applications.test_internal_notices import CHECKED
from tests.handlers.applying import apply, draft_of, link_of, open_edition, patient
from tests.handlers.walking import Walk
from tests.talking import Someone, Town
from tests.workflow.desks import desk_of
from workflow.applications.confirmations import FORM, NOTICE, PURPOSE, ask_confirmation, give_confirmation
from workflow.engine.drafts import check_notice_days

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(13)]
APPLICANT, BOSS = 5, 6
BEGINS, ENDS = date(2026, 9, 1), date(2026, 9, 8)


async def filled(store: Store) -> tuple[Town, Someone]:
    """An individual has filled in all but the employer's part, on the day after the employer's notice."""
    town = patient(store)
    async with store.work() as work:
        await work.calendar.seed(town.clock.now)
        await work.commit()
    await open_edition(store)
    someone, filler = await apply(town, "individual")
    await filler.fill()
    town.clock.now += ENDS + timedelta(days=1) - town.clock.now.date()
    return town, someone


async def reason(work: Work, town: Town) -> str:
    """Why the applicant gets no link now; "" with one."""
    try:
        await ask_confirmation(await desk_of(work, APPLICANT, town.clock.now), 1)
    except Refusal as refused:
        return refused.key
    return ""


async def test_a_link_is_made_while_the_application_is_a_named_draft_without_a_recommendation(store: Store) -> None:
    town, someone = await filled(store)
    draft, answers = await draft_of(town, someone, "individual")
    async with store.work() as work:
        assert await reason(work, town) == ""
        await work.drafts.answer(draft.id, "confirmation", {"draft": 1, "on": ENDS}, town.clock.now)
        assert await reason(work, town) == "confirmations.already"
        await work.drafts.forget(draft.id, ["confirmation", "name"])
        assert await reason(work, town) == "confirmations.name_first"
        await work.drafts.answer(draft.id, "name", answers["name"], town.clock.now)
        application = await work.applications.get(1)
        assert application is not None
        await work.applications.move(application, State.IN_REVIEW, town.clock.now, number="2026-0001")
        assert await reason(work, town) == "forms.already_sent"


@pytest.mark.parametrize(("days", "over"), [(-1, False), (0, False), (1, True)])
async def test_a_notice_is_over_on_the_day_after_its_last(store: Store, days: int, *, over: bool) -> None:
    town, _ = await filled(store)
    async with store.work() as work:
        desk = await desk_of(work, BOSS, town.clock.now + timedelta(days=days - 1))
        if over:
            check_notice_days(desk, BEGINS, ENDS)
            return
        with pytest.raises(Refusal) as refused:
            check_notice_days(desk, BEGINS, ENDS)
        assert (refused.value.key, refused.value.article) == ("applications.notice_short", 13)


@pytest.mark.parametrize("over", [False, True])
async def test_a_recommendation_ends_its_link_and_its_notice_once_that_is_over(store: Store, *, over: bool) -> None:
    town, someone = await filled(store)
    boss = town.person(BOSS)
    await boss.says(f"/start {await link_of(someone)}")
    draft, _ = await draft_of(town, boss, FORM)
    given: dict[str, Any] = {**CHECKED, "notice_until": str(ENDS if over else ENDS + timedelta(days=1))}
    async with store.work() as work:
        for question, answer in given.items():
            await work.drafts.answer(draft.id, question, answer, town.clock.now)
        await work.deadlines.set(
            f"draft:{draft.id}", NOTICE, (await work.calendar.load()).after(BEGINS, 5), town.clock.now
        )
        application = "application:1"
        await work.links.make(
            PURPOSE, application, now=town.clock.now, expires_at=town.clock.now + timedelta(days=9), made_by=1
        )
        await work.commit()
    filling = await Walk(boss, FORM).filling()
    async with store.work() as work:
        desk = await desk_of(work, BOSS, town.clock.now)
        if over:
            await give_confirmation(desk, draft, filling.progress)
        else:
            with pytest.raises(Refusal) as refused:
                await give_confirmation(desk, draft, filling.progress)
            assert (refused.value.key, refused.value.article) == ("applications.notice_short", 13)
        links, running = await work.links.good(PURPOSE, town.clock.now), await work.deadlines.running(NOTICE)
        assert (len(links), len(running)) == ((0, 0) if over else (1, 1))
