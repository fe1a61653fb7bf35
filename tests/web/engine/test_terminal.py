"""The chat in a terminal: words, numbers and files go the way they go on the page, and a bad line loses nothing."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from tests.web.browsers import line_to, scratch
from tests.web.sites import Served
from web.engine.terminal import terminal


class Person:
    """Somebody at a terminal: types a line once the screen shows what they wait for."""

    def __init__(self) -> None:
        self.screen: list[str] = []
        self._shown = asyncio.Event()
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()

    async def typing(self) -> AsyncIterator[str]:
        while (line := await self._lines.get()) is not None:
            yield line

    def shows(self, text: str) -> None:
        self.screen.append(text)
        self._shown.set()

    async def sees(self, text: str) -> None:
        async with asyncio.timeout(60):
            while not any(text in shown for shown in self.screen):
                self._shown.clear()
                await self._shown.wait()

    def types(self, *lines: str) -> None:
        for line in lines:
            self._lines.put_nowait(f"{line}\n")

    def goes(self) -> None:
        self._lines.put_nowait(None)


def sat_down(url: str, person: Person, memory: Path | None = None) -> asyncio.Task[None]:
    return asyncio.create_task(terminal(url, language="en", memory=memory, lines=person.typing(), show=person.shows))


async def test_a_person_talks_presses_and_sends_a_file(site: Served, tmp_path: Path) -> None:
    person = Person()
    (tmp_path / "our form.pdf").write_bytes(b"x" * 1000)
    sitting = sat_down(site.url, person)
    await person.sees("type /start")
    person.types("/start", "buttons")
    await person.sees("[1] Yes   [2] No")
    assert person.screen[-1] == "Which one?\n  [1] Yes   [2] No\n  The Measures: https://example.org/measures"
    person.types(":3", ":2")
    await person.sees("next question")
    person.types(f'/file "{tmp_path / "our form.pdf"}"', "/file /nowhere/at/all", "paper")
    await person.sees("Your receipt")
    person.types("/quit")
    await sitting
    assert site.desk.effects == [
        "text /start",
        "text buttons",
        "press a:no of 4",
        "file our form.pdf 1000 None",
        "text paper",
    ]
    assert "The latest message has no button 3." in person.screen
    assert "The file /nowhere/at/all was not found, or you may not read it." in person.screen
    assert "* noted" in person.screen
    assert [line for line in person.screen if "回执 LX-2026-0001.pdf, 16 B] http://127.0.0.1:" in line] != []
    assert [line for line in person.screen if line.startswith(">")] == []


async def test_the_visitor_is_known_the_next_time(site: Served, tmp_path: Path) -> None:
    memory = tmp_path / "award" / "cookie"
    for word in ("first", "second"):
        person = Person()
        sitting = sat_down(site.url, person, memory)
        await person.sees("Connected.")
        person.types(word)
        person.goes()
        await sitting
        assert site.desk.effects[-1] == f"text {word}"
    assert "> first" in person.screen
    assert "If this is your first time, type /start." not in person.screen
    assert memory.stat().st_mode & 0o777 == 0o600


async def test_a_cut_line_loses_nothing_and_repeats_nothing(site: Served) -> None:
    person = Person()
    async with line_to(site.port) as line:
        sitting = sat_down(line.url, person)
        await person.sees("Connected.")
        person.types("before")
        await person.sees("echo: before")
        line.cut()
        await person.sees("The connection is lost")
        person.types("one", "two")
        await asyncio.sleep(0.1)
        line.join()
        await person.sees("echo: two")
        person.goes()
        await sitting
    assert site.desk.effects == ["text before", "text one", "text two"]
    assert [shown for shown in person.screen if shown.startswith("echo")] == ["echo: before", "echo: one", "echo: two"]


async def test_a_file_that_a_cut_line_does_not_take_is_named_and_sent_again(site: Served, tmp_path: Path) -> None:
    person, file = Person(), scratch(tmp_path, "form.pdf", 1000)
    async with line_to(site.port) as line:
        sitting = sat_down(line.url, person)
        await person.sees("Connected.")
        line.cut()
        await person.sees("The connection is lost")
        person.types(f"/file {file}")
        await person.sees(f"Not sent: {file}")
        line.join()
        person.types(f"/file {file}")
        await person.sees("got form.pdf of 1000 bytes")
        person.goes()
        await sitting


async def test_who_is_known_no_more_is_told_so_and_waits_for_nothing(site: Served) -> None:
    person = Person()
    sitting = sat_down(site.url, person)
    await person.sees("Connected.")
    (page,) = site.site.session.sockets.everyone()
    async with site.site.store.work() as work:
        await work.visitors.leave(page.token)
        await work.commit()
    await person.sees("You have left")
    person.types("is anybody there")
    person.goes()
    async with asyncio.timeout(60):
        await sitting


async def test_what_could_not_be_kept_is_sent_again(site: Served) -> None:
    site.desk.failures = 1
    person = Person()
    sitting = sat_down(site.url, person)
    await person.sees("Connected.")
    person.types("hello")
    await person.sees("echo: hello")
    person.goes()
    await sitting
    assert site.desk.effects == ["text hello"]
