"""The pages of the lived county, each at its address in a browser of whoever may see it."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page

from rehearsal import reviewing
from rules.engine.rubrics import Part
from tests.shots.affairs import change_of, objection_of, reevaluation_of, report_of, sanction_of
from tests.shots.places import PLACES, Ids, Place
from tests.stories.lived import Lived
from tests.web.tipping import PASSPHRASE, entered, link_for, visitor
from workflow.engine.drafts import begun
from workflow.letters.dispatches import register
from workflow.office.messages import View, listed
from workflow.reviews.sheets import save_sheet

TYPED = {
    "score.leadership": "88",
    "score.strategy": "70",
    "score.customers": "0",
    "words.leadership": "高层带头，每季度讲评一次，有记录可查。",
    "words.customers": "没有提供近三年的顾客满意度数据。",
    "overall": "质量管理体系完整，过程控制有数据支撑；顾客反馈的闭环管理还有不足。",
}
"""What a reviewer has written so far."""


async def ids_of(town: Lived, *, years: bool = True) -> Ids:
    """One thing of each kind that the county has; without `years` before, there is no award and nothing about one."""
    plain, refused = town.cast.applicants[:2]
    async with visitor(town.url) as sender:
        await sender.tell("applicant")
    await entered(town.stage.store, town.stage.clock() + timedelta(days=1))
    async with town.cast.lead.desk() as desk:
        notices = await desk.work.notices.newest(limit=1)
        message, *_ = await listed(desk, View.SENT, (), limit=1)
        (paper,), _ = await register(desk, None, limit=1)
    (reviewer, _), *_ = await town.sheets(plain)
    (scorer, _), *_ = await town.sheets(refused)
    await reviewing.open_case(reviewer, plain.id)
    async with reviewer.desk() as desk:
        await save_sheet(desk, plain.id, Part.MATERIAL, TYPED)
        await desk.work.commit()
    affair, award = await change_of(town) if years else (0, 0)
    async with town.cast.office.desk() as desk:
        form = await begun(desk, "eligibility", "")
        await desk.work.commit()
    return Ids(
        affair=f"/office/affairs/{affair}",
        award=f"/office/awards/{award}",
        case=f"/office/cases/{plain.id}",
        dispatch=f"/office/dispatches/{paper.id}",
        edition=f"/office/editions/{town.edition}",
        form=f"/forms/{form.id}",
        message=f"/office/messages/{message.owed.id}",
        objection=f"/office/objections/{await objection_of(town) if years else 0}",
        posted=f"/office/notices/{notices[0].id}",
        reevaluation=f"/office/reevaluations/{await reevaluation_of(town) if years else 0}",
        report=f"/office/reports/{await report_of(town) if years else 0}",
        sanction=f"/office/sanctions/{await sanction_of(town) if years else 0}",
        scored=f"/office/cases/{refused.id}",
        notice=f"/notices/{notices[0].number}",
        open_sheet=f"/office/sheets/{Part.MATERIAL.value}/{plain.id}",
        locked_sheet=f"/office/sheets/{Part.MATERIAL.value}/{refused.id}",
        door="/office/sign-in?key=" + (await town.office_link(town.cast.office)).rpartition("=")[2],
        players={
            "lead": town.cast.lead,
            "reviewer": reviewer,
            "scorer": scorer,
            "chat": town.cast.office,
            "office": town.cast.office,
        },
    )


def every_place() -> Iterator[Place]:
    """All pages, in the order of their routes."""
    for places in PLACES.values():
        yield from places


@asynccontextmanager
async def tab_of(browser: Browser, town: Lived, ids: Ids, who: str, **looks: Any) -> AsyncIterator[Page]:
    """A browser's page in which somebody is signed in; `looks` are the context's."""
    context = await browser.new_context(**{"reduced_motion": "reduce", "timezone_id": "Asia/Shanghai", **looks})
    context.set_default_timeout(60_000)
    page = await context.new_page()
    try:
        await _sign_in(context, page, town, ids, who)
        yield page
    finally:
        await context.close()


async def _sign_in(context: BrowserContext, page: Page, town: Lived, ids: Ids, who: str) -> None:
    if who in ("lead", "office", "reviewer", "scorer"):
        await page.goto(await town.office_link(ids.players[who]))
        await page.locator("main form button").click()
        await page.wait_for_url("**/office")
    elif who == "chat":
        name, value = await town.chat_cookie(ids.players[who])
        await context.add_cookies([{"name": name, "value": value, "url": town.url}])
    elif who == "tips":
        key = await link_for(town.stage.store, town.cast.lead.person_id, town.stage.clock())
        await page.goto(f"{town.url}/tips?key={key}")
        await page.locator("#passphrase").fill(PASSPHRASE)
        await page.keyboard.press("Enter")
        await page.locator(".lock").first.wait_for()
        found = re.search(r'href="(/tips/[0-9a-f]{32})"', await page.content())
        ids.tip = found.group(1) if found else "/tips"


async def show(page: Page, town: Lived, ids: Ids, place: Place, language: str) -> None:
    """Go there, in this language, and wait until all of it stands."""
    path = place.at(ids)
    await page.goto(f"{town.url}{path}{'&' if '?' in path else '?'}lang={language}")
    if place.who == "chat":
        await page.locator("html[data-connected]").wait_for(state="attached")
        await page.locator("#text").fill("/tasks")
        await page.keyboard.press("Enter")
        await page.locator("li.message.mine").last.wait_for()
        await page.locator("li.message:not(.mine)").last.locator("button").first.wait_for()
