"""Forms as pages, in a real browser: without JavaScript on a phone, by keyboard, and together with the chat."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from tests.processes import Serving
from tests.stories.paged import LANGUAGE, Paged
from tests.web.browsers import running_browser
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
    await page.get_by_role("link", name=say(LANGUAGE, f"forms.page.begin_{what}"), exact=True).click()
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
    assert "622" not in await form.page.content()


@pytest.mark.article(12)
async def test_an_application_takes_ten_steps_at_most_without_javascript(practice: Serving, browser: Browser) -> None:
    form = Paged(await began(browser, practice, "organisation", script=False))
    await form.to_check()
    assert len(form.steps) <= 10
    assert NUMBER.search(await form.send())
