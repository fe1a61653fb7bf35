import resource
import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from PIL import Image, PngImagePlugin

from papers.uploads import acts, plain_image, sound_pdf
from rules.refusals import Unfit
from tests.papers.samples import application_receipt

SOUND = application_receipt("zh")


def archive() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.txt", b"x" * 500)
    return out.getvalue()


def changed(change: str) -> bytes:
    """A sound PDF that does something when opened, or carries something."""
    out = BytesIO()
    with pikepdf.open(BytesIO(SOUND)) as pdf:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        match change:
            case "script":
                pdf.Root.OpenAction = script
            case "named script":
                pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["a", script]))
            case "page":
                pdf.pages[0].AA = pikepdf.Dictionary(O=script)
            case "launch":
                pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
            case "file":
                pdf.attachments["a.exe"] = b"MZ"
            case "view":
                pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=[pdf.pages[0].obj, pikepdf.Name.Fit])
        pdf.save(out)
    return out.getvalue()


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


@pytest.mark.parametrize("made", [packed_objects, grown_page])
def test_a_pdf_that_unpacks_without_end_is_not_sound_and_takes_no_memory_of_the_service(
    made: Callable[[int], bytes],
) -> None:
    assert sound_pdf(made(1))
    data, before = made(MANY), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(data) < 2 * BLOCK
    assert not sound_pdf(data)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60 * 1024


@pytest.mark.parametrize("tail", [b"", b"\n", b"\r\n \x00\x00"])
def test_a_sound_pdf_is_sound(tail: bytes) -> None:
    assert sound_pdf(SOUND + tail) is True


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
    assert sound_pdf(data) is False


def test_a_pdf_under_a_password_is_not_sound() -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(SOUND)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert sound_pdf(out.getvalue()) is False


@pytest.mark.parametrize("change", ["script", "named script", "page", "launch", "file"])
def test_a_pdf_that_does_or_carries_something_is_noticed(change: str) -> None:
    assert sound_pdf(changed(change)) is True
    assert acts(changed(change)) is True


def test_links_and_an_opening_view_are_not_acts() -> None:
    assert acts(SOUND) is False
    assert acts(changed("view")) is False


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
