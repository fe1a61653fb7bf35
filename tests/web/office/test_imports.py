"""Lists on the pages: checked first, entered by one press, once; staff invited by links shown once (Art. 9)."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from storage.store import Store
from tests.papers.handed import SHEETS, books, text
from tests.papers.lists import DAIRY, HEADINGS, UNIT, changed, many
from tests.web.offices import bureau
from tests.web.sites import NOON
from texts import say
from web.engine.site import Measures
from workflow.office.imports import LIST_DAYS

PAGE = "/office/imports"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STAFF = (("姓名", "角色", "单位或职务"), ("王经办", "受理单位经办人", UNIT))


async def awards(store: Store) -> int:
    async with store.work() as work:
        return await work.awards.count()


@pytest.mark.article(5)
@pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
async def test_a_list_as_text_is_checked_then_entered_once(tmp_path: Path, url: str) -> None:
    async with bureau(tmp_path, url) as town, town.signed_in("officer") as browser:
        store = town.served.site.store
        before = await awards(store)
        token = (await browser.get(PAGE)).hidden("page")
        data = text((HEADINGS, DAIRY), ";", "gb18030")
        tried = await browser.post(PAGE, {"page": token, "do": "look"}, ("名单.csv", data))
        assert "历届获奖者：新增1项，系统里原有0项不变。" in tried.words
        assert await awards(store) == before
        sure = {"page": token, "file": tried.hidden("file")}
        assert say("zh", "imports.done") in (await browser.post(f"{PAGE}/enter", sure)).words
        assert await awards(store) == before + 1
        again = await browser.post(f"{PAGE}/enter", sure)
        assert (again.status, again.notice) == (403, say("zh", "holders.imported_before"))
        known = await browser.post(PAGE, {"page": token, "do": "look"}, ("名单.csv", data))
        assert "历届获奖者：新增0项，系统里原有1项不变。" in known.words
        assert "/office/imports/enter" not in known.text


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_long_list_goes_on_by_itself_and_its_page_says_how_far_it_is(tmp_path: Path, url: str) -> None:
    at_once = Measures(look_every=0.2, quick=0)
    async with bureau(tmp_path, url, at_once) as town, town.signed_in("officer") as browser:
        before = await awards(town.served.site.store)
        names: dict[str, str] = {}
        token = (await browser.get(PAGE)).hidden("page")
        shown = await browser.post(PAGE, {"page": token, "do": "look"}, ("名单.csv", text((HEADINGS, *many(200)))))
        for step in ("look", "enter"):
            assert "<progress" in shown.text
            assert (await browser.get(PAGE)).text.count("<progress") == 1  # not another form while it goes on
            while "<progress" in shown.text:  # whoever left comes back by the menu, and is shown what came of it
                shown = await browser.get(PAGE)
            if step == "look":
                names = {"page": token, "file": shown.hidden("file")}
                assert "新增200项" in shown.words
                assert await awards(town.served.site.store) == before
                pressed = [browser.post(f"{PAGE}/enter", names) for _ in range(2)]  # twice, as hands do
                shown, _ = await asyncio.gather(*pressed)
        assert say("zh", "imports.done") in shown.words
        assert await awards(town.served.site.store) == before + 200


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_what_was_broken_off_is_said_and_what_was_kept_is_offered_again(tmp_path: Path, url: str) -> None:
    async with bureau(tmp_path, url) as town, town.signed_in("officer") as browser:
        assert say("zh", "imports.broken_off") in (await browser.get(f"{PAGE}/run?file=")).words
        token = (await browser.get(PAGE)).hidden("page")
        await browser.post(PAGE, {"page": token, "do": "look"}, ("名单.csv", text((HEADINGS, DAIRY))))
        shown = await browser.get(PAGE)
        assert say("zh", "imports.kept", name="名单.csv", until=NOON.date() + timedelta(days=LIST_DAYS)) in shown.words
        sure = {"page": token, "file": shown.hidden("file")}
        assert say("zh", "imports.done") in (await browser.post(f"{PAGE}/enter", sure)).words


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_what_is_wrong_is_shown_and_comes_as_excel_and_nothing_is_entered(tmp_path: Path, url: str) -> None:
    async with bureau(tmp_path, url) as town, town.signed_in("officer") as browser:
        store = town.served.site.store
        before = await awards(store)
        token = (await browser.get(PAGE)).hidden("page")
        data = text((HEADINGS, changed(DAIRY, phone="12")))
        wrong = await browser.post(PAGE, {"page": token, "do": "look"}, ("名单.csv", data))
        assert "第2行“联系电话”：" in wrong.words
        report = await browser.get(f"{PAGE}/wrong.xlsx")
        assert (report.status, XLSX in str(report.headers)) == (200, True)
        assert await awards(store) == before


@pytest.mark.article(9)
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_an_officer_neither_invites_nor_hands_over_more_than_holders(tmp_path: Path, url: str) -> None:
    async with bureau(tmp_path, url) as town:
        async with town.signed_in("officer") as browser:
            shown = await browser.get(PAGE)
            token = shown.hidden("page")
            assert say("zh", "imports.staff") not in shown.words
            files = ("名单.csv", text(STAFF))
            assert (await browser.post(f"{PAGE}/staff", {"page": token, "do": "show"}, files)).status == 403
            bars = ("名单.xlsx", books({"限制": SHEETS["限制"]}))
            assert (await browser.post(PAGE, {"page": token, "do": "look"}, bars)).status == 403
        async with town.signed_in("lead") as browser:
            token = (await browser.get(PAGE)).hidden("page")
            made = await browser.post(f"{PAGE}/staff", {"page": token, "do": "show"}, files)
            assert ("王经办" in made.words, "/chat?start=" in made.words) == (True, True)
            again = await browser.post(f"{PAGE}/staff", {"page": token, "do": "show"}, files)
            assert (say("zh", "invitations.standing.invited") in again.words, "/chat?start=" in again.words) == (
                True,
                False,
            )
