"""Forms as pages, in a real browser: without JavaScript on a phone, by keyboard, and together with the chat."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.processes import Serving
from tests.stories.paged import LANGUAGE, Paged
from tests.stories.test_in_the_browser import arrive, plain, press, sees, write
from tests.web.browsers import running_browser, serious
from texts import say

NUMBER = re.compile(r"20\d\d-\d{4}")


@pytest.fixture
async def practice(tmp_path: Path) -> AsyncIterator[Serving]:
    async with Serving(tmp_path, "practice") as service:
        yield service


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with running_browser() as opened:
        yield opened


async def began(browser: Browser, practice: Serving, what: str, *, script: bool) -> Page:
    """A phone on which somebody begins a form from the first page."""
    context = await browser.new_context(
        locale="zh-CN", viewport={"width": 390, "height": 844}, java_script_enabled=script
    )
    page = await context.new_page()
    await page.goto(practice.url)
    await page.get_by_role("link", name=say(LANGUAGE, f"forms.page.begin.{what}"), exact=True).click()
    await page.get_by_role("button").last.click()
    await page.wait_for_url("**/forms/*/1*")
    return page


@pytest.mark.article(22)
async def test_an_objection_takes_three_steps_on_a_phone_without_javascript(
    practice: Serving, browser: Browser
) -> None:
    form = Paged(await began(browser, practice, "objection", script=False))
    await form.to_check()
    assert len(form.steps) == 3
    said = await form.send()
    assert re.search(r"编号：(\S+)", said), said
    told = re.sub("[0-9a-f]{32,}", "", await form.page.content())  # keys in hexadecimal may have any digits
    assert "622" not in told


@pytest.mark.article(12)
async def test_an_application_takes_ten_steps_at_most_without_javascript(practice: Serving, browser: Browser) -> None:
    form = Paged(await began(browser, practice, "organisation", script=False))
    await form.to_check()
    assert len(form.steps) <= 10
    assert NUMBER.search(await form.send())


@pytest.mark.article(12)
async def test_an_application_begun_in_the_chat_goes_on_as_a_page_and_back_and_is_sent_there(
    practice: Serving, browser: Browser
) -> None:
    chat = await arrive(browser, practice, "/chat?do=apply")
    await press(chat, "applications.new.organisation")
    await press(chat, "consent.agree")
    await press(chat, "forms.go_on")
    await sees(chat, say(LANGUAGE, "apply.kind"))
    await write(chat, "1")
    await sees(chat, say(LANGUAGE, "apply.name"))
    await write(chat, "临夏县两边填写有限公司")
    await sees(chat, say(LANGUAGE, "apply.credit_code"))
    async with chat.context.expect_page() as opening:
        await chat.get_by_role("link", name=plain(say(LANGUAGE, "forms.on_page"))).last.click()
    page = await opening.value
    await expect(page.locator("#name")).to_have_value("临夏县两边填写有限公司")
    form = Paged(page)
    await form.step()
    await write(chat, "/where")
    await sees(chat, say(LANGUAGE, "forms.given", answer=say(LANGUAGE, "apply.credit_code.example")))
    await press(chat, "forms.keep")
    await sees(chat, say(LANGUAGE, "apply.state_secret"))
    await press(chat, "apply.secrecy.no")
    await sees(chat, say(LANGUAGE, "apply.contact_name", number="1"))
    await write(chat, "王两边")
    await sees(chat, say(LANGUAGE, "apply.contact_post", number="1"))
    await page.reload()
    await expect(page.locator("#contact1_name")).to_have_value("王两边")
    await expect(page.locator("[name='value.state_secret'][value=no]")).to_be_checked()
    await form.to_check()
    found = NUMBER.search(await form.send())
    assert found is not None
    await sees(chat, f"{found[0]}.pdf")
    await write(chat, "还在吗")
    await sees(chat, say(LANGUAGE, "forms.already_sent"))


async def test_by_keyboard_alone_an_error_is_found_and_put_right(practice: Serving, browser: Browser) -> None:
    page = await began(browser, practice, "objection", script=True)
    assert await serious(page) == []
    await page.locator("#who").focus()
    await page.keyboard.press("Space")
    await expect(page.locator("#kept-who")).to_contain_text("已保存")
    await page.locator("#facts").focus()
    await page.keyboard.type("不实")
    await page.keyboard.press("Tab")
    await expect(page.locator("#wrong-facts")).to_have_text(say(LANGUAGE, "answers.too_short", count=2, limit=10))
    await page.get_by_role("button", name=say(LANGUAGE, "forms.page.save")).last.focus()
    await page.keyboard.press("Enter")
    await page.locator(".summary").wait_for()
    await expect(page.locator(".summary")).to_be_focused()
    assert await serious(page) == []
    for _ in range(3):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.hash") == "#facts":
            break
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab") if not await page.locator("#facts:focus").count() else None
    await expect(page.locator("#facts")).to_be_focused()
    await page.keyboard.press("End")
    await page.keyboard.type("，公示的材料与事实不符。")
    await page.keyboard.press("Tab")
    await expect(page.locator("#kept-facts")).to_contain_text("已保存")
    await expect(page.locator("#wrong-facts")).to_have_text("")


async def test_a_choice_brings_its_questions_at_once_and_keeps_what_is_typed(
    practice: Serving, browser: Browser
) -> None:
    page = await began(browser, practice, "organisation", script=True)
    await page.locator("#name").fill("还没有存的名称")  # typed, and not left
    await page.evaluate("document.querySelector('[value=branch]').click()")
    await page.locator("#parent_name").wait_for()
    await expect(page.locator("#name")).to_have_value("还没有存的名称")
    await page.evaluate("document.querySelector('[value=legal_person]').click()")
    await page.locator("#credit_code").wait_for()
    await expect(page.locator("#parent_name")).to_have_count(0)


async def test_what_is_typed_while_the_service_is_killed_is_kept_once_it_is_back(
    tmp_path: Path, browser: Browser
) -> None:
    async with Serving(tmp_path) as service:
        page = await began(browser, service, "objection", script=True)
        await page.locator("#facts").fill("公示的材料与事实不符，请核查。")
        await page.locator("#request").focus()
        await expect(page.locator("#kept-facts")).to_contain_text("已保存")
        service.kill()
        await page.locator("#request").fill("请核实并更正。")
        await page.locator("#facts").focus()
        await expect(page.locator("#kept-request")).to_have_text(say(LANGUAGE, "forms.page.unsent"))
        await service.start()
        await expect(page.locator("#kept-request")).to_contain_text("已保存", timeout=30_000)
        await page.reload()
        await expect(page.locator("#facts")).to_have_value("公示的材料与事实不符，请核查。")
        await expect(page.locator("#request")).to_have_value("请核实并更正。")
