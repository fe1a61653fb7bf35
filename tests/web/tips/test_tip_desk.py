"""The page on which tips are read: what each may see and do there, and when it shuts."""

from datetime import timedelta
from pathlib import Path

import pytest

from rules.people.roles import Role
from rules.tips.cases import called
from tests.web.browsers import opened, running_browser, serious
from tests.web.sites import NOON, served
from tests.web.tip_desks import desk
from tests.web.tipping import PASSPHRASE, WORDS, link_for, reader, settle, visitor
from texts import say
from workflow.tips.handlers import SITTING


async def test_a_link_opens_once_within_ten_minutes_and_only_for_whoever_handles_tips(tmp_path: Path) -> None:
    async with desk(tmp_path) as town:
        key = await link_for(town.store, town.people["lead"])
        for _ in range(2):  # looking at it, as a messenger does, does not use it up
            assert say("zh", "tips.passphrase") in (await town.reader.get(f"/tips?key={key}")).words
        await town.reader.send("/tips/open", {"key": key, "passphrase": PASSPHRASE})
        assert (await town.reader.get(f"/tips?key={key}")).notice == say("zh", "tips.link_gone")
        late = await link_for(town.store, town.people["lead"])
        town.now += timedelta(minutes=10)
        assert (await town.reader.get(f"/tips?key={late}")).notice == say("zh", "tips.link_gone")
        stranger = await link_for(town.store, town.people["reviewer"], town.now)
        assert (await town.reader.get(f"/tips?key={stranger}")).notice == say("zh", "people.not_yours")


async def test_it_locks_by_itself_and_at_a_press_and_with_the_end_of_the_role(tmp_path: Path) -> None:
    async with desk(tmp_path) as town:
        await town.told()
        closed = say("zh", "tips.closed_page")
        await town.reader.sit(town.store, town.people["lead"])
        town.now += SITTING - timedelta(seconds=1)
        case = await town.reader.first()
        town.now += SITTING - timedelta(seconds=1)
        assert WORDS in (await town.reader.get(case)).words
        town.now += SITTING
        assert closed in (await town.reader.get(case)).words
        town.now = NOON
        await town.reader.sit(town.store, town.people["lead"])
        assert closed in (await town.reader.send("/tips/lock", {})).words
        assert closed in (await town.reader.get(case)).words
        await town.reader.sit(town.store, town.people["lead"])
        async with town.store.work() as work:
            await work.roles.end(town.people["lead"], Role.LEAD, NOON)
            await work.commit()
        assert closed in (await town.reader.get(case)).words


@pytest.mark.article(24)
async def test_each_handler_finds_the_tips_that_are_theirs_and_no_other(tmp_path: Path) -> None:
    readers = {
        "office": {"chair", "deputy", "inspector"},
        "unit:industry": {"lead", "officer"},
        "unit:market_regulation": {"chair", "deputy", "inspector"},
        "reviewer": {"lead", "officer"},
        "chair": {"deputy", "inspector"},
        "committee": {"inspector"},
        "applicant": {"lead", "officer"},
        "other": {"lead", "officer"},
    }
    async with desk(tmp_path) as town:
        for about in readers:
            await town.told(about, f"关于{about}的举报内容。")
        for name in ("lead", "officer", "chair", "deputy", "inspector"):
            async with reader(town.served.url) as browser:
                await browser.sit(town.store, town.people[name])
                pages = [(await browser.get(path)).words for path in await browser.every()]
            found = {about for about in readers for page in pages if f"关于{about}的举报内容。" in page}
            assert found == {about for about, able in readers.items() if name in able}
            assert len(pages) == len(found)


@pytest.mark.article(24)
async def test_tips_of_one_day_about_the_same_are_told_apart_and_say_nothing_before_they_are_opened(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as town:
        for words in ("第一件举报说的事情。", "第二件举报说的事情。"):
            await town.told("applicant", words)
        await town.reader.sit(town.store, town.people["lead"])
        listed, paths = (await town.reader.get("/tips")).words, await town.reader.every()
        marks = [called(path.removeprefix("/tips/")) for path in paths]
        assert len(set(marks)) == len(paths) == 2
        for path, mark in zip(paths, marks, strict=True):
            assert listed.count(mark) == 1
            assert mark in (await town.reader.get(path)).words
        assert "举报说的事情" not in listed


async def test_another_handlers_tip_is_as_one_that_does_not_exist(tmp_path: Path) -> None:
    async with desk(tmp_path) as town:
        await town.told("office")
        (theirs,) = await town.listed("inspector")
        await town.reader.sit(town.store, town.people["lead"])
        nothing = f"/tips/{'0' * 32}"
        answers = [await town.reader.get(path) for path in (theirs, nothing, f"{theirs}/files/{'0' * 32}")]
        assert [answer.status for answer in answers] == [404, 404, 404]
        assert answers[0].text == answers[1].text
        acts = [await town.reader.send(f"{path}/answer", {"words": "x"}) for path in (theirs, nothing)]
        assert [answer.status for answer in acts] == [403, 403]


async def test_who_read_it_and_when_stands_in_the_tip_for_its_handlers_alone(tmp_path: Path) -> None:
    async with desk(tmp_path) as town, visitor(town.served.url) as sender:
        code = await town.told()
        await town.reader.sit(town.store, town.people["lead"])
        case = await town.reader.first()
        await town.reader.get(case)
        town.now += timedelta(minutes=1)
        seen = await town.reader.get(case)
        assert seen.words.count(say("zh", "tips.opened_by", who="lead")) == 1
        assert say("zh", "tips.readers", names=["lead", "officer"]) in seen.words
        assert "lead" not in (await sender.look(code)).words
        async with town.store.work() as work:
            assert [entry.act for entry in await work.journal.page()] == []


async def test_a_handler_with_a_new_key_is_given_the_tip_by_another(tmp_path: Path) -> None:
    async with desk(tmp_path) as town, reader(town.served.url) as second:
        await town.told()
        key = await link_for(town.store, town.people["officer"])
        fresh = {"key": key, "passphrase": "a new passphrase", "again": "a new passphrase", "anew": "1"}
        assert say("zh", "tips.none") in (await second.send("/tips/key", fresh)).words
        await town.reader.sit(town.store, town.people["lead"])
        case = await town.reader.first()
        offered = await town.reader.get(case)
        assert say("zh", "tips.share", who="officer") in offered.words
        shared = await town.reader.act(case, "share", str(town.people["officer"]))
        assert say("zh", "tips.shared_by", who="lead", to="officer") in shared.words
        assert WORDS in (await second.get(case)).words
        refused = await town.reader.act(case, "share", str(town.people["reviewer"]))
        assert refused.notice == say("zh", "talk.old_button")


async def test_a_form_of_another_page_does_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path) as town:
        await town.told()
        await town.reader.sit(town.store, town.people["lead"])
        case = await town.reader.first()
        forged = [await town.reader.send(f"{case}/close", {"words": "关", **more}) for more in ({}, {"page": "x"})]
        assert [answer.status for answer in forged] == [403, 403]
        page = (await town.reader.get(case)).hidden("page")
        headers = {"Origin": "https://evil.example"}
        async with town.reader.http.post(
            f"{town.served.url}{case}/close", data={"page": page, "words": "关"}, headers=headers
        ) as answer:
            assert answer.status == 403
        assert say("zh", "tips.state.closed") not in (await town.reader.get("/tips")).words


async def test_the_cookie_is_for_the_page_alone_and_leaves_with_the_browser(tmp_path: Path) -> None:
    async with served(tmp_path, public_url="https://award.example") as site, reader(site.url) as browser:
        people = await settle(site.site.store)
        form = {"key": await link_for(site.site.store, people["lead"]), "passphrase": PASSPHRASE}
        async with browser.http.post(f"{site.url}/tips/open", data=form, allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "/tips")
            (cookie,) = answer.headers.getall("Set-Cookie")
        name, *attributes = (part.strip() for part in cookie.split(";"))
        assert name.startswith("__Secure-tips=")
        assert sorted(attributes) == ["HttpOnly", "Path=/tips", "SameSite=Strict", "Secure"]


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", 1280), ("en", 390)])
async def test_the_page_is_usable_by_everybody(tmp_path: Path, locale: str, width: int) -> None:
    async with desk(tmp_path) as town, running_browser() as browser:
        await town.told()
        async with opened(browser, width=width, locale=locale) as page:
            key = await link_for(town.store, town.people["lead"])
            await page.goto(f"{town.served.url}/tips?key={key}")
            assert await serious(page) == []
            await page.locator("#passphrase").fill(PASSPHRASE)
            await page.locator("#passphrase").press("Enter")
            await page.locator(".doors a").click()
            await page.locator(".thread").wait_for()
            assert await serious(page) == []
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
