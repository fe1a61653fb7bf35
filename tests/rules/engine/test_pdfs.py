from io import BytesIO

import pikepdf
import pytest

from rules.engine.pdfs import actions, check_pdf
from rules.engine.refusals import Unfit


def pdf(*, object_streams: bool = False, password: str = "", **root: object) -> bytes:
    """A page of paper, with what is asked for in its root."""
    file = BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        for name, value in root.items():
            paper.Root[f"/{name}"] = value
        paper.save(
            file,
            object_stream_mode=pikepdf.ObjectStreamMode.generate
            if object_streams
            else pikepdf.ObjectStreamMode.disable,
            encryption=pikepdf.Encryption(user="", owner=password) if password else False,
        )
    return file.getvalue()


def script() -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS=pikepdf.String("app.alert(1)"))


def test_a_plain_paper_is_taken_and_does_nothing() -> None:
    for data in (pdf(), pdf(object_streams=True), pdf() + b"\n\x00\x00\r\n"):
        check_pdf(data)
        assert actions(data) == frozenset()


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"\n" + pdf(), "uploads.damaged"),
        (b"%PDF-<html>", "uploads.damaged"),
        (pdf()[:-7], "uploads.damaged"),
        (b"%PDF-1.7\n%%EOF", "uploads.damaged"),
        (pdf() + b"MZ", "uploads.mixed"),
        (pdf() + b"<script>alert(1)</script>", "uploads.mixed"),
    ],
)
def test_a_paper_begins_and_ends_as_one(data: bytes, key: str) -> None:
    with pytest.raises(Unfit) as unfit:
        check_pdf(data)
    assert unfit.value.key == key


@pytest.mark.parametrize("object_streams", [False, True])
def test_a_script_that_runs_on_opening_is_seen_even_when_packed(object_streams: bool) -> None:
    data = pdf(object_streams=object_streams, OpenAction=script())

    assert (b"/JavaScript" in data) is not object_streams
    assert actions(data) == {"JavaScript", "OpenAction"}


@pytest.mark.parametrize("disguise", [b"/J#61vaScript", b"/#4aavaScript", b"/#4AavaScript", b"/JavaScrip#74"])
def test_a_name_in_disguise_is_seen(disguise: bytes) -> None:
    data = pdf(OpenAction=script()).replace(b"/JavaScript", disguise)

    assert actions(data) == {"JavaScript", "OpenAction"}


def test_an_embedded_file_and_a_lock_are_seen() -> None:
    file = BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.attachments["a.txt"] = b"a"
        paper.save(file)

    assert actions(file.getvalue()) == {"EmbeddedFile"}
    assert actions(pdf(password="x")) == {"Encrypt"}


def test_packed_objects_cannot_swell_without_end() -> None:
    data = b"%PDF-1.7\n" + b"/ObjStm " * 200 + b"stream\n" + b"not packed at all" * 1_000

    assert actions(data) == frozenset()
