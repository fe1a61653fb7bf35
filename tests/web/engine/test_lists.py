"""Lists of the office: what a page is asked for its Excel list is too, and who took one is in the journal (Art. 9)."""

import io
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest

from rules.engine.calendar import office_day
from rules.people.roles import Role
from rules.reevaluations.cases import State
from tests.web.offices import Bureau, bureau
from tests.web.rooms import OBJECTOR, furnish
from tests.web.tipping import Shown, Visitor
from texts import say
from web.engine.lists import excel
from workflow.engine.lists import MOST_EXPORTED

STAFF = ["lead", "officer", "clerk", "reviewer", "chair", "deputy", "inspector"]


async def sheet(browser: Visitor, path: str) -> list[list[Any]]:
    """The rows of an Excel list, below its header."""
    async with browser.http.get(browser.url + path) as response:
        assert (response.status, path) == (200, path)
        book = openpyxl.load_workbook(io.BytesIO(await response.read()))
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=2)]


def links(page: Shown) -> list[str]:
    """Where the page leads, but for its rooms."""
    return [unescape(one) for one in re.findall(r'<a [^>]*?href="([^"]*)"', page.text.partition("<main")[2])]


async def taken(town: Bureau, act: str) -> list[dict[str, Any]]:
    """What the journal says of lists that were taken away, the newest first."""
    async with town.served.site.store.work() as work:
        return [entry.details for entry in await work.journal.page(act=act)]


async def settle(town: Bureau) -> None:
    """The reviewer has a phone and an e-mail address; nothing arrives at the chair; two roles are not for today."""
    async with town.served.site.store.work() as work:
        people, today = town.people, office_day(town.now)
        await work.people.set_phone(people["reviewer"], "13700001111")
        address = await work.emails.give(people["reviewer"], "r@county.example", town.now)
        await work.emails.confirm(address.id, town.now)
        for channel in await work.channels.of(people["chair"]):
            await work.channels.mark_dead(channel.id)
        await work.roles.end(people["deputy"], Role.COMMITTEE, town.now, unit="deputy_chair")
        await work.roles.grant(people["deputy"], Role.REVIEWER, from_on=today + timedelta(days=1))
        await work.commit()


@pytest.mark.article(9)
async def test_whoever_serves_is_found_by_name_phone_and_number_by_role_and_by_how_they_are_reached(
    tmp_path: Path,
) -> None:
    async with bureau(tmp_path) as town, town.signed_in("officer") as browser:
        await settle(town)
        number = town.people["clerk"]
        for query, names in {
            "": [name for name in STAFF if name != "deputy"],
            "view=coming": ["deputy"],
            "view=over": ["deputy"],
            "view=all&words=DEPU": ["deputy", "deputy"],
            "role=clerk&unit=industry": ["clerk"],
            "unit=market_regulation": [],
            "reach=email": ["reviewer"],
            "reach=none": ["chair"],
            "reach=telegram": [],
            "words=137-0000-1111": ["reviewer"],
            f"words={number}": ["clerk"],
            "words=13900009999": [],
            "words=%25_": [],
            "view=all&page=1": [],
        }.items():
            page = await browser.get(f"/office/people?{query}")
            shown = [name for name in STAFF for _ in range(page.text.count(f'<span class="what">{name} · '))]
            assert (query, shown) == (query, names)
        rows = await sheet(browser, "/office/people.xlsx?reach=none&words=chair")
        ended = await sheet(browser, "/office/people.xlsx?view=over")
        assert [row[1:3] + row[6:] for row in rows] == [
            ["chair", say("zh", "people.post.chair"), say("zh", "lists.people.serving"), say("zh", "lists.way.none")]
        ]
        assert [(row[1], row[5].date()) for row in ended] == [("deputy", office_day(town.now))]
        assert await taken(town, "people_exported") == [{"count": 1}, {"count": 1}]


@pytest.mark.article(9, 22)
@pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
async def test_the_journal_is_read_by_act_person_article_days_and_case_a_page_at_a_time(
    tmp_path: Path, url: str
) -> None:
    async with bureau(tmp_path, url) as town, town.signed_in("lead") as browser:
        await furnish(town)
        async with town.served.site.store.work() as work:
            for place in range(27):
                await work.journal.write(
                    "file_read", f"application:{town.cases[0]}", now=town.now + timedelta(days=place), article=12
                )
            await work.roles.end(town.people["reviewer"], Role.REVIEWER, town.now)
            await work.commit()
        today = office_day(town.now)
        later = today + timedelta(days=3)
        for query, count in {
            "article=12": 25,
            "article=12&words=sb-0001": 25,
            "article=12&words=SB-0002": 0,
            f"act=file_read&first={later}&last={later}": 1,
            f"act=file_read&last={later}": 4,
            f"first={later + timedelta(days=20)}": 4,
            "words=2026-002": 1,
            "words=CF-2026-001": 1,
            "words=2026-099": 0,
            f"act=objection_filed&first={today}&words=": 1,
            f"person={town.people['reviewer']}": 0,  # whose role has ended, and who is to be followed all the same
            "first=0001-01-01&last=9999-12-31&act=file_read": 25,
        }.items():
            page = await browser.get(f"/office/journal?{query}")
            assert (query, page.status, page.text.count('<span class="what">')) == (query, 200, count)
        first = await browser.get("/office/journal?article=12&words=sb-0001")
        (rest,) = [one for one in links(first) if "before=" in one]
        assert "article=12" in rest
        assert (await browser.get(rest)).text.count('<span class="what">') == 2
        assert f'href="/office/cases/{town.cases[0]}"' in first.text
        rows = await sheet(browser, "/office/journal.xlsx?article=12")
        assert (len(rows), rows[0][2], rows[0][5:]) == (27, say("zh", "journal.file_read"), ["申报SB-0001", 12])
        filed = await sheet(browser, "/office/journal.xlsx?words=2026-002")
        assert [(row[2], row[3], row[4], row[5]) for row in filed] == [
            (say("zh", "journal.objection_filed"), say("zh", "pages.somebody"), None, "异议2026-002")
        ]
        assert OBJECTOR not in str(filed)
        assert await taken(town, "journal_exported") == [{"count": 1}, {"count": 27}]
        await town.declares("lead", town.cases[0], interest=True)
        assert (await browser.get("/office/journal?article=12")).text.count('<span class="what">') == 0


@pytest.mark.article(9)
async def test_what_a_page_shows_is_what_its_list_has(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town, town.signed_in("lead") as browser:
        rooms = await furnish(town)
        async with town.served.site.store.work() as work:
            case = await work.reevaluations.get(rooms.reevaluation)
            assert case is not None
            await work.reevaluations.move(case, State.KEPT, town.now)
            officer, later = town.people["officer"], town.now + timedelta(days=1)
            other = await work.sanctions.open(
                matter={}, now=town.now, number="2026-002", article=36, opened_by=officer, application_id=town.cases[1]
            )
            both: list[int] = []  # of one number
            for key in (f"objection:{rooms.objection}:x", f"sanction:{other.id}:x"):
                await work.outbox.owe(key, officer, "people.told_ended", now=town.now, due_at=later)
                both = [one.id for one in await work.outbox.about(key, limit=1)] + both
            await work.commit()
        lists: dict[str, list[Any]] = {
            "messages.xlsx?view=failed": [rooms.failed],
            "messages.xlsx?view=failed&words=SB-0002": [],
            "messages.xlsx?view=held": [],
            "messages.xlsx?view=owed&words=2026-002": both,
            "reevaluations.xlsx": [],
            "reevaluations.xlsx?past=1": ["FP-2026-001"],
            "objections.xlsx": ["2026-002", "YY-2026-001"],
            "objections.xlsx?view=late": ["2026-002"],
            f"objections.xlsx?view=all&notice={rooms.notice}": ["2026-002"],
            "sanctions.xlsx": ["2026-002", "CF-2026-001"],
            "sanctions.xlsx?view=settled": [],
            "bars.xlsx": ["第2家"],
        }
        for path, expected in lists.items():
            assert (path, [row[0] for row in await sheet(browser, f"/office/{path}")]) == (path, expected)
        awards, notices, reports = [
            len(await sheet(browser, f"/office/{name}.xlsx")) for name in ("awards", "notices", "july")
        ]
        (phone,) = await sheet(browser, "/office/unreachable.xlsx")
        assert (phone[2], "failed" in phone[3]) == ("13812345678", True)
        for act, counts in {
            "messages_exported": [2, 0, 0, 1],
            "unreachable_exported": [1],
            "reevaluations_exported": [1, 0],
            "objections_exported": [1, 1, 2],
            "sanctions_exported": [0, 2],
            "bars_exported": [1],
            "awards_exported": [awards],
            "notices_exported": [notices],
            "july_exported": [reports],
        }.items():
            assert (act, [one["count"] for one in await taken(town, act)]) == (act, counts)
        page = await browser.get(f"/office/objections?view=late&words={quote('x')}")
        assert '"/office/objections.xlsx?view=late&amp;words=x"' in page.text


@pytest.mark.article(9, 40)
async def test_each_task_leads_to_its_page_where_the_person_may_open_it(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town:
        rooms = await furnish(town)
        ways = {
            f"objection:{rooms.objection}": f"/office/objections/{rooms.objection}",
            f"sanction:{rooms.sanction}": f"/office/sanctions/{rooms.sanction}",
            f"heard:{rooms.sanction}": f"/office/sanctions/{rooms.sanction}",
            f"reevaluation:{rooms.reevaluation}": f"/office/reevaluations/{rooms.reevaluation}",
            f"notice:{rooms.notice}": f"/office/notices/{rooms.notice}",
            f"assessment:{rooms.report}": f"/office/reports/{rooms.report}",
            f"affair:{rooms.affair}": f"/office/affairs/{rooms.affair}",
            f"outbox:{rooms.failed}": f"/office/messages/{rooms.failed}",
            f"application:{town.cases[0]}:struck": f"/office/cases/{town.cases[0]}",
            "edition:1": "/office/editions/1",
            "award:1": "/office/awards/1",
            "supervision:2026": "/office/affairs",
            "unreachable": "/office/unreachable",
            "calendar:2027": "/office/calendar?year=2027",
            "draft:1": "/office/notices",
            "person:1": "",
            "objection:x": "",
        }
        async with town.served.site.store.work() as work:
            for place, subject in enumerate(ways):
                await work.tasks.assign(f"way:{place}", "held_message", subject, Role.LEAD, now=town.now)
            mine = f"objection:{rooms.objection}"
            await work.tasks.assign("mine", "held_message", mine, Role.CLERK, now=town.now, unit="industry")
            await work.commit()
        async with town.signed_in("lead") as browser:
            page = await browser.get("/office/tasks?kind=held_message")
            led = [one for one in links(page) if one in ways.values()]
            assert led == [*(way for way in ways.values() if way), f"/office/objections/{rooms.objection}"]
            for way in set(led):
                assert ((await browser.get(way)).status in (200, 403), way) == (True, way)
        async with town.signed_in("clerk") as browser:
            page = await browser.get("/office/tasks?kind=held_message")
            assert (page.text.count("held_message"), "/office/objections" in page.text) == (2, False)


def test_a_list_that_was_cut_says_so_in_its_last_line() -> None:
    desk: Any = SimpleNamespace(person=SimpleNamespace(language="en"), now=datetime(2026, 9, 17, tzinfo=UTC))
    for count, last in ((3, 2), (MOST_EXPORTED, say("en", "pages.cut", count=MOST_EXPORTED))):
        made = excel(desk, "pages.cases", ["pages.column.kind"], [[number] for number in range(count)]).make()
        page = openpyxl.load_workbook(io.BytesIO(made), read_only=True).worksheets[0]
        *_, (cell,) = page.iter_rows(values_only=True)
        assert cell == last
