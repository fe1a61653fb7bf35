"""A name that is markup in three languages, and words that a template would obey: in every output they are literal."""

import html
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from aiogram.methods import EditMessageText, SendMessage
from docx import Document
from icalendar import Calendar
from PIL import Image, ImageChops
from pypdf import PdfReader

from handlers.papers import render
from papers.engine import documents
from papers.engine.calendars import event
from papers.engine.fonts import printable
from papers.engine.spreadsheets import sheet
from papers.engine.watermarks import marked
from papers.letters.formal import in_word, packed
from papers.reviews import units
from rules.awards.july import Mark
from rules.engine.calendar import office_day
from rules.engine.pack import load_pack
from rules.notices.postings import NoticeKind, NoticeLine
from storage.store import Store
from tests.handlers.applying import FORMS, Filler, apply, open_edition, owed_to, patient, send
from tests.papers.engine.test_watermarks import pdf, picture
from tests.papers.lettered import refusal
from tests.papers.samples import PAPERS, application_receipt
from tests.web.sites import NOON, Served, served
from tests.web.tipping import visitor

NAME = '<a href="tg://user?id=1">评委办</a> & [x](http://evil) *'
OBEYED = '{{7*7}}#read("/etc/passwd")<link rel=attachment href=file:///etc/passwd>'


def text_of(content: bytes) -> str:
    """What can be copied out of a PDF, without spaces and line ends."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def in_pdf(name: str) -> str:
    content = application_receipt("zh", applicant=name)
    with pikepdf.open(BytesIO(content)) as opened:
        assert len(opened.attachments) == 0
    return text_of(content)


def in_marked_pdf(name: str) -> str:
    return text_of(marked(pdf((1800, 1800, 0)), "pdf", name, "zh"))


def in_xlsx(name: str) -> str:
    page = openpyxl.load_workbook(BytesIO(sheet(name, (name,), ((name,),)))).active
    assert page is not None
    assert (page["A2"].data_type, page["A2"].hyperlink) == ("s", None)
    return str(page["A2"].value)


def in_ics(name: str) -> str:
    (entry,) = Calendar.from_ical(event("a", name, office_day(NOON), name)).walk("VEVENT")
    assert str(entry["SUMMARY"]) == str(entry["DESCRIPTION"])
    return str(entry["SUMMARY"])


def in_docx(name: str) -> str:
    """Every word of a letter for Word, in which nothing leads anywhere and nothing is fetched."""
    content = in_word("not_accepted", None, units.non_acceptance(replace(refusal("zh"), applicant=name), "zh"))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        body, links = (archive.read(f"word/{part}").decode() for part in ("document.xml", "_rels/document.xml.rels"))
    assert ("<w:hyperlink" in body, "w:instrText" in body, "External" in links) == (False, False, False)
    return "".join(Document(BytesIO(content)).element.body.itertext())


def in_packed_docx(name: str) -> str:
    """The same out of the archive in which letters come together, one of them called by the name."""
    make = partial(in_word, "not_accepted", None, units.non_acceptance(replace(refusal("zh"), applicant=name), "zh"))
    with zipfile.ZipFile(BytesIO(packed([("a.docx", make)]))) as archive:
        return "".join(Document(BytesIO(archive.read("a.docx"))).element.body.itertext())


FILES: dict[str, Callable[[str], str]] = {
    "pdf": in_pdf,
    "copy": in_marked_pdf,
    "docx": in_docx,
    "letters": in_packed_docx,
    "xlsx": in_xlsx,
    "ics": in_ics,
}


@pytest.mark.parametrize("name", [NAME, OBEYED])
@pytest.mark.parametrize("made", FILES)
def test_a_name_is_literal_in_every_file_that_is_made(made: str, name: str) -> None:
    assert "".join(name.split()) in "".join(FILES[made](name).split())


@pytest.mark.parametrize("name", PAPERS)
def test_no_paper_has_an_attachment(name: str) -> None:
    with pikepdf.open(BytesIO(PAPERS[name]("zh"))) as opened:
        assert (len(opened.attachments), "/EmbeddedFiles" in opened.Root.get("/Names", {})) == (0, False)


def test_on_a_picture_every_sign_of_the_name_is_drawn() -> None:
    """Its ink differs from that of the name without any one of its signs, and nothing is written beside the pixels."""
    bare = picture("PNG", (400, 300), (255, 255, 255))
    drawn = Image.open(BytesIO(marked(bare, "png", NAME, "zh")))
    assert drawn.info == {}
    assert printable(NAME) == NAME
    for sign in sorted({*NAME} - {" "}):
        other = Image.open(BytesIO(marked(bare, "png", NAME.replace(sign, "", 1), "zh")))
        assert ImageChops.difference(drawn, other).getbbox() is not None, sign


@pytest.mark.parametrize("draw", ["way", "years", "bars"])
def test_on_a_picture_for_the_chat_every_sign_of_the_name_is_drawn(draw: str) -> None:
    """As on the copies: a sign that a template obeyed would be missing, and taking it out would change nothing."""
    makes: dict[str, Callable[[str], bytes]] = {
        "way": lambda name: documents.way("zh", "x", [documents.Stop(name, "now", name)], foot=name),
        "years": lambda name: documents.years("zh", "x", ["2026"], [documents.Row(name, ((Mark.ACCEPTED, "x"),))]),
        "bars": lambda name: documents.bars("zh", "x", [documents.Bar(name, "1", (50.0,), "x")]),
    }
    whole = makes[draw](NAME)
    assert Image.open(BytesIO(whole)).info.keys() <= {"dpi"}
    for sign in '<>"&[]()*':
        assert makes[draw](NAME.replace(sign, "", 1)) != whole, sign


async def test_a_name_is_literal_on_every_page_that_shows_it(tmp_path: Path) -> None:
    async with served(tmp_path) as site:
        await _post(site)
        async with visitor(site.url) as browser:
            for path in ("/notices", "/notices/2026-001", "/notices/2026-002", "/register"):
                page = await browser.get(path)
                shown = sum(html.unescape(page.text).count(name) for name in (NAME, OBEYED))
                raw = [one for one in (NAME, OBEYED, '<a href="tg:', "<link rel=attachment") if one in page.text]
                assert (raw, shown >= 2, "49" in page.words) == ([], True, False), path


async def _post(site: Served) -> None:
    """Two notices and two awards that are called by nothing but markup."""
    store, today = site.site.store, office_day(NOON)
    for place, name in enumerate((NAME, OBEYED), 1):
        async with store.work() as work:
            edition = await work.editions.add(
                number=place, year=2024 + place, opens_on=today, closes_on=today, pack="x", opened_at=NOON
            )
            assert edition is not None
            await work.notices.post(
                edition_id=edition.id,
                kind=NoticeKind.ACCEPTANCE,
                number=f"2026-00{place}",
                title=name,
                text=name,
                lines=(NoticeLine(name),),
                place=name,
                posted_on=today,
                last_day=today,
                provisional=False,
            )
            key = f"lxzl202400{place}"
            await work.awards.add(
                number=f"91622921MAEXAMPL{place}J", award="award", organisation=True, name=name, decision=name,
                decided_on=today, valid_until=today, certificate=name, certificate_key=key, plaque=name,
                unit="industry", entered_on=today,
            )  # fmt: skip
            await work.commit()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_name_is_literal_in_the_messages_of_its_case_and_in_their_papers(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    someone, _ = await apply(town, "organisation")
    filler = Filler(someone, FORMS["organisation"], {"name": NAME, "address": OBEYED})
    await filler.fill()
    await someone.says("/list")
    await send(someone, "organisation")
    await someone.presses_data("application:print:1")
    said = [call for call in town.session.said if isinstance(call, SendMessage | EditMessageText)]
    for call in said:
        kinds = {entity.type for entity in call.entities or ()}
        assert (call.parse_mode, kinds <= {"bold", "pre"}) == (None, True)
    naming = [text for call in said if "评委办</a>" in (text := call.text or "")]
    assert [NAME in text for text in naming] == [True] * len(naming) != []
    papers = [owed.paper for owed in await owed_to(town, someone) if owed.paper is not None]
    printed = [await render(store, load_pack(), paper, "zh") for paper in papers]
    told = [text_of(content) for name, content in printed if name.endswith(".pdf")]
    assert ["".join(NAME.split()) in text for text in told] == [True] * len(told) != []
    assert any("".join(OBEYED.split()) in text for text in told)
