"""Papers under the seal in a browser: one button takes them away, what is dropped comes back into its slot (Art. 9)."""

import base64
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from tests.web.browsers import Watch
from tests.web.offices import Bureau, bureau
from tests.web.rooms import furnish
from tests.web.sites import PICTURE
from texts import say

DROP = """([form, content]) => {
    const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0));
    const carried = new DataTransfer();
    carried.items.add(new File([bytes], "盖章件.png", { type: "image/png" }));
    for (const kind of ["dragenter", "dragover", "drop"]) {
        form.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried }));
    }
}"""


async def signed_in(page: Page, town: Bureau) -> None:
    """Sign in by the link of the chat."""
    await page.goto(town.url + await town.link("officer"))
    await page.get_by_role("button", name=say("zh", "pages.sign_in")).click()
    await page.wait_for_url("**/office")


@pytest.mark.article(9)
async def test_what_is_taken_counts_as_printed_at_once_and_what_is_dropped_is_in_its_slot(
    tmp_path: Path, browser: Browser
) -> None:
    async with bureau(tmp_path) as town:
        rooms, watch = await furnish(town), Watch()
        page = await (await browser.new_context(locale="zh")).new_page()
        watch.over(page)
        await signed_in(page, town)
        await page.goto(f"{town.url}/office/dispatches")
        row = page.locator(".lines > li").filter(has_text=say("zh", "templates.kind.notice_sheet"))
        async with page.expect_download() as download:
            await row.get_by_role("button", name="PDF").click()
        assert (await (await download.value).path()).read_bytes().startswith(b"%PDF")
        await page.get_by_text(say("zh", "dispatches.standing.printed")).wait_for()
        await page.goto(f"{town.url}/office/dispatches/{rooms.sheet}")
        form = await page.locator("form.bring").element_handle()
        await page.evaluate(DROP, [form, base64.b64encode(b"GIF89a nothing").decode()])
        await page.locator("form.bring [role=status]").get_by_text(say("zh", "uploads.kind")).wait_for()
        await page.evaluate(DROP, [form, base64.b64encode(PICTURE).decode()])
        await page.get_by_role("link", name="盖章件.png").wait_for()
        assert await page.get_by_text(say("zh", "rooms.done.dispatch_scan")).count() == 1
        assert [said for said in watch.complaints if "status of 403" not in said] == []
