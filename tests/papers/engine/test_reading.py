import struct
import time
import tracemalloc
import zipfile
import zlib
from io import BytesIO

import docx
import openpyxl
import pikepdf
import pytest
from PIL import Image

from papers.engine.reading import readable_text
from papers.engine.spreadsheets import sheet
from papers.engine.uploads import looked_into
from rules.engine.refusals import Unfit
from rules.engine.secrets import Finding, text_marks
from tests.papers.samples import application_receipt


def zipped(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def word(xml: str, encoding: str = "utf-8") -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml.encode(encoding)})


def saved_word() -> bytes:
    """As Word would save it: the mark is torn over three runs, with more in a table, the header and the properties."""
    file, out = docx.Document(), BytesIO()
    paragraph = file.add_paragraph("机")
    paragraph.add_run("密").bold = True
    paragraph.add_run("★10年")
    file.add_paragraph("质量 & <管理>㐂𠮷")
    file.add_table(1, 2).rows[0].cells[1].text = "表格"
    file.sections[0].header.paragraphs[0].text = "页眉"
    file.core_properties.title = "秘密★"
    file.save(out)
    return out.getvalue()


@pytest.mark.article(12)
def test_a_word_file_is_read_paragraph_by_paragraph_with_header_table_and_title() -> None:
    lines = readable_text(saved_word(), "docx").split("\n")
    assert [line for line in lines if line in {"机密★10年", "质量 & <管理>㐂𠮷", "表格", "页眉", "秘密★"}] == [
        "秘密★",
        "机密★10年",
        "质量 & <管理>㐂𠮷",
        "表格",
        "页眉",
    ]
    assert text_marks(readable_text(saved_word(), "docx")).finding is Finding.SECRET


@pytest.mark.article(12)
@pytest.mark.parametrize(
    "xml",
    [
        "<w:p><w:t>机密</w:t></w:p>",
        "<w:p><w:r><w:t>机</w:t></w:r><w:r><w:t>密</w:t></w:r></w:p>",
        "<w:p><w:t><![CDATA[机密]]></w:t></w:p>",
        "<w:p><w:t>&#26426;&#x5bc6;</w:t></w:p>",
        "<w:p><w:t>机<!-- > -->密</w:t></w:p>",
        "<p xmlns='w'><t>机密</t></p>",
        "<w:p><w:t>公开</w:t><w:br/><w:t>机密</w:t></w:p>",
    ],
)
def test_a_mark_is_found_however_the_file_writes_it(xml: str) -> None:
    for encoding in ("utf-8", "utf-16"):
        assert "机密" in readable_text(word(f"<w:document>{xml}</w:document>", encoding), "docx").split("\n")


@pytest.mark.article(12)
def test_an_excel_file_is_read_cell_by_cell_with_the_names_of_its_sheets() -> None:
    written = readable_text(sheet("秘密", ("名称", "指标"), (("质量", 1024), ("机密★", None))), "xlsx").split("\n")
    assert [line for line in written if not line.isascii()] == [
        "秘密",
        "秘密!$A$1:$B$3",
        "名称",
        "指标",
        "质量",
        "机密★",
    ]
    assert "1024" in written
    file, out = openpyxl.Workbook(write_only=True), BytesIO()
    file.create_sheet("内部").append(["绝密", "公开"])
    file.save(out)
    assert [line for line in readable_text(out.getvalue(), "xlsx").split("\n") if not line.isascii()] == [
        "内部",
        "绝密",
        "公开",
    ]


@pytest.mark.article(12)
def test_a_watermark_and_the_header_of_a_sheet_are_read_too() -> None:
    mark = '<w:pict><v:shape id="a"><v:textpath style="font-family:&quot;x&quot;" string="绝密"/></v:shape></w:pict>'
    data = zipped({"word/header1.xml": f"<w:hdr>{mark}<w:del><w:delText>旧字</w:delText></w:del></w:hdr>".encode()})
    assert readable_text(data, "docx").split() == ["绝密", "旧字"]
    file, out = openpyxl.Workbook(), BytesIO()
    header = file.worksheets[0].oddHeader
    assert header is not None
    header.center.text, header.center.font, header.center.size = "机密★", "SimSun,Bold", 12
    file.save(out)
    found = readable_text(out.getvalue(), "xlsx")
    assert "机密★" in found.split("\n")
    assert text_marks(found).finding is Finding.SECRET


@pytest.mark.article(12)
def test_a_pdf_is_read_page_by_page() -> None:
    found = readable_text(application_receipt("zh", applicant="机密★"), "pdf")
    assert "申报材料收件回执" in found
    assert text_marks(found).finding is Finding.SECRET
    assert text_marks(readable_text(application_receipt("zh"), "pdf")).finding is Finding.CLEAR


def test_a_picture_has_no_text() -> None:
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    assert readable_text(out.getvalue(), "png") == ""
    assert readable_text(b"anything", "jpg") == ""


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx"])
def test_a_file_broken_off_anywhere_has_no_text_or_what_is_left_of_it(kind: str) -> None:
    whole = {"pdf": application_receipt("zh"), "docx": saved_word(), "xlsx": sheet("a", ("一",), (("x",),))}[kind]
    for length in (0, 1, 4, 100, len(whole) // 2, len(whole) - 30):
        assert isinstance(readable_text(whole[:length], kind), str)
    assert readable_text(b"\x00" * 5000, kind) == ""


def test_a_zip_bomb_is_not_blown_up() -> None:
    bomb = word("<w:p>" + " " * 200_000_000)
    assert len(bomb) < 200_000
    tracemalloc.start()
    try:
        assert readable_text(bomb, "docx") == ""
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_a_zip_bomb_that_lies_about_its_size_is_not_blown_up() -> None:
    bomb = bytearray(word(" " * 50_000_000))
    for signature, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = bomb.rindex(signature)
        bomb[start + place : start + place + 4] = struct.pack("<I", 1000)
    tracemalloc.start()
    try:
        assert readable_text(bytes(bomb), "docx") == ""
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_a_large_but_honest_document_is_read() -> None:
    body = "".join(f"<w:p><w:r><w:t>第{n}段，质量改进。</w:t></w:r></w:p>" for n in range(40_000))
    found = readable_text(word(f"<w:document>{body}</w:document>"), "docx")
    assert found.count("\n") == 39_999


def test_entities_are_neither_expanded_nor_fetched() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    declared = f'<!DOCTYPE a [<!ENTITY l0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">{laughs}]>'
    found = readable_text(word(f"{declared}<w:p><w:t>&l11;&f;公开</w:t></w:p>"), "docx")
    assert "&l11;&f;公开" in found
    assert "root:" not in found
    assert len(found) < 2_000


def test_tags_that_never_end_do_not_take_long() -> None:
    for piece in (
        "<",
        "<w:t",
        "<v:textpath string=",
        "<oddHeader>&amp;",
        "<![CDATA[",
        "<!--",
        '<sheet name="',
        "</w:p",
        "&#",
    ):
        began = time.process_time()
        readable_text(word("".join(chr(20_000 + n % 9000) for n in range(20_000)) + piece * 100_000), "docx")
        assert time.process_time() - began < 20, piece  # of its own time; read over and over it would be hours


def endless_pdf() -> bytes:
    """A small file, one page of which is read at once while the other has five million operators."""
    with pikepdf.open(BytesIO(application_receipt("zh"))) as pdf:
        pdf.add_blank_page()
        pdf.pages[1].Resources = pdf.pages[0].Resources
        pdf.pages[1].Contents = pdf.make_stream(b"BT (a) Tj ET " * 5_000_000)
        out = BytesIO()
        pdf.save(out)
        return out.getvalue()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # where the alarm hits a finalizer
def test_a_pdf_that_would_never_end_is_ended_and_what_was_read_is_kept() -> None:
    data = endless_pdf()
    assert len(data) < 300_000
    found = next((text for seconds in (2, 8, 32) if (text := readable_text(data, "pdf", seconds=seconds))), "")
    assert found.startswith("临夏县工业和信息化局")
    assert found.count("a") < 5_000_000


def test_a_page_that_cannot_be_read_hides_none_of_the_others() -> None:
    with pikepdf.open(BytesIO(application_receipt("zh"))) as pdf:
        pdf.add_blank_page()
        pdf.pages[1].Resources = pdf.pages[0].Resources
        stream = pikepdf.Stream(pdf, b"not deflated")
        stream.Filter = pikepdf.Name.JBIG2Decode
        pdf.pages[1].Contents = pdf.make_indirect(stream)
        pdf.pages.reverse()
        out = BytesIO()
        pdf.save(out)
    assert "申报材料收件回执" in readable_text(out.getvalue(), "pdf")


def test_a_pdf_cannot_use_up_the_memory() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary())
        bomb = zlib.compress(zlib.compress(b"\0" * 300_000_000, 9), 9)
        stream = pikepdf.Stream(pdf, bomb)
        stream.Filter = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
        pdf.pages[0].Contents = pdf.make_indirect(stream)
        out = BytesIO()
        pdf.save(out, compress_streams=False)
    with pytest.raises(Unfit, match="uploads.too_dear"):
        looked_into(out.getvalue())


def test_a_pdf_under_a_password_has_no_text_and_one_that_only_forbids_printing_has() -> None:
    def locked(user: str) -> bytes:
        out = BytesIO()
        with pikepdf.open(BytesIO(application_receipt("zh"))) as pdf:
            pdf.save(out, encryption=pikepdf.Encryption(owner="secret", user=user))
        return out.getvalue()

    assert readable_text(locked("1234"), "pdf") == ""
    assert "申报材料收件回执" in readable_text(locked(""), "pdf")
