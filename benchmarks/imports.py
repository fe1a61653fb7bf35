"""What a list of 10,000 earlier winners costs when it comes by the chat, and how long others wait meanwhile.

    .venv/bin/python -m benchmarks.imports

An empty service is started as a process. The lead comes by the printed invitation, sends the list in the web chat,
reads how far it is, and enters it with one press; others ask for help all the while. Before the press nothing
of the list is in the register, after it all of it. Exits with 1 if checking or entering takes a minute, if the process
needs 800 MB, or if somebody else waits two seconds for an answer.
"""

import argparse
import asyncio
import random
import re
import tempfile
import time
from collections.abc import Awaitable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.result import Limit, held, settled
from benchmarks.usage import Usage
from tests.papers.lists import book, many
from tests.processes import Serving
from tests.stories.guided import Page
from tests.stories.sockets import WebTalker, visitor
from texts import say

STEP_SECONDS, LONGEST_MS, MEMORY_MB = 60.0, 2000.0, 800.0
PATIENCE = 180.0
THINKING = (1.0, 2.0)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one list: `told` is how often the lead was told how far it is, memory the most of the process.

    `before` and `after` are the awards in the register before the press and after it.
    """

    rows: int
    before: int
    after: int
    told: int
    check_seconds: float
    enter_seconds: float
    processor_seconds: float
    idle_mb: float
    memory_mb: float
    answers: int
    median_ms: float
    longest_ms: float


def main() -> int:
    """Measure, and compare the figures with their limits; the exit status."""
    parser = argparse.ArgumentParser(description="A long list of earlier winners, by the chat")
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=5, help="who write meanwhile")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return judged(asyncio.run(measured(Path(folder), rows=asked.rows, people=asked.people)))


def judged(found: Figures) -> int:
    """Print the figures; return 1 if one is over its limit, or something was entered in part."""
    print(
        f"{found.rows} rows, told {found.told} times how far it is; in the register {found.before} before the press and"
        f" {found.after} after it\n{found.processor_seconds:.1f} s of the processor, {found.idle_mb:.0f} MB before it;"
        f" {found.answers} answers to others meanwhile, half of them within {found.median_ms:.0f} ms"
    )
    kept = held(
        Limit("check", found.check_seconds, STEP_SECONDS, "s"),
        Limit("enter", found.enter_seconds, STEP_SECONDS, "s"),
        Limit("memory", found.memory_mb, MEMORY_MB, "MB"),
        Limit("longest", found.longest_ms, LONGEST_MS, "ms"),
    )
    return int(not kept or (found.before, found.after) != (0, found.rows))


async def measured(folder: Path, *, rows: int, people: int) -> Figures:
    """Bring a list of so many rows in while so many people write."""
    content = await asyncio.to_thread(lambda: book(many(rows)))
    service = Serving(folder)
    async with service, AsyncExitStack() as stack:
        lead, *others = [await stack.enter_async_context(visitor(service.url)) for _ in range(people + 1)]
        await lead.says(f"/start {await service.invitation()}")
        await lead.push("invitation:accept")
        await lead.says("马主任")
        over, usage, idle = asyncio.Event(), Usage(service.process.pid), service.memory_mb()
        writing = [asyncio.create_task(_ask(one, over)) for one in others]
        for button in ("office:menu", "register:menu", "register:import"):
            await lead.presses(button)
            await lead.hears(say("zh", "holders.ask_file")[:8] if button == "register:import" else "register:*")
        check = await _taken(lead, lead.sends("winners.xlsx", content), "register:yes:*")
        before = await _listed(lead)
        yes = (await lead.hears("register:yes:*")).data("register:yes:*") or ""
        enter = await _taken(lead, lead.presses(yes), say("zh", "holders.imported", fresh=rows, known=0))
        over.set()
        waits = [wait for one in await asyncio.gather(*writing) for wait in one]
        return Figures(
            rows=rows,
            before=before,
            after=await _listed(lead),
            told=sum(_is_step(page) for page in lead.pages),
            check_seconds=check,
            enter_seconds=enter,
            processor_seconds=usage.used(),
            idle_mb=idle,
            memory_mb=_most_mb(service.process.pid),
            answers=len(waits),
            median_ms=median(waits) * 1000,
            longest_ms=max(waits) * 1000,
        )


async def _taken(lead: WebTalker, doing: Awaitable[None], words: str) -> float:
    """Return the seconds until the lead reads these words."""
    begun = time.monotonic()
    with suppress(TimeoutError):  # on a slow machine; the frame stays, and is confirmed in the end
        await doing
    await lead.hears(words, PATIENCE)
    return time.monotonic() - begun


async def _listed(lead: WebTalker) -> int:
    """Return how many awards the register says it has."""
    await lead.presses("register:list:0")
    found = re.search(r"\d+", lead.last.text.splitlines()[0])
    return int(found[0]) if found else 0


def _is_step(page: Page) -> bool:
    """Whether the page says how far a list is, and nothing else."""
    return page.text.endswith("……")


def _most_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


async def _ask(talker: WebTalker, over: asyncio.Event) -> list[float]:
    waits = []
    while not over.is_set():
        begun = time.monotonic()
        await talker.says("/help")
        waits.append(time.monotonic() - begun)
        await asyncio.sleep(random.uniform(*THINKING))
    return waits


if __name__ == "__main__":
    raise SystemExit(settled(main()))
