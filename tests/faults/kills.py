"""kill -9 at random moments while people answer over the Bot API.

    python -m tests.faults.kills --answers 2000 --people 60 --kills 20 [--postgres] [--instances 3] [--faults 0.2]

With several instances on one PostgreSQL one of them is killed each time, updates come by webhook to any that answers,
and everybody is owed a reminder after each kill. Every person fills in an application and goes on to the next answer
only when the next question is there. Afterwards the data are opened: no answer may be missing, nobody may have been
asked twice, and every chat stands at the question after its last committed answer.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.paces import Limits
from handlers.engine.questions import FORM
from rules.applications.forms import organisation
from rules.engine.forms import Form, Progress
from rules.engine.pack import load_pack
from tests.faults.answers import lost
from tests.faults.instances import Fleet, Letters
from tests.faults.talk import BOT, TOKEN
from tests.moments import now
from tests.postgres import running_cluster
from tests.processes import Serving
from tests.standin import Fault, Rule, StandIn, until
from tests.stories.chats import WireTalker
from tests.stories.guided import Filler, again
from tests.stories.towns import Kept, integrity, kept_of, opened_data, settle
from texts import say

FIRST = 5001
REPLY_SECONDS = 300.0
"""How long a reply may take before it counts as lost: a slow machine, or five restarts in a row, lose nothing."""
MOST_COPIES = 2
"""One that was sent, and whose sender was killed before it was noted, is sent again."""
AT_A_MOMENT = Limits().total
"""So many replies can have left before it was noted that they did."""
HEADING = "〔"
"""How a question begins, unless something was wrong with what came before it: and nobody here answers wrongly."""


@dataclass
class Figures:
    """What came of it."""

    seed: int
    answers: int = 0
    kills: int = 0
    cut_off: int = 0
    early: int = 0
    lost_answers: int = 0
    lost_replies: int = 0
    duplicates: int = 0
    asked_twice: int = 0
    wrong_steps: int = 0
    refusals: int = 0
    letters: int = 0
    letters_missing: int = 0
    most_copies: int = 0
    integrity: str = "ok"
    journal: int | None = None
    seconds: float = 0.0
    starts: list[float] = field(default_factory=list)

    @property
    def passes(self) -> bool:
        """Whether it was survived."""
        wrong = (self.lost_answers, self.lost_replies, self.asked_twice, self.wrong_steps, self.refusals, self.early)
        bound = self.kills * AT_A_MOMENT + self.cut_off
        repeated = self.duplicates > bound or self.most_copies > MOST_COPIES or self.letters_missing
        return not any(wrong) and not repeated and self.integrity == "ok" and self.journal is None


async def trial(
    folder: Path,
    *,
    answers: int,
    people: int,
    kills: int,
    seed: int,
    instances: int = 1,
    faults: float = 0.0,
    url: str = "",
) -> Figures:
    """Let people answer while the service is killed, and such a part of its calls goes wrong; the figures."""
    figures, begun, chats = Figures(seed), time.monotonic(), range(FIRST, FIRST + people)
    async with StandIn(seed=seed, token=TOKEN) as standin:
        settings = {"AWARD_DATABASE_URL": url} if url else {}
        fleet = Fleet(folder, standin, settings, count=instances, seed=seed)
        letters = Letters(fleet.first, chats if instances > 1 else range(0))
        async with opened_data(fleet.first) as work:
            await settle(work, now())
        fillers = [
            Filler(WireTalker(standin, n, REPLY_SECONDS), {say("zh", "apply.name"): f"临夏县示例{n}号有限公司"})
            for n in chats
        ]
        async with fleet:
            await asyncio.gather(
                *(
                    filler.talker.begin("application:begin", "application:new:organisation", say("zh", "forms.go_on"))
                    for filler in fillers
                )
            )
            begun_at = [len(filler.talker.pages) - 1 for filler in fillers]  # the first question, which was asked for
            after = _go_wrong(standin, faults)
            killing = asyncio.create_task(_kill(fleet, letters, standin, fillers, figures, answers, kills))
            lost = await asyncio.gather(*(_answer(filler, -(-answers // people)) for filler in fillers))
            if any(lost):
                killing.cancel()  # it waits for answers that nobody gives any more
            with suppress(asyncio.CancelledError, TimeoutError):
                await killing
                await until(lambda: all(letters.copies(standin)), REPLY_SECONDS)
            await fleet.stop()
        figures.lost_replies, figures.cut_off = sum(lost), after.struck
        figures.early = sum(call.early for call in standin.calls)
        figures.letters, figures.letters_missing = len(copies := letters.copies(standin)), copies.count(0)
        figures.most_copies = max(copies, default=0)
        await _look(fleet.first, fillers, begun_at, letters.texts, figures)
    figures.seconds = time.monotonic() - begun
    return figures


def _go_wrong(standin: StandIn, part: float) -> Rule:
    """Let so large a part of what is said go wrong, in four ways; the one after which it was said all the same."""
    for fault in (Fault.TOO_MANY, Fault.BAD_GATEWAY, Fault.RESET_BEFORE):
        standin.faults.add(fault, method="sendMessage", probability=part / 4)
    standin.faults.add(Fault.HANG, method="sendMessage", probability=part / 100, times=3, seconds=35)
    return standin.faults.add(Fault.RESET_AFTER, method="sendMessage", probability=part / 4)


async def _answer(filler: Filler, steps: int) -> int:
    """Answer so many questions one after another; how many replies never came."""
    talker = filler.talker
    for _ in range(steps):
        page = talker.asked()
        assert page is not None, talker.last
        try:
            await filler.answer(page)
            async with asyncio.timeout(REPLY_SECONDS):
                while (following := talker.asked()) is not None and following.place() == page.place():  # noqa: ASYNC110  # nobody tells
                    await asyncio.sleep(0.02)
        except TimeoutError:
            return 1
    return 0


async def _kill(
    fleet: Fleet,
    letters: Letters,
    standin: StandIn,
    fillers: list[Filler],
    figures: Figures,
    answers: int,
    kills: int,
) -> None:
    """Kill and start again, each time after a random number of answers and some milliseconds more."""
    chance = random.Random(figures.seed)
    for after in sorted(chance.sample(range(1, int(answers * 0.95)), kills)):
        while sum(len(filler.asked) for filler in fillers) < after:  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(0.002)
        await asyncio.sleep(chance.random() * 0.05)
        killed = fleet.kill()
        figures.kills += 1
        await killed.start()
        figures.starts.append(round(killed.started_in, 1))
        if len(fleet.services) > 1:
            await letters.owe()


async def _look(
    service: Serving, fillers: list[Filler], begun_at: list[int], letters: list[str], figures: Figures
) -> None:
    """Open the data and compare; of what was said, from the page on at which each began."""
    form = organisation(load_pack(), 2026)
    if "AWARD_DATABASE_URL" not in service.settings:
        figures.integrity = integrity(service.data)
    async with opened_data(service) as work:
        figures.journal = await work.journal.verify()
        for number, (filler, first) in enumerate(zip(fillers, begun_at, strict=True)):
            kept = await kept_of(work, FIRST + number, bot_id=BOT)
            figures.answers += len(filler.asked)
            figures.asked_twice += len(again(filler.asked))
            _compare(form, filler, kept, figures)
            read = [page.text for page in filler.talker.pages[first:] if page.text not in letters]
            figures.duplicates += len(read) - len(set(read))
            asked = [page for page in filler.talker.pages if page.place() is not None]
            figures.refusals += sum(not page.text.startswith(HEADING) for page in asked)


def _compare(form: Form, filler: Filler, kept: Kept | None, figures: Figures) -> None:
    answers: dict[str, Any] = kept.answers if kept is not None else {}
    figures.lost_answers += len(lost(form, filler, answers))
    following = Progress(form, answers).next_open()
    standing = kept is not None and kept.step == FORM and following is not None and kept.question == following.key
    figures.wrong_steps += not standing


@contextmanager
def _database(*, postgres: bool) -> Iterator[str]:
    """The URL of the database; none for SQLite's."""
    if not postgres:
        yield ""
        return
    with running_cluster() as cluster:
        yield cluster.new_database()


def main() -> None:
    """Read the command line, run, and exit with 1 where something was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=2000)
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL that is started for it")
    parser.add_argument("--instances", type=int, default=1, help="several, on PostgreSQL, of which one is killed")
    parser.add_argument("--faults", type=float, default=0.0, help="the part of all calls to Telegram that goes wrong")
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder, _database(postgres=asked.postgres or asked.instances > 1) as url:
        figures = asyncio.run(
            trial(
                Path(folder),
                answers=asked.answers,
                people=asked.people,
                kills=asked.kills,
                seed=asked.seed,
                instances=asked.instances,
                faults=asked.faults,
                url=url,
            )
        )
    print(figures)
    raise SystemExit(not figures.passes)


if __name__ == "__main__":
    main()
