import os
import resource
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, PngImagePlugin

from papers.engine import apart
from papers.engine.uploads import Seen, check_pdf, looked_into, plain_image
from rules.engine.refusals import Unfit
from tests.papers.dear import many_objects, many_pages, many_parts, many_pixels
from tests.papers.parsers import TIMES, environment, failing, greedy, killed, telling
from tests.papers.samples import application_receipt

SOUND = application_receipt("zh")


def archive() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.txt", b"x" * 500)
    return out.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(Unfit) as unfit:
        looked_into(data)
    return unfit.value.key


BLOCK = 1024 * 1024
MANY = 700


def deflated(first: bytes, blocks: int) -> bytes:
    """`first` and so many MB of blanks behind it, packed into as many KB."""
    packer = zlib.compressobj(9)
    begun = packer.compress(first) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * BLOCK) + packer.flush(zlib.Z_FULL_FLUSH)
    return begun + block * blocks + packer.flush()


def packed_objects(blocks: int) -> bytes:
    """A PDF whose catalogue and page lie in a stream that unpacks to so many MB."""
    objects = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", b"<</Type/Page/Parent 2 0 R>>")
    places = [sum(len(one) + 1 for one in objects[:place]) for place in range(3)]
    head = b" ".join(b"%d %d" % (place + 1, at) for place, at in enumerate(places)) + b" "
    stream = b"<</Type/ObjStm/N 3/First %d/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
    inner = deflated(head + b" ".join(objects), blocks)
    file = b"%PDF-1.5\n4 0 obj\n" + stream % (len(head), len(inner), inner) + b"\nendobj\n"
    rows = [(0, 0, 0), *((2, 4, place) for place in range(3)), (1, 9, 0), (1, len(file), 0)]
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    found = b"5 0 obj\n<</Type/XRef/W[1 4 2]/Size 6/Root 1 0 R/Length %d>>stream\n%s\nendstream\nendobj\n"
    return file + found % (len(table), table) + b"startxref\n%d\n%%%%EOF\n" % len(file)


def grown_page(blocks: int) -> bytes:
    """A PDF whose page unpacks to so many MB as soon as something is laid over it."""
    out = BytesIO()
    with pikepdf.open(BytesIO(SOUND)) as pdf:
        pdf.pages[0].Contents = pdf.make_stream(b"")
        pdf.pages[0].Contents.write(deflated(b"", blocks), filter=pikepdf.Name.FlateDecode)
        pdf.save(out, compress_streams=False)
    return out.getvalue()


@pytest.mark.parametrize(
    ("made", "why"), [(packed_objects, "uploads.unsound"), (grown_page, "uploads.too_dear")], ids=["objects", "page"]
)
def test_a_pdf_that_unpacks_without_end_is_not_sound_and_takes_no_memory_of_the_service(
    made: Callable[[int], bytes], why: str
) -> None:
    assert looked_into(made(1)).kind == "pdf"
    data, before = made(MANY), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(data) < 2 * BLOCK
    assert refused(data) == why
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60 * 1024


@pytest.mark.parametrize("tail", [b"", b"\n", b"\r\n \x00\x00"])
def test_a_sound_pdf_is_sound(tail: bytes) -> None:
    check_pdf(SOUND + tail)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7\n%%EOF",
        b"<html>%PDF-1.7 %%EOF",
        b"MZ" + SOUND,
        SOUND[: len(SOUND) // 2],
        SOUND[: len(SOUND) // 2] + b"\n%%EOF",
        SOUND + archive(),
        SOUND + archive() + b"\n%%EOF",
        b"%PDF-1.4\n" + b"<<" * 100_000 + b"\n%%EOF",
    ],
)
def test_what_is_broken_off_or_something_else_as_well_is_not(data: bytes) -> None:
    with pytest.raises(Unfit, match="uploads.unsound"):
        check_pdf(data)


def test_a_pdf_under_a_password_is_not_sound() -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(SOUND)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert refused(out.getvalue()) == "uploads.unsound"


def photograph(kind: str, *, size: tuple[int, int] = (40, 20), mode: str = "RGB") -> bytes:
    """Red on the left, blue on the right, to be turned by a quarter, with a place, a camera and a note."""
    picture = Image.new(mode, size)
    if mode == "RGB":
        picture.paste((255, 0, 0), (0, 0, size[0] // 2, size[1]))
        picture.paste((0, 0, 255), (size[0] // 2, 0, *size))
    exif = Image.Exif()
    exif[0x0110], exif[0x0112] = "Camera 35.6012N", 6
    exif.get_ifd(0x8825)[2] = (35.0, 36.0, 4.0)
    out = BytesIO()
    if kind == "jpg":
        picture.save(out, "JPEG", exif=exif, comment=b"at home", quality=95)
    else:
        note = PngImagePlugin.PngInfo()
        note.add_text("Location", "at home", zip=False)
        picture.save(out, "PNG", exif=exif, pnginfo=note)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["jpg", "png"])
def test_a_picture_keeps_its_pixels_upright_and_loses_where_and_with_what_it_was_taken(kind: str) -> None:
    given = photograph(kind)
    assert b"Camera 35.6012N" in given
    assert b"at home" in given
    plain = plain_image(given, kind)
    assert b"Camera 35.6012N" not in plain
    assert b"at home" not in plain
    with Image.open(BytesIO(plain)) as picture:
        assert picture.size == (20, 40)
        assert dict(picture.getexif()) == {}
        top, bottom = picture.convert("RGB").getpixel((10, 5)), picture.convert("RGB").getpixel((10, 35))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert [channel > 200 for channel in (*top, *bottom)] == [True, False, False, False, False, True]


@pytest.mark.parametrize(("kind", "mode"), [("jpg", "CMYK"), ("jpg", "L"), ("png", "RGBA"), ("png", "1"), ("png", "P")])
def test_pictures_of_every_mode_are_rewritten(kind: str, mode: str) -> None:
    out = BytesIO()
    Image.new(mode, (5, 5)).save(out, "JPEG" if kind == "jpg" else "PNG")
    with Image.open(BytesIO(plain_image(out.getvalue(), kind))) as picture:
        assert picture.size == (5, 5)


@pytest.mark.parametrize("kind", ["jpg", "png"])
def test_what_is_no_whole_picture_of_its_kind_is_refused(kind: str) -> None:
    other = "png" if kind == "jpg" else "jpg"
    whole = photograph(kind, size=(400, 400))
    for data in (b"", b"GIF89a", whole[: len(whole) // 2], photograph(other), b"<svg onload='x'/>"):
        with pytest.raises(Unfit) as refused:
            plain_image(data, kind)
        assert refused.value.key == "papers.image.unreadable"


@pytest.mark.parametrize("size", [(8001, 8000), (13_400, 13_400), (60_000, 60_000)])
def test_a_small_file_of_very_many_pixels_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    def chunk(body: bytes) -> bytes:
        return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))

    head = chunk(struct.pack(">4sII5B", b"IHDR", *size, 1, 0, 0, 0, 0))
    data = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT")
    with pytest.raises(Unfit) as refused:
        plain_image(data, "png")
    assert refused.value.key == "papers.image.too_large"


@pytest.mark.parametrize(
    ("dear", "why"),
    [
        (partial(many_pages, 600_000), "uploads.too_many_pages"),
        (partial(many_pages, 600_000, spelt=b"/Kid#73"), "uploads.too_dear"),
        (partial(many_pages, 3_000, spelt=b"/Kid#73"), "uploads.too_many_pages"),
        (partial(many_pages, 2_001), "uploads.too_many_pages"),
        (partial(many_objects, 45 * BLOCK), "uploads.too_many_objects"),
        (partial(many_pixels, 60_000, 60_000), "papers.image.too_large"),
        (partial(many_parts, 5_001), "uploads.too_many_parts"),
    ],
    ids=[
        "pages",
        "very many pages spelt otherwise",
        "pages spelt otherwise",
        "one page too many",
        "objects",
        "pixels",
        "parts",
    ],
)
def test_what_is_too_much_is_refused_as_that_and_takes_no_memory_of_the_service(
    dear: Callable[[], bytes], why: str
) -> None:
    data = dear()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refused(data) == why
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def test_many_pages_and_pixels_are_still_taken() -> None:
    assert looked_into(many_pages(2_000)).kind == "pdf"
    assert looked_into(many_pixels(8_000, 8_000)).kind == "png"


@pytest.mark.parametrize(
    ("parser", "why"),
    [(failing, "uploads.damaged"), (killed, "uploads.too_dear"), (greedy, "uploads.too_dear")],
    ids=["failing", "killed", "greedy"],
)
def test_however_a_parser_ends_the_file_is_refused_in_words(
    parser: Callable[[bytes], object], why: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Unfit) as unfit:
        parser(b"")
    assert unfit.value.key == why
    told = ["a file could not be parsed: LookupError in tests.papers.parsers:18"] if parser is failing else []
    assert caplog.messages == told


def test_what_the_process_says_arrives_as_it_was() -> None:
    assert telling(b"\n\xff done", 1, "二") == (
        b"\n\xff done",
        Seen("pdf", "字", ("a",), b"\n\xff done"),
        {"a": 1, "b": "二"},
        TIMES,
    )


def test_the_process_has_none_of_the_services_settings() -> None:
    apart._WAITING.stop()
    os.environ["AWARD_TELEGRAM_TOKEN"] = "1:secret"
    try:
        assert environment(b"") == ()
    finally:
        del os.environ["AWARD_TELEGRAM_TOKEN"]


def test_the_process_that_waits_is_started_again_where_it_was_ended() -> None:
    assert environment(b"") == ()
    ended = apart._WAITING.process
    assert ended is not None
    ended.kill()
    ended.wait()
    assert environment(b"") == ()


def test_a_file_that_was_parsed_leaves_no_process_behind() -> None:
    assert environment(b"") == ()
    with pytest.raises(Unfit):
        killed(b"")
    waits = apart._WAITING.process
    assert waits is not None
    assert Path(f"/proc/{waits.pid}/task/{waits.pid}/children").read_text() == ""
