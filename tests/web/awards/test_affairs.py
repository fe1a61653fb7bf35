"""What goes on after the award on the office's pages: lists, one affair from the word to its end, a holder (28-40)."""

import io
from pathlib import Path

import openpyxl
import pytest

from rules.awards.affairs import Kind, State
from tests.web.engine.test_rooms import acts, press
from tests.web.offices import Bureau, bureau
from tests.web.rooms import CHANGE, RENAMED, Rooms, furnish
from tests.web.tipping import Visitor
from texts import say


async def listed(browser: Visitor, query: str, numbers: set[str]) -> set[str]:
    """Which of these affairs the list shows."""
    page = await browser.get(f"/office/affairs{query}")
    return {one for one in numbers if f">{one}</a>" in page.text}


async def ask(town: Bureau, rooms: Rooms) -> str:
    """A holder of another name has asked something and was answered, and another unit owes a note; their numbers."""
    async with town.served.site.store.work() as work:
        for kind, state, number, unit in (
            (Kind.QUESTION, State.SETTLED, "询问〔2026〕1号", "industry"),
            (Kind.SUPERVISION, State.AWAITED, "监督〔2025〕1号", "market_regulation"),
        ):
            about = {"award_id": rooms.award, "unit": unit, "topic": "allowed" if kind is Kind.QUESTION else None}
            year = 2026 if kind is Kind.QUESTION else 2025
            await work.affairs.open(kind, state, number=number, year=year, now=town.now, **about)
        one = await work.affairs.get(rooms.affair)
        await work.commit()
    assert one is not None
    return one.number


@pytest.mark.article(32, 35)
async def test_affairs_are_listed_by_what_waits_and_taken_away_by_whoever_serves_them(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town, town.signed_in("officer") as officer, town.signed_in("clerk") as clerk:
        change = await ask(town, await furnish(town))
        question, note = "询问〔2026〕1号", "监督〔2025〕1号"
        every = {change, question, note}
        for query, found in {
            "": {change, note},
            "?view=all": every,
            "?view=all&kind=question": {question},
            "?unit=industry": {change},
            "?year=2025": {note},
            "?view=all&words=询问": {question},
            "?view=all&words=示例食品": every,
            "?words=%25": set(),
        }.items():
            assert (query, await listed(officer, query, every)) == (query, found)
        assert await listed(clerk, "?view=all", every) == {change}
        assert await listed(clerk, "?view=all&unit=market_regulation", every) == set()
        async with officer.http.get(f"{town.url}/office/affairs.xlsx?kind=change") as response:
            rows = list(openpyxl.load_workbook(io.BytesIO(await response.read())).worksheets[0].values)
        (row,) = [row for row in rows if row[0] in every]
        assert (row[0], row[2], row[9]) == (change, say("zh", "change.topics.name"), say("zh", "holding.waits.unit"))
        assert (await acts(town, "officer"))[-1] == "affairs_exported"


@pytest.mark.article(32, 40)
async def test_a_new_name_goes_from_its_unit_to_the_register_on_the_pages(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town, town.signed_in("officer") as officer, town.signed_in("clerk") as clerk:
        rooms = await furnish(town)
        path, button = f"/office/affairs/{rooms.affair}", f"affair:{{}}:{rooms.affair}"
        for browser in (clerk, officer):
            shut = await browser.get(path)
            assert (shut.status, CHANGE in shut.words) == (403, False)
            opened = await press(browser, shut, f"affair:none:{rooms.affair}", path)
            assert (opened.status, CHANGE in opened.words, RENAMED in opened.words) == (200, True, True)
        assert f'value="{button.format("rename")}"' not in opened.text
        taken = await press(clerk, await clerk.get(path), button.format("acknowledge"), path)
        assert (taken.status, say("zh", "rooms.done.affair_acknowledge") in taken.words) == (200, True)
        async with officer.http.get(f"{town.url}{path}/files/0") as response:
            assert await response.read() == b"%PDF-1.4 name"
        done = await press(officer, await officer.get(path), button.format("rename"), path)
        assert (done.status, say("zh", "rooms.done.affair_rename") in done.words) == (200, True)
        fields = {"page": done.hidden("page"), "press": button.format("rename"), "back": path}
        again = await officer.post("/office/act", fields)
        assert (again.status, again.notice) == (403, say("zh", "affairs.not_now"))
        assert (await acts(town, "officer"))[-2:] == ["affair_file_read", "affair_rename"]
        holder = await officer.get(f"/office/awards/{rooms.award}")
        assert (RENAMED in holder.words, say("zh", "journal.affair_rename") in holder.words) == (True, True)


@pytest.mark.article(5, 32, 40)
async def test_an_award_shows_its_reports_to_all_of_the_office_and_its_affairs_without_an_interest(
    tmp_path: Path,
) -> None:
    async with bureau(tmp_path) as town, town.signed_in("officer") as browser:
        rooms = await furnish(town)
        path = f"/office/awards/{rooms.award}"
        async with town.served.site.store.work() as work:
            applicant = (await work.people.by_phone("13812345678"))[0].id
            await work.holders.add(rooms.award, 1, applicant)
            await work.commit()
        page = await browser.get(path)
        assert f'href="/office/affairs/{rooms.affair}"' in page.text
        assert ("138****5678" in page.words, "13812345678" in page.text) == (True, False)
        noted = await press(browser, page, f"assessment:paper:{rooms.report}", path)
        assert say("zh", "assessments.state.received_late") in noted.words
        accepted = await press(browser, noted, f"assessment:accept:{rooms.report}", path)
        assert say("zh", "assessments.state.accepted_late") in accepted.words
        report = await browser.get(f"/office/reports/{rooms.report}")
        assert (report.status, "自评.pdf" in report.words) == (200, True)
        async with browser.http.get(f"{town.url}/office/reports/{rooms.report}/files/0") as response:
            assert await response.read() == b"%PDF-1.4 july"
        async with town.served.site.store.work() as work:
            await work.recusals.declare(town.people["officer"], f"award:{rooms.award}", interest=True, now=town.now)
            await work.commit()
        shut = await browser.get(path)
        assert (shut.status, f"/office/affairs/{rooms.affair}" in shut.text) == (200, False)
        assert shut.notice == say("zh", "affairs.interest")
        async with town.signed_in("clerk") as clerk:
            assert (await clerk.get(path)).status == 403
