"""Templates of letters in the chat: downloaded, changed, refused by name, taken, used, and gone back from (Art. 9)."""

from io import BytesIO

import pytest
from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile
from docx import Document

from handlers.papers import render
from rules.engine.pack import load_pack
from storage.engine.owed import Paper
from storage.store import Store
from tests.handlers.dispatching_beginnings import approved
from tests.handlers.reviewing import Review
from tests.handlers.scoring import Scoring
from tests.papers.letters.test_templates import text, words
from tests.talking import Someone

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
WHERE = "not_accepted:zh"
OWN = "咨询地点：县政务大厅三楼质量发展窗口。"


def sent(scoring: Scoring) -> bytes:
    """The document that was sent last."""
    files = [call.document for call in scoring.town.session.said if isinstance(call, SendDocument)]
    assert isinstance(files[-1], BufferedInputFile)
    return files[-1].data


def changed(template: bytes, *lines: str, without: str = "") -> bytes:
    document = Document(BytesIO(template))
    for line in lines:
        document.paragraphs[1]._p.addnext(document.add_paragraph(line)._p)
    for one in document.paragraphs:
        one.text = one.text.replace(without, "") if without and without in one.text else one.text
    out = BytesIO()
    document.save(out)
    return out.getvalue()


async def gives(lead: Someone, name: str, content: bytes) -> str:
    return (await lead.sends_file(name, content))[0]


@pytest.mark.article(9)
@pytest.mark.article(17)
async def test_the_lead_changes_a_template_and_letters_say_so_until_the_shipped_one_is_back(store: Store) -> None:
    scoring, lead = await approved(store)
    assert "共 24 种" in (await lead.presses_data("template:list:0"))[0]
    (page,) = await lead.presses("不予受理告知书")
    assert "现用出厂模板" in page
    assert (await lead.presses("下载现用模板"))[0] == "[不予受理告知书模板.docx] "
    template = sent(scoring)
    assert "{{主送对象}}：" in words(template)
    await lead.presses_data(f"template:give:{WHERE}")
    refused = await gives(lead, "a.docx", changed(template, "{{申请人}}", without="{{理由}}"))
    assert refused.splitlines() == [
        "模板有2处要改，暂未启用，原模板照用。请改好后再发来：",
        "· 没有这些占位名：申请人。请对照现用模板改正。",
        "· 缺少这些占位名：理由。请补上。",
    ]
    assert (await gives(lead, "a.pdf", b"%PDF-1.4 nothing")).startswith("文件内容不完整")
    assert (await lead.says("好了"))[0] == "请发来 docx 文件，或点按钮返回。"
    assert await gives(lead, "b.docx", changed(template, OWN)) == "模板第1版已启用。"
    for name in ("not_accepted", "not_accepted.sealed", "not_accepted.docx"):
        file, content = await render(store, load_pack(), Paper(name, scoring.about), "zh")
        assert OWN in (words(content) if file.endswith(".docx") else text(content)), name
    await lead.presses_data("dispatch:print:1")
    (shown,) = await lead.presses_data("dispatch:see:1")
    assert "模板第1版" in shown
    assert OWN not in text((await render(store, load_pack(), Paper("not_accepted", scoring.about), "en"))[1])
    said, page = await lead.presses_data(f"template:back:{WHERE}:0")
    assert (said, "现用出厂模板" in page) == ("已恢复出厂模板。", True)
    assert OWN not in text((await render(store, load_pack(), Paper("not_accepted", scoring.about), "zh"))[1])
    said, page = await lead.presses("改用第1版")
    assert (said, "现用第3版" in page) == ("已改用所选版本。", True)
    assert (await lead.presses_data(f"template:get:{WHERE}:3"))[0].startswith("[")
    assert OWN in words(sent(scoring))
    async with store.work() as work:
        acts = [entry.act for entry in await work.journal.by(scoring.ids[Review.LEAD])]
    assert acts.count("template_changed") == 3


@pytest.mark.article(9)
async def test_the_office_downloads_and_only_the_lead_changes(store: Store) -> None:
    scoring, lead = await approved(store)
    officer = scoring.person(Review.OFFICE)
    assert (await officer.presses_data(f"template:get:{WHERE}:0"))[0].endswith(".docx] ")
    assert (await officer.presses_data(f"template:try:{WHERE}"))[0].endswith(".pdf] ")
    for press in (f"template:give:{WHERE}", f"template:back:{WHERE}:0"):
        assert (await officer.presses_data(press))[0].startswith("这件事不归您办理")
    for chat in (Review.APPLICANT, Review.CLERK):
        for press in ("template:list:0", f"template:see:{WHERE}", f"template:get:{WHERE}:0", f"template:give:{WHERE}"):
            assert (await scoring.person(chat).presses_data(press))[0].startswith("这件事不归您办理")
    assert (await lead.presses_data(f"template:back:{WHERE}:0"))[0].startswith("现用的就是出厂模板")
    for press in (
        "template:see:unknown:zh",
        "template:see:not_accepted:fr",
        f"template:get:{WHERE}:7",
        f"template:back:{WHERE}:7",
    ):
        assert not (await lead.presses_data(press))[0].startswith("[")
    async with store.work() as work:
        assert await work.templates.of("not_accepted", "zh") == []
