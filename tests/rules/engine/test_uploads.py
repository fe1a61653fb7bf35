import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.engine.refusals import Unfit
from rules.engine.uploads import FileKind, Flag, check_count, check_size, check_total, display_name, flags, sniff

MB = 1024 * 1024
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nxref\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def packed(**parts: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
        package.writestr("[Content_Types].xml", b"<Types/>")
    return file.getvalue()


DOCX = packed(word__document_xml="<w:p><w:t>公开材料</w:t></w:p>".encode())
XLSX = packed(xl__workbook_xml=b"", xl__sharedStrings_xml="<si><t>指标</t></si>".encode())


def refused(data: bytes) -> str:
    with pytest.raises(Unfit) as unfit:
        sniff(data)
    return unfit.value.key


@pytest.mark.article(12)
def test_a_file_is_what_it_contains() -> None:
    assert (sniff(PDF), sniff(DOCX), sniff(XLSX)) == (FileKind.PDF, FileKind.DOCX, FileKind.XLSX)


@pytest.mark.article(12)
@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "uploads.empty"),
        (b"<!DOCTYPE html><html><script>alert(1)</script></html>", "uploads.kind"),
        (b"\x7fELF\x02\x01\x01" + bytes(60), "uploads.kind"),
        (b"MZ\x90\x00" + bytes(60), "uploads.kind"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "uploads.kind"),
        (b"GIF89a" + bytes(60), "uploads.kind"),
        (b"plain text", "uploads.kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60), "uploads.old_office"),
        (packed(a=b"a"), "uploads.kind"),
        (packed(word__document_xml=b"", word__vbaProject_bin=b"x"), "uploads.macros"),
        (PDF + DOCX, "uploads.mixed"),
        (PDF + DOCX + b"\n%%EOF\n", "uploads.mixed"),
        (PDF.replace(b"xref\ntrailer", DOCX + b"xref\ntrailer"), "uploads.mixed"),
    ],
)
def test_what_is_not_on_the_list_is_refused_whatever_its_name(data: bytes, key: str) -> None:
    assert refused(data) == key


@given(st.binary(max_size=300))
def test_any_bytes_are_judged_without_failing(data: bytes) -> None:
    for start in (b"", b"%PDF-1.7", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"):
        with pytest.raises(Unfit):
            sniff(start + data)


@given(cut=st.integers(1, len(DOCX) - 1))
def test_a_cut_document_is_damaged(cut: int) -> None:
    assert refused(DOCX[:cut]) in {"uploads.damaged", "uploads.kind"}


def test_a_reviewer_is_told_what_a_file_would_do() -> None:
    acting = PDF.replace(
        b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/JavaScript/JS(x)>>/Names<</EmbeddedFiles 2 0 R>>"
    )
    carrying = packed(word__document_xml=b"", word__embeddings__a_bin=b"x")

    assert sniff(acting) is FileKind.PDF
    assert flags(acting, FileKind.PDF) == {Flag.JAVASCRIPT, Flag.OPEN_ACTION, Flag.EMBEDDED_FILE}
    assert flags(carrying, sniff(carrying)) == {Flag.EMBEDDED_FILE}
    assert flags(PDF, FileKind.PDF) == flags(DOCX, FileKind.DOCX) == frozenset()


def test_size_is_limited_with_figures() -> None:
    check_size(1, 20 * MB)
    check_size(20 * MB, 20 * MB)
    with pytest.raises(Unfit) as large:
        check_size(25 * MB, 20 * MB)
    with pytest.raises(Unfit) as hair:
        check_size(20 * MB + MB // 10, 20 * MB)
    with pytest.raises(Unfit) as empty:
        check_size(0, 20 * MB)

    assert (large.value.key, large.value.values) == ("uploads.too_large", {"size": "25", "limit": "20"})
    assert hair.value.values == {"size": "20.1", "limit": "20"}
    assert empty.value.key == "uploads.empty"


def test_number_and_total_are_limited_with_figures() -> None:
    check_count(50, 50)
    check_total(500 * MB, 500 * MB)
    with pytest.raises(Unfit) as many:
        check_count(51, 50)
    with pytest.raises(Unfit) as much:
        check_total(512 * MB, 500 * MB)

    assert (many.value.key, many.value.values) == ("uploads.too_many", {"limit": 50})
    with pytest.raises(Unfit, match="uploads.too_many_here"):
        check_count(6, 5, here=True)
    assert (much.value.key, much.value.values) == ("uploads.too_much", {"total": "512", "limit": "500"})


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("../../etc/cron.d/x", "x"),
        ("..\\..\\x", "x"),
        (r"C:\Users\张三\营业执照.pdf", "营业执照.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("CON", "_CON"),
        ("con.pdf", "_con.pdf"),
        ("console.pdf", "console.pdf"),
        ("." * 300, "file"),
        ("..", "file"),
        ("", "file"),
        ("\u202efdp.exe", "fdp.exe"),
        ("-rf", "rf"),
        ("--help.pdf", "help.pdf"),
        (".bashrc", "bashrc"),
        ("名称. ", "名称"),
        ('a<b>:"|?*.pdf', "a_b______.pdf"),
        ("a\nb.pdf", "a_b.pdf"),
        ("𠮷祥 质量奖（终稿）.docx", "𠮷祥 质量奖（终稿）.docx"),
        ("质" * 300 + ".pdf", "质" * 96 + ".pdf"),
    ],
)
def test_a_name_is_shown_without_its_tricks(given_name: str, shown: str) -> None:
    assert display_name(given_name) == shown


@pytest.mark.parametrize(
    ("given_name", "kind", "shown"),
    [
        ("执照.pdf", FileKind.PDF, "执照.pdf"),
        ("照片.JPEG", FileKind.JPG, "照片.JPEG"),
        ("\u202efdp.exe", FileKind.PDF, "fdp.exe.pdf"),
        ("执照", FileKind.PNG, "执照.png"),
        ("", FileKind.PDF, "file.pdf"),
        ("质" * 300 + ".exe", FileKind.PDF, "质" * 92 + ".exe.pdf"),
    ],
)
def test_a_name_to_be_saved_ends_as_its_content_does(given_name: str, kind: FileKind, shown: str) -> None:
    assert display_name(given_name, kind) == shown


@given(st.text(max_size=400), st.sampled_from([None, *FileKind]))
def test_every_name_shown_is_short_and_safe(name: str, kind: FileKind | None) -> None:
    shown = display_name(name, kind)

    assert 0 < len(shown) <= 100
    assert not set(shown) & set('/\\\x00\n<>:"|?*\u202e')
    assert shown[0] not in "-. "
    assert shown[-1] not in ". "
