"""A stranger in a real browser, in practice: applies, leaves and comes back; an officer and a holder too."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from rules.engine.calendar import office_day
from tests.moments import now
from tests.processes import Serving
from tests.web.browsers import running_browser
from texts import say

LANGUAGE = "zh"
A_YEAR = 180_000.0
"""Milliseconds in which a machine with much else to do goes through a year, day by day."""


@pytest.fixture
async def practice(tmp_path: Path) -> AsyncIterator[Serving]:
    async with Serving(tmp_path, "practice") as service:
        yield service


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with running_browser() as opened:
        yield opened


async def arrive(browser: Browser, practice: Serving, path: str) -> Page:
    context = await browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    page = await context.new_page()
    await page.goto(practice.url + path)
    return page


async def press(page: Page, key: str, **values: object) -> None:
    """Press the last button with this sentence."""
    await page.get_by_role("button", name=plain(say(LANGUAGE, key, **values))).last.click()


def plain(label: str) -> str:
    """The words of a label: pictographs are left out where the machine cannot draw them."""
    return re.sub("[\U0001f000-\U0001faff]\ufe0f?", "", label).strip()


async def write(page: Page, words: str) -> None:
    await page.get_by_role("textbox").fill(words)
    await page.keyboard.press("Enter")


async def sees(page: Page, words: str) -> None:
    await page.get_by_role("log").get_by_text(words).last.wait_for()


async def test_a_stranger_begins_an_application_and_goes_on_at_the_same_question(
    practice: Serving, browser: Browser
) -> None:
    page = await arrive(browser, practice, "/chat?do=apply")
    await press(page, "applications.new.organisation")
    await press(page, "consent.agree")
    await press(page, "forms.go_on")
    await sees(page, say(LANGUAGE, "apply.kind"))
    await write(page, "1")
    await sees(page, say(LANGUAGE, "apply.name"))
    await write(page, "临夏县示例食品有限公司")
    await sees(page, say(LANGUAGE, "apply.credit_code"))
    await write(page, "91622921MAEXAMPL81")
    await sees(page, say(LANGUAGE, "identities.code_checksum"))
    await page.close()
    again = await page.context.new_page()
    await again.goto(practice.url + "/chat")
    await sees(again, say(LANGUAGE, "apply.credit_code"))
    await write(again, "91622921MAEXAMPL8J")
    await sees(again, say(LANGUAGE, "apply.registered_here"))


async def test_the_clock_of_practice_reminds_the_holder_of_july(practice: Serving, browser: Browser) -> None:
    today = office_day(now())
    year = today.year + (today >= date(today.year, 7, 1))
    page = await arrive(browser, practice, "/practice")
    await page.locator("input[name=now]").fill(f"{year}-07-01T09:00")
    async with page.expect_navigation(timeout=A_YEAR):
        await page.get_by_role("button", name=say(LANGUAGE, "web.practice.clock_set")).click()
    await page.get_by_text(f"{year}年7月1日").wait_for()
    await page.get_by_role("link", name="周经理").click()
    await page.get_by_role("log").get_by_text("自评报告").first.wait_for()


async def test_each_invented_person_signs_in_and_finds_a_menu_of_their_own(practice: Serving, browser: Browser) -> None:
    async def menu_of(key: str) -> list[str]:
        page = await arrive(browser, practice, f"/practice/as/{key}")
        await page.locator("#welcome:visible, #messages > li").first.wait_for()
        if await page.locator("#welcome").is_visible():
            await page.get_by_role("button", name=say(LANGUAGE, "web.page.start"), exact=True).click()
        else:  # something fell due for them today, and is read first
            await write(page, "/start")
        await sees(page, say(LANGUAGE, "menu.welcome", county="临夏县")[:20])
        labels = await page.get_by_role("log").get_by_role("button").all_inner_texts()
        await page.context.close()
        return labels

    lead, applicant = await asyncio.gather(menu_of("lead"), menu_of("applicant"))
    office = plain(say(LANGUAGE, "menu.office"))
    assert [any(office in label for label in menu) for menu in (lead, applicant)] == [True, False]
