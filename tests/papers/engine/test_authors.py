"""A file says nothing of who made it once it has been written anew, and still says what it said."""

import re
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest
from docx import Document
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from PIL import Image

from papers.engine.authors import nameless
from papers.engine.reading import readable_text
from papers.engine.uploads import check_pdf
from rules.engine.refusals import Unfit
from rules.engine.uploads import FileKind, sniff

ZHANG = "Zhang-San-of-Bridge-Street"


def word() -> bytes:
    """A document whose author, editor, company, comment, tracked change and picture say who made it."""
    document, picture, notes, out = Document(), BytesIO(), Image.Exif(), BytesIO()
    notes[0x010F] = ZHANG
    Image.new("RGB", (8, 8), "red").save(picture, "JPEG", exif=notes)
    document.core_properties.author = document.core_properties.last_modified_by = ZHANG
    document.core_properties.created = datetime(2026, 8, 31, 22, 15, tzinfo=UTC)
    run = document.add_paragraph().add_run("三月二日送了礼。")
    document.add_comment(run, text="我在场", author=ZHANG, initials="ZS")
    picture.seek(0)
    document.add_picture(picture)
    document.save(out)
    return _with(out.getvalue(), {"word/document.xml": (b"<w:p>", b'<w:p w:rsidR="00AB12CD"><w:ins w:author="%s"/>')})


def _with(package: bytes, changes: dict[str, tuple[bytes, bytes]]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            before, after = changes.get(entry.filename, (b"<none>", b""))
            new.writestr(entry, old.read(entry).replace(before, after.replace(b"%s", ZHANG.encode())))
    return out.getvalue()


def excel() -> bytes:
    """A workbook whose author and comment say who made it."""
    book, out = Workbook(), BytesIO()
    book.properties.creator = book.properties.lastModifiedBy = ZHANG
    assert book.active is not None
    book.active["A1"] = "三月二日送了礼。"
    book.active["A1"].comment = Comment("我在场", ZHANG)
    book.save(out)
    return out.getvalue()


def pdf() -> bytes:
    """A paper whose description, metadata and note say who made it."""
    with pikepdf.new() as made:
        page = made.add_blank_page()
        note = pikepdf.Dictionary(Rect=[0, 0, 9, 9], T=ZHANG, Contents="seen", M=ZHANG)
        note.Type, note.Subtype = pikepdf.Name.Annot, pikepdf.Name.Text
        page.Annots = pikepdf.Array([note])
        made.docinfo["/Author"] = ZHANG
        with made.open_metadata() as about:
            about["dc:creator"] = [ZHANG]
        made.save(out := BytesIO())
    return out.getvalue()


def _unpacked(data: bytes) -> bytes:
    if data.startswith(b"%PDF"):
        with pikepdf.open(BytesIO(data)) as opened:
            opened.save(out := BytesIO(), stream_decode_level=pikepdf.StreamDecodeLevel.all, compress_streams=False)
        return data + out.getvalue()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return b"".join(archive.read(entry) for entry in archive.infolist())


@pytest.mark.article(24)
@pytest.mark.parametrize("make", [word, excel, pdf])
def test_nothing_says_who_made_it(make: object) -> None:
    assert callable(make)
    content = make()
    assert ZHANG.encode() in _unpacked(content)
    kind = sniff(content)
    bare = nameless(content, kind)
    assert sniff(bare) is kind
    assert ZHANG.encode() not in _unpacked(bare)
    assert kind is FileKind.PDF or "三月二日送了礼。" in readable_text(bare, kind)


def test_what_it_said_is_said_and_opened_as_before() -> None:
    document = Document(BytesIO(nameless(word(), FileKind.DOCX)))
    assert [one.text for one in document.paragraphs if one.text] == ["三月二日送了礼。"]
    assert [one.text for one in document.comments] == ["我在场"]
    assert len(document.inline_shapes) == 1
    sheet = load_workbook(BytesIO(nameless(excel(), FileKind.XLSX))).active
    assert sheet is not None
    assert (sheet["A1"].value, sheet["A1"].comment.text) == ("三月二日送了礼。", "我在场")
    bare = nameless(pdf(), FileKind.PDF)
    check_pdf(bare)
    with pikepdf.open(BytesIO(bare)) as paper:
        assert str(paper.pages[0].Annots[0].Contents) == "seen"


def test_neither_the_times_of_a_package_nor_the_sessions_of_its_editing_stay() -> None:
    with zipfile.ZipFile(BytesIO(nameless(word(), FileKind.DOCX))) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        written = b"".join(archive.read(entry) for entry in archive.infolist())
    assert re.search(rb"2026-08-31|00AB12CD", written) is None


def test_what_cannot_be_written_anew_is_refused() -> None:
    for content, kind in ((b"%PDF-1.7 torn", FileKind.PDF), (b"PK torn", FileKind.DOCX)):
        with pytest.raises(Unfit):
            nameless(content, kind)
