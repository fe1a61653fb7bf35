"""How everybody is reached, on the public's pages and on the office's, and the days of an edition not yet opened."""

from datetime import date
from pathlib import Path

import aiohttp
import pytest

from rules.engine.pack import load_pack
from rules.engine.parts import OFFICE
from rules.office.provisions import ProvisionKind
from storage.store import Store
from tests.web.offices import Bureau, bureau
from tests.web.sites import NOON
from texts import say

OFFICE_PHONE, UNIT_PHONE = "0930-3220001", "0930-3220002"
SILENT = len(load_pack().units) - 1
"""The units that have said nothing."""


async def set_contacts(store: Store, by: int) -> None:
    """The office and one unit have said how they are reached."""
    async with store.work() as work:
        for key, phone in ((OFFICE, OFFICE_PHONE), ("industry", UNIT_PHONE)):
            said = {"phone": phone, "address": "统办楼201室", "hours": "工作日"}
            await work.provisions.add(ProvisionKind.CONTACT, key, by=by, now=NOON, **said)  # type: ignore[arg-type]
        await work.commit()


async def read(town: Bureau, path: str) -> str:
    async with aiohttp.ClientSession() as http, http.get(town.url + path) as answer:
        assert answer.status == 200
        return await answer.text()


@pytest.mark.article(14)
@pytest.mark.article(44)
async def test_the_public_reads_how_office_and_units_are_reached_once_it_is_set(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town:
        assert OFFICE_PHONE not in await read(town, "/award")
        await set_contacts(town.served.site.store, town.people["lead"])
        award, board = await read(town, "/award"), await read(town, "/notices")
        assert (OFFICE_PHONE in award, UNIT_PHONE in award) == (True, True)
        assert (OFFICE_PHONE in board, UNIT_PHONE in board) == (True, False)
        assert OFFICE_PHONE in await read(town, "/register")


@pytest.mark.article(4)
async def test_an_edition_that_is_set_tells_its_days_before_it_is_opened(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town:
        opens, closes = date(2026, 10, 20), date(2026, 12, 20)
        async with town.served.site.store.work() as work:
            await work.editions.move_close(1, date(2026, 9, 2))
            await work.editions.add(number=3, year=2026, opens_on=opens, closes_on=closes, pack="linxia-2023:1")
            await work.commit()
        told = say("zh", "editions.when.set", number=3, opens=opens, closes=closes)
        assert told in await read(town, "/award")


@pytest.mark.article(14)
async def test_the_office_sees_who_lacks_a_contact_and_only_the_lead_has_the_buttons(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town:
        await set_contacts(town.served.site.store, town.people["lead"])
        pages = {}
        for name in ("lead", "officer", "clerk"):
            async with town.signed_in(name) as browser:
                pages[name] = await browser.get("/office/contacts")
        assert [pages[name].status for name in pages] == [200, 200, 403]
        lead, officer = pages["lead"].text, pages["officer"].text
        assert say("zh", "provisions.silent", count=SILENT) in lead
        assert (lead.count(say("zh", "provisions.unset")), UNIT_PHONE in lead) == (SILENT, True)
        assert ("provision:contact:transport" in lead, "provision:contact:transport" in officer) == (True, False)


@pytest.mark.article(9)
async def test_the_page_of_an_edition_has_a_button_beside_each_line_of_its_checklist(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town:
        async with town.served.site.store.work() as work:
            opens, closes, settings = date(2026, 10, 20), date(2026, 12, 20), {"rubric": "yes"}
            await work.editions.add(number=3, year=2026, opens_on=opens, closes_on=closes, pack="x", settings=settings)
            await work.commit()
        async with town.signed_in("lead") as browser:
            shown = (await browser.get("/office/editions/2")).text
        for press in ("provision:list:0", "invitation:role:committee", "invitation:role:reviewer"):
            assert f'value="{press}"' in shown
        assert 'value="edition:open:2"' not in shown
