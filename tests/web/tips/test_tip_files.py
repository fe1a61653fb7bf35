"""Files that go with a tip: looked into, stripped, sealed to its handlers."""

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from tests.web.tipping import WORDS, county, entered, reader, visitor
from texts import say


def paper() -> bytes:
    """A document that names its author."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Author"] = "AUTHOR-ZHANG"
        pdf.save(out := BytesIO())
    assert b"AUTHOR-ZHANG" in out.getvalue()
    return out.getvalue()


PDF = paper()


def photograph() -> bytes:
    """A picture with the place where it was taken in it."""
    picture, out, notes = Image.new("RGB", (8, 8), "red"), BytesIO(), Image.Exif()
    notes[0x010F] = "CAMERA-OF-ZHANG"
    picture.save(out, "JPEG", exif=notes)
    assert b"CAMERA-OF-ZHANG" in out.getvalue()
    return out.getvalue()


async def test_files_are_kept_without_what_says_who_made_them(tmp_path: Path) -> None:
    async with county(tmp_path) as town, visitor(town.served.url) as sender, reader(town.served.url) as handler:
        sent = await sender.tell("applicant", WORDS, ("现场.jpg", photograph()), ("合同.pdf", PDF))
        assert [name in (await sender.look(sent.code)).words for name in ("现场.jpg", "合同.pdf")] == [True, True]
        await entered(town.served.site.store)
        await handler.sit(town.served.site.store, town.people["officer"])
        page = await handler.get(await handler.first())
        picture, paper = re.findall(r'href="(/tips/[0-9a-f]{32}/files/[0-9a-f]{32})"', page.text)
        async with handler.http.get(town.served.url + paper) as response:
            content = await response.read()
            assert response.content_type == "application/pdf"
            assert response.headers["Content-Disposition"].startswith("attachment")
        assert (len(pikepdf.open(BytesIO(content)).pages), b"AUTHOR-ZHANG" in content) == (1, False)
        async with handler.http.get(town.served.url + picture) as response:
            content = await response.read()
        assert Image.open(BytesIO(content)).size == (8, 8)
        assert b"CAMERA-OF-ZHANG" not in content


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("a.pdf", b"MZ programme", "uploads.kind"),
        ("a.pdf", b"", "uploads.empty"),
        ("★机密 名单.pdf", PDF, "secrets.printed"),
        ("a.pdf", b"%PDF-1.4 torn", "uploads.unsound"),
    ],
)
async def test_a_file_that_may_not_be_kept_is_refused_with_the_whole_form(
    tmp_path: Path, name: str, content: bytes, key: str
) -> None:
    async with county(tmp_path) as town, visitor(town.served.url) as sender:
        told = await sender.tell("applicant", WORDS, (name, content))
        assert told.status == 400
        assert say("zh", "tip.files_again") in told.notice
        async with town.served.site.store.work() as work:
            assert await work.tips.letters.names(date.max) == []
