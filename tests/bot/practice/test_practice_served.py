"""Practice as a process: its people came by invitations, and it can be tried over Telegram too."""

import re
from pathlib import Path

from tests.faults.talk import TOKEN, on_telegram
from tests.processes import Serving
from tests.standin import StandIn
from tests.stories.chats import WireTalker
from tests.stories.sockets import visitor
from texts import say

NEWCOMER = 501


async def test_practice_is_tried_over_telegram_by_newcomers_and_as_its_people(tmp_path: Path) -> None:
    async with StandIn(token=TOKEN) as standin, Serving(tmp_path, "practice", on_telegram(standin)) as service:
        newcomer = WireTalker(standin, NEWCOMER)
        await newcomer.begin("notice:list")
        assert "第二届县政府质量奖受理名单公示（练习）" in newcomer.last.text + str(newcomer.last.buttons)
        async with visitor(service.url, link=f"{service.url}/practice/as/lead") as lead:
            await lead.says("/link")
            code = re.search(r"/join (\S+ ?\S*)", (await lead.hears("/join ")).text)
            assert code is not None
        await newcomer.says(f"/join {code[1]}")
        await newcomer.push(say("zh", "people.join_yes"))
        await newcomer.says("/people")
        await newcomer.hears(say("zh", "people.invite"))


async def test_practice_leaves_the_bot_to_the_service_that_has_it(tmp_path: Path) -> None:
    async with StandIn(token=TOKEN) as standin, Serving(tmp_path / "real", "serve", on_telegram(standin)) as real:
        beside = Serving(tmp_path / "practice", "practice", {**real.settings, "AWARD_DATA_DIR": str(real.data)})
        async with beside:
            assert say("zh", "command.bot_taken") in beside.said()
            talker = WireTalker(standin, NEWCOMER)
            await talker.says("/people")  # the real service answers: it has no people yet
            await talker.hears(say("zh", "people.not_yours"))
