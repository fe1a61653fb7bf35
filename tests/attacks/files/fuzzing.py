"""What reads bytes or words of strangers, each as one function: it may refuse (Unfit), and may do nothing else.

Tests feed them by hypothesis (`test_fuzz.py`), `scripts/fuzz` by what atheris finds on its way through the code.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal

from papers.engine import archives as papers_archives
from papers.engine import uploads as papers_uploads
from papers.engine import watermarks
from papers.engine.reading import readable_text
from papers.engine.spreadsheets import sheets
from rules.awards.validity import certificate_key
from rules.engine import answers, identities, secrets, uploads
from rules.engine.holiday_notices import read_days, read_notice
from rules.engine.refusals import Refusal, Unfit
from rules.tips.cases import check_passphrase, code_typed
from texts import filled
from web.engine.frames import Said, Sent, Unreadable, own_content, read_frame

TODAY = date(2026, 11, 13)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1)
LARGEST = 64 * 1024
"""Bytes of an input: what is larger is refused by its size before anything looks into it."""


def text(data: bytes) -> str:
    """Bytes as the words that a channel would bring: lone surrogates and all."""
    return data.decode("utf-8", "surrogatepass") if _decodes(data) else data.decode("utf-8", "replace")


def _decodes(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def identity_numbers(data: bytes) -> None:
    """What is taken satisfies the standard's own sum, and is taken again as it is."""
    typed = text(data)
    for kind in identities.DocumentKind:
        with suppress(Unfit):
            number = identities.document_number(kind, typed, today=TODAY)
            assert identities.document_number(kind, number, today=TODAY) == number
            if kind is not identities.DocumentKind.PASSPORT:
                assert re.fullmatch("[0-9]{17}[0-9X]", number)
                digits = [10 if char == "X" else int(char) for char in number]
                assert sum(digit * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11 == 1
                identities.is_child(kind, number, TODAY)
            identities.masked(number)
    for read in (identities.credit_code, identities.phone, identities.email):
        with suppress(Unfit):
            kept = read(typed)
            assert (read(kept), kept.isascii(), "\n" in kept) == (kept, True, False)


def dates_and_numbers(data: bytes) -> None:
    """A date is a day, a number a decimal string; both are taken again as they are."""
    typed = text(data)
    with suppress(Unfit):
        day = answers.date_answer(typed)
        assert answers.date_answer(day.isoformat()) == day
    for decimals in (0, 2):
        with suppress(Unfit):
            number = answers.number_answer(typed, decimals=decimals)
            assert answers.number_answer(number, decimals=decimals) == number
            assert Decimal(number).is_finite()
    cleaned = answers.clean(typed)
    assert answers.clean(cleaned) == cleaned
    with suppress(Unfit):
        kept = answers.text_answer(typed, max_chars=500)
        assert answers.text_answer(kept, max_chars=500) == kept
        kept.encode()


def notices(data: bytes) -> None:
    """A notice that is taken names days of its year alone."""
    typed = text(data)
    for year in (None, 2027):
        with suppress(Unfit):
            notice = read_notice(typed, year)
            assert year in (None, notice.year)
            assert all(abs(day.year - notice.year) <= 1 for day in notice.days_off | notice.make_up)
    with suppress(Unfit):
        days = read_days(typed)
        assert len(days) == len(set(days))


def frames(data: bytes) -> None:
    """A frame is read strictly, and what is kept of it can be kept."""
    try:
        frame = read_frame(text(data))
    except Unreadable:
        return
    if isinstance(frame, Said | Sent):
        (own_content(frame) or "").encode()


def words(data: bytes) -> None:
    """Codes, certificates, passphrases, names of files, marks of secrecy, and words that fill a sentence."""
    typed = text(data)
    for read in (code_typed, check_passphrase):
        with suppress(Refusal):
            read(typed)
    key = certificate_key(typed)
    assert key is None or certificate_key(key) == key
    shown = uploads.display_name(typed)
    assert (uploads.display_name(shown), 0 < len(shown) <= uploads.NAME_CHARS) == (shown, True)
    secrets.text_marks(typed)
    secrets.name_marks(shown)
    assert typed in filled("zh", "“{words}”", {"words": typed}) or not typed


def files(data: bytes) -> None:
    """Whatever a file is, it is of one kind or refused; what is of a kind can be looked into."""
    try:
        kind = uploads.sniff(data)
    except Unfit:
        return
    uploads.flags(data, kind)
    match kind:
        case uploads.FileKind.PDF:
            with suppress(Unfit):
                papers_uploads.check_pdf(data)
        case uploads.FileKind.JPG | uploads.FileKind.PNG:
            with suppress(Unfit):
                papers_uploads.plain_image.here(data, kind)
        case _:
            readable_text(data, kind)


def copies(data: bytes) -> None:
    """A file that was taken can be marked for its reader, or is refused."""
    with suppress(Unfit):
        kind = uploads.sniff(data)
        if kind in watermarks.KINDS:
            watermarks.written_across.here(data, kind, "仅供查阅", "zh")


def lists(data: bytes) -> None:
    """The list of earlier holders: all of it, or none and why."""
    with suppress(Unfit):
        found = sheets.here(data)
        assert all(row.cells for one in found for row in one.rows)


def archives(data: bytes) -> None:
    """Parts of an archive that is whatever it is."""
    with suppress(Unfit):
        papers_archives.parts(data, lambda _name: True)
    with suppress(Unfit):
        papers_archives.check_parts(data)


Target = Callable[[bytes], None]
TARGETS: dict[str, Target] = {
    one.__name__: one
    for one in (identity_numbers, dates_and_numbers, notices, frames, words, files, copies, lists, archives)
}
