"""An officer's day in one browser: scores come in, a letter is released, a notice printed, scanned back and posted."""

import io
import re
from pathlib import Path
from random import Random

import openpyxl
from playwright.async_api import Locator, Page

from rehearsal import reviewing
from rehearsal.cast import Applicant
from rehearsal.filling import picture
from rules.applications.lifecycle import State
from rules.engine.rubrics import Part
from tests.stories.lived import Lived, lived
from tests.web.browsers import Watch, opened, running_browser, serious
from tests.web.scoring import FULL, KEYS, filled, whole
from texts import say


def label(key: str, **values: object) -> str:
    """The words of a button, without the pictographs that a machine may not draw."""
    return re.sub("[\U0001f000-\U0001faff☀-➿⬀-⯿️]", "", say("zh", key, **values)).strip()


async def press(tab: Page, key: str, **values: object) -> None:
    """Press the last button that says this."""
    await tab.get_by_role("button", name=label(key, **values)).last.click()


async def sees(tab: Page, words: str) -> None:
    """Wait until the chat says this."""
    await tab.get_by_role("log").get_by_text(words).last.wait_for()


async def writes(tab: Page, words: str) -> None:
    """Type an answer into the chat, and wait until it stands there."""
    await tab.locator("#text").fill(words)
    await tab.keyboard.press("Enter")


async def enters(tab: Page, town: Lived, key: str) -> None:
    """Sign in by the link of the chat, in the browser in which the chat is."""
    player = town.stage.players[key]
    name, value = await town.chat_cookie(player)
    await tab.context.add_cookies([{"name": name, "value": value, "url": town.url}])
    await tab.goto(await town.office_link(player))
    await tab.get_by_role("button", name=say("zh", "pages.sign_in")).click()
    await tab.wait_for_url("**/office")


async def looks(tab: Page, address: str) -> None:
    """Go to a page, on which axe finds nothing serious."""
    await tab.goto(address)
    assert await serious(tab) == []


async def works_off(tab: Page, kind: str, about: str) -> Page:
    """Open what a line of the day leads to in the chat."""
    line = tab.locator(".lines > li").filter(has_text=say("zh", f"tasks.{kind}")).filter(has_text=about)
    return await in_chat(tab, line.get_by_role("button", name=say("zh", "pages.in_chat")))


async def in_chat(tab: Page, button: Locator) -> Page:
    """Press a button that leads into the chat; the tab that the chat has for itself."""
    there = [page for page in tab.context.pages if page is not tab]
    if there:
        async with there[0].expect_navigation():
            await button.click()
        chat = there[0]
    else:
        async with tab.context.expect_page() as opening:
            await button.click()
        chat = await opening.value
    await chat.locator("html[data-connected]").wait_for(state="attached")
    return chat


async def imports_scores(tab: Page, town: Lived, case: Applicant) -> None:
    """A reviewer takes the list away, fills it in, brings it back, and locks the sheet."""
    (reviewer, _), _ = await town.sheets(case)
    await reviewing.open_case(reviewer, case.id)
    await enters(tab, town, reviewer.key)
    await tab.get_by_role("link", name=case.name).click()
    async with tab.expect_download() as download:
        await tab.get_by_role("link", name=say("zh", "sheets.take")).click()
    book = filled(openpyxl.load_workbook(io.BytesIO((await (await download.value).path()).read_bytes())), whole())
    out = io.BytesIO()
    book.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    await tab.locator("#file").set_input_files({"name": "x.xlsx", "mimeType": kind, "buffer": out.getvalue()})
    for key in ("sheets.look", "sheets.take_over", "sheets.to_lock", "sheets.lock"):
        await tab.get_by_role("button", name=label(key)).last.wait_for()
        assert await serious(tab) == []
        await press(tab, key)
    await tab.get_by_text("已锁定").wait_for()
    await press(tab, "pages.sign_out")


async def prints(tab: Page, town: Lived, key: str) -> bytes:
    """Have something printed in the chat; the file that comes."""
    before = await tab.locator("a.file").count()
    await press(tab, key)
    await town.stage.tick()  # what is owed is delivered
    paper = tab.locator("a.file").nth(before)
    async with tab.expect_download() as download:
        await paper.click()
    return (await (await download.value).path()).read_bytes()


async def posts_the_list(office: Page, town: Lived, case: Applicant) -> None:
    """The list is drawn up, printed, hung, and what hangs comes back as a scan before it is posted on the board."""
    await looks(office, f"{town.url}/office/cases/{case.id}")
    tab = await in_chat(office, office.get_by_role("button", name=label("pages.case_in_chat")).last)
    await press(tab, "lifecycle.act.post_acceptance")
    await sees(tab, say("zh", "notice.further", count=1))
    await writes(tab, "其余一件尚在评审，另行公示。")
    await sees(tab, say("zh", "notice.place"))
    await writes(tab, "县政府门户网站和评委办公告栏")
    for question in ("notice.address", "notice.files"):
        await sees(tab, say("zh", question))
        await press(tab, "forms.skip")
    await sees(tab, say("zh", "forms.check_title"))
    assert (await prints(tab, town, "notices.print")).startswith(b"%PDF-")
    await press(tab, "forms.change")
    await tab.get_by_role("button", name=say("zh", "notice.section.notice"), exact=True).last.click()
    await press(tab, "notice.files")
    await tab.locator("#files").set_input_files({"name": "scan.png", "mimeType": "image/png", "buffer": picture(7)})
    checks = tab.get_by_role("log").get_by_text(say("zh", "forms.check_title"))
    before = await checks.count()
    await press(tab, "forms.files_done")
    await checks.nth(before).wait_for()  # the page to check comes anew; the one above it has the same buttons
    await press(tab, "forms.send")
    await sees(tab, "公示已登记")
    assert await serious(tab) == []


async def test_an_officers_day(tmp_path: Path) -> None:
    watch = Watch()
    async with (
        lived(tmp_path) as town,
        running_browser() as browser,
        opened(browser, width=1280, height=900, locale="zh-CN", watch=watch) as tab,
    ):
        plain, refused, _ = town.cast.applicants
        await imports_scores(tab, town, plain)
        await reviewing.score(town.cast, plain, Part.MATERIAL, Random(1), share=0.9)
        await enters(tab, town, "lead")
        tab.context.on("page", watch.over)
        chat = await works_off(tab, "refusal_letter", refused.name)
        await press(chat, "letter.approve")
        await press(chat, "letter.approve_yes")
        await sees(chat, say("zh", "lifecycle.state.not_accepted"))
        await looks(tab, f"{town.url}/office/tasks")
        await works_off(tab, "material_result", plain.name)
        await press(chat, "lifecycle.act.pass_material")
        await sees(chat, say("zh", "scores.passed", number=await number_of(town, plain)))
        await posts_the_list(tab, town, plain)
        await looks(tab, f"{town.url}/notices")
        await tab.locator("main a").first.click()
        await tab.get_by_text(plain.name).wait_for()
        await looks(tab, f"{town.url}/office/cases")
        async with tab.expect_download() as download:
            await tab.get_by_role("link", name=say("zh", "pages.export")).click()
        book = openpyxl.load_workbook(io.BytesIO((await (await download.value).path()).read_bytes()))
        states = {row[1].value: row[4].value for row in list(book.active.rows)[1:]}  # type: ignore[union-attr]
        await press(tab, "pages.sign_out")
        await tab.get_by_text(say("zh", "pages.closed")).wait_for()
        (first, _) = await town.sheets(plain)
    assert states[refused.name] == say("zh", f"lifecycle.state.{State.NOT_ACCEPTED.value}")
    assert states[plain.name] == say("zh", f"lifecycle.state.{State.ACCEPTANCE_NOTICE.value}")
    assert first[1].scores == dict(zip(KEYS, FULL, strict=True))
    assert watch.complaints == []
    assert {url.startswith((town.url, "ws" + town.url[4:], "blob:" + town.url)) for url in watch.requests} == {True}


async def number_of(town: Lived, case: Applicant) -> str:
    """The number of a case."""
    async with town.cast.lead.desk() as desk:
        found = await desk.work.applications.get(case.id)
    assert found is not None
    return found.number or ""
