"""Every address of the office's pages, tried by those whom it is not for: no case is shown to them (Art. 15, 40)."""

import io
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import openpyxl
import pytest
from aiohttp import web

from rules.engine.rubrics import Part
from rules.people.roles import Role
from tests.web.offices import PHONE, Bureau, bureau
from tests.web.rooms import CHANGE, FACTS, OBJECTOR, Rooms, furnish
from tests.web.tipping import Visitor, visitor
from texts import say
from web.app import routes
from workflow.interests.recusals import declare

OURS = ("/office/sign-in", "/office/account")
"""The door, and where the person is signed in."""
SECRETS = (
    "SB-0001",
    "SB-0002",
    "食品",
    FACTS,
    "第2家",
    "CF-2026-001",
    "2026-002",
    "YY-2026-001",
    PHONE,
    OBJECTOR,
    CHANGE,
)
"""What stands in the rooms; a notice and an award are public, and whoever serves may see them."""
PUBLIC = {
    "/office/notices/{id}",
    "/office/awards",
    "/office/awards.xlsx",
    "/office/july",
    "/office/july.xlsx",
    "/office/awards/{id}",
    "/office/reports/{id}",
}
"""Where the name that a notice and the register have stands for whoever may see these."""
ROOMS = (
    "cases",
    "editions",
    "notices",
    "objections",
    "sanctions",
    "reevaluations",
    "messages",
    "dispatches",
    "templates",
    "affairs",
    "awards",
    "reports",
)
"""The rooms in which one thing has a page of its own."""

FIRST = {"kind": "not_accepted", "language": "zh", "version": 0, "place": 0}
"""A template that every office has, and the first of several files."""


def addresses() -> list[str]:
    """Every address of the office that is asked for with GET, its places by name alone."""
    paths = (route.path for route in routes() if isinstance(route, web.RouteDef) and route.method == "GET")
    found = {re.sub(r"\{(\w+):[^/]*\}", r"{\1}", path) for path in paths}
    return sorted(path for path in found if path.startswith("/office") and path not in OURS)


def known(path: str) -> bool:
    """Whether the furniture has something to show under this address."""
    return "{" not in path or path.split("/")[2] in ROOMS


def filled(path: str, town: Bureau, rooms: Rooms) -> str:
    """The address of something that is there."""
    ids: Mapping[str, object] = {
        "cases": town.cases[0],
        "editions": 1,
        "notices": rooms.notice,
        "objections": rooms.objection,
        "sanctions": rooms.sanction,
        "reevaluations": rooms.reevaluation,
        "messages": rooms.failed,
        "sheets": town.cases[0],
        "dispatches": rooms.letter,
        "affairs": rooms.affair,
        "awards": rooms.award,
        "reports": rooms.report,
    }
    room = path.removeprefix("/office").strip("/").partition("/")[0]
    given = {"id": ids.get(room, ""), "file": town.file, "part": Part.MATERIAL, **FIRST}
    return path.format(**given)


WALKERS = ("stranger", "ended", "clerk", "reviewer", "officer", "chair")


async def read(browser: Visitor, path: str) -> str:
    """All words behind an address, of a page or of an Excel list."""
    async with browser.http.get(browser.url + path) as response:
        content = await response.read()
    if not path.endswith(".xlsx") or not content.startswith(b"PK"):
        return content.decode(errors="replace")
    sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    return "\n".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row)


@asynccontextmanager
async def walker(town: Bureau, rooms: Rooms, name: str) -> AsyncIterator[Visitor]:
    """The browser of somebody for whom nothing of this is; who has a role is signed in."""
    async with AsyncExitStack() as stack:
        match name:
            case "stranger":
                browser = await stack.enter_async_context(visitor(town.url, Cookie="office=guessed; chat=guessed"))
            case "ended":
                browser = await stack.enter_async_context(town.signed_in("lead"))
                await town.ends_role("lead", Role.LEAD)
            case _:
                browser = await stack.enter_async_context(town.signed_in(name))
        if name == "clerk":
            async with town.served.site.store.work() as work:
                await work.roles.end(town.people["clerk"], Role.CLERK, town.now, unit="industry")
                await work.roles.grant(town.people["clerk"], Role.CLERK, unit="market_regulation")
                await work.commit()
            browser = await stack.enter_async_context(town.signed_in("clerk"))
        if name in ("reviewer", "officer"):
            await stand_back(town, rooms, name)
        yield browser


async def stand_back(town: Bureau, rooms: Rooms, name: str) -> None:
    """Somebody has an interest in everything that there is; the reviewer was to review the first case."""
    async with town.served.site.store.work() as work:
        desk = await town.desk(work, name)
        if name == "reviewer":
            await work.assignments.assign(
                town.cases[0], Part.MATERIAL, desk.person.id, head=False, by=town.people["lead"], now=town.now
            )
        subjects = [f"application:{case}" for case in town.cases]
        subjects += [f"objection:{rooms.objection}", f"objection:{rooms.objection - 1}"]
        subjects += [f"sanction:{rooms.sanction}", f"reevaluation:{rooms.reevaluation}"]
        subjects += [f"award:{rooms.award}", f"affair:{rooms.affair}"]
        for subject in subjects:
            await declare(desk, subject, interest=True)
        await work.commit()


@pytest.mark.article(15, 40)
@pytest.mark.parametrize("name", WALKERS)
async def test_nothing_is_shown_to_whoever_serves_nothing_of_it(tmp_path: Path, name: str) -> None:
    async with bureau(tmp_path) as town:
        rooms = await furnish(town)
        async with walker(town, rooms, name) as browser:
            for path in addresses():
                text = await read(browser, filled(path, town, rooms))
                told = [one for one in SECRETS if one in text and not (path in PUBLIC and one == "食品")]
                assert (path, told) == (path, [])
                if name in ("stranger", "ended"):
                    assert (path, say("zh", "pages.closed") in text) == (path, True)


@pytest.mark.article(15, 40)
@pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
async def test_each_of_these_addresses_is_somebodys(tmp_path: Path, url: str) -> None:
    async with bureau(tmp_path, url) as town, town.signed_in("lead") as browser:
        rooms = await furnish(town)
        async with town.served.site.store.work() as work:
            desk = await town.desk(work, "lead")
            for subject in (
                f"application:{town.cases[1]}",
                f"objection:{rooms.objection}",
                f"sanction:{rooms.sanction}",
            ):
                await declare(desk, subject, interest=False)
            await declare(desk, f"reevaluation:{rooms.reevaluation}", interest=False)
            await declare(desk, f"award:{rooms.award}", interest=False)
            await work.commit()
        shown = {path: (await browser.get(filled(path, town, rooms))).status for path in addresses() if known(path)}
        assert {path: status for path, status in shown.items() if status != 200} == {
            "/office/dispatches/{id}/files/{file}": 403,
            "/office/objections/{id}/files/{file}": 403,
            "/office/imports/wrong.xlsx": 404,  # no list with mistakes was sent here
            "/office/sheets": 403,  # a reviewer's alone
        }
