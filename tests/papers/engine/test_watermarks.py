"""A copy of a trade-secret file says to whom it was given, on every page and whichever way it lies (Art. 12, 40)."""

from io import BytesIO

import pikepdf
import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from papers.engine.watermarks import marked
from rules.engine.refusals import Unfit

MARK = "商业秘密　2026-0001　仅供马小兰查阅　2026年9月1日10:00"
PAGES = ((595, 842, 0), (842, 595, 90), (595, 842, 270), (300, 1200, 180), (90, 60, 0))
"""Width, height and turn of each page."""


def pdf(*pages: tuple[int, int, int], drawn: bytes = b"") -> bytes:
    made = pikepdf.new()
    for width, height, turn in pages:
        made.add_blank_page(page_size=(width, height))
        page = made.pages[-1]
        page.obj["/Rotate"] = turn
        page.obj["/Contents"] = made.make_stream(drawn)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def picture(kind: str, size: tuple[int, int], colour: tuple[int, ...]) -> bytes:
    out = BytesIO()
    Image.new("RGBA" if len(colour) == 4 else "RGB", size, colour).save(out, kind)
    return out.getvalue()


def upright_over(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """How the mark is turned where it is laid over the page: the first four numbers of its matrix."""
    found = [[float(one) for one in each.operands] for each in pikepdf.parse_content_stream(page, "cm")]
    return tuple(round(one) for one in found[-1][:4])  # type: ignore[return-value]


@pytest.mark.article(12)
def test_every_page_says_whose_copy_it_is_turned_as_the_page_is() -> None:
    copy = marked(pdf(*PAGES), "pdf", MARK, "zh")
    said = ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(copy)).pages]
    assert [MARK.replace("　", "") in text for text in said] == [True] * len(PAGES)
    with pikepdf.open(BytesIO(copy)) as opened:
        turned = [upright_over(page) for page in opened.pages]
        assert [page.obj["/Rotate"] for page in opened.pages] == [turn for _, _, turn in PAGES]
    assert turned == [(1, 0, 0, 1), (0, 1, -1, 0), (0, -1, 1, 0), (-1, 0, 0, -1), (1, 0, 0, 1)]


def test_a_copy_opens_for_everybody_and_is_changed_by_nobody() -> None:
    with pikepdf.open(BytesIO(marked(pdf(PAGES[0]), "pdf", MARK, "zh"))) as opened:
        assert (opened.is_encrypted, opened.user_password_matched, opened.owner_password_matched) == (True, True, False)
        assert (opened.allow.modify_other, opened.allow.extract, opened.allow.print_highres) == (False, False, True)


def test_what_a_page_leaves_changed_does_not_move_the_mark() -> None:
    with pikepdf.open(BytesIO(marked(pdf(PAGES[0], drawn=b"q q 0.01 0 0 0.01 0 0 cm"), "pdf", MARK, "zh"))) as opened:
        signs = [str(each.operator) for each in pikepdf.parse_content_stream(opened.pages[0])]
    before = signs[: len(signs) - 1 - signs[::-1].index("cm")]
    assert (before.count("q") - before.count("Q"), signs.count("q") - signs.count("Q")) == (1, 0)


@pytest.mark.parametrize("kind", ["jpg", "png"])
@pytest.mark.parametrize("colour", [(255, 255, 255), (0, 0, 0), (120, 140, 90)])
def test_a_picture_is_marked_from_edge_to_edge_on_dark_and_light(kind: str, colour: tuple[int, ...]) -> None:
    before = picture("JPEG" if kind == "jpg" else "PNG", (900, 700), colour)
    after = Image.open(BytesIO(marked(before, kind, MARK, "zh")))
    assert after.size == (900, 700)
    told = (
        ImageChops.difference(Image.open(BytesIO(before)).convert("RGB"), after)
        .convert("L")
        .point(lambda level: 255 if level > 20 else 0)
    )
    corners = [(x, y, x + 300, y + 350) for x in (0, 300, 600) for y in (0, 350)]
    assert [told.crop(one).getbbox() is not None for one in corners] == [True] * 6
    assert 0.005 < told.histogram()[255] / (900 * 700) < 0.2


def test_what_is_clear_in_a_picture_stays_clear_and_what_lies_is_turned_upright() -> None:
    clear = Image.open(BytesIO(marked(picture("PNG", (400, 300), (0, 0, 0, 0)), "png", MARK, "zh")))
    assert (clear.mode, clear.getchannel("A").getextrema()[0]) == ("RGBA", 0)
    lying, out = Image.new("RGB", (400, 300)), BytesIO()
    exif = lying.getexif()
    exif[0x0112] = 6
    lying.save(out, "JPEG", exif=exif)
    assert Image.open(BytesIO(marked(out.getvalue(), "jpg", MARK, "zh"))).size == (300, 400)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("pdf", b"%PDF-1.4 materials"),
        ("pdf", pdf()),
        ("jpg", b"\xff\xd8\xff"),
        ("png", b""),
    ],
)
def test_what_cannot_be_marked_is_refused(kind: str, content: bytes) -> None:
    with pytest.raises(Unfit, match="copies.unmarkable"):
        marked(content, kind, MARK, "zh")
