"""What an edition lacks, on the day before, the day and the day after (Art. 4, 8, 15, 20, 43)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from rules.applications.editions import CARRIED, Edition, milestones
from rules.people.roles import Role
from storage.store import Store
from storage.work import Work
from tests.handlers.contacting import reachable
from tests.reminders.mail import at
from tests.workflow.desks import desk_of
from workflow.applications.preparations import lacking

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(4, 8, 43)]
OPENS, CLOSES = date(2026, 9, 1), date(2026, 9, 30)
DAY = timedelta(days=1)
LEAD, CHAIR, DEPUTIES = 8, 20, (21, 22)


async def lacks(work: Work, day: date, settings: Mapping[str, object], *, last: date | None = None) -> set[str]:
    """What is lacking on the day: the keys of the checklist's lines."""
    desk = await desk_of(work, LEAD, at(day))
    pack = reachable()
    desk = replace(desk, pack=replace(pack, last_day=last) if last else pack)
    edition = Edition(1, 3, 2026, OPENS, CLOSES, "linxia-2023:1", settings=settings)
    return {one.key for one in await lacking(desk, edition, day)}


@pytest.mark.article(9)
@pytest.mark.parametrize(("after", "chair"), [(-1, True), (0, True), (1, False)])
async def test_whose_role_ends_today_serves_today(store: Store, after: int, *, chair: bool) -> None:
    async with store.work() as work:
        for chat, post in ((CHAIR, "chair"), *((one, "deputy_chair") for one in DEPUTIES)):
            seat = await work.people.meet("telegram", chat, at(OPENS), "zh")
            until = OPENS if post == "chair" else None
            await work.roles.grant(seat.person.id, Role.COMMITTEE, unit=post, until_on=until)
        found = await lacks(work, OPENS + after * DAY, {})
    assert ("chair" in found, "deputies" in found) == (not chair, False)


@pytest.mark.article(9)
@pytest.mark.parametrize(("after", "over"), [(-1, False), (0, False), (1, True)])
async def test_an_edition_is_over_on_the_day_after_its_last(store: Store, after: int, *, over: bool) -> None:
    async with store.work() as work:
        assert ("over" in await lacks(work, CLOSES + after * DAY, {})) is over
        assert "over" not in await lacks(work, CLOSES + after * DAY, {CARRIED: "yes"})


@pytest.mark.parametrize(
    ("settings", "lacking_one"),
    [
        ({}, True),
        ({"rubric": "yes"}, False),
        ({CARRIED: "yes"}, True),
        ({CARRIED: "yes", "rubric": "yes"}, False),
    ],
)
async def test_what_an_edition_that_was_begun_on_paper_brings_is_no_setting(
    store: Store, settings: Mapping[str, object], *, lacking_one: bool
) -> None:
    async with store.work() as work:
        assert ("settings" in await lacks(work, OPENS, settings)) is lacking_one


@pytest.mark.article(17)
@pytest.mark.parametrize(("fewer", "lacking_one"), [(1, True), (0, False)])
async def test_there_are_as_many_reviewers_as_the_largest_panel_or_it_is_said(
    store: Store, fewer: int, *, lacking_one: bool
) -> None:
    async with store.work() as work:
        for chat in range(30, 30 + max(reachable().panel.values()) - fewer):
            seat = await work.people.meet("telegram", chat, at(OPENS), "zh")
            await work.roles.grant(seat.person.id, Role.REVIEWER)
        assert ("reviewers" in await lacks(work, OPENS, {})) is lacking_one


@pytest.mark.parametrize(("days", "outlives"), [(-1, True), (0, False), (1, False)])
async def test_the_measures_reach_to_the_last_of_its_steps_or_it_is_said(
    store: Store, days: int, *, outlives: bool
) -> None:
    async with store.work() as work:
        last = milestones(CLOSES, reachable(), await work.calendar.load())[-1].on + days * DAY
        assert ("outlives" in await lacks(work, OPENS, {}, last=last)) is outlives


@pytest.mark.parametrize(("days", "ended"), [(-1, True), (0, False), (1, False)])
async def test_an_edition_begins_on_the_last_day_of_the_measures_and_not_after_it(
    store: Store, days: int, *, ended: bool
) -> None:
    async with store.work() as work:
        assert ("ended" in await lacks(work, OPENS, {}, last=OPENS + days * DAY)) is ended
