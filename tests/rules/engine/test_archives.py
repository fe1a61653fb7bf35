import tracemalloc
import zipfile
from io import BytesIO

import docx
import openpyxl
import pytest

from rules.engine.archives import MAX_UNPACKED, carries_objects, holds_zip, office_kind
from rules.engine.refusals import Unfit

TYPES = ("[Content_Types].xml", b"<Types/>")
DOCUMENT = ("word/document.xml", b"<w:document/>")


def packed(*parts: tuple[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts:
            package.writestr(name, content)
    return file.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(Unfit) as unfit:
        office_kind(data)
    return unfit.value.key


def word_file() -> bytes:
    document = docx.Document()
    document.add_paragraph("质量奖申报材料").add_run("（第二段）& <b>")
    document.sections[0].header.paragraphs[0].text = "机密★10年"
    document.add_table(1, 1).cell(0, 0).text = "表格里的字"
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def excel_file() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "指标"
    sheet.append(["营业收入", 12.5, "机密"])
    sheet.oddHeader.center.text = "秘密"  # type: ignore[union-attr]  # a new sheet has its header
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.article(12)
def test_real_documents_are_known_by_their_parts() -> None:
    assert office_kind(word_file()) == "docx"
    assert office_kind(excel_file()) == "xlsx"


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        ((TYPES, DOCUMENT, ("word/vbaProject.bin", b"x")), "uploads.macros"),
        ((TYPES, ("xl/workbook.xml", b""), ("xl/VBAPROJECT.bin", b"x")), "uploads.macros"),
        ((("[Content_Types].xml", b"vnd.ms-word.document.macroEnabled.main+xml"), DOCUMENT), "uploads.macros"),
        ((DOCUMENT,), "uploads.kind"),
        ((TYPES, ("ppt/presentation.xml", b"")), "uploads.kind"),
        ((("a.txt", b"a"),), "uploads.kind"),
        ((TYPES, DOCUMENT, ("../x", b"")), "uploads.damaged"),
        ((TYPES, DOCUMENT, ("/etc/x", b"")), "uploads.damaged"),
        ((TYPES, DOCUMENT, ("WORD/document.xml", b"")), "uploads.damaged"),
        ((TYPES, DOCUMENT, ("word/media/a.bin", bytes(2_000_000))), "uploads.swells"),
        (tuple((f"{n}.xml", b"") for n in range(5_001)), "uploads.too_many_parts"),
    ],
)
def test_a_package_that_is_not_a_plain_document_is_refused(parts: tuple[tuple[str, bytes], ...], key: str) -> None:
    with pytest.raises(Unfit) as unfit:
        office_kind(packed(*parts))
    assert unfit.value.key == key


def test_a_bomb_is_refused_by_what_it_declares_and_takes_no_memory() -> None:
    bomb = packed(TYPES, DOCUMENT, ("word/media/image1.bin", bytes(200_000_000)))
    assert len(bomb) < 200_000

    tracemalloc.start()
    with pytest.raises(Unfit) as unfit:
        office_kind(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert unfit.value.key == "uploads.swells"
    assert peak < 1_000_000


def test_many_parts_are_added_up() -> None:
    stored = BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as package:
        for n in range(MAX_UNPACKED // 900_000 + 1):
            package.writestr(f"word/media/{n}.bin", bytes(900_000))
    with pytest.raises(Unfit) as unfit:
        office_kind(stored.getvalue())
    assert unfit.value.key == "uploads.swells"


@pytest.mark.article(12)
def test_a_part_that_lies_about_its_size_hides_nothing_and_takes_no_memory() -> None:
    xml = b"<w:document>" + b"<w:t>a</w:t>" * 2_000_000
    data = packed(TYPES, ("word/document.xml", xml))
    lying = data.replace(len(xml).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    assert lying != data

    tracemalloc.start()
    assert refused(lying) == "uploads.damaged"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.article(12)
def test_a_part_that_is_not_where_it_should_be_or_does_not_unpack_is_refused() -> None:
    data = packed(TYPES, ("word/document.xml", b"<w:t>a</w:t>" * 9), ("word/footer1.xml", "<w:t>尾</w:t>".encode()))
    place = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/document.xml"))
    lost = data[: place + 42] + (2**31).to_bytes(4, "little") + data[place + 46 :]
    first = data.find(b"word/document.xml") + len("word/document.xml")
    torn = data[:first] + b"\xff\xff" + data[first + 2 :]
    other = data.replace(b"word/footer1.xml", b"word/footer2.xml", 1)  # one name in the list, another on the part

    assert office_kind(data) == "docx"
    assert [refused(broken) for broken in (lost, torn, other)] == ["uploads.damaged"] * 3


def test_a_password_a_cut_and_a_tail_are_noticed() -> None:
    whole = word_file()
    locked = bytearray(whole)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = locked.find(signature)
        while place >= 0:
            locked[place + flags] |= 1
            place = locked.find(signature, place + 4)

    for data, key in (
        (bytes(locked), "uploads.locked"),
        (whole[:-30], "uploads.damaged"),
        (whole[: len(whole) // 2], "uploads.damaged"),
        (whole + b"<script>", "uploads.damaged"),
    ):
        with pytest.raises(Unfit) as unfit:
            office_kind(data)
        assert unfit.value.key == key


def test_a_zip_is_found_wherever_it_hides() -> None:
    small = packed(("a", b"a"))

    assert [holds_zip(data) for data in (small, b"%PDF-" + small, small + b"\n%%EOF\n")] == [True, True, True]
    assert [holds_zip(data) for data in (b"", b"PK\x05\x06", b"%PDF- PK\x05\x06" + bytes(30), small[:-22])] == [
        False
    ] * 4


def test_carried_objects_are_known() -> None:
    assert carries_objects(packed(TYPES, DOCUMENT, ("word/embeddings/oleObject1.bin", b"x")))
    assert not carries_objects(word_file())
