"""Broken off after each step of a conversation: one stands at the same question again, and none is asked twice.

The objection is broken off by kill -9, with one visitor at each of its steps at once: one kill tries them all. So is
the application, at every twelfth of its sixty steps (at each with LONG=1); and after each of them by closing the
store and opening it with everything anew.
"""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from storage.database.seals import Keys
from storage.store import Store
from tests.faults.steps import STEPS as APPLICATION
from tests.faults.steps import trial
from tests.faults.trials import LONG, seed
from tests.moments import now
from tests.processes import Serving
from tests.stories.guided import Filler, Page, Talker, again
from tests.stories.sockets import visitor
from tests.stories.tales import another_code, until_place
from tests.stories.towns import opened_data, settle
from tests.talking import Someone, buttons, text_of
from tests.talking import Town as TalkingTown
from texts import say

STEPS, EVERY = 15, 1 if LONG else 12


async def test_an_objection_killed_after_any_of_its_steps_goes_on_at_the_same_question(tmp_path: Path) -> None:
    service = Serving(tmp_path)
    async with opened_data(service) as work:
        await settle(work, now())
    async with service, AsyncExitStack() as stack:
        fillers = [Filler(await stack.enter_async_context(visitor(service.url))) for _ in range(STEPS)]
        await asyncio.gather(*(_answer(filler, steps) for steps, filler in enumerate(fillers)))
        before = [filler.talker.asked() for filler in fillers]
        service.kill()
        await service.start()
        await asyncio.gather(*(filler.talker.says("/where") for filler in fillers))
        after = [filler.talker.last.place() for filler in fillers]
        assert after == [page and page.place() for page in before]
        receipts = await asyncio.gather(*(filler.send() for filler in fillers))
    received = until_place("objections.receipt", "number")
    assert [one.text.startswith(received) for one in receipts] == [True] * STEPS
    assert [again(filler.asked) for filler in fillers] == [[]] * STEPS
    assert len({tuple(place for _, place in filler.asked) for filler in fillers}) == 1
    assert len(fillers[0].asked) == STEPS


async def test_an_application_killed_after_any_of_its_steps_goes_on_at_the_same_question(tmp_path: Path) -> None:
    figures = await trial(tmp_path, every=EVERY, seed=seed())
    print(figures)
    assert len(figures.steps) == APPLICATION // EVERY
    assert figures.passes, figures


async def _answer(filler: Filler, steps: int) -> None:
    await filler.talker.begin("objection:begin", say("zh", "forms.go_on"))
    for _ in range(steps):
        page = filler.talker.asked()
        assert page is not None
        await filler.answer(page)


class Reader(Talker):
    """Somebody in a town of this process."""

    def __init__(self, one: Someone) -> None:
        self.one = one

    @property
    def pages(self) -> list[Page]:  # type: ignore[override]  # read from the list of what was said
        return [Page(text_of(call), tuple(buttons(call))) for call in self.one._mine() if text_of(call)]

    async def says(self, text: str) -> None:
        await self.one.says(text)

    async def presses(self, data: str) -> None:
        await self.one.presses_data(data)

    async def sends(self, name: str, content: bytes) -> None:
        await self.one.sends_file(name, content)


async def test_an_application_broken_off_after_every_step_is_asked_each_question_once(tmp_path: Path) -> None:
    keys, url = Keys.fresh(), f"sqlite:///{tmp_path / 'award.db'}"
    store = await Store.open(url, keys, tmp_path, create=True)
    town = TalkingTown(store)
    async with store.work() as work:
        await settle(work, town.clock())
    filler = Filler(Reader(town.person(7)), {say("zh", "apply.credit_code"): another_code(7)})
    await filler.talker.begin("application:begin", "application:new:organisation", say("zh", "forms.go_on"))
    while (page := filler.talker.asked()) is not None:
        await filler.answer(page)
        await store.close()
        store = await Store.open(url, keys, tmp_path)
        files, numbers = town.session.uploads, town.updates
        town = TalkingTown(store)
        town.session.uploads, town.updates = files, numbers
        filler.talker = Reader(town.person(7))
        await filler.talker.says("/where")
        assert filler.talker.form() is not None, filler.talker.last
    sent = await filler.send()
    await store.close()
    assert "2026-0001" in sent.text
    assert again(filler.asked) == []
    assert len(filler.asked) == APPLICATION
