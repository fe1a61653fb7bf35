"""kill -9 after the steps of an application, with one visitor of the web chat at each: one kill tries them all.

    python -m tests.faults.steps --every 1

Each of them has to stand at the same question after the restart, and go on; afterwards the data are opened, and no
answer may be missing.
"""

import argparse
import asyncio
import random
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from rules.applications.forms import organisation
from rules.engine.pack import load_pack
from tests.faults.answers import lost
from tests.moments import now
from tests.processes import Serving
from tests.stories.guided import Filler, again
from tests.stories.sockets import visitor
from tests.stories.tales import another_code
from tests.stories.towns import opened_data, settle
from texts import say

STEPS = 60
"""How many questions an application has for somebody who answers with the examples."""
AT_ONCE = 10
"""How many visitors write at the same time."""


@dataclass
class Figures:
    """What came of it."""

    seed: int
    steps: tuple[int, ...]
    elsewhere: int = 0
    asked_twice: int = 0
    lost_answers: int = 0
    seconds: float = 0.0

    @property
    def passes(self) -> bool:
        """Whether it was survived."""
        return not (self.elsewhere or self.asked_twice or self.lost_answers)


async def trial(folder: Path, *, every: int, seed: int, **settings: str) -> Figures:
    """Kill the service with a visitor at every so-manieth step, the first chosen by the seed; the figures."""
    figures, begun = Figures(seed, tuple(range(random.Random(seed).randrange(every), STEPS, every))), time.monotonic()
    service = Serving(folder, settings=settings)
    async with opened_data(service) as work:
        await settle(work, now())
    async with service, AsyncExitStack() as stack:
        fillers = [
            Filler(
                await stack.enter_async_context(visitor(service.url)),
                {say("zh", "apply.credit_code"): another_code(steps)},
            )
            for steps in figures.steps
        ]
        turn = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(
            *(_answer(filler, steps, turn) for filler, steps in zip(fillers, figures.steps, strict=True))
        )
        before = [filler.talker.asked() for filler in fillers]
        service.kill()
        await service.start()
        await asyncio.gather(*(filler.talker.says("/where") for filler in fillers))
        for filler, page in zip(fillers, before, strict=True):
            figures.elsewhere += page is None or filler.talker.last.place() != page.place()
        await asyncio.gather(*(_go_on(filler, 1) for filler in fillers))
        await service.stop()
    figures.asked_twice = sum(len(again(filler.asked)) for filler in fillers)
    async with opened_data(service) as work:
        form = organisation(load_pack(), 2026)
        for filler in fillers:
            figures.lost_answers += len(lost(form, filler, await work.drafts.answers(filler.asked[0][0])))
    figures.seconds = round(time.monotonic() - begun, 1)
    return figures


async def _answer(filler: Filler, steps: int, turn: asyncio.Semaphore) -> None:
    async with turn:
        await filler.talker.begin("application:begin", "application:new:organisation", say("zh", "forms.go_on"))
        await _go_on(filler, steps)


async def _go_on(filler: Filler, steps: int) -> None:
    for _ in range(steps):
        page = filler.talker.asked()
        assert page is not None, filler.talker.last
        await filler.answer(page)


def main() -> None:
    """Read the command line, run, and exit with 1 where something was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(trial(Path(folder), every=asked.every, seed=asked.seed))
    print(figures)
    raise SystemExit(not figures.passes)


if __name__ == "__main__":
    main()
