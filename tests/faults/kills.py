"""kill -9 at random moments while people answer over the Bot API.

    python -m tests.faults.kills --answers 2000 --people 60 --kills 20 [--postgres]

Every person fills in an application and goes on to the next answer only when the next question is there. Afterwards
the data are opened: no answer may be missing, nobody may have been asked twice, and every chat stands at the question
after its last committed answer.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handlers.questions import FORM
from rules.forms import Form, Kind, Progress, Question
from rules.pack import load_pack
from rules.questions.organisation import organisation
from tests.faults.talk import BOT, TOKEN, on_telegram
from tests.postgres import running_cluster
from tests.processes import Serving
from tests.standin import StandIn
from tests.stories.chats import WireTalker
from tests.stories.guided import Filler, again
from tests.stories.towns import Kept, integrity, kept_of, opened_data, real_now, settle
from texts import say

FIRST = 5001
REPLY_SECONDS = 300.0
"""How long a reply may take before it counts as lost: a slow machine, or five restarts in a row, lose nothing."""
HEADING = "〔"
"""How a question begins, unless something was wrong with what came before it: and nobody here answers wrongly."""


@dataclass
class Figures:
    """What came of it."""

    seed: int
    answers: int = 0
    kills: int = 0
    in_hand: int = 0
    lost_answers: int = 0
    lost_replies: int = 0
    duplicates: int = 0
    asked_twice: int = 0
    wrong_steps: int = 0
    refusals: int = 0
    integrity: str = "ok"
    journal: int | None = None
    seconds: float = 0.0
    starts: list[float] = field(default_factory=list)

    @property
    def passes(self) -> bool:
        """Whether it was survived."""
        wrong = (self.lost_answers, self.lost_replies, self.asked_twice, self.wrong_steps, self.refusals)
        return not any(wrong) and self.duplicates <= self.in_hand and self.integrity == "ok" and self.journal is None


async def trial(folder: Path, *, answers: int, people: int, kills: int, seed: int, **settings: str) -> Figures:
    """Let people answer while the service is killed; the figures."""
    figures, begun = Figures(seed), time.monotonic()
    async with StandIn(seed=seed, token=TOKEN) as standin:
        service = Serving(folder, settings={**on_telegram(standin), **settings})
        async with opened_data(service) as work:
            await settle(work, real_now())
        fillers = [
            Filler(WireTalker(standin, FIRST + n, REPLY_SECONDS), {say("zh", "apply.name"): f"临夏县示例{n}号有限公司"})
            for n in range(people)
        ]
        async with service:
            await asyncio.gather(
                *(
                    filler.talker.begin("ap:begin", "ap:new:organisation", say("zh", "forms.go_on"))
                    for filler in fillers
                )
            )
            killing = asyncio.create_task(_kill(service, standin, fillers, figures, answers=answers, kills=kills))
            lost = await asyncio.gather(*(_answer(filler, answers // people) for filler in fillers))
            if any(lost):
                killing.cancel()  # it waits for answers that nobody gives any more
            with suppress(asyncio.CancelledError):
                await killing
            await service.stop()
        figures.lost_replies = sum(lost)
        await _look(service, fillers, figures)
    figures.seconds = time.monotonic() - begun
    return figures


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
    service: Serving, standin: StandIn, fillers: list[Filler], figures: Figures, *, answers: int, kills: int
) -> None:
    """Kill and start again, each time after a random number of answers and some milliseconds more."""
    chance = random.Random(figures.seed)
    for after in sorted(chance.sample(range(1, int(answers * 0.95)), kills)):
        while sum(len(filler.asked) for filler in fillers) < after:  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(0.002)
        await asyncio.sleep(chance.random() * 0.05)
        service.kill()
        figures.in_hand += len(standin.updates.pending)
        figures.kills += 1
        await service.start()
        figures.starts.append(round(service.started_in, 1))


async def _look(service: Serving, fillers: list[Filler], figures: Figures) -> None:
    """Open the data and compare."""
    form = organisation(load_pack())
    if "AWARD_DATABASE_URL" not in service.settings:
        figures.integrity = integrity(service.data)
    async with opened_data(service) as work:
        figures.journal = await work.journal.verify()
        for number, filler in enumerate(fillers):
            kept = await kept_of(work, FIRST + number, bot_id=BOT)
            figures.answers += len(filler.asked)
            figures.asked_twice += len(again(filler.asked))
            _compare(form, filler, kept, figures)
            read = [page.text for page in filler.talker.pages]
            figures.duplicates += len(read) - len(set(read))
            asked = [page for page in filler.talker.pages if page.place() is not None]
            figures.refusals += sum(not page.text.startswith(HEADING) for page in asked)


def _compare(form: Form, filler: Filler, kept: Kept | None, figures: Figures) -> None:
    answers: dict[str, Any] = kept.answers if kept is not None else {}
    figures.lost_answers += len(lost(form, filler, answers))
    following = Progress(form, answers).next_open()
    standing = kept is not None and kept.step == FORM and following is not None and kept.question == following.key
    figures.wrong_steps += not standing


def lost(form: Form, filler: Filler, answers: Mapping[str, Any]) -> list[int]:
    """The places of the form that somebody answered and where no answer is kept, or another."""
    return [
        place
        for draft, place in filler.asked
        if not _same(form.questions[place], filler.given.get((draft, place)), answers)
    ]


def _same(question: Question, given: str | None, answers: Mapping[str, Any]) -> bool:
    if question.key not in answers or given is None:
        return question.key in answers
    if question.kind is Kind.CHOICE:  # the label begins with the number of the choice
        options = question.choices({"units": load_pack().units}, answers)
        return bool(answers[question.key] == options[int(given.partition(".")[0]) - 1].value)
    return question.kind is not Kind.TEXT or bool(answers[question.key] == given)


@contextmanager
def _database(*, postgres: bool) -> Iterator[dict[str, str]]:
    """The settings of the database: SQLite's are none."""
    if not postgres:
        yield {}
        return
    with running_cluster() as cluster:
        yield {"AWARD_DATABASE_URL": cluster.new_database()}


def main() -> None:
    """Read the command line, run, and exit with 1 where something was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=2000)
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL that is started for it")
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder, _database(postgres=asked.postgres) as settings:
        figures = asyncio.run(
            trial(
                Path(folder),
                answers=asked.answers,
                people=asked.people,
                kills=asked.kills,
                seed=asked.seed,
                **settings,
            )
        )
    print(figures)
    raise SystemExit(not figures.passes)


if __name__ == "__main__":
    main()
