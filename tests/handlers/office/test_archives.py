"""The archive of an edition: by case, with its index, without what is locked, shut or cannot be marked (Art. 9, 12)."""

import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from handlers.papers import render
from rules.engine.pack import load_pack
from storage.engine.owed import Paper
from storage.store import Store
from tests.handlers.copying import Copying
from tests.handlers.engine.test_names import another
from tests.handlers.reviewing import NOW, Review

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


async def archived(copying: Copying, press: str = "archive:get:1:0") -> tuple[list[str], list[tuple[object, ...]]]:
    """The names in the archive that the lead asks for, and the rows of its index."""
    review = copying.review
    await review.person(Review.LEAD).presses_data(press)
    async with review.town.store.work() as work:
        papers = [one.paper for one in await work.outbox.of(review.ids[Review.LEAD]) if one.paper is not None]
    name, content = await render(review.town.store, load_pack(), papers[-1], "en")
    assert name.endswith("-1-1.zip")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        index = openpyxl.load_workbook(BytesIO(archive.read("目录.xlsx"))).active
        return archive.namelist(), [tuple(row) for row in index.iter_rows(values_only=True)][1:]  # type: ignore[union-attr]


@pytest.mark.article(9)
@pytest.mark.article(12)
async def test_the_lead_archives_an_edition_case_by_case(store: Store, tmp_path: Path) -> None:
    copying = await Copying.open(store, tmp_path)
    review = copying.review
    lead = await review.declared(Review.LEAD)
    (page,) = await lead.presses_data("archive:see:1")
    assert "分 1 卷" in page
    assert "加水印的副本" in page
    async with store.work() as work:
        await work.secret_files.lock(copying.files["broken"].sha256, review.town.clock.now)
        await work.commit()
    names, rows = await archived(copying)
    outcomes = {str(item): str(outcome) for _, item, _, outcome in rows}
    assert outcomes["配方表甲.pdf"] == "加水印的副本（商业秘密）"
    assert outcomes["客户名单乙.docx"] == "未放入：商业秘密，不能加水印"
    assert {folder for folder, _, _ in (name.partition("/") for name in names)} == {"2026-0001", "目录.xlsx"}
    assert any(name.startswith("2026-0001/") and "配方表甲" in name for name in names)
    assert not any("客户名单乙" in name for name in names)
    closed = [row for row in rows if str(row[3]).startswith("未放入：文件已锁定")]
    assert [(row[0], row[1], row[2]) for row in closed] == [("2026-0001", "", "")]
    async with store.work() as work:
        acts = [entry.act for entry in await work.journal.by(review.ids[Review.LEAD])]
    assert acts.count("edition_archived") == 1


@pytest.mark.article(40)
async def test_a_case_not_declared_upon_is_one_line_and_one_with_an_interest_none(store: Store, tmp_path: Path) -> None:
    copying = await Copying.open(store, tmp_path)
    names, rows = await archived(copying)  # nothing was declared yet
    assert names == ["目录.xlsx"]
    assert [(row[0], row[3]) for row in rows if row[0]] == [("2026-0001", "未放入：尚未声明有无利害关系（第四十条）")]
    await copying.review.declared(Review.LEAD, interest=True)
    lead = copying.review.person(Review.LEAD)
    for press in ("archive:see:{}", "archive:get:{}:0"):
        assert await lead.presses_data(press.format(1)) == await lead.presses_data(press.format(77))
    await another(copying.review, "马大花", "2026-0002")
    async with store.work() as work:
        await work.recusals.declare(copying.review.ids[Review.LEAD], "application:2", interest=False, now=NOW)
        await work.commit()
    names, rows = await archived(copying)
    assert {row[0] for row in rows} <= {"2026-0002", None, ""}
    assert not any("2026-0001" in str(each) for each in (*names, *rows))
    assert [row for row in rows if not row[0]] == []  # the edition's lists name the other case
    assert [word for word in ("回避", "声明") if word in str(await lead.presses_data("archive:see:1"))] == []


@pytest.mark.article(9)
async def test_nobody_but_the_lead_archives(store: Store, tmp_path: Path) -> None:
    copying = await Copying.open(store, tmp_path)
    review = copying.review
    for chat in (Review.OFFICE, Review.CLERK, Review.APPLICANT):
        for press in ("archive:see:1", "archive:get:1:0"):
            assert (await review.person(chat).presses_data(press))[0].startswith("这件事不归您办理")
    assert (await review.person(Review.LEAD).presses_data("archive:see:77"))[0].startswith("这一届还没有人提交申报")
    assert not (await review.person(Review.LEAD).presses_data("archive:get:1:9"))[0].startswith("正在归档")
    async with store.work() as work:
        papers = [one.paper for chat in review.ids.values() for one in await work.outbox.of(chat)]
    assert [paper for paper in papers if isinstance(paper, Paper) and paper.name == "archive"] == []
