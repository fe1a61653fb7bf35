"""Five hundred words of a hundred people, brought in as people bring them: what is new adds a seeder."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from tests.rules.test_identities import numbered

from rules.applications.forms import individual
from rules.engine.forms import Progress
from rules.engine.pack import load_pack
from rules.tips.cases import Kind, Message
from storage.engine import boxes
from storage.engine.conversations import Talk
from storage.store import Store
from storage.tips.letters import sealed_to
from storage.work import Work
from tests.handlers.applying import open_edition
from workflow.applications.applicants import begin_application
from workflow.engine.desk import Desk, Places
from workflow.objections.objectors import file_objection

NOW = datetime(2026, 9, 17, 2, tzinfo=UTC)
PEOPLE = 100


@dataclass(frozen=True, slots=True)
class Seed:
    """What one invented person says of themselves."""

    place: int
    name: str
    number: str
    phone: str
    address: str
    words: str

    @property
    def all(self) -> tuple[str, ...]:
        """Everything that nobody may find."""
        return (self.name, self.number, self.phone, self.address, self.words)


def seeds() -> list[Seed]:
    """A hundred of them, always the same."""
    drawn = random.Random(2029)
    signs = [chr(drawn.randrange(0x4E00, 0x9FA5)) for _ in range(40 * PEOPLE)]
    made = []
    for place in range(PEOPLE):
        own = signs[40 * place : 40 * (place + 1)]
        born = f"{drawn.randrange(1950, 2005)}{drawn.randrange(1, 13):02}{drawn.randrange(1, 29):02}"
        made.append(
            Seed(
                place,
                "".join(own[:5]),
                numbered(f"622921{born}{drawn.randrange(100, 999)}"),
                f"139{drawn.randrange(10**7, 10**8)}",
                f"临夏县{''.join(own[5:13])}{drawn.randrange(1, 99)}号",
                f"我看到{''.join(own[13:])}，请查。",
            )
        )
    return made


async def people(work: Work, seed: Seed) -> None:
    """Somebody who gave name and phone, wrote in the web chat and is in the midst of a form."""
    person = (await work.people.meet("web", 1000 + seed.place, NOW, "zh")).person.id
    await work.people.set_name(person, seed.name)
    await work.people.set_phone(person, seed.phone)
    await work.inbox.add(1000 + seed.place, f'{{"text": "{seed.words}"}}', at=NOW, mine=True)
    await work.inbox.add_file(1000 + seed.place, 1, name=f"{seed.name}.pdf", content=seed.words.encode())
    await work.conversations.set_data(Talk(1, 1000 + seed.place, 1), {"typed": seed.number}, NOW)
    await work.outbox.owe(f"seed:{person}", person, "t", now=NOW, values={"name": seed.name, "phone": seed.phone})


async def applications(work: Work, seed: Seed) -> None:
    """An individual's application with a file, sent to its unit."""
    desk = await _desk(work, seed)
    draft = await begin_application(desk, "individual")
    given = {"name": seed.name, "document_kind": "resident", "document_number": seed.number, "phone": seed.phone}
    given |= {"address": seed.address, "deeds": seed.words}
    for key, value in given.items():
        await work.drafts.answer(draft.id, key, value, NOW)
    about: dict[str, Any] = {"owner": desk.person.id, "name": f"{seed.name}.pdf", "kind": "pdf"}
    content = f"{seed.number} {seed.address}".encode()
    await work.files.add(content, subject=f"draft:{draft.id}", now=NOW, draft_id=draft.id, secret=seed.words, **about)
    application = await work.applications.of_draft(draft.id)
    assert application is not None
    assert set(given) <= set(Progress(individual(load_pack()), given).answers)
    identity = work.applications.identity(seed.number)
    number = f"2026-{1000 + seed.place}"
    await work.applications.move(application, application.state, NOW, number=number, name=seed.name, identity=identity)


async def objections(work: Work, seed: Seed) -> None:
    """An objection to a notice, by the act that files it."""
    desk = await _desk(work, seed)
    draft = await work.drafts.begin(desk.person.id, "objection", NOW)
    answers = {
        "who": "individual",
        "notice": "ended",
        "notice_words": seed.words,
        "against": "other",
        "against_words": seed.words,
        "facts": seed.words,
        "name": seed.name,
        "phone": seed.phone,
        "address": seed.address,
        "document_kind": "resident",
        "document_number": seed.number,
        "identity_consent": "agree",
    }
    for key, value in answers.items():
        await work.drafts.answer(draft.id, key, value, NOW)
    await file_objection(desk, draft, answers)


async def tips(work: Work, seed: Seed) -> None:
    """A tip in the sender's words."""
    letter, private = work.tips.new(boxes.of_token(f"{seed.place:016}"), date(2026, 9, 17))
    words = Message(Kind.WORDS, NOW, f"{seed.words} {seed.name} {seed.phone}")
    await work.tips.letters.hand_in(replace(letter, boxes=(sealed_to(private, words),)))
    for name in await work.tips.letters.names(date(2026, 9, 18)):
        await work.tips.enter(name, date(2026, 9, 18))


Seeder = Callable[[Work, Seed], Awaitable[None]]
SEEDERS: tuple[Seeder, ...] = (people, applications, objections, tips)


async def sow(store: Store) -> list[Seed]:
    """Everything that people can entrust to the service, a hundred times."""
    async with store.work() as work:
        await work.calendar.seed(NOW)
        await work.commit()
    await open_edition(store)
    sown = seeds()
    for seed in sown:
        async with store.work() as work:
            for seeder in SEEDERS:
                await seeder(work, seed)
            await work.commit()
    return sown


async def _desk(work: Work, seed: Seed) -> Desk:
    seat = await work.people.meet("web", 1000 + seed.place, NOW, "zh")
    calendar = await work.calendar.load()
    return Desk(seat.person, seat.channel, (), NOW, work, load_pack(), calendar, Places("http://127.0.0.1"))
