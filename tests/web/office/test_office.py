"""The office's pages through the running site: the door and when it shuts, who sees which case, what is taken away."""

import io
from datetime import timedelta
from http.cookies import Morsel
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest

from rules.engine.refusals import Forbidden
from rules.people.roles import Role
from tests.web.offices import CODE, PHONE, Bureau, bureau, enter
from tests.web.sites import served
from tests.web.tipping import Visitor, visitor
from texts import say
from web.engine.agenda import alerts
from workflow.engine.alerts import Alert, AlertKind, tell_lead
from workflow.people.sign_ins import IDLE, LINK_VALID, LONGEST, pressed_by

CLOSED = say("zh", "pages.closed")


def session(browser: Visitor) -> Morsel[str]:
    """The secret that the browser keeps."""
    return next(cookie for cookie in browser.http.cookie_jar if cookie.key == "office")


async def test_a_link_opens_once_within_ten_minutes_in_the_browser_that_presses(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town, visitor(town.url) as preview, visitor(town.url) as browser:
        link = await town.link("lead")
        for _ in range(3):
            assert say("zh", "pages.sign_in") in (await preview.get(link)).words
        assert say("zh", "pages.today") in (await enter(browser, link)).text
        cookie = session(browser)
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
        assert say("zh", "pages.link_gone") == (await preview.get(link)).notice
        late = await town.link("lead")
        town.now += LINK_VALID
        assert (await browser.get(late)).notice == say("zh", "pages.link_gone")
        assert (await preview.get("/office")).words.count(CLOSED) == 1


@pytest.mark.article(41)
async def test_a_session_is_new_at_login_and_ends_with_sign_out_idleness_and_the_role(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town, visitor(town.url, Cookie="office=fixed") as fixed:
        assert CLOSED in (await fixed.get("/office")).words
        async with town.signed_in("lead") as browser, town.signed_in("lead") as other:
            given = session(browser).value
            assert len({given, session(other).value, "fixed"}) == 3
            town.now += IDLE - timedelta(seconds=1)
            first = await browser.get("/office/account")
            assert first.words.count("Chrome · Windows") == 2
            await browser.post("/office/sign-out", {"page": first.hidden("page")})
            async with visitor(town.url, Cookie=f"office={given}") as thief:
                assert CLOSED in (await thief.get("/office")).words
            town.now += timedelta(seconds=1)
            assert CLOSED in (await other.get("/office")).words
        async with town.signed_in("lead") as browser, town.signed_in("lead") as other:
            await browser.post("/office/account", {"page": (await browser.get("/office")).hidden("page"), "all": "1"})
            assert [CLOSED in (await one.get("/office")).words for one in (browser, other)] == [True, True]
        async with town.signed_in("lead") as browser:
            for _ in range(LONGEST // IDLE * 2 - 1):
                town.now += IDLE / 2
                assert (await browser.get("/office/account")).words.count("Chrome · Windows") == 1
            town.now += IDLE / 2
            assert CLOSED in (await browser.get("/office")).words
        async with town.signed_in("clerk") as browser:
            await town.ends_role("clerk", Role.CLERK)
            assert CLOSED in (await browser.get("/office")).words
            async with town.served.site.store.work() as work:
                await work.roles.grant(town.people["clerk"], Role.CLERK, unit="industry")
                await work.commit()
            assert CLOSED in (await browser.get("/office")).words


async def test_a_form_of_another_page_or_site_does_nothing(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town, town.signed_in("lead") as browser:
        token = (await browser.get("/office")).hidden("page")
        for path in ("/office/sign-out", "/office/account", "/office/chat", "/office/sign-in"):
            for fields, origin in (
                ({}, "null"),
                ({"page": "0" * 64}, "null"),
                ({"page": token}, "https://evil.example"),
            ):
                assert (await browser.post(path, fields, Origin=origin)).status == 403
        assert (await browser.get("/office")).status == 200


async def test_a_button_opens_the_persons_own_chat_at_its_place(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town, town.signed_in("lead") as browser:
        page = await browser.get(f"/office/cases/{town.cases[0]}")
        fields = {"page": page.hidden("page"), "press": page.hidden("press")}
        async with browser.http.post(f"{town.url}/office/chat", data=fields, allow_redirects=False) as response:
            path, _, token = response.headers["Location"].partition("=")
        assert (response.status, path) == (303, "/chat?start")
        async with town.served.site.store.work() as work:
            assert await pressed_by(await town.desk(work, "officer"), token) is None
            assert await pressed_by(await town.desk(work, "lead"), token) == f"review:open:{town.cases[0]}"


async def test_where_the_site_is_encrypted_the_cookie_is_bound_to_the_host(tmp_path: Path) -> None:
    async with served(tmp_path, public_url="https://award.example") as site:
        town = Bureau(site, {})
        async with site.site.store.work() as work:
            seat = await work.people.meet("web", 100, town.now, "zh")
            await work.roles.grant(seat.person.id, Role.LEAD)
            await work.commit()
        async with visitor(site.url) as browser:
            door = await browser.get(await town.link("lead"))
            standing = next(one for one in browser.cookies if one.startswith("__Host-office-door=")).partition(";")[0]
            fields = {"page": door.hidden("page"), "key": door.hidden("key")}
            door_of, known = f"{site.url}/office/sign-in", {"Cookie": standing}
            async with browser.http.post(door_of, data=fields, headers=known, allow_redirects=False) as response:
                given = response.cookies["__Host-office"]
            assert CLOSED in (await browser.get("/office")).words  # over http it is not sent
            assert (given["secure"], given["httponly"], given["path"], given["samesite"]) == (True, True, "/", "Strict")


@pytest.mark.article(9, 40)
async def test_each_sees_what_they_serve_and_nothing_of_a_case_that_is_shut_to_them(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town:
        one, other = town.cases
        await town.declares("officer", one, interest=True)
        seen = {}
        for name in ("lead", "officer", "clerk", "reviewer", "chair"):
            async with town.signed_in(name) as browser:
                pages = [(await browser.get(path)).text for path in ("/office", "/office/cases")]
                assert ("YY-2026-001" in pages[0]) == (name == "lead")
                seen[name] = ["".join(str(f"SB-000{place}" in text)[0] for place in (1, 2)) for text in pages]
        everything, second, nothing = ["TT", "TT"], ["FT", "FT"], ["FF", "FF"]
        assert seen == {
            "lead": everything,
            "officer": second,
            "clerk": everything,
            "reviewer": nothing,
            "chair": nothing,
        }
        async with town.signed_in("officer") as browser:
            case = await browser.get(f"/office/cases/{one}")
            assert (case.status, case.notice) == (403, say("zh", "people.not_yours"))
            undeclared = await browser.get(f"/office/cases/{other}")
            assert (undeclared.status, undeclared.notice) == (403, say("zh", "reviews.undeclared", article=40))
            assert undeclared.hidden("press") == f"review:none:{other}"
            assert (await browser.get(f"/office/cases/{one}/files/{town.file}")).status == 403
            assert (await browser.get("/office/journal")).status == 403
        for name, status in (("clerk", 403), ("reviewer", 403), ("chair", 403)):
            async with town.signed_in(name) as browser:
                for room in ("awards", "july", "july.xlsx", "people", "journal"):
                    assert (await browser.get(f"/office/{room}")).status == status
        with pytest.raises(Forbidden, match="people.not_yours"):
            await town.link("inspector")
        async with town.served.site.store.work() as work:
            assert [entry.subject for entry in await work.journal.page(act="refused")][:1] == ["people.not_yours"]


async def test_cases_are_found_by_name_number_phone_and_code_and_nothing_is_a_pattern(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town, town.signed_in("lead") as browser:
        searches = {
            "示例": 1,
            "sb-0002": 1,
            "ＳＢ-": 2,
            CODE: 1,
            PHONE: 2,
            "%_": 0,
            "'; drop table--": 0,
            "x" * 10_000: 0,
        }
        for words, count in searches.items():
            text = (await browser.get(f"/office/cases?words={quote(words[:4000])}")).text
            assert (text.count('<th scope="row">'), words) == (count, words)
        for query, count in {
            "state=listed": 0,
            "state=in_review&unit=industry": 2,
            "kind=individual": 0,
            "edition=1": 2,
        }.items():
            assert (await browser.get(f"/office/cases?{query}")).text.count('<th scope="row">') == count
        up = (await browser.get("/office/cases?sort=number&up=1")).words
        assert up.index("SB-0001") < up.index("SB-0002")


async def test_what_is_taken_away_is_text_and_stands_in_the_journal(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town, town.signed_in("lead") as browser:
        async with browser.http.get(f"{town.url}/office/cases.xlsx?words=SB") as response:
            book = openpyxl.load_workbook(io.BytesIO(await response.read()))
            assert "attachment" in response.headers["Content-Disposition"]
        cells = [row[1] for row in book.active.iter_rows(min_row=2)]  # type: ignore[union-attr]
        assert [(cell.data_type, str(cell.value)[:6]) for cell in cells] == [("s", "=HYPER"), ("s", "{{7*7}")]
        page = await browser.get(f"/office/cases/{town.cases[0]}")
        assert "{{7*7}}&lt;link rel=&#34;attachment&#34;" in page.text
        async with browser.http.get(f"{town.url}/office/cases/{town.cases[0]}/files/{town.file}") as response:
            assert (await response.read(), response.headers["Cache-Control"]) == ("%PDF-1.4 材料".encode(), "no-store")
            assert response.headers["Content-Disposition"].startswith("attachment")
        async with town.served.site.store.work() as work:
            acts = [entry.act for entry in await work.journal.by(town.people["lead"])]
        assert acts[-4:] == ["signed_in", "cases_exported", "application_read", "file_read"]
        journal = await browser.get("/office/journal?act=file_read")
        assert journal.words.count(say("zh", "journal.file_read")) == 2


async def test_the_other_registers_show_what_there_is(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town, town.signed_in("officer") as browser:
        for path, shown in {
            "awards": "LXZL-2024-001",
            "awards?state=valid": "LXZL-2024-001",
            "people": "reviewer",
        }.items():
            assert shown in (await browser.get(f"/office/{path}")).text
        assert "LXZL-2024-001" not in (await browser.get("/office/awards?state=revoked")).text
        july = await browser.get("/office/july")
        assert ("2026" in july.words, say("zh", "assessments.state.awaited") in july.words) == (True, True)


DAY, OLD = timedelta(days=1), Alert(AlertKind.BACKUP)


async def test_the_lead_reads_on_the_first_page_what_is_damaged_and_nobody_else_does(tmp_path: Path) -> None:
    contents, journal = say("zh", "alerts.contents", count=3), say("zh", "alerts.journal", entry=7)
    async with bureau(tmp_path) as town:
        async with town.served.site.store.work() as work:
            for alert, moment in ((Alert(AlertKind.CONTENTS, {"count": 3}), town.now), (OLD, town.now - 2 * DAY)):
                await tell_lead(work, [alert], now=moment, said_at=moment)
            await work.commit()
        shown = {}
        for name in ("lead", "officer", "clerk"):
            async with town.signed_in(name) as browser:
                shown[name] = (await browser.get("/office")).text
        assert {name: contents in text for name, text in shown.items()} == {
            "lead": True,
            "officer": False,
            "clerk": False,
        }
        assert not any(say("zh", "alerts.backup") in text for text in shown.values())
        untold = [Alert(AlertKind.JOURNAL, {"entry": 7})]  # the outbox takes nothing
        async with town.served.site.store.work() as work:
            found = await alerts(await town.desk(work, "lead"), untold)
            assert await alerts(await town.desk(work, "officer"), untold) == []
        assert found == [journal, contents]
