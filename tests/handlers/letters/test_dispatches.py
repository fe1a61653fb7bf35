"""The seal loop in the chat: what went out, printed, sealed, and back in its slot by its number (Art. 9, 15-27, 40)."""

import zipfile
from io import BytesIO

import pytest
from docx import Document
from PIL import Image
from pypdf import PdfReader

from handlers.papers import render
from rules.engine.pack import load_pack
from rules.letters.dispatches import Standing
from storage.engine.owed import Paper
from storage.store import Store
from tests.handlers.dispatching_beginnings import approved
from tests.handlers.reviewing import NOW, Review
from tests.handlers.scoring import LETTER, Scoring
from tests.papers.letters.test_templates import words

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
NUMBER = "FW2026-0001"


def picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "red").save(drawn, "PNG")
    return drawn.getvalue()


async def asked(scoring: Scoring, chat: int) -> list[Paper]:
    async with scoring.town.store.work() as work:
        return [one.paper for one in await work.outbox.of(scoring.ids[chat]) if one.paper is not None]


async def text(store: Store, paper: Paper, language: str = "zh") -> str:
    _, content = await render(store, load_pack(), paper, language)
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


@pytest.mark.article(9)
@pytest.mark.article(17)
async def test_a_letter_goes_out_is_printed_and_its_sealed_scan_finds_its_slot(store: Store) -> None:
    scoring, lead = await approved(store)
    (listed,) = await lead.presses_data("dispatch:list:all:0")
    assert f"{NUMBER} 不予受理告知书 2026-0001：未打印，缺盖章件" in listed
    (page,) = await lead.presses(NUMBER)
    assert page.endswith("下一步：打印，签字盖章。")
    await lead.presses("打印（PDF）")
    (paper,) = await asked(scoring, Review.LEAD)
    assert (paper.name, paper.subject) == ("not_accepted.sealed", scoring.about)
    for reader in ("zh", "en"):
        assert f"用印回收编号：{NUMBER}" in await text(store, paper, reader)  # what bears the seal is Chinese
    (page,) = await lead.presses("不予受理告知书")
    assert "出厂模板" in page
    assert page.endswith("拍照或扫描，交回这里。")
    await lead.presses_data("dispatch:find")
    assert (await lead.says("第三号"))[0].startswith("请输入页脚的编号")
    assert (await lead.says("FW2026-0009"))[0].startswith("没有这个编号的文书")
    (page,) = await lead.says("我要交 ｆｗ2026 0001".replace(" 0001", "-0001"))
    assert page.startswith("不予受理告知书")
    await lead.presses("交回盖章件")
    await lead.sends_file("a.png", picture())
    await lead.presses("文件已齐")
    (done,) = await lead.presses("确认无误")
    assert done == f"{NUMBER} 的盖章件已收妥归档。"
    (sealed,) = await lead.presses_data("dispatch:list:sealed:0")
    assert "盖章件已交回" in sealed
    await lead.presses(NUMBER)
    sent, _page = await lead.presses("看盖章件")
    assert sent == "[a.png] "
    async with store.work() as work:
        one = await work.dispatches.numbered(NUMBER)
        assert one is not None
        assert (one.standing, one.template, len(one.scans)) == (Standing.SEALED, 0, 1)
        (kept,) = await work.files.of(f"{scoring.about}:sealed")
        assert kept.id == one.scans[0]
        await work.erasures.application(scoring.application)
        assert await work.files.get(kept.id) is None
    acts = await scoring.acts(Review.LEAD)
    assert acts[-3:] == ["dispatch_printed", "dispatch_sealed", "dispatch_read"]


@pytest.mark.article(9)
async def test_a_letter_for_word_and_the_template_it_was_printed_from(store: Store) -> None:
    scoring, lead = await approved(store)
    await lead.presses_data("dispatch:word:1")
    (paper,) = await asked(scoring, Review.LEAD)
    name, content = await render(store, load_pack(), paper, "en")
    assert name == "不予受理告知书-2026-0001.docx"
    assert zipfile.ZipFile(BytesIO(content)).testzip() is None
    for part in (LETTER, NUMBER, "不予受理告知书"):
        assert part in words(content)
    document = Document(BytesIO(content))
    assert [one.text for one in document.paragraphs if one.style is not None and one.style.name == "Title"] == [
        "不予受理告知书"
    ]


@pytest.mark.article(17)
async def test_all_that_wait_are_printed_at_once_and_each_begins_on_a_sheet_of_its_own(store: Store) -> None:
    scoring, lead = await approved(store)
    async with store.work() as work:
        for place in (2, 3):
            number, about = f"FW2026-000{place}", f"application:{place}00"
            await work.dispatches.open(number, "not_accepted", about, now=NOW, reference=f"2026-000{place}")
        await work.commit()
    (page,) = await lead.presses_data("dispatch:waiting")
    assert page.startswith("待打印的文书")
    assert lead.buttons()[:2] == ["🖨 不予受理告知书（3）·PDF", "📝 不予受理告知书（3）·Word"]
    assert (await lead.presses("·PDF"))[0].startswith("正在打印3件")
    (paper,) = await asked(scoring, Review.LEAD)
    _, content = await render(store, load_pack(), paper, "en")
    assert len(PdfReader(BytesIO(content)).pages) == 2  # one letter; the two about nobody are left out
    assert (await lead.presses_data("dispatch:batch:all:word"))[0].startswith("没有待打印的文书")
    assert "已打印，缺盖章件" in (await lead.presses_data("dispatch:list:printed:0"))[0]
    name, content = await render(store, load_pack(), Paper(paper.name.replace("sealed", "docx"), paper.subject), "en")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert (name, archive.namelist()) == ("用印文书.zip", ["不予受理告知书-2026-0001.docx"])


@pytest.mark.article(40)
async def test_a_paper_is_listed_and_opened_by_nobody_else(store: Store) -> None:
    scoring, lead = await approved(store)
    acts = [f"dispatch:{verb}:1" for verb in ("see", "print", "word", "scan", "pages")]
    lists = ["dispatch:list:all:0", "dispatch:find", "dispatch:waiting", "dispatch:batch:all:pdf"]
    for chat in (Review.APPLICANT, *scoring.REVIEWERS[:1]):
        for press in (*acts, *lists):
            said = await scoring.person(chat).presses_data(press)
            assert said[0].startswith("这件事不归您办理"), (chat, press, said)
    assert await asked(scoring, Review.LEAD) == []
    clerk = scoring.person(Review.CLERK)  # another unit's paper, for this is the office's
    assert (await clerk.presses_data("dispatch:list:all:0"))[0].endswith("这里还没有文书。")
    async with store.work() as work:
        await work.recusals.declare(scoring.ids[Review.LEAD], scoring.about, interest=True, now=scoring.town.clock.now)
        await work.commit()
    assert (await lead.presses_data("dispatch:list:all:0"))[0].endswith("这里还没有文书。")
    for press in acts:
        assert (await lead.presses_data(press))[0].startswith("这件事不归您办理"), press
    assert await asked(scoring, Review.LEAD) == []
