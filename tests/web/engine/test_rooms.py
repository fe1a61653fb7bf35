"""The rooms of the office: editions, notices, objections; what is done right on the page, and what stays sealed."""

from pathlib import Path

import pytest

from tests.web.offices import Bureau, bureau
from tests.web.rooms import FACTS, OBJECTOR, TITLE, furnish
from tests.web.tipping import Shown, Visitor
from texts import say


async def press(browser: Visitor, page: Shown, button: str, back: str) -> Shown:
    """Press a button that does its act on the page."""
    assert (f'value="{button}"' in page.text, page.hidden("back")) == (True, back)
    return await browser.post("/office/act", {"page": page.hidden("page"), "press": button, "back": back})


async def acts(town: Bureau, name: str) -> list[str]:
    """What the journal has of a person."""
    async with town.served.site.store.work() as work:
        return [entry.act for entry in await work.journal.by(town.people[name])]


@pytest.mark.article(4)
async def test_an_edition_is_drawn_with_a_table_that_says_the_same(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town, town.signed_in("lead") as browser:
        await furnish(town)
        assert "SB" not in (await browser.get("/office/editions")).words
        page = await browser.get("/office/editions/1")
        for band in ("window", "internal", "unit", "acceptance", "award", "granted"):
            assert page.words.count(say("zh", f"rooms.band.{band}")) >= 1
        bands = page.text.count('<svg class="strip"')
        assert (bands, page.text.count('<line class="today"') - 1) == (7, 7)  # the notice hung, too; one in the legend
        assert page.text.count(f"2026-001 {TITLE}") == 1
        states = f"{say('zh', 'lifecycle.state.in_review')} 2"
        assert states in page.words
        assert f"{say('zh', 'calendars.clock.examination')} 5 — 7 0 1 1" in page.words  # running since nine days
        assert (await browser.get("/office/editions/99")).status == 403


@pytest.mark.article(4, 9)
@pytest.mark.parametrize(
    ("name", "status"), [("lead", 200), ("officer", 200), ("clerk", 403), ("reviewer", 403), ("chair", 403)]
)
async def test_an_edition_is_overlooked_by_lead_and_office_alone(tmp_path: Path, name: str, status: int) -> None:
    async with bureau(tmp_path) as town, town.signed_in(name) as browser:
        await furnish(town)
        assert (await browser.get("/office/editions/1")).status == status


@pytest.mark.article(15, 40)
async def test_no_objection_is_signed_on_the_page_for_those_whom_no_objection_holds(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town, town.signed_in("officer") as browser:
        rooms = await furnish(town)
        for query, count in {"": 1, "?view=open": 0, "?view=signing": 1, "?words=审核": 1, "?words=%25": 0}.items():
            listed = await browser.get(f"/office/notices{query}")
            assert (query, listed.text.count(f'href="/office/notices/{rooms.notice}"')) == (query, count)
        path = f"/office/notices/{rooms.notice}"
        page = await browser.get(path)
        assert "2026-002" in page.words
        refused = await press(browser, page, f"notice:clear:{rooms.notice}", path)
        assert (refused.status, refused.notice) == (403, say("zh", "notices.objected", article=23))
        async with town.served.site.store.work() as work:
            objection = await work.objections.get(rooms.objection)
            assert objection is not None
            await work.objections.move(objection, type(objection.state).WITHDRAWN, town.now)
            await work.commit()
        done = await press(browser, await browser.get(path), f"notice:clear:{rooms.notice}", path)
        assert (done.status, say("zh", "rooms.done.notice_clear") in done.words) == (200, True)
        assert say("zh", "rooms.signing", count=2, cleared=1, struck=0) in done.words
        assert (await acts(town, "officer"))[-2:] == ["recusal_declared", "no_objection_signed"]


@pytest.mark.article(22, 40)
async def test_an_objection_opens_after_the_declaration_and_its_objector_is_on_no_page(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town, town.signed_in("lead") as browser:
        rooms = await furnish(town)
        path = f"/office/objections/{rooms.objection}"
        late = await browser.get("/office/objections?view=late")
        assert ("2026-002" in late.words, say("zh", "rooms.days_late", days=2) in late.words) == (True, True)
        shut = await browser.get(path)
        assert (shut.status, FACTS in shut.words) == (403, False)
        opened = await press(browser, shut, f"objection:clear:{rooms.objection}", path)
        assert (opened.status, FACTS in opened.words) == (200, True)
        assert say("zh", "journal.objection_filed") in opened.words
        for page in (
            opened,
            await browser.get("/office/journal"),
            await browser.get(f"/office/notices/{rooms.notice}"),
        ):
            assert (OBJECTOR in page.text, "13900001234" in page.text) == (False, False)
        assert say("zh", "journal.objection_filed") in (await browser.get("/office/journal?act=objection_filed")).words
        async with town.served.site.store.work() as work:
            objector = (await work.people.by_phone("13812345678"))[0].id
        assert (await browser.get(f"/office/journal?person={objector}")).status == 403


async def test_what_is_no_button_of_the_page_is_not_done_there(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town, town.signed_in("lead") as browser:
        token = (await browser.get("/office")).hidden("page")
        for button in (
            "grant:grant:1",
            "evaluation:ranked:1",
            "notice:sign",
            "notice:sign:x",
            "calendar:worked:99999999",
            "",
        ):
            refused = await browser.post("/office/act", {"page": token, "press": button, "back": "/office"})
            assert (button, refused.status, refused.notice) == (button, 403, say("zh", "talk.old_button"))
        fields = {"page": token, "press": "objection:clear:1", "back": "//evil.example/office"}
        async with browser.http.post(f"{town.url}/office/act", data=fields, allow_redirects=False) as response:
            assert response.headers["Location"] == "/office?done=objection:clear"


@pytest.mark.article(5, 36, 40)
async def test_sanctions_bars_and_reevaluations_open_after_the_declaration(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town, town.signed_in("lead") as browser:
        rooms = await furnish(town)
        for room, one, button, inside in (
            ("sanctions", rooms.sanction, "sanction:none", FACTS),
            ("reevaluations", rooms.reevaluation, "reevaluation:none", say("zh", "reevaluations.state.opened")),
        ):
            path = f"/office/{room}/{one}"
            listed = (await browser.get(f"/office/{room}")).text
            assert (room, f'href="{path}"' in listed) == (room, room == "sanctions")  # the award does not end yet
            shut = await browser.get(path)
            assert (shut.status, inside in shut.words) == (403, False)
            if room == "sanctions":
                await town.declares("lead", town.cases[1])
            opened = await press(browser, shut, f"{button}:{one}", path)
            assert (opened.status, inside in opened.words) == (200, True)
        case = await browser.get(f"/office/sanctions/{rooms.sanction}")
        assert [f'value="sanction:{act}:{rooms.sanction}"' in case.text for act in ("hear", "withdraw", "decide")] == [
            True,
            True,
            False,
        ]
        assert "CF-2026-001" not in (await browser.get("/office/sanctions?view=settled")).words
        assert say("zh", "rooms.holds") in (await browser.get("/office/bars")).words


@pytest.mark.article(9)
async def test_a_proposal_for_the_calendar_is_confirmed_on_the_page_by_a_second_person(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town, town.signed_in("officer") as proposer, town.signed_in("lead") as second:
        rooms = await furnish(town)
        mine = await proposer.get("/office/calendar?year=2026")
        assert (f'value="calendar:confirm:{rooms.proposal}"' in mine.text, mine.text.count('class="day local')) == (
            False,
            1,
        )
        theirs = await second.get("/office/calendar")
        assert say("zh", "rooms.day.off") in theirs.words
        done = await press(second, theirs, f"calendar:confirm:{rooms.proposal}", "/office/calendar")
        confirmed = say("zh", "rooms.done.calendar_confirm") in done.words
        assert (confirmed, done.text.count('class="day local')) == (True, 2)
        assert say("zh", "rooms.provisional") in (await second.get("/office/calendar?year=2031")).words
        assert (await second.get("/office/calendar?year=99999")).status == 403


@pytest.mark.article(9)
async def test_what_did_not_arrive_is_sent_again_or_told_by_phone_on_the_page(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town, town.signed_in("officer") as browser:
        rooms = await furnish(town)
        assert "13812345678" in (await browser.get("/office/unreachable")).words
        for words, count in {"": 1, "SB-0001": 1, "SB-0002": 0}.items():
            page = await browser.get(f"/office/messages?view=failed&words={words}")
            assert (words, page.text.count(f'href="/office/messages/{rooms.failed}"')) == (words, count)
        path = f"/office/messages/{rooms.failed}"
        page = await browser.get(path)
        assert say("zh", "messages.because.nowhere") in page.words
        again = await press(browser, page, f"message:again:{rooms.failed}", path)
        assert (
            say("zh", "rooms.done.message_again") in again.words,
            f'value="message:again:{rooms.failed}"' in again.text,
        ) == (
            True,
            False,
        )
        assert (await acts(town, "officer"))[-2:] == ["phones_seen", "message_tried_again"]


async def test_one_search_finds_in_every_room_what_the_person_may_see(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town, town.signed_in("lead") as browser:
        rooms = await furnish(town)
        for words, found in {
            "SB-0001": f"/office/cases/{town.cases[0]}",
            "2026-002": f"/office/objections/{rooms.objection}",
            "cf-2026-001": f"/office/sanctions/{rooms.sanction}",
            "fp-2026-001": f"/office/reevaluations/{rooms.reevaluation}",
            "审核": f"/office/notices/{rooms.notice}",
            "91622921MAEXAMPL8J": "LXZL-2024-001",
            "食品": f"/office/awards/{rooms.award}",
            "fw20260001": f"/office/dispatches/{rooms.sheet}",
            "变更〔2026〕": f"/office/affairs/{rooms.affair}",
            "review": "reviewer",
        }.items():
            assert (words, found in (await browser.get(f"/office/search?words={words}")).text) == (words, True)
        assert say("zh", "pages.none_found") in (await browser.get("/office/search?words=%25_")).words
        await town.declares("lead", town.cases[0], interest=True)
        assert f"/office/cases/{town.cases[0]}" not in (await browser.get("/office/search?words=SB-0001")).text
        async with town.signed_in("clerk") as clerk:
            assert "LXZL-2024-001" not in (await clerk.get("/office/search?words=食品")).text
