"""Papers under the seal on the pages: taken away, brought back sealed, found, shut; their templates (Art. 9)."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from pypdf import PdfReader

from papers.engine.layout import png
from rules.letters.dispatches import Standing
from tests.web.offices import Bureau, bureau
from tests.web.rooms import TITLE, furnish
from tests.web.sites import PICTURE
from tests.web.tipping import Shown, Visitor, visitor
from texts import say

SHEET, LETTER = "FW2026-0001", "FW2026-0002"
"""The return numbers of the notice's sheet and of the letter about the first case."""


async def takes(browser: Visitor, path: str, page: str, **fields: str) -> bytes:
    """Press a button under which a paper is made; the file."""
    token = (await browser.get(page)).hidden("page")
    async with browser.http.post(browser.url + path, data={"page": token, **fields}) as response:
        assert response.status == 200
        return await response.read()


async def brings(browser: Visitor, page: str, path: str, *files: tuple[str, bytes]) -> Shown:
    """Bring files with the form of a page."""
    return await browser.post(path, {"page": (await browser.get(page)).hidden("page")}, *files)


async def acts(town: Bureau, name: str) -> list[str]:
    """What the journal has of a person."""
    async with town.served.site.store.work() as work:
        return [entry.act for entry in await work.journal.by(town.people[name])]


@pytest.mark.article(9)
@pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
async def test_a_paper_is_printed_from_its_page_and_its_sealed_pages_come_back_into_its_slot(
    tmp_path: Path, url: str
) -> None:
    async with bureau(tmp_path, url) as town, town.signed_in("officer") as browser:
        rooms = await furnish(town)
        path = f"/office/dispatches/{rooms.sheet}"
        pdf = await takes(browser, f"{path}/print", path, form="pdf")
        printed = "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
        assert (TITLE in printed, SHEET in printed) == (True, True)
        word = await takes(browser, f"{path}/print", path, form="word")
        assert any(TITLE in one.text for one in Document(io.BytesIO(word)).paragraphs)
        out = await browser.get(path)
        assert (say("zh", "dispatches.standing.printed") in out.words, "officer" in out.words) == (True, True)
        nothing = await brings(browser, path, f"{path}/scan")
        assert (nothing.status, nothing.notice) == (403, say("zh", "forms.file_awaited"))
        back = await brings(browser, path, f"{path}/scan", ("一.png", PICTURE), ("二.png", png("二")))
        assert (back.status, say("zh", "dispatches.standing.sealed") in back.words) == (200, True)
        (first, second) = re.findall(r"/files/([0-9a-f]{32})", back.text)
        async with browser.http.get(f"{town.url}{path}/files/{first}") as response:
            assert await response.read() == PICTURE
        async with town.served.site.store.work() as work:
            one = await work.dispatches.get(rooms.sheet)
            assert one is not None
            assert (one.standing, one.scans) == (Standing.SEALED, (first, second))
        assert (await acts(town, "officer"))[-4:] == ["dispatch_printed"] * 2 + ["dispatch_sealed", "dispatch_read"]


@pytest.mark.article(9)
async def test_all_that_wait_are_taken_at_once_and_wait_no_longer(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town, town.signed_in("officer") as browser:
        await furnish(town)
        await town.declares("officer", town.cases[0])
        batch = await takes(browser, "/office/dispatches/print", "/office/dispatches", paper="", form="pdf")
        assert len(PdfReader(io.BytesIO(batch)).pages) == 2  # a letter of which nothing was kept is left out
        page = await browser.get("/office/dispatches")
        assert ('action="/office/dispatches/print"' in page.text, page.words.count("officer,")) == (False, 0)
        again = await browser.post(
            "/office/dispatches/print", {"page": page.hidden("page"), "paper": "", "form": "pdf"}
        )
        assert (again.status, again.notice) == (403, say("zh", "dispatches.none_waiting"))


@pytest.mark.article(9)
async def test_the_register_is_looked_through_and_taken_away(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town, town.signed_in("officer") as browser:
        rooms = await furnish(town)
        both = {SHEET, LETTER}
        for query, numbers in {
            "": both,
            "?state=issued": both,
            "?state=sealed": set(),
            "?paper=notice_sheet": {SHEET},
            "?edition=1": both,
            "?edition=2": set(),
            "?words=ｆｗ20260002": {LETTER},
            "?words=bz-2026": {LETTER},
            "?words=SB-0001": {LETTER},
            "?words=食品": {LETTER},
            "?words=%25": set(),
        }.items():
            page = await browser.get(f"/office/dispatches{query}")
            assert (query, {one for one in both if f">{one}</a>" in page.text}) == (query, numbers)
        async with browser.http.get(f"{town.url}/office/dispatches.xlsx?words=食品") as response:
            rows = list(openpyxl.load_workbook(io.BytesIO(await response.read())).worksheets[0].values)
        assert [row[0] for row in rows if row[0] in both] == [LETTER]
        assert (await acts(town, "officer"))[-1] == "dispatches_exported"
        shut = await browser.get(f"/office/dispatches/{rooms.letter}")
        assert (shut.status, f'value="review:none:{town.cases[0]}"' in shut.text) == (403, True)
        await town.declares("officer", town.cases[0], interest=True)
        assert LETTER not in (await browser.get("/office/dispatches")).words


@pytest.mark.article(9)
async def test_a_template_is_changed_on_its_page_by_the_lead_alone_and_put_back(tmp_path: Path) -> None:
    path = "/office/templates/notice_sheet/zh"
    async with bureau(tmp_path) as town, town.signed_in("lead") as lead, town.signed_in("officer") as officer:
        rooms = await furnish(town)
        document = Document(io.BytesIO(await read(lead, f"{path}/0.docx")))
        document.paragraphs[1].insert_paragraph_before("咨询地点：县政务大厅三楼。")
        changed, wrong = saved(document), Document(io.BytesIO(saved(document)))
        wrong.add_paragraph("{{申请人}}")
        refused = await brings(lead, path, path, ("a.docx", saved(wrong)))
        assert (refused.status, say("zh", "templates.unknown", names=["申请人"]) in refused.words) == (400, True)
        for file, key in ((b"%PDF-1.4 nothing", "uploads.damaged"), (PICTURE, "templates.not_word")):
            assert say("zh", key) in (await brings(lead, path, path, ("a.docx", file))).words
        assert (await brings(officer, path, path, ("a.docx", changed))).status == 403
        taken = await brings(lead, path, path, ("a.docx", changed))
        assert (taken.status, say("zh", "rooms.done.template_give") in taken.words) == (200, True)
        for address in (f"{path}/1.docx", f"{path}/sample.pdf"):
            assert b"PK" in await read(officer, address) or b"%PDF" in await read(officer, address)
        sheet = f"/office/dispatches/{rooms.sheet}"
        pdf = await takes(lead, f"{sheet}/print", sheet, form="pdf")
        assert "县政务大厅三楼" in "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
        back = await lead.post(f"{path}/back", {"page": taken.hidden("page"), "version": "0"})
        assert (back.status, say("zh", "rooms.done.template_back") in back.words) == (200, True)
        assert say("zh", "sealing.shipped") in (await lead.get("/office/templates")).words
        assert (await lead.get("/office/templates/nothing/zh")).status == 403


async def read(browser: Visitor, path: str) -> bytes:
    """A file behind an address."""
    async with browser.http.get(browser.url + path) as response:
        assert response.status == 200
        return await response.read()


def saved(document: "Document") -> bytes:  # type: ignore[valid-type]
    """The document as a file."""
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


@pytest.mark.article(9, 40)
async def test_nobody_else_takes_brings_or_changes_and_no_other_sites_page_does(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town, town.signed_in("reviewer") as other, town.signed_in("lead") as lead:
        rooms = await furnish(town)
        await town.declares("lead", town.cases[0], interest=True)
        one, template = f"/office/dispatches/{rooms.letter}", "/office/templates/not_accepted/zh"
        forms = {
            f"{one}/print": {"form": "pdf"},
            f"{one}/scan": {},
            "/office/dispatches/print": {"form": "pdf", "paper": "supplement_notice"},
            f"{template}/back": {"version": "0"},
            template: {},
        }
        for browser, refused in ((other, set(forms)), (lead, {f"{one}/print", f"{one}/scan", *list(forms)[2:4]})):
            token = (await browser.get("/office")).hidden("page")
            for path, fields in forms.items():
                files = [] if "form" in fields or "version" in fields else [("a.png", PICTURE)]
                if path in refused:
                    shown = await browser.post(path, {"page": token, **fields}, *files)
                    assert (path, shown.status) == (path, 403)
                assert (path, (await browser.post(path, fields, *files)).status) == (path, 403)
        async with visitor(town.url) as stranger:
            for path, fields in forms.items():
                closed = await stranger.post(path, {"page": "x", **fields})
                assert (path, closed.status, say("zh", "pages.closed") in closed.words) in {
                    (path, 200, True),
                    (path, 403, False),
                }
        async with town.served.site.store.work() as work:
            papers = [await work.dispatches.get(paper) for paper in (rooms.sheet, rooms.letter)]
            assert [paper.standing for paper in papers if paper] == [Standing.ISSUED, Standing.ISSUED]
            assert await work.templates.of("not_accepted", "zh") == []
