"""Files on the page: the limit is said before, the way is shown, and what is sent comes down again."""

from pathlib import Path

from playwright.async_api import Browser, Route, expect

from tests.standin import until
from tests.web.browsers import Watch, enter, opened, read, say, scratch
from tests.web.sites import Served


async def test_files_are_chosen_dropped_and_received(site: Served, browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, width=1280) as page:
        await enter(page, f"{site.url}/chat")
        await expect(page.get_by_text("Files: up to 1 MB each")).to_be_visible()
        chosen = [scratch(tmp_path, "one.pdf", 300_000), scratch(tmp_path, "two.png", 5)]
        async with page.expect_file_chooser() as chooser:
            await page.get_by_role("button", name="Add files (up to 1 MB each)").click()
        await (await chooser.value).set_files(chosen)
        await expect(page.get_by_text("got two.png of 5 bytes")).to_be_visible()
        dropped = await page.evaluate_handle(
            """() => { const data = new DataTransfer();
                data.items.add(new File(['three'], 'three.docx')); return data; }"""
        )
        await page.dispatch_event("body", "dragenter", {"dataTransfer": dropped})
        await expect(page.get_by_text("Drop to send the files")).to_be_visible()
        await page.dispatch_event("body", "drop", {"dataTransfer": dropped})
        await expect(page.get_by_text("got three.docx of 5 bytes")).to_be_visible()
        await expect(page.get_by_text("Drop to send the files")).to_be_hidden()
        assert (await read(page))[0] == ">one.pdf"
        assert await page.locator("li.mine .size").all_inner_texts() == ["293 KB", "5 B", "5 B"]
    assert site.desk.effects == [
        "file one.pdf 300000 None, another follows",
        "file two.png 5 None",
        "file three.docx 5 None",
    ]


async def test_of_several_files_the_one_held_back_goes_when_the_next_is_cancelled_or_a_word_is_said(
    site: Served, browser: Browser, tmp_path: Path
) -> None:
    async with opened(browser) as page:
        await enter(page, f"{site.url}/chat")
        uploads: list[Route] = []

        async def stuck(route: Route) -> None:
            uploads.append(route)
            if len(uploads) % 2:  # every second one hangs
                await route.continue_()

        await page.route("**/chat/files", stuck)
        await page.locator("#files").set_input_files([scratch(tmp_path, "1.pdf", 5), scratch(tmp_path, "2.pdf", 6)])
        await until(lambda: len(uploads) == 2)
        await page.get_by_role("button", name="Cancel").last.click()
        await expect(page.get_by_text("got 1.pdf of 5 bytes")).to_be_visible()
        await page.locator("#files").set_input_files([scratch(tmp_path, "3.pdf", 7), scratch(tmp_path, "4.pdf", 8)])
        await expect(page.locator("li.pending .state").first).to_have_text("Sending")
        await until(lambda: len(uploads) == 4)
        await say(page, "that is all")
        await expect(page.get_by_text("echo: that is all")).to_be_visible()
    assert site.desk.effects == ["file 1.pdf 5 None", "file 3.pdf 7 None", "text that is all"]


async def test_a_button_pressed_while_a_file_goes_up_does_not_overtake_it(
    site: Served, browser: Browser, tmp_path: Path
) -> None:
    async with opened(browser) as page:
        await enter(page, f"{site.url}/chat")
        uploads: list[Route] = []

        async def slow(route: Route) -> None:
            uploads.append(route)

        await page.route("**/chat/files", slow)
        await say(page, "buttons")
        await page.locator("#files").set_input_files([scratch(tmp_path, "1.pdf", 5)])
        await until(lambda: len(uploads) == 1)
        await page.get_by_role("button", name="Yes").click()
        await say(page, "still there")  # words wait for nothing
        await expect(page.get_by_text("echo: still there")).to_be_visible()
        assert site.desk.effects == ["text buttons", "text still there"]
        await uploads[0].continue_()
        await until(lambda: len(site.desk.effects) == 4)
    assert site.desk.effects[2] == "file 1.pdf 5 None"
    assert site.desk.effects[3].startswith("press ")


async def test_a_file_that_is_too_large_or_empty_is_not_sent_and_that_is_said(
    site: Served, browser: Browser, tmp_path: Path
) -> None:
    watch = Watch()
    async with opened(browser, watch=watch) as page:
        await enter(page, f"{site.url}/chat")
        await page.locator("#files").set_input_files(
            [scratch(tmp_path, "big.pdf", 2**20 + 1), scratch(tmp_path, "none.pdf", 0)]
        )
        await expect(page.locator("#toasts p")).to_have_text(
            [
                "“big.pdf” is 1.0 MB, more than 1 MB, and was not uploaded.",
                "“none.pdf” is empty and was not uploaded.",
            ]
        )
    assert [url for url in watch.requests if url.endswith("/chat/files")] == []


async def test_a_sent_file_is_shown_with_its_size_and_is_downloaded(site: Served, browser: Browser) -> None:
    async with opened(browser) as page:
        await enter(page, f"{site.url}/chat")
        await say(page, "paper")
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Download 回执 LX-2026-0001.pdf (16 B)").click()
        file = await download.value
        assert file.suggested_filename == "回执 LX-2026-0001.pdf"
        assert Path(await file.path()).read_bytes() == b"%PDF-1.7 receipt"
