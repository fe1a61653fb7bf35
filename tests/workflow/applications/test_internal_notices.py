"""Whoever put a notice up is told that its days are over on the day after its last, once (Art. 13)."""

from datetime import date, timedelta

import pytest

from rules.engine.pack import load_pack
from storage.store import Store
from tests.reminders.mail import at
from tests.workflow.recounting import Desks
from workflow.applications.confirmations import NOTICE
from workflow.applications.internal_notices import tell_over
from workflow.engine.planning import Planning

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(13)]
START, LAST = date(2026, 9, 1), date(2026, 9, 8)


async def over(store: Store, day: date) -> int:
    """How many notices' days are found to be over on this day."""
    async with store.work() as work:
        calendar, now = await work.calendar.load(), at(day)
        found = await tell_over(Planning(work=work, pack=load_pack(), calendar=calendar, now=now, said_at=now))
        await work.commit()
    return found


@pytest.mark.parametrize(("days", "found"), [(-1, 0), (0, 0), (1, 1)])
async def test_it_is_told_on_the_day_after_the_last_and_on_none_before(store: Store, days: int, found: int) -> None:
    desks = await Desks.open(store)
    async with store.work() as work:
        draft = await work.drafts.begin(desks.ids["applicant"], "confirmation", at(START), subject="application:1")
        await work.commit()
    count = await desks.run(f"draft:{draft.id}", NOTICE, START)
    assert count.last == LAST
    assert await over(store, LAST + timedelta(days=days)) == found
    async with store.work() as work:
        told = [one.text for one in await work.outbox.of(desks.ids["applicant"])]
        running = await work.deadlines.running(NOTICE)
    assert (told, len(running)) == (["confirmations.notice_over"] * found, 1 - found)
    assert await over(store, LAST + timedelta(days=days)) == 0
