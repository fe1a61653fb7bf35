"""The door for tips on the web: sent without a trace of the sender, answered under the code."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import pytest

from rules.tips.cases import Kind
from tests.web.browsers import opened, running_browser, serious
from tests.web.sites import NOON, served
from tests.web.tipping import WORDS, county, entered, reader, settle, visitor
from texts import say


@pytest.mark.article(24)
async def test_a_tip_is_sent_without_script_cookie_or_name_and_answered_under_its_code(tmp_path: Path) -> None:
    async with county(tmp_path) as town, visitor(town.served.url) as sender, reader(town.served.url) as handler:
        sent = await sender.tell("applicant", WORDS)
        assert re.fullmatch(r"(\d{4} ){3}\d{4}", sent.code)
        saved = await sender.look(sent.code)
        assert say("zh", "tip.waiting") in saved.words
        assert WORDS in saved.words
        await handler.sit(town.served.site.store, town.people["lead"])
        assert await handler.every() == []  # whoever looks at the tables now finds nothing
        await entered(town.served.site.store)
        case = await handler.first()
        assert WORDS in (await handler.get(case)).words
        await handler.act(case, "answer", "请问是哪家公司？")
        back = await sender.look(sent.code)
        assert "请问是哪家公司？" in back.words
        assert say("zh", "tip.opened") in back.words
        added = {"form": back.hidden("form"), "code": sent.code, "words": "是甲公司。"}
        assert "是甲公司。" in (await sender.post("/tip/more", added)).words
        await entered(town.served.site.store)
        assert "是甲公司。" in (await handler.get(case)).words
        await handler.act(case, "close", "已经核实，处理完毕。")
        closed = await sender.look(sent.code)
        assert say("zh", "tip.closed") in closed.words
        assert "已经核实，处理完毕。" in closed.words
        assert sender.cookies == []


async def test_a_form_that_is_sent_twice_is_one_tip_and_shows_its_code_again(tmp_path: Path) -> None:
    async with county(tmp_path) as town, visitor(town.served.url) as sender:
        form = {"form": (await sender.get("/tip")).hidden("form"), "about": "applicant", "words": WORDS}
        first, second = await sender.post("/tip", form), await sender.post("/tip", form)
        assert second.code == first.code
        assert say("zh", "tip.received_before") in second.words
        assert [one.kind for one in (await town.thread(first.code)).messages] == [Kind.SUBJECT, Kind.WORDS]
        more = {"form": (await sender.look(first.code)).hidden("form"), "code": first.code, "words": "补充一句。"}
        await asyncio.gather(*(sender.post("/tip/more", more) for _ in range(3)))
        said = [one.words for one in (await town.thread(first.code)).messages if one.kind is Kind.WORDS]
        assert said == [WORDS, "补充一句。"]


@pytest.mark.article(6)
async def test_somebody_who_was_asked_for_money_ticks_it_and_says_who(tmp_path: Path) -> None:
    async with county(tmp_path) as town, visitor(town.served.url) as sender:
        assert 'name="fee" value="1" checked' in (await sender.get("/tip?fee=1")).text
        sent = await sender.tell("unit:industry", "", fee="1")
        thread = await town.thread(sent.code)
        assert [one.kind for one in thread.messages] == [Kind.SUBJECT, Kind.FEE]
        assert (thread.subject.about, thread.subject.unit) == ("unit", "industry")
        assert say("zh", "tip.said.fee") in (await sender.look(sent.code)).words


@pytest.mark.parametrize(
    ("about", "words", "key"),
    [
        ("", WORDS, "tip.choose_about"),
        ("unit", WORDS, "tip.choose_about"),
        ("unit:nowhere", WORDS, "tip.choose_about"),
        ("office:industry", WORDS, "tip.choose_about"),
        ("applicant", "", "answers.empty"),
        ("applicant", "。。。。。", "answers.no_words"),
    ],
)
async def test_what_is_missing_is_said_and_what_was_written_stays(
    tmp_path: Path, about: str, words: str, key: str
) -> None:
    async with county(tmp_path) as town, visitor(town.served.url) as sender:
        told = await sender.tell(about, words)
        assert (told.status, told.notice) == (400, say("zh", key))
        assert words in told.text


async def test_a_page_that_was_open_for_too_long_keeps_the_words_and_sends_them_at_the_second_press(
    tmp_path: Path,
) -> None:
    async with county(tmp_path) as town, visitor(town.served.url) as sender:
        old = (await sender.get("/tip")).hidden("form")
        town.now += timedelta(days=1, seconds=1)
        told = await sender.post("/tip", {"form": old, "about": "applicant", "words": WORDS})
        assert (told.status, told.notice) == (400, say("zh", "tip.form_old"))
        again = await sender.post("/tip", {"form": told.hidden("form"), "about": "applicant", "words": WORDS})
        assert again.status == 200
        forged = f"{old.partition('.')[0]}.99999999999.{old.rpartition('.')[2]}"
        for form in (forged, "", "a.b.c"):
            assert (await sender.post("/tip", {"form": form, "about": "applicant", "words": WORDS})).status == 400


async def test_a_page_of_another_site_sends_nothing(tmp_path: Path) -> None:
    async with county(tmp_path) as town, visitor(town.served.url, origin="https://evil.example") as sender:
        form = (await sender.get("/tip")).hidden("form")
        sent = await sender.post("/tip", {"form": form, "about": "applicant", "words": WORDS})
        assert (sent.status, (await sender.look("0" * 16)).status) == (403, 403)


@pytest.mark.parametrize("typed", ["1234", "0000 0000 0000 0000", "١٢٣٤"])
async def test_a_code_that_opens_nothing_says_what_to_do_and_stays_typed(tmp_path: Path, typed: str) -> None:
    async with county(tmp_path) as town, visitor(town.served.url) as sender:
        told = await sender.look(typed)
        assert told.status == 404
        assert told.notice
        assert f'value="{typed}"' in told.text


async def test_when_nobody_can_read_such_a_tip_it_is_said_and_nothing_is_kept(tmp_path: Path) -> None:
    async with served(tmp_path) as site, visitor(site.url) as sender:
        await settle(site.site.store, keyed=("lead", "officer"))
        assert (await sender.tell("office")).notice == say("zh", "tip.nobody")
        assert (await sender.tell("applicant")).status == 200


@pytest.mark.article(24, 22)
async def test_a_tip_goes_on_as_an_objection_only_when_its_sender_agrees(tmp_path: Path) -> None:
    async with county(tmp_path) as town, visitor(town.served.url) as sender, reader(town.served.url) as handler:
        code = (await sender.tell()).code
        unasked = {"form": (await sender.look(code)).hidden("form"), "code": code, "answer": "yes"}
        assert (await sender.post("/tip/consent", unasked)).notice == say("zh", "tip.not_asked")
        await entered(town.served.site.store)
        await handler.sit(town.served.site.store, town.people["lead"])
        case = await handler.first()
        await handler.act(case, "ask")
        asked = await sender.look(code)
        assert say("zh", "tip.hand_over_help") in asked.words
        no = await sender.post("/tip/consent", {"form": asked.hidden("form"), "code": code, "answer": "no"})
        assert "/chat?start=" not in no.text
        await entered(town.served.site.store)
        assert say("zh", "tip.said.declined") in (await handler.get(case)).words
        await handler.act(case, "ask")
        asked = await sender.look(code)
        yes = await sender.post("/tip/consent", {"form": asked.hidden("form"), "code": code, "answer": "yes"})
        (token,) = re.findall(r'href="/chat\?start=([^"]+)"', yes.text)
        await entered(town.served.site.store)
        assert say("zh", "tip.said.consented") in (await handler.get(case)).words
        async with town.served.site.store.work() as work:
            link = (await work.links.look(token, NOON)).link
        assert link is not None
        assert (link.subject, link.values, link.made_by) == ("tip_objection", {"facts": WORDS}, None)


@pytest.mark.parametrize(("language", "width"), [("zh-CN", 390), ("en", 1280)])
async def test_the_door_is_used_by_keyboard_in_a_browser_without_script(
    tmp_path: Path, language: str, width: int
) -> None:
    async with county(tmp_path) as town, running_browser() as browser:
        async with opened(browser, width=width, locale=language, java_script_enabled=False) as page:
            await page.goto(f"{town.served.url}/tip")
            await page.locator("#about").select_option("reviewer")
            await page.locator("#words").fill(WORDS)
            await page.locator("#files").focus()
            await page.keyboard.press("Tab")
            await page.keyboard.press("Enter")
            code = await page.locator("p.code").inner_text()
            await page.keyboard.press("Tab")
            await page.get_by_role("button").press("Enter")
            assert WORDS in await page.locator(".thread .mine .words").inner_text()
            assert await page.context.cookies() == []
        async with opened(browser, width=width, locale=language) as page:
            await page.goto(f"{town.served.url}/tip")
            assert await serious(page) == []
            await page.locator("#code").fill(code)
            await page.locator("#code").press("Enter")
            await page.locator(".thread").wait_for()
            assert await serious(page) == []
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_the_front_page_leads_to_the_door(tmp_path: Path) -> None:
    async with county(tmp_path) as town, visitor(town.served.url) as sender:
        assert 'href="/tip"' in (await sender.get("/")).text
