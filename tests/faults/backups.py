"""Backups while people answer: each is whole, and holds every answer that was confirmed before it began.

python -m tests.faults.backups --backups 50
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from rules.applications.forms import organisation
from rules.engine.pack import load_pack
from storage.database.seals import Keys
from storage.store import Store
from storage.upkeep.restores import restore
from tests.faults.talk import BOT, TOKEN, on_telegram
from tests.moments import now
from tests.processes import Serving
from tests.standin import StandIn
from tests.stories.chats import WireTalker
from tests.stories.guided import Filler
from tests.stories.towns import integrity, kept_of, opened_data, settle
from texts import say

FIRST = 5001
QUESTIONS, BACKUP_SECONDS, TURN_SECONDS = 45, 4.0, 3.0
"""A form has more questions than this, and a backup takes about so long: answers are spread over all the backups.

A chat gets three messages at once and then waits for so long: not everybody is to wait at the same moment.
"""


@dataclass
class Figures:
    """What came of it: answers that a backup should have held, backups that were not whole, answers given meanwhile."""

    backups: int = 0
    answers: int = 0
    missed: int = 0
    unsound: int = 0
    refused: list[str] = field(default_factory=list)
    meanwhile: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def passes(self) -> bool:
        """Whether every backup was whole and held what was confirmed, and people went on through most of them."""
        busy = sum(count > 0 for count in self.meanwhile)
        return not (self.missed or self.unsound or self.refused) and busy * 4 > self.backups * 3


@dataclass
class Writer:
    """Somebody who fills in a form; `confirmed` are the answers whose update the service has confirmed.

    `steps` counts the files that were sent too.
    """

    filler: Filler
    chat: int
    confirmed: dict[tuple[int, int], str] = field(default_factory=dict)
    steps: int = 0

    async def write(self, share: Callable[[], float]) -> None:
        """Answer question after question at random moments; `share` of all the answers is due with this backup."""
        await asyncio.sleep(TURN_SECONDS * random.random())
        await self.filler.talker.begin("application:begin", "application:new:organisation", say("zh", "forms.go_on"))
        while (page := self.filler.talker.asked()) is not None:
            while len(self.filler.asked) >= QUESTIONS * share():  # noqa: ASYNC110  # nobody tells
                await asyncio.sleep(0.05)
            await asyncio.sleep(BACKUP_SECONDS / 2 * random.random())
            await self.filler.answer(page)
            self.confirmed, self.steps = dict(self.filler.given), self.steps + 1


async def trial(folder: Path, *, backups: int, people: int) -> Figures:
    """Back up again and again while people write; the figures."""
    figures = Figures()
    async with StandIn(token=TOKEN) as standin:
        service = Serving(folder / "service", settings=on_telegram(standin))
        async with opened_data(service) as work:
            await settle(work, now())
        async with service:
            writers = [Writer(Filler(WireTalker(standin, FIRST + n)), FIRST + n) for n in range(people)]
            share = partial(_share, figures, backups)
            writing = [asyncio.create_task(writer.write(share)) for writer in writers]
            while not all(writer.confirmed for writer in writers):  # noqa: ASYNC110  # nobody tells
                await asyncio.sleep(0.05)
            for _ in range(backups):
                await _back_up(service, folder, writers, figures)
            for task in writing:
                task.cancel()
            await asyncio.gather(*writing, return_exceptions=True)
            await service.stop()
        figures.answers = sum(len(writer.confirmed) for writer in writers)
        figures.unsound += integrity(service.data) != "ok"
    return figures


def _share(figures: Figures, backups: int) -> float:
    return (figures.backups + 1) / backups


async def _back_up(service: Serving, folder: Path, writers: list[Writer], figures: Figures) -> None:
    before, begun = [dict(writer.confirmed) for writer in writers], time.monotonic()
    steps = sum(writer.steps for writer in writers)
    slowly = replace(service, forked=False)  # with seconds of imports, in which people go on
    done = await asyncio.to_thread(slowly.award, "backup", str(folder / "backups"), "--keep", "1")
    figures.seconds.append(round(time.monotonic() - begun, 1))
    figures.meanwhile.append(sum(writer.steps for writer in writers) - steps)
    if done.returncode:
        figures.refused.append(done.stdout + done.stderr)
    else:
        [archive] = (folder / "backups").iterdir()
        await _look(archive, service, folder / f"again-{figures.backups}", writers, before, figures)
    figures.backups += 1  # only now the next answers are due: they are given during the next backup


async def _look(
    archive: Path,
    service: Serving,
    place: Path,
    writers: list[Writer],
    before: list[dict[tuple[int, int], str]],
    figures: Figures,
) -> None:
    """Restore it, and compare with what had been confirmed."""
    keys, url = Keys.load(service.data / "keys.json"), f"sqlite:///{place / 'award.db'}"
    restored = await restore(archive, url, place, keys, now=now())
    figures.unsound += not restored.findings.sound
    form, store = organisation(load_pack(), 2026), await Store.open(url, keys, place)
    async with store.work() as work:
        for writer, given in zip(writers, before, strict=True):
            kept = await kept_of(work, writer.chat, bot_id=BOT)
            answers = kept.answers if kept is not None else {}
            figures.missed += sum(form.questions[question].key not in answers for _, question in given)
    await store.close()


def main() -> None:
    """Read the command line, run, and exit with 1 where something was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backups", type=int, default=50)
    parser.add_argument("--people", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(trial(Path(folder), backups=asked.backups, people=asked.people))
    print(figures)
    raise SystemExit(not figures.passes)


if __name__ == "__main__":
    main()
