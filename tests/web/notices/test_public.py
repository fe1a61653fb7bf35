"""The public's pages: what is published, to anybody, in both languages, kept by a browser and by no one else."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import delete

from rules.awards.affairs import Kind, State
from rules.engine.calendar import office_day
from rules.notices.postings import NoticeKind, NoticeLine
from storage.awards.titles import awards
from storage.work import Work
from tests.web.browsers import Watch, opened, running_browser, serious
from tests.web.sites import NOON, Served, served
from texts import say

TODAY = office_day(NOON)
NAME = '<a href="tg://user?id=1">示例</a>食品有限公司'
LISTED = 25
NUMBERED = "622921199001010008"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Served]:
    """A site with an edition that takes applications, notices open, over and corrected, and awards."""
    async with served(tmp_path) as site:
        async with site.site.store.work() as work:
            await settle(work)
            await work.commit()
        yield site


async def settle(work: Work) -> None:
    made = await work.editions.add(
        number=2, year=2026, opens_on=date(2026, 9, 1), closes_on=date(2026, 9, 30), pack="x", opened_at=NOON
    )
    assert made is not None
    edition = made.id
    first = await post(work, edition, 1, lines=[NoticeLine(NAME)], last_day=TODAY - timedelta(days=3))
    await work.notices.replace(first, TODAY)
    corrected = [NoticeLine(NAME), NoticeLine("另一家", award="award")]
    await post(work, edition, 2, lines=corrected, replaces_id=first, reason="名称有误")
    for place in range(LISTED):
        await post(work, edition, 10 + place, lines=[NoticeLine("某企业")], last_day=TODAY - timedelta(days=9))
    for place in range(LISTED):
        await work.awards.add(
            number=f"91622921MA74{place:05}",
            award="award",
            organisation=True,
            name=NAME if place == LISTED - 1 else f"第{place}家企业",
            decision="临县府发〔2026〕9号",
            decided_on=date(2021, 1, 1) + timedelta(days=place),
            valid_until=date(2026, 1, 1) + timedelta(days=place * 20),
            certificate=f"LXZL-2021-{place:03}",
            certificate_key=f"lxzl2021{place:03}",
            plaque="",
            unit="market",
            entered_on=TODAY,
        )


async def post(work: Work, edition: int, place: int, **values: Any) -> int:
    given: dict[str, Any] = {"edition_id": edition, "number": f"2026-{place:03}", "title": f"第{place}份公示"}
    given |= {"text": "现予公示。\n欢迎监督。", "place": "县政府门户网站", "provisional": False}
    given |= {"posted_on": TODAY - timedelta(days=10), "last_day": TODAY + timedelta(days=4)}
    return (await work.notices.post(kind=NoticeKind.ACCEPTANCE, **{**given, **values})).id


async def page(url: str, **headers: str) -> tuple[str, aiohttp.ClientResponse]:
    async with aiohttp.ClientSession() as http, http.get(url, headers=headers) as response:
        return await response.text(), response


@pytest.mark.article(15, 17, 21, 22)
async def test_a_notice_says_who_until_when_and_how_to_object(town: Served) -> None:
    board, _ = await page(f"{town.url}/notices?page=0")
    assert "第2份公示" in board
    assert "第1份公示" not in board
    text, response = await page(f"{town.url}/notices/2026-002")
    assert "&lt;a href=&#34;tg://user?id=1&#34;&gt;示例" in text
    for part in ("另一家", "名称有误", "/notices/2026-001", "/chat?start=object-2026-002", "code.svg"):
        assert part in text
    assert say("zh", "notices.open", last=TODAY + timedelta(days=4)) in text
    assert "Set-Cookie" not in response.headers
    drawn, code = await page(f"{town.url}/notices/2026-002/code.svg")
    assert (code.status, code.content_type, drawn[:4]) == (200, "image/svg+xml", "<svg")
    old, _ = await page(f"{town.url}/notices/2026-001?lang=en")
    assert "/notices/2026-002" in old
    assert "/chat?start=object" not in old


@pytest.mark.article(22)
async def test_what_is_not_there_is_said_to_be_so(town: Served) -> None:
    for path in ("2026-999", "<script>", "..%2f"):
        text, response = await page(f"{town.url}/notices/{path}")
        assert (response.status, say("zh", "public.missing") in text) == (404, True)
    for path in ("2026-999", "2026-001"):
        assert (await page(f"{town.url}/notices/{path}/code.svg"))[1].status == 404


@pytest.mark.article(34)
async def test_long_lists_are_turned_page_by_page(town: Served) -> None:
    for room, whole in (("notices", LISTED + 1), ("register", LISTED)):
        first, _ = await page(f"{town.url}/{room}")
        second, _ = await page(f"{town.url}/{room}?page=1")
        line = '<th scope="row">' if room == "register" else '<a href="/notices/'
        assert [text.count(line) for text in (first, second)] == [20, whole - 20]
        assert ("?page=1" in first, "?page=2" in second, "?page=0" in second) == (True, False, True)
        for odd in ("-1", "x", "٣", "9" * 30):
            assert (await page(f"{town.url}/{room}?page={odd}"))[0] == first


@pytest.mark.article(27, 34, 44)
@pytest.mark.parametrize("fewer", [0, 1])
async def test_a_full_page_leads_to_no_empty_one_and_a_long_number_to_the_first(town: Served, fewer: int) -> None:
    async with town.site.store.work() as work:
        for one in await work.awards.page(limit=LISTED - 21 + fewer):
            await work._db.execute(delete(awards).where(awards.c.id == one.id))
        await work.commit()
    first, _ = await page(f"{town.url}/register")
    assert ("?page=1" in first) is (fewer == 0)
    for typed, empty in (("99999", True), ("100000", False)):
        text, _ = await page(f"{town.url}/register?page={typed}")
        assert ('<th scope="row">' not in text) is empty


@pytest.mark.article(44)
@pytest.mark.parametrize(("count", "shown"), [(19, (19, 0)), (20, (20, 0)), (21, (20, 1))])
async def test_public_answers_are_turned_page_by_page(town: Served, count: int, shown: tuple[int, int]) -> None:
    async with town.site.store.work() as work:
        asked = await work.people.add(NOON, "zh")
        for place in range(count):
            affair = await work.affairs.open(Kind.INQUIRY, State.SETTLED, number=f"提问{place}", year=2026, now=NOON)
            assert affair is not None
            texts = {"article": 10, "question": f"第{place}个问题？", "answer": "可以。"}
            await work.public_answers.publish(affair.id, by=asked.id, now=NOON, **texts)
        await work.commit()
    first, second = [(await page(f"{town.url}/answers?page={number}"))[0] for number in (0, 1)]
    assert (first.count("个问题？"), second.count("个问题？")) == shown
    assert ("?page=1" in first, "?page=2" in second, "?page=0" in second) == (count > 20, False, True)


@pytest.mark.article(27, 34)
@pytest.mark.parametrize("typed", ["LXZL-2021-024", "ｌｘｚｌ2021024", " lxzl 2021 024 "])
async def test_a_certificate_is_found_however_it_is_typed(town: Served, typed: str) -> None:
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{town.url}/register", params={"certificate": typed}) as answer:
            text = await answer.text()
        async with http.get(f"{town.url}/register", params={"certificate": typed + "9"}) as answer:
            other = await answer.text()
    assert (text.count("<tr>"), "示例&lt;/a&gt;食品有限公司" in text) == (2, True)
    assert say("zh", "awards.standing.valid") in text
    assert (other.count("<tr>"), 'role="status"' in other) == (0, True)


@pytest.mark.article(4, 6)
async def test_what_the_award_is_and_whether_it_is_time(town: Served) -> None:
    text, _ = await page(f"{town.url}/award")
    assert say("zh", "public.taking", number=2, last=date(2026, 9, 30)) in text
    assert say("zh", "help.fee.question") in text
    assert "第六条" in text


@pytest.mark.article(6)
@pytest.mark.parametrize("path", ["/notices", "/notices/2026-002", "/register", "/award"])
async def test_a_page_is_kept_by_whoever_asked_and_weighs_little(town: Served, path: str) -> None:
    text, response = await page(town.url + path)
    assert (response.headers["Cache-Control"], len(text) < 150_000) == ("public, max-age=60", True)
    again, same = await page(town.url + path, **{"If-None-Match": response.headers["ETag"]})
    assert (same.status, again) == (304, "")
    other, english = await page(town.url + path, **{"If-None-Match": response.headers["ETag"], "Accept-Language": "en"})
    assert (english.status, "Accept-Language" in english.headers["Vary"], other != text) == (200, True, True)
    _, chosen = await page(f"{town.url}{path}?lang=en")
    assert (chosen.headers["Cache-Control"], "Set-Cookie" in chosen.headers) == ("no-store", True)


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
async def test_the_pages_are_usable_by_everybody(town: Served, width: int, scheme: str) -> None:
    watch = Watch()
    async with (
        running_browser() as browser,
        opened(browser, width=width, watch=watch, color_scheme=scheme) as tab,
    ):
        for path in ("/", "/notices", "/notices/2026-002", "/register", "/register?certificate=x", "/award"):
            await tab.goto(f"{town.url}{path}")
            assert await serious(tab) == [], path
            assert await tab.evaluate("document.documentElement.scrollWidth") <= width, path
    assert watch.complaints == []
    assert {url.startswith(town.url) for url in watch.requests} == {True}


@pytest.mark.article(15, 27)
async def test_a_number_that_was_once_taken_for_a_part_of_a_name_is_masked(tmp_path: Path) -> None:
    async with served(tmp_path) as site:
        async with site.site.store.work() as work:
            made = await work.editions.add(
                number=2, year=2026, opens_on=date(2026, 9, 1), closes_on=date(2026, 9, 30), pack="x", opened_at=NOON
            )
            assert made is not None
            await post(work, made.id, 1, lines=[NoticeLine(f"马小花{NUMBERED}")])
            await work.awards.add(
                number="91622921MA7400001",
                award="award",
                organisation=True,
                name=f"马小花{NUMBERED}",
                decision="临县府发〔2026〕9号",
                decided_on=TODAY,
                valid_until=TODAY + timedelta(days=900),
                certificate="LXZL-2026-001",
                certificate_key="lxzl2026001",
                plaque="",
                unit="market",
                entered_on=TODAY,
            )
            await work.commit()
        for room in ("notices/2026-001", "register"):
            text, _ = await page(f"{site.url}/{room}")
            assert (NUMBERED in text, "马小花6****************8" in text) == (False, True)
