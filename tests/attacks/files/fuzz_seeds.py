"""Where fuzzing begins: for each target what is nearly right; and what has broken one, which is tried every time."""

import re
from functools import cache
from io import BytesIO

import docx
from PIL import Image

from papers.engine.spreadsheets import sheet
from tests.attacks.files.malicious import laughs, with_macros
from tests.papers.engine.test_watermarks import pdf, picture
from tests.papers.lists import DAIRY, PERSON, book
from tests.rules.holiday_texts import NOTICES

WORDS: dict[str, tuple[str, ...]] = {
    "identity_numbers": (
        "110105 19491231 002x",
        "91350100M000100Y43",
        "+86 138-1234-5678",
        "0930-6222222",
        "ma.xiaolan@mail.example",
    ),
    "dates_and_numbers": ("2026年11月13日", "20261113", "2026-1-3", "1,234.50", "-0.0", "0007", "一"),
    "frames": (
        '{"text": "x", "key": "k"}',
        '{"press": "a:b", "message": 1, "key": "k"}',
        '{"seen": 1e400}',
        '{"earlier": true}',
        '{"file": "a", "caption": null, "more": true, "key": "k"}',
    ),
    "words": (
        "（机密★）方案.pdf",
        "LXZL-2024-001",
        "ABCD EFGH 1234",
        "correct horse battery",
        "../../con.pdf",
        "{0}{x}%s",
    ),
    "notices": tuple(NOTICES.values()),
}


@cache
def seeds(target: str) -> tuple[bytes, ...]:
    """What a target is fed first."""
    if target in WORDS:
        return tuple(one.encode() for one in WORDS[target])
    packages = (_document(), laughs(), with_macros(), sheet("名单", ("单位", "奖项"), (("示例", "质量奖"), ("", 1))))
    pictures = (picture("PNG", (9, 9), (1, 2, 3)), _jpeg())
    return {
        "files": (*packages, *pictures, pdf((100, 100, 0))),
        "copies": (*pictures, pdf((100, 100, 0))),
        "lists": (*packages, book((DAIRY, PERSON))),
    }.get(target, packages)


def _document() -> bytes:
    made, out = docx.Document(), BytesIO()
    made.add_paragraph("内部资料")
    made.save(out)
    return out.getvalue()


def _jpeg() -> bytes:
    out = BytesIO()
    Image.new("RGB", (9, 9)).save(out, "JPEG")
    return out.getvalue()


def _with_a_number() -> bytes:
    """In the place of the page's content."""
    return re.sub(rb"4 0 obj.*?endobj", b"4 0 obj\n7\nendobj", pdf((100, 100, 0)), flags=re.DOTALL)


FOUND: tuple[tuple[str, bytes], ...] = (
    # A PDF whose page was taken away, so that its place holds nothing; and one with a number in the place of an object.
    ("files", pdf((100, 100, 0)).replace(b"3 0 obj", b"3 \xe2 obj", 1)),
    ("files", _with_a_number()),
    # A name that is cut where a dash stands.
    ("words", ("a" * 99 + "-b").encode()),
)
