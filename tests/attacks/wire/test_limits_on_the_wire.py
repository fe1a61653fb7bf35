"""What is too long, too large or too many, sent to the running service over each channel: refused with the figures,

and what was there before stays as it was (Art. 12).
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from rules.engine.pack import load_pack
from tests.faults.talk import TOKEN, on_telegram
from tests.moments import now
from tests.processes import Serving
from tests.standin import StandIn
from tests.stories.chats import WireTalker
from tests.stories.guided import Filler, Page, Talker, paper
from tests.stories.sockets import WebTalker, visitor
from tests.stories.towns import opened_data, settle
from texts import say

MB = 2**20
WRITER, SENDER = 77, 78
LONG = "长" * 100_000
TOO_BIG_A_FRAME = 1009


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[tuple[Serving, StandIn]]:
    """The service on both channels; two people on Telegram stand at a question each, of text and of files."""
    async with StandIn(token=TOKEN) as standin:
        service = Serving(tmp_path, settings=on_telegram(standin))
        async with opened_data(service) as work:
            await settle(work, now())
        async with opened_data(service) as work:
            for chat, question in ((WRITER, "facts"), (SENDER, "evidence")):
                seat = await work.people.meet("telegram", chat, now(), "zh")
                draft = await work.drafts.begin(seat.person.id, "objection", now())
                await work.drafts.move(draft.id, question, now())
            await work.commit()
        async with service:
            yield service, standin
        assert "Traceback" not in service.said()
        assert '"level": "error"' not in service.said()


@pytest.mark.article(12)
async def test_every_limit_is_named_on_every_channel_and_what_was_kept_stays(service: tuple[Serving, StandIn]) -> None:
    serving, standin = service
    async with visitor(serving.url) as talker:
        await asyncio.gather(
            _a_hundred_thousand_characters(WireTalker(standin, WRITER)),
            _twenty_five_megabytes(WireTalker(standin, SENDER), standin),
            _on_the_web(talker),
        )


async def _a_hundred_thousand_characters(talker: WireTalker) -> None:
    asked = await _stands(talker, "objection.facts")
    await talker.says(LONG)
    assert await _notice(talker, asked) == say("zh", "answers.too_long", count=len(LONG), limit=3000)
    await talker.says("长" * 3000)
    page = talker.asked()
    assert page is not None
    assert page.place() != asked.place()


async def _twenty_five_megabytes(talker: WireTalker, standin: StandIn) -> None:
    """It is refused by what Telegram says of it: nothing is fetched."""
    asked = await _stands(talker, "objection.evidence")
    await talker.sends("大.pdf", b"%PDF-1.4" + bytes(25 * MB - 8))
    limit = load_pack().uploads.telegram_mb
    assert await _notice(talker, asked) == say("zh", "uploads.too_large", size="25", limit=f"{limit}")
    assert standin.made("getFile") == []


async def _on_the_web(talker: WebTalker) -> None:
    await talker.begin("application:begin", "application:new:individual")
    await _part(talker, "secrets")
    await Filler(talker).answer(await _asked(talker, "apply.secret"))
    await _too_long_a_frame(talker)
    await _part(talker, "priority")  # a ground would ask for a file of its own, and keep a place free for it
    await talker.push(say("zh", "apply.priority_none"))
    await _fifty_files_and_one(talker)


async def _too_long_a_frame(talker: WebTalker) -> None:
    """The line is cut unread, as docs/chat-protocol.md says; the chat goes on on another."""
    before = talker.last.text
    async with talker.http.ws_connect(f"{talker.url}/chat/ws?lang=zh") as ws:
        while "ready" not in json.loads(await ws.receive_str(timeout=60)):
            pass
        await ws.send_str(json.dumps({"text": LONG, "key": "long"}))
        async for _ in ws:
            pass
        assert ws.close_code == TOO_BIG_A_FRAME
    await talker.says("/where")
    assert talker.last.text == before


async def _fifty_files_and_one(talker: WebTalker) -> None:
    """One under the first question, the others under the second: the limit is the application's, not a question's."""
    most = load_pack().uploads.application_files
    await _part(talker, "materials")
    page = await _asked(talker, "apply.form_scan")
    await talker.sends("25MB.pdf", _paper_of(25 * MB))
    page = await _asked(talker, "apply.form_scan")
    assert "· 25MB.pdf" in page.text.splitlines()
    await talker.presses(page.all_files() or "")
    for number in range(1, most):
        await talker.sends(f"{number}.pdf", paper(f"{number}"))
    page = await _asked(talker, "apply.materials")
    kept = [line for line in page.text.splitlines() if line.startswith("· ")]
    assert kept == [f"· {number}.pdf" for number in range(1, most)]
    await talker.sends("51.pdf", paper("51"))
    assert await _notice(talker, page) == say("zh", "uploads.too_many", limit=most)


async def _part(talker: WebTalker, section: str) -> None:
    """From the task list to the first open question of a part."""
    page = talker.form()
    assert page is not None
    if page.place() is not None:
        await talker.says("/list")
    draft = next(data.split(":")[1] for _, data in talker.last.buttons if data.startswith("f:"))
    await talker.push(f"f:{draft}:n:{section}")


async def _asked(talker: Talker, key: str) -> Page:
    page = talker.asked()
    assert page is not None
    assert say("zh", key).partition("{")[0] in page.text
    return page


async def _stands(talker: WireTalker, key: str) -> Page:
    """Come back to the form, at the question where it was left."""
    await talker.says("/start")
    await talker.hears("f:*")
    await talker.push("f:*")
    await talker.hears(say("zh", key).partition("{")[0])
    return await _asked(talker, key)


async def _notice(talker: Talker, asked: Page) -> str:
    """What was said before the same question was asked again."""
    while (page := talker.asked()) is None or page.text == asked.text:
        await talker.pause()
    assert page.place() == asked.place()
    return page.text.removesuffix(asked.text).strip()


def _paper_of(size: int) -> bytes:
    """A sound PDF of at least so many bytes."""
    written = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 200))
        pdf.Root.Weight = pdf.make_stream(os.urandom(size))
        pdf.save(written)
    return written.getvalue()
