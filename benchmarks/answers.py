"""How long a person waits: fifty people fill in an application in the web chat of a running service.

    .venv/bin/python -m benchmarks.answers

Everybody writes, thinks for about a second, and writes again. The time is measured from sending a frame to the
confirmation that its answer is kept and shown. Also measured are the time from the service's start to its first answer,
its memory at the end, and how soon a new visitor's browser paints the chat. Exits with 1 if a figure is over its limit.
"""

import argparse
import asyncio
import random
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from benchmarks.result import Limit, held, settled
from tests.moments import now
from tests.processes import Serving
from tests.stories.guided import Filler
from tests.stories.sockets import visitor
from tests.stories.towns import opened_data, settle
from tests.web.browsers import running_browser
from texts import say

MEDIAN_MS = 50.0
START_SECONDS = 6.0
MEMORY_MB = 240.0  # of it 20 for the phrases and the readings of Chinese signs
PAINT_MS = 1000.0
VISITS = 5
THINKING = (0.5, 1.5)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures measured."""

    answers: int
    median_ms: float
    slowest_twentieth_ms: float
    start_seconds: float
    memory_mb: float
    paint_ms: float


def main() -> int:
    """Measure, and compare the figures with their limits; the exit status."""
    parser = argparse.ArgumentParser(description="How long a person waits for an answer")
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--answers", type=int, default=15, help="by each of them")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return judged(asyncio.run(measured(Path(folder), people=asked.people, answers=asked.answers)))


def judged(figures: Figures) -> int:
    """Print the figures; return 1 if one of them is over its limit."""
    print(f"answers  {figures.answers} kept and shown, one in twenty later than {figures.slowest_twentieth_ms:.0f} ms")
    kept = held(
        Limit("median", figures.median_ms, MEDIAN_MS, "ms"),
        Limit("start", figures.start_seconds, START_SECONDS, "s"),
        Limit("memory", figures.memory_mb, MEMORY_MB, "MB"),
        Limit("first paint", figures.paint_ms, PAINT_MS, "ms"),
    )
    return int(not kept)


async def measured(folder: Path, *, people: int, answers: int) -> Figures:
    """Let people answer, each in a browser of their own, and return the figures."""
    service = Serving(folder, forked=False)
    async with opened_data(service) as work:
        await settle(work, now())
    async with service, AsyncExitStack() as stack:
        fillers = [Filler(await stack.enter_async_context(visitor(service.url))) for _ in range(people)]
        for filler in fillers:
            await filler.talker.begin("application:begin", "application:new:organisation", say("zh", "forms.go_on"))
        waits = [wait for one in await asyncio.gather(*(_answer(f, answers) for f in fillers)) for wait in one]
        return Figures(
            answers=len(waits),
            median_ms=median(waits) * 1000,
            slowest_twentieth_ms=quantiles(waits, n=20)[-1] * 1000,
            start_seconds=service.started_in,
            memory_mb=service.memory_mb(),
            paint_ms=median([await _painted(service.url) for _ in range(VISITS)]),
        )


async def _painted(url: str) -> float:
    """Return the milliseconds until a browser that was never here shows something of the chat."""
    async with running_browser() as browser:
        page = await browser.new_page()
        await page.goto(f"{url}/chat")
        await page.locator("#text").wait_for()
        moment: float = await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        return moment


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
