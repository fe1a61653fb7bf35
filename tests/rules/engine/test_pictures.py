from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from rules.engine.pictures import check_jpeg, check_png, dimensions
from rules.engine.refusals import Unfit


def picture(kind: str, **options: object) -> bytes:
    file = BytesIO()
    image = Image.effect_noise((64, 48), 90).convert("RGB")
    image.save(file, kind, **options)
    return file.getvalue()


JPEG = picture("JPEG", quality=90)
PNG = picture("PNG")


@pytest.mark.parametrize(
    "data",
    [JPEG, picture("JPEG", progressive=True), picture("JPEG", exif=Image.Exif().tobytes()), JPEG + b"SEFT camera data"],
    ids=["baseline", "progressive", "exif", "trailer"],
)
def test_pictures_of_cameras_are_taken(data: bytes) -> None:
    check_jpeg(data)


@pytest.mark.parametrize(
    "data",
    [
        JPEG[:-2],
        picture("JPEG", progressive=True)[:-2],
        JPEG[:2] + b"\xff\xd0" + JPEG[2:],
        JPEG[: len(JPEG) // 2],
        JPEG[:20],
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xe0<script>alert(1)</script>\xff\xd9",
        b"\xff\xd8\xff\xe0\x00\x01" + JPEG[20:],
        b"\xff\xd8" + b"\xff\xe0\x00\x02" * 20_000 + JPEG[2:],
    ],
)
def test_what_only_begins_like_a_jpeg_is_refused(data: bytes) -> None:
    with pytest.raises(Unfit) as unfit:
        check_jpeg(data)
    assert unfit.value.key == "uploads.damaged"


def test_a_whole_png_is_taken() -> None:
    check_png(PNG)


@pytest.mark.parametrize(
    "data",
    [PNG[:-1], PNG[:-12], PNG + b"x", PNG + PNG, PNG[:33] + PNG[-12:], PNG[:8] + PNG[-12:], PNG[:8]],
    ids=["cut", "no end", "tail", "twice", "no data", "no header", "signature only"],
)
def test_what_only_begins_like_a_png_is_refused(data: bytes) -> None:
    with pytest.raises(Unfit) as unfit:
        check_png(data)
    assert unfit.value.key == "uploads.damaged"


@given(place=st.integers(8, len(PNG) - 1), value=st.integers(1, 255))
def test_one_changed_byte_of_a_png_is_noticed(place: int, value: int) -> None:
    data = bytearray(PNG)
    data[place] ^= value

    with pytest.raises(Unfit):
        check_png(bytes(data))


@given(st.binary(max_size=400))
def test_any_bytes_are_judged_without_failing(data: bytes) -> None:
    for check, start in ((check_jpeg, b"\xff\xd8\xff"), (check_png, PNG[:8])):
        with pytest.raises(Unfit):
            check(start + data)


@pytest.mark.parametrize("data", [PNG, JPEG, picture("JPEG", progressive=True), JPEG + b"SEFT camera data"])
def test_the_size_of_a_picture_stands_in_its_head(data: bytes) -> None:
    assert dimensions(data) == (64, 48)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", PNG[:20], JPEG[:20], b"\xff\xd8\xff\xe0\x00\x00\x00"])
def test_what_is_no_picture_has_no_size(data: bytes) -> None:
    assert dimensions(data) is None
