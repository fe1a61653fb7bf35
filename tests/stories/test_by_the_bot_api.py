"""The same stories over Telegram: the whole service polls a Bot API server on the wire."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rules.people.roles import Role
from tests.stories.tales import apply, object_to_notice, report, supplement
from tests.stories.wires import Town, open_town

JULY = datetime(2026, 7, 2, 1, tzinfo=UTC)
APPLICANT, OBJECTOR, CLERK, OFFICE, HOLDER = range(101, 106)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with open_town(tmp_path) as town:
        yield town


@pytest.mark.article(14)
@pytest.mark.article(15)
async def test_an_application_and_its_supplement(town: Town) -> None:
    clerk = await town.employ(CLERK, Role.CLERK, "王经办")
    applicant = town.person(APPLICANT)
    number = await apply(applicant)
    await supplement(clerk, applicant, number)


@pytest.mark.article(22)
@pytest.mark.article(23)
async def test_an_objection_from_the_first_word_to_its_confirmation(town: Town) -> None:
    office = await town.employ(OFFICE, Role.OFFICE, "李科员")
    await object_to_notice(town.person(OBJECTOR), office)


@pytest.mark.article(32)
async def test_the_july_report(town: Town) -> None:
    office = await town.employ(OFFICE, Role.OFFICE, "李科员")
    holder = await town.hold(HOLDER)
    town.clock.set(JULY)
    await town.service.tick()
    await report(holder, office)
