"""The act of sending asks for itself what stands against it, and does all that follows (Art. 4, 5, 12-15)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from handlers.engine.guides import Filling
from rules.engine.forms import Progress
from rules.engine.pack import Pack
from rules.engine.refusals import Refusal
from storage.store import Store
from storage.work import Work
from tests.attacks.people.test_bars import CODE, applied
from tests.handlers.applying import open_edition, patient
from tests.handlers.contacting import reachable
from tests.handlers.walking import Walk
from tests.storage.raw import execute
from tests.talking import Someone, Town
from tests.workflow.desks import desk_of
from workflow.applications.submissions import REVIEW, submit_application
from workflow.engine.desk import Desk

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(4, 14)]
DAY = timedelta(days=1)


async def waiting(store: Store) -> tuple[Town, Someone, Filling]:
    """An organisation has filled in an application, which waits to be sent."""
    town = patient(store)
    await open_edition(store)
    someone = await applied(town, "organisation", {"credit_code": CODE})
    return town, someone, await Walk(someone, "organisation").filling()


async def at_desk(work: Work, town: Town, someone: Someone, pack: Pack | None = None) -> Desk:
    """The applicant's desk today, under this pack."""
    desk = await desk_of(work, someone.chat_id, town.clock.now)
    return replace(desk, pack=pack or desk.pack)


def changed(filling: Filling, **answers: Any) -> Progress:
    """The same form, answered otherwise."""
    kept: Mapping[str, Any] = {**filling.progress.answers, **answers}
    return Progress(filling.progress.form, {key: value for key, value in kept.items() if value is not None})


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, True), (1, True)])
async def test_a_unit_receives_until_its_last_day(store: Store, days: int, *, taken: bool) -> None:
    town, someone, filling = await waiting(store)
    pack, unit = reachable(), filling.progress.answers["unit"]
    until = town.clock.now.date() + days * DAY
    units = tuple(
        replace(one, entrusted_from=date(2025, 1, 1), entrusted_until=until) if one.key == unit else one
        for one in pack.units
    )
    async with store.work() as work:
        desk = await at_desk(work, town, someone, replace(pack, units=units))
        if taken:
            assert (await submit_application(desk, filling.draft, filling.progress)).unit == unit
            return
        with pytest.raises(Refusal) as refused:
            await submit_application(desk, filling.draft, filling.progress)
    assert (refused.value.key, refused.value.article) == ("applications.unit_over", 14)


async def test_the_act_sends_nothing_that_is_not_complete(store: Store) -> None:
    town, someone, filling = await waiting(store)
    async with store.work() as work:
        with pytest.raises(Refusal) as refused:
            await submit_application(await at_desk(work, town, someone), filling.draft, changed(filling, name=None))
    assert refused.value.key == "forms.incomplete"


@pytest.mark.parametrize(("opens", "taken"), [(-1, True), (0, True), (1, False)])
async def test_an_application_is_taken_from_the_first_day_on(store: Store, opens: int, *, taken: bool) -> None:
    town, someone, filling = await waiting(store)
    await execute(store, f"UPDATE editions SET opens_on = '{town.clock.now.date() + opens * DAY}'")
    async with store.work() as work:
        desk = await at_desk(work, town, someone)
        if taken:
            assert (await submit_application(desk, filling.draft, filling.progress)).number == "2026-0001"
            return
        with pytest.raises(Refusal) as refused:
            await submit_application(desk, filling.draft, filling.progress)
    assert (refused.value.key, refused.value.article) == ("applications.not_yet_open", 4)


@pytest.mark.article(15)
async def test_what_was_sent_is_noted_given_to_its_unit_and_has_its_papers(store: Store) -> None:
    town, someone, filling = await waiting(store)
    async with store.work() as work:
        desk = await at_desk(work, town, someone)
        sent = await submit_application(desk, filling.draft, filling.progress)
        about = f"application:{sent.application.id}"
        acts = [(one.act, one.article) for one in await work.journal.of(about)]
        tasks = [(task.kind, task.due_on) for task in await work.tasks.of(about)]
        deadline = await work.deadlines.get(about, REVIEW)
        papers = [owed.paper.name for owed in await work.outbox.of(desk.person.id) if owed.paper is not None]
    assert ("application_submitted", 14) in acts
    assert (tasks, deadline is not None and deadline.count.last) == ([(REVIEW, sent.review.last)], sent.review.last)
    assert sorted(papers) == ["application_calendar", "application_receipt"]
