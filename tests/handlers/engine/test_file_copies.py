"""Whoever is given a trade-secret file is named on it; the original stays, and its owner gets that one (Art. 12)."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile
from pypdf import PdfReader

from storage.store import Store
from tests.handlers.copying import Copying
from tests.handlers.reviewing import Review
from texts import say

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


def printed(content: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


@pytest.mark.article(12)
@pytest.mark.article(40)
async def test_each_reader_is_named_on_their_copy_and_the_original_stays(store: Store, tmp_path: Path) -> None:
    copying = await Copying.open(store, tmp_path)
    for chat in (Review.CLERK, Review.LEAD):
        await copying.review.declared(chat)
        assert await copying.asks(chat, "recipe") == ["正在准备这份文件，马上发给您。"]
    files = [letter.file for letter in copying.letters() if letter.file]
    assert [name for name, _ in files] == ["配方表甲.pdf"] * 2
    for chat, (_, content) in zip((Review.CLERK, Review.LEAD), files, strict=True):
        mark = f"商业秘密2026-0001仅供某{chat}查阅2026年9月1日（周二）10:00"
        assert [mark in page for page in printed(content)] == [True, True]
    async with store.work() as work:
        original = await work.files.open(copying.files["recipe"].id)
    assert printed(original) == ["", ""]


async def test_a_word_file_comes_as_it_is_and_says_to_whom(store: Store, tmp_path: Path) -> None:
    copying = await Copying.open(store, tmp_path)
    await copying.review.declared(Review.CLERK)
    await copying.asks(Review.CLERK, "word")
    (letter,) = copying.letters()
    assert letter.file == ("客户名单乙.docx", b"PK word")
    assert letter.text.splitlines()[2] == (
        "Word 和 Excel 文件不能加水印，照原样发给您。记录：某200，2026年9月1日（周二）10:00（第四十条）。"
    )


async def test_what_cannot_be_marked_is_refused_with_words_and_not_given(store: Store, tmp_path: Path) -> None:
    copying = await Copying.open(store, tmp_path)
    await copying.review.declared(Review.CLERK)
    await copying.asks(Review.CLERK, "broken")
    assert [(letter.file, letter.text[:14]) for letter in copying.letters()] == [(None, "这个文件已损坏，加不上商业秘")]


async def test_an_interest_found_meanwhile_keeps_the_copy_back(store: Store, tmp_path: Path) -> None:
    copying = await Copying.open(store, tmp_path)
    clerk = await copying.review.declared(Review.CLERK)
    await clerk.presses_data(f"review:file:{copying.review.application}:{copying.files['open'].id}")
    await clerk.presses_data(f"review:interest:{copying.review.application}")
    await copying.deliver()
    told = [(letter.file, letter.text) for letter in copying.letters() if "利害关系" in letter.text or letter.file]
    assert told == [(None, say("zh", "reviews.interested", article=40))]


async def test_the_owners_own_copy_bears_no_mark(store: Store, tmp_path: Path) -> None:
    copying = await Copying.open(store, tmp_path)
    applicant = copying.review.person(Review.APPLICANT)
    await applicant.presses_data("data:copy:0")
    sent = [call for call in copying.review.town.session.said if isinstance(call, SendDocument)][-1]
    assert isinstance(sent.document, BufferedInputFile)
    with zipfile.ZipFile(BytesIO(sent.document.data)) as archive:
        (name,) = [one for one in archive.namelist() if one.endswith("配方表甲.pdf")]
        assert printed(archive.read(name)) == ["", ""]
