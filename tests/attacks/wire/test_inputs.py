"""Bad inputs at an open chat of the running service: each is refused in words, and nothing else happens."""

import base64
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from rules.engine.uploads import NAME_CHARS
from tests.attacks.files.malicious import bomb, laughs, packed, with_macros
from tests.moments import now
from tests.processes import Serving
from tests.standin import until
from tests.stories.guided import Filler, Page, paper
from tests.stories.sockets import Unsent, WebTalker, visitor
from tests.stories.towns import opened_data, settle
from texts import say

ROUND = "\u202e"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@dataclass
class Desk:
    """The service, and a way to sit down at it."""

    service: Serving
    stack: AsyncExitStack

    async def visitor(self) -> WebTalker:
        return await self.stack.enter_async_context(visitor(self.service.url))


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    service = Serving(tmp_path)
    async with opened_data(service) as work:
        await settle(work, now())
    async with service, AsyncExitStack() as stack:
        yield Desk(service, stack)
    assert '"level": "error"' not in service.said()


async def _at(talker: WebTalker, key: str, *path: str) -> Page:
    """Fill in a form until this question is asked."""
    await talker.begin(*path, say("zh", "forms.go_on"))
    filler = Filler(talker)
    while (page := talker.asked()) is not None and say("zh", key) not in page.text:
        await filler.answer(page)
    assert page is not None
    return page


def _notice(talker: WebTalker, asked: Page) -> str:
    """What was said before the question was asked again; "" where it went on."""
    page = talker.asked()
    assert page is not None
    return page.text.removesuffix(asked.text).strip() if page.place() == asked.place() else ""


async def test_what_a_person_can_type_wrongly_or_with_malice(desk: Desk) -> None:
    await _numbers(await desk.visitor())
    await _codes_and_texts(await desk.visitor())
    await _links(desk)
    await _files(await desk.visitor())
    await _packages(desk)


async def _numbers(talker: WebTalker) -> None:
    phone = await _at(talker, "objection.phone", "objection:begin")
    await talker.says("138000013800")
    assert _notice(talker, phone) == say("zh", "identities.mobile", count=12)
    await talker.says("+86 １３８-0000-1380")
    number = talker.asked()
    assert number is not None
    assert number.place() != phone.place()
    filler = Filler(talker)
    while (number := talker.asked()) is not None and say("zh", "objection.document_number") not in number.text:
        await filler.answer(number)
    assert number is not None
    wrong = {
        "622921199001010007": say("zh", "identities.checksum"),
        "62292119900101000٣": say("zh", "answers.other_digit", char="٣"),
        "62292119900101000²": say("zh", "answers.other_digit", char="²"),
        "622921900101001": say("zh", "identities.fifteen_digits"),
        "622921209901010009": None,
    }
    for text, notice in wrong.items():
        await talker.says(text)
        assert _notice(talker, number) == notice or (notice is None and _notice(talker, number) != ""), text
    await talker.says("６２２９２１ １９９００１０１ ０００８")
    assert _notice(talker, number) == ""


async def _codes_and_texts(talker: WebTalker) -> None:
    name = await _at(talker, "apply.name", "application:begin", "application:new:organisation")
    await talker.says("   ")
    assert _notice(talker, name) == say("zh", "answers.empty")
    await talker.says("🎉🎉")
    assert _notice(talker, name) == say("zh", "answers.no_words")
    with pytest.raises(Unsent, match="unreadable"):
        await talker.do(text="字" * 4097)
    await talker.open()
    await talker.says("临夏县\x00示例\x0b食品 <a href='tg://user?id=1'>{{7*7}}</a>")
    code = talker.asked()
    assert code is not None
    assert code.place() != name.place()
    await talker.says("91622921MAEXIMPL8J")
    assert _notice(talker, code) == say("zh", "identities.code_letter", char="I")
    await talker.says("91622921MAEXAMPL8K")
    assert _notice(talker, code) == say("zh", "identities.code_checksum")
    before = len(talker.toasts)
    await talker.presses("m:nothing:" + "x" * 50)  # the page offers no such button
    await talker.presses("f:999:a:0:0")
    await until(lambda: len(talker.toasts) == before + 2)  # a toast may come behind the word that the press was taken


async def _links(desk: Desk) -> None:
    """Payloads are opaque, and whoever guesses is shut out after five."""
    talker = await desk.visitor()
    forged = base64.urlsafe_b64encode(b'{"role":"admin"}').decode().rstrip("=")
    for payload in ("../../", "A" * 64, forged, "guess-4", "guess-5"):
        await talker.says(f"/start {payload}")
        assert talker.last.text.startswith(say("zh", "links.unknown"))
        assert [data for _, data in talker.last.buttons if data.startswith(("task:", "office:"))] == []
    token = desk.service.words.read_text().rpartition("chat?start=")[2].split()[0]
    await talker.says(f"/start {token}")
    assert talker.last.text.startswith(say("zh", "links.locked"))
    lead, second = await desk.visitor(), await desk.visitor()
    await lead.says(f"/start {token}")
    await lead.push("invitation:accept")
    await lead.says("马主任")
    await second.says(f"/start {token}")
    assert second.last.text.startswith(say("zh", "links.used"))
    assert token not in desk.service.log.read_text()
    assert "guess-4" not in desk.service.log.read_text()


async def _files(talker: WebTalker) -> None:
    asked = await _at(talker, "objection.evidence", "objection:begin")
    for content in (b"<html><body>pdf?</body></html>", b"\x7fELF" + b"\0" * 90, b"MZ" + b"\0" * 90, SVG):
        await talker.sends("申请书.pdf", content)
        assert _notice(talker, asked) == say("zh", "uploads.kind")
    await talker.sends("空.pdf", b"")
    assert _notice(talker, asked) == say("zh", "uploads.empty")
    status, answer = await talker.upload("大.pdf", b"%PDF-1.4" + b"\0" * (talker.hello["file_limit"] + 1))
    assert (status, str(talker.hello["file_limit"] // 2**20) in answer["error"]) == (413, True)
    names = {
        "../../etc/cron.d/x.pdf": "x.pdf",
        "..\\..\\y.pdf": "y.pdf",
        "CON.pdf": "_CON.pdf",
        f"a{ROUND}fdp.exe": "afdp.exe.pdf",
        "-rf.pdf": "rf.pdf",
    }
    for name in names:
        await talker.sends(name, paper(name))
    await talker.sends("." * 300 + "z" * 300, paper("long"))
    page = talker.asked()
    assert page is not None
    shown = [line.removeprefix("· ") for line in page.text.splitlines() if line.startswith("· ")]
    assert shown[: len(names)] == list(names.values())
    assert len(shown[-1]) <= NAME_CHARS
    await talker.sends("again.pdf", paper("long"))
    assert _notice(talker, page) != ""


async def _packages(desk: Desk) -> None:
    """What holds more than it shows is refused without being unpacked, or taken and never obeyed."""
    talker = await desk.visitor()
    asked, before = await _at(talker, "objection.evidence", "objection:begin"), desk.service.memory_mb()
    refused = {
        "mixed.pdf": (paper("x") + packed(("a.txt", b"a")), "uploads.mixed"),
        "macros.docx": (with_macros(), "uploads.macros"),
        "bomb.docx": (bomb(), "uploads.swells"),
    }
    for name, (content, key) in refused.items():
        await talker.sends(name, content)
        assert _notice(talker, asked) == say("zh", key), name
    assert desk.service.memory_mb() - before < 20
    await talker.sends("laughs.docx", laughs())
    page = talker.asked()
    assert page is not None
    assert "laughs.docx" in page.text
