"""Practice begins by day, whenever somebody sits down to it, with everybody that an edition takes."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from bot.commands import now as real_now
from bot.practice import PEOPLE, SETTINGS, opening
from reminders.quiet import is_quiet
from rules.engine.calendar import office_day
from rules.engine.pack import load_pack
from rules.people.roles import Role
from rules.applications.editions import edition
from tests.processes import Serving
from workflow.applications.editions import WINDOW


@pytest.mark.parametrize("hour", range(24))
def test_practice_begins_at_nine_of_the_offices_day_at_whatever_hour(hour: int) -> None:
    now = datetime(2026, 11, 24, hour, 8, tzinfo=UTC)
    begun = opening(now)
    assert begun == datetime(2026, 11, 25 if hour >= 16 else 24, 1, tzinfo=UTC)
    assert office_day(begun) == office_day(now)
    assert not is_quiet(begun, load_pack())


def test_the_invented_people_are_enough_for_a_whole_edition() -> None:
    roles = Counter((one.role, one.post) for one in PEOPLE)
    assert {post: roles[Role.COMMITTEE, post] for post in ("chair", "deputy_chair", None)} == {
        "chair": 1,
        "deputy_chair": 2,
        None: 2,
    }
    assert roles[Role.REVIEWER, None] == max(load_pack().panel.values())
    assert {question.key for question in edition(load_pack()).questions} - {*WINDOW} == set(SETTINGS)
    assert len({one.key for one in PEOPLE}) == len(PEOPLE)


async def test_as_people_start_it_practice_begins_on_the_machines_own_day(tmp_path: Path) -> None:
    before = office_day(real_now())
    service = Serving(tmp_path, "practice", forked=False, program="bot")
    async with service, aiohttp.ClientSession() as http, http.get(f"{service.url}/practice/people") as answer:
        told = datetime.fromisoformat((await answer.json())["now"])
    assert before <= office_day(told) <= office_day(real_now())
