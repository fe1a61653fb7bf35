from io import BytesIO
from xml.etree import ElementTree

import pytest
import segno
from PIL import Image

from papers.engine.layout import png, svg

ADDRESS = "https://award.example.gov.cn/notice/4"


def test_the_picture_is_black_on_white_with_a_quiet_zone() -> None:
    with Image.open(BytesIO(png(ADDRESS, scale=5))) as picture:
        grey = picture.convert("L")
        side = (29 + 2 * 4) * 5
        assert grey.size == (side, side)
        assert {grey.getpixel((n, 19)) for n in range(side)} == {255}
        assert [grey.getpixel((20 + 5 * n + 2, 22)) for n in range(8)] == [0] * 7 + [255]


def test_the_code_holds_the_address_at_level_m() -> None:
    expected = segno.make_qr(ADDRESS, error="m", boost_error=False, encoding="utf-8")
    assert expected.designator == "3-M"
    out = BytesIO()
    expected.save(out, kind="png", scale=8, border=4)
    assert png(ADDRESS) == out.getvalue()
    assert png(ADDRESS) != png(ADDRESS + "5")


def test_the_drawing_is_svg_without_script_whatever_the_address() -> None:
    drawing = ElementTree.fromstring(svg('https://x/"><script>alert(1)</script>'))
    assert {part.tag.rpartition("}")[2] for part in drawing.iter()} == {"svg", "path"}


def test_an_address_too_long_for_a_code_is_refused() -> None:
    with pytest.raises(segno.DataOverflowError):
        png("x" * 3000)
