"""A reviewer at the pages who was asked to score the first of the two cases, and another who was asked too."""

import io
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import openpyxl

from rules.applications.lifecycle import State
from rules.engine.rubrics import Part
from rules.people.roles import Role
from tests.web.offices import CHATS, Bureau, bureau
from tests.web.sites import NOON
from tests.web.tipping import Shown, Visitor
from workflow.applications.replacements import key_of, kind_of

KEYS = ("leadership", "strategy", "customers", "resources", "processes", "measurement", "results")
FULL = (110, 90, 90, 130, 100, 80, 400)
REASONS = "质量管理体系完整，主要指标有第三方证明，顾客反馈闭环不足。"
SECOND = 110
"""The chat of the second reviewer."""


@asynccontextmanager
async def panel(
    folder: Path, *, declared: bool = True, answers: Mapping[str, object] | None = None
) -> AsyncIterator[Bureau]:
    """The office with its first case in the material review, and two reviewers at it."""
    async with bureau(folder, answers=answers) as town:
        CHATS.setdefault("second", SECOND)
        async with town.served.site.store.work() as work:
            second = (await work.people.meet("web", SECOND, NOON, "zh")).person.id
            await work.people.set_name(second, "second")
            await work.roles.grant(second, Role.REVIEWER)
            town.people["second"] = second
            for one in town.cases:
                case = await work.applications.get(one)
                assert case is not None
                await work.applications.move(case, State.MATERIAL_REVIEW, NOON)
                for person in (town.people["reviewer"], second):
                    await _asked(work, one, person)
            await work.commit()
        for name in ("reviewer", "second") if declared else ():
            for case_id in town.cases:
                await town.declares(name, case_id)
        yield town


async def _asked(work: Any, case: int, person: int) -> None:
    given = await work.assignments.assign(case, Part.MATERIAL, person, head=False, by=person, now=NOON)
    about = f"application:{case}"
    await work.tasks.assign(
        key_of(given), kind_of(Part.MATERIAL), about, Role.REVIEWER, now=NOON, person_id=person, due_on=None
    )


def address(town: Bureau, place: int = 0) -> str:
    """The page of the sheet of a case."""
    return f"/office/sheets/material/{town.cases[place]}"


async def send(browser: Visitor, path: str, act: str, **typed: str) -> Shown:
    """Send the form of the sheet as it is on the page now; `typed` by key, with __ for the dot."""
    shown = await browser.get(path)
    fields = {"page": shown.hidden("page"), "seen": shown.hidden("seen"), "do": act}
    return await browser.post(path, fields | {key.replace("__", "."): text for key, text in typed.items()})


async def taken(browser: Visitor, path: str) -> openpyxl.Workbook:
    """The list, as Excel reads it."""
    async with browser.http.get(f"{browser.url}{path}.xlsx") as response:
        assert response.status == 200
        return openpyxl.load_workbook(io.BytesIO(await response.read()))


async def bring(browser: Visitor, path: str, content: bytes | openpyxl.Workbook) -> Shown:
    """Bring a list back."""
    if isinstance(content, openpyxl.Workbook):
        out = io.BytesIO()
        content.save(out)
        content = out.getvalue()
    form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
    form.add_field("page", (await browser.get("/office/sheets")).hidden("page"))
    form.add_field("file", content, filename="x.xlsx", content_type="application/octet-stream")
    async with browser.http.post(f"{browser.url}{path}/file", data=form) as response:
        return await browser._shown(response)


def filled(book: openpyxl.Workbook, cells: Mapping[str, Any]) -> openpyxl.Workbook:
    """The list with something written into its cells."""
    page = book.active
    assert page is not None
    for cell, value in cells.items():
        page[cell] = value
    return book


def whole(points: tuple[Any, ...] = FULL) -> dict[str, Any]:
    """A list filled in from top to bottom, with the overall reasons."""
    return {f"D{7 + place}": value for place, value in enumerate(points)} | {"E15": REASONS}
