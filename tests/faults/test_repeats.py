"""Telegram brings an update again, or numbers its updates anew: one effect each, and always an answer."""

from pathlib import Path

from tests.faults.talk import BOT, TOKEN, on_telegram
from tests.moments import now
from tests.processes import Serving
from tests.standin import StandIn, until
from tests.stories.chats import WireTalker
from tests.stories.guided import Filler
from tests.stories.towns import Kept, kept_of, opened_data, settle
from texts import say

STEPS = 3
ONE = 77


async def _kept(service: Serving) -> Kept | None:
    async with opened_data(service) as work:
        return await kept_of(work, ONE, bot_id=BOT)


async def _begun(standin: StandIn) -> Filler:
    filler = Filler(WireTalker(standin, ONE))
    await filler.talker.begin("application:begin", "application:new:organisation", say("zh", "forms.go_on"))
    for _ in range(STEPS):
        page = filler.talker.asked()
        assert page is not None
        await filler.answer(page)
    return filler


async def test_the_last_hundred_updates_come_again_after_a_restart_and_change_nothing(tmp_path: Path) -> None:
    async with StandIn(token=TOKEN) as standin:
        service = Serving(tmp_path, settings=on_telegram(standin))
        async with opened_data(service) as work:
            await settle(work, now())
        async with service:
            filler = await _begun(standin)
            asked = filler.talker.asked()
            await service.stop()
            before = await _kept(service)
            standin.updates.replay(100)
            await service.start()
            await until(lambda: not standin.updates.pending, 60)
            again = filler.talker.asked()
            assert asked is not None
            assert again is not None
            assert (again.place(), again.text) == (asked.place(), asked.text)
            await service.stop()
            assert await _kept(service) == before
            standin.updates.restart_ids(5)  # a week without an update: Telegram numbers anew
            await service.start()
            await filler.answer(again)
            following = filler.talker.asked()
            assert following is not None
            assert following.place() != again.place()
