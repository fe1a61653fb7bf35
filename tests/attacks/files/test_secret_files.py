"""A file that may be a state secret: shut, nobody opens it by any path; removed, it is nowhere (Art. 12)."""

import zipfile
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile
from pypdf import PdfReader

from handlers.papers import render
from rules.applications.forms import individual
from rules.engine.damage import LOCKED, REMOVED
from rules.engine.forms import Progress
from rules.engine.pack import load_pack
from rules.engine.refusals import Refusal
from storage.engine.owed import Paper, Urgency
from storage.store import Store
from tests.handlers.copying import Copying
from tests.handlers.reviewing import NOW, Review
from tests.talking import Someone
from tests.workflow.desks import desk_of
from texts import say
from workflow.engine.desk import Attachment
from workflow.engine.files import attach

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
NAME = "配方表甲.pdf"
SHUT = say("zh", "secrets.locked", article=12)


async def found(copying: Copying, by: int = Review.CLERK, key: str = "recipe") -> None:
    """Whoever reads the case finds a mark and shuts the file."""
    review, one = copying.review, copying.files[key]
    reader = await review.declared(by)
    await reader.presses_data(f"secret:which:{review.application}")
    await reader.presses(one.name)
    read = await reader.presses("确定锁定")
    assert read[0].startswith("已锁定，已通知负责人处理")


async def exported(copying: Copying) -> dict[str, bytes]:
    """What the applicant takes away as a copy of their own data."""
    await copying.review.person(Review.APPLICANT).presses_data("data:copy:0")
    sent = [call for call in copying.review.town.session.said if isinstance(call, SendDocument)][-1]
    assert isinstance(sent.document, BufferedInputFile)
    with zipfile.ZipFile(BytesIO(sent.document.data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


async def deciding(copying: Copying) -> Someone:
    """The lead on the page of the case's locked files."""
    lead = await copying.review.declared(Review.LEAD)
    await lead.says("/tasks")
    await lead.presses("决定可能涉及国家秘密的文件")
    return lead


async def opens(store: Store, chat: int, file_id: str) -> bool:
    """Whether the link of a file in a web chat gives it."""
    async with store.work() as work:
        file = await work.inbox.file(chat, file_id)
        return file is not None and await work.secret_files.opens(file_id, file.content)


async def put(store: Store, chat: int, content: bytes, *origins: str) -> str:
    """A file in a web chat, as it lies there after it was sent."""
    async with store.work() as work:
        number = await work.inbox.number(chat)
        await work.inbox.add(chat, "{}", at=NOW, message=number)
        file = await work.inbox.add_file(chat, number, name="x", content=content)
        await work.secret_files.note_copy(file, origins)
        await work.commit()
    return file


@pytest.mark.article(12)
async def test_once_it_is_shut_nobody_opens_it_by_any_path(store: Store, tmp_path: Path) -> None:
    copying = await Copying.open(store, tmp_path)
    review, one = copying.review, copying.files["recipe"]
    chat = await copying.sits_in_web(Review.CLERK)
    await review.declared(Review.CLERK)
    officer = await review.declared(Review.OFFICE)
    await copying.asks(Review.CLERK, "recipe")
    ((_, marked),) = [said for said in await copying.inbox(chat) if said[1]]
    async with store.work() as work:
        content = await work.files.open(one.id)
    whole, archive = await put(store, 9, content), await put(store, 9, b"PK", one.id, copying.files["open"].id)
    links = [(chat, marked), (9, whole), (9, archive)]
    assert [await opens(store, *link) for link in links] == [True] * 3
    assert any(name.endswith(NAME) for name in await exported(copying))
    await officer.presses_data(f"review:file:{review.application}:{one.id}")

    await found(copying)
    await copying.deliver()
    assert (None, SHUT) in [(letter.file, letter.text) for letter in copying.letters()]
    assert [await opens(store, *link) for link in links] == [False] * 3
    for reader in (Review.CLERK, Review.OFFICE, Review.LEAD):
        someone = await review.declared(reader)
        await someone.presses_data(f"review:files:{review.application}")
        assert "🔒 已锁定（可能涉及国家秘密）" in someone.buttons()
        assert NAME not in "".join(someone.buttons())
        assert (await someone.presses("已锁定"))[0].startswith(SHUT)
    taken = await exported(copying)
    assert [name for name in taken if name.endswith(NAME)] == []
    assert (NAME.encode() in taken["my-data.json"], LOCKED.encode() in taken["my-data.json"]) == (False, True)
    async with store.work() as work:
        listed = await work.files.get(review.file)
        assert listed is not None
        await work.secret_files.lock(listed.sha256, NOW)
        await work.commit()
    _, form = await render(store, load_pack(), Paper("application_receipt", review.about), "zh")
    printed = "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(form)).pages)
    assert ("材料.pdf" in printed, "已锁定" in printed) == (False, True)
    async with store.work() as work:
        with pytest.raises(Refusal, match=r"secrets\.locked"):
            await work.files.open(one.id)
        with pytest.raises(Refusal, match=r"secrets\.locked"):
            await anext(work.files.read(one.id))
        desk = await desk_of(work, Review.APPLICANT, review.town.clock.now)
        again = Attachment(name="另一个.pdf", size=len(content), kind="pdf", content=content, sha256=one.sha256)
        draft = await work.drafts.get(review.draft)
        assert draft is not None
        form_asked = individual(load_pack())
        question = form_asked.questions[form_asked.index("materials")]
        with pytest.raises(Refusal, match=r"secrets\.shut"):
            await attach(replace(desk, attachment=again), draft, question, Progress(form_asked, {}))


@pytest.mark.article(12)
async def test_the_lead_is_told_at_once_and_the_journal_holds_nothing_of_it(store: Store, tmp_path: Path) -> None:
    copying = await Copying.open(store, tmp_path)
    await found(copying)
    last = (await copying.review.entries())[-1]
    assert (last.act, last.article, last.details) == (
        "file_locked",
        12,
        {"file": copying.files["recipe"].id, "alike": 1},
    )
    (told,) = await copying.review.owed(Review.LEAD)
    assert (told.text, told.urgency, told.values["names"]) == ("tasks.given", Urgency.LEGAL, "2026-0001")
    kinds = [kind for kind, due, _ in await copying.review.open_tasks() if due == told.values["due"]]
    assert kinds == ["file_decision"]


@pytest.mark.article(12)
async def test_removed_it_is_nowhere_and_who_has_a_copy_is_known(store: Store, tmp_path: Path) -> None:
    copying = await Copying.open(store, tmp_path)
    review, one = copying.review, copying.files["recipe"]
    for chat in (Review.OFFICE, Review.COLLEAGUE, Review.CLERK):
        await review.declared(chat)
    await copying.asks(Review.OFFICE, "recipe")
    review.town.clock.now += timedelta(days=3)
    await copying.asks(Review.COLLEAGUE, "recipe")
    proof = len(copying.wire.tried)
    web = await copying.sits_in_web(Review.CLERK)
    await copying.asks(Review.CLERK, "recipe")
    ((_, marked),) = [said for said in await copying.inbox(web) if said[1]]
    async with store.work() as work:
        content = await work.files.open(one.id)
        await work.inbox.add(9, '{"text": "收到 配方表甲.pdf"}', at=review.town.clock.now)
        await work.commit()
    whole = await put(store, 9, content)
    await found(copying)
    lead = await deciding(copying)
    assert NAME not in "".join(await lead.presses("删除第2个"))
    (report,) = await lead.presses("确定删除")
    assert "收回本服务里的消息3条，请 Telegram 撤回副本1份" in report
    assert "2026年9月1日（周二）以后做的备份里仍有它" in report
    assert "Telegram 里还有1人手里的副本撤不回：某401" in report
    await copying.deliver()
    assert copying.calls() == [{"method": "deleteMessage", "call": {"chat_id": Review.COLLEAGUE, "message_id": proof}}]
    assert [said for said in await copying.inbox(web) if said[1]] == []
    assert [await opens(store, web, marked), await opens(store, 9, whole)] == [False, False]
    assert await copying.inbox(9) == []
    async with store.work() as work:
        left = await work.files.get(one.id)
        assert left is not None
        told = [owed for owed in await work.outbox.of(review.ids[Review.APPLICANT]) if owed.text.startswith("secrets")]
    assert (left.name, left.secret, left.blob) == (REMOVED, None, None)
    assert len(list((tmp_path / "files").iterdir())) == 4
    assert [(owed.text, owed.urgency) for owed in told] == [("secrets.told_removed", Urgency.LEGAL)]
    assert [kind for kind, _, _ in await review.open_tasks()] == ["unit_review"]
    (again,) = await (await review.declared(Review.CLERK)).presses_data(f"review:file:{review.application}:{one.id}")
    assert again.startswith("这个文件涉及国家秘密，已于2026年9月4日")


@pytest.mark.article(12)
async def test_a_false_alarm_opens_again_with_a_reason(store: Store, tmp_path: Path) -> None:
    copying = await Copying.open(store, tmp_path)
    await found(copying)
    lead = await deciding(copying)
    await lead.presses("解除第2个")
    await lead.says("县保密行政管理部门认定不属于国家秘密。")
    assert (await lead.presses("发送"))[0].startswith("申报 2026-0001 的文件已解除锁定")
    last = (await copying.review.entries())[-1]
    assert (last.act, set(last.details)) == ("file_released", {"file", "reason"})
    await copying.asks(Review.CLERK, "recipe")
    assert [letter.file[0] for letter in copying.letters() if letter.file] == [NAME]
    assert [kind for kind, _, _ in await copying.review.open_tasks()] == ["unit_review"]


@pytest.mark.article(40)
async def test_a_lead_with_an_interest_does_not_decide(store: Store, tmp_path: Path) -> None:
    copying = await Copying.open(store, tmp_path)
    review = copying.review
    await review.declared(Review.LEAD, interest=True)
    await found(copying)
    page = f"secret:list:{review.application}"
    assert (await review.person(Review.LEAD).presses_data(page))[0].startswith("这件事不归您办理")
    assert [one.text for one in await review.owed(Review.OFFICE)] == ["tasks.given"]
    assert (await (await review.declared(Review.OFFICE)).presses_data(page))[0].startswith("申报 2026-0001 中已锁定")
    clerk = await review.declared(Review.CLERK)
    remove = f"secret:erase:{review.application}:{copying.files['recipe'].id}"
    assert REMOVED not in "".join(await clerk.presses_data(remove))
    async with store.work() as work:
        left = await work.files.get(copying.files["recipe"].id)
    assert left is not None
    assert left.removed_at is None
