"""How long others wait while somebody uploads what is dear to read, and how soon practice serves.

    .venv/bin/python -m benchmarks.uploads

Some people write in the web chat of a running service while others send, one file after another, files at the limit of
what is read: a PDF of many objects, and one of many pages. The time of an answer is measured from sending a frame to
the confirmation that its answer is kept. Then practice is started in a folder of its own. Exits with 1 if an answer
takes a second, or if practice needs ten seconds until it serves.
"""

import argparse
import asyncio
import random
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.result import Limit, held, settled
from tests.moments import now
from tests.papers.dear import many_objects, many_pages
from tests.processes import Serving
from tests.stories.guided import Filler
from tests.stories.sockets import WebTalker, visitor
from tests.stories.towns import opened_data, settle
from texts import say

LONGEST_MS = 1000.0
PRACTICE_SECONDS = 10.0
THINKING = (0.2, 0.6)
OBJECTS, PAGES = 12 * 2**20, 600_000


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures measured; `files` is how many were sent and answered meanwhile."""

    answers: int
    files: int
    median_ms: float
    longest_ms: float
    practice_seconds: float


def main() -> int:
    """Measure, and compare the figures with their limits; the exit status."""
    parser = argparse.ArgumentParser(description="How long others wait while somebody uploads")
    parser.add_argument("--people", type=int, default=10, help="who write")
    parser.add_argument("--senders", type=int, default=2, help="who upload")
    parser.add_argument("--answers", type=int, default=15, help="by each of those who write")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(folder), people=asked.people, senders=asked.senders, answers=asked.answers)
        return judged(asyncio.run(found))


def judged(found: Figures) -> int:
    """Print the figures; return 1 if one of them is over its limit."""
    print(f"{found.answers} answers while {found.files} files were sent, half of them within {found.median_ms:.0f} ms")
    kept = held(
        Limit("longest", found.longest_ms, LONGEST_MS, "ms"),
        Limit("practice", found.practice_seconds, PRACTICE_SECONDS, "s"),
    )
    return int(not kept)


async def measured(folder: Path, *, people: int, senders: int, answers: int) -> Figures:
    """Let people answer while others upload, then start practice."""
    service = Serving(folder / "real")
    async with opened_data(service) as work:
        await settle(work, now())
    async with service, AsyncExitStack() as stack:
        fillers = [Filler(await stack.enter_async_context(visitor(service.url))) for _ in range(people)]
        for filler in fillers:
            await filler.talker.begin("application:begin", "application:new:organisation", say("zh", "forms.go_on"))
        sending = [await stack.enter_async_context(visitor(service.url)) for _ in range(senders)]
        over = asyncio.Event()
        uploads = [asyncio.create_task(_upload(one, over)) for one in sending]
        waits = [wait for one in await asyncio.gather(*(_answer(f, answers) for f in fillers)) for wait in one]
        over.set()
        files = sum(await asyncio.gather(*uploads))
    practice = Serving(folder / "practice", "practice")
    async with practice:
        pass
    return Figures(
        answers=len(waits),
        files=files,
        median_ms=median(waits) * 1000,
        longest_ms=max(waits) * 1000,
        practice_seconds=practice.started_in,
    )


async def _upload(talker: WebTalker, over: asyncio.Event) -> int:
    """Send one dear file after another until the others are done; return how many."""
    dear = (many_objects(OBJECTS), many_pages(PAGES))
    sent = 0
    while not over.is_set():
        await talker.sends(f"{sent}.pdf", dear[sent % len(dear)])
        sent += 1
    return sent


async def _answer(filler: Filler, answers: int) -> list[float]:
    waits = []
    for _ in range(answers):
        await asyncio.sleep(random.uniform(*THINKING))
        page = filler.talker.asked()
        if page is None:
            raise RuntimeError("nothing is asked any more")
        begun = time.monotonic()
        await filler.answer(page)
        waits.append(time.monotonic() - begun)
    return waits


if __name__ == "__main__":
    raise SystemExit(settled(main()))
