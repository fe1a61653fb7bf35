"""Stories told by a client that knows nothing but the page of the chat protocol, against the practice service."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.processes import Serving
from tests.stories.sockets import WebTalker, visitor
from tests.stories.tales import apply, july_after, object_to_notice, report, supplement


@dataclass
class Town:
    """The practice service, with everybody who was asked for sitting at an open chat."""

    url: str
    stack: AsyncExitStack
    seats: dict[str, WebTalker] = field(default_factory=dict)

    async def seat(self, key: str) -> WebTalker:
        """One of the invented people, by the link that the list of people gives."""
        if key not in self.seats:
            people = {one["key"]: one for one in (await self.ask("/practice/people"))["people"]}
            self.seats[key] = await self.stack.enter_async_context(visitor(self.url, link=people[key]["link"]))
        return self.seats[key]

    async def stranger(self) -> WebTalker:
        """Somebody who comes for the first time."""
        return await self.stack.enter_async_context(visitor(self.url))

    async def ask(self, path: str, **sent: str) -> dict[str, Any]:
        """GET an address, or POST what is sent there."""
        async with aiohttp.ClientSession() as http:
            method = "POST" if sent else "GET"
            async with http.request(method, f"{self.url}{path}", json=sent or None) as answer:
                assert answer.status == 200, await answer.text()
                return dict(await answer.json())


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with Serving(tmp_path, "practice") as service, AsyncExitStack() as stack:
        yield Town(service.url, stack)
    assert '"level": "error"' not in service.said()


@pytest.mark.article(14)
@pytest.mark.article(15)
@pytest.mark.article(22)
@pytest.mark.article(32)
async def test_an_application_its_supplement_an_objection_and_the_july_report(town: Town) -> None:
    applicant, objector = await town.stranger(), await town.stranger()
    assert applicant.hello["new"] is True
    number = await apply(applicant)
    await supplement(await town.seat("clerk"), applicant, number)
    office = await town.seat("office")
    await object_to_notice(objector, office)
    await _go_to_july(town)
    await report(await town.seat("holder"), office)
    assert applicant.toasts + objector.toasts == []


async def _go_to_july(town: Town) -> None:
    now = datetime.fromisoformat(str((await town.ask("/practice/people"))["now"]))
    if now.month != 7:
        day = july_after(now.date())
        await town.ask("/practice/clock", now=f"{day.isoformat()}T09:00:00+08:00")
    else:
        await town.ask("/practice/clock", now=(now + timedelta(minutes=1)).isoformat())
