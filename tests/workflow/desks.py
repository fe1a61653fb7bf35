"""A desk at which somebody of a town sits, for tests that call acts themselves."""

from datetime import datetime

from rules.engine.pack import load_pack
from storage.work import Work
from workflow.engine.desk import Desk, Places


async def desk_of(work: Work, chat: int, now: datetime) -> Desk:
    """The desk of whoever is in this chat, with the roles they hold today."""
    seat = await work.people.meet("telegram", chat, now, "zh")
    return Desk(
        person=seat.person,
        channel=seat.channel,
        roles=seat.roles,
        now=now,
        work=work,
        pack=load_pack(),
        calendar=await work.calendar.load(),
        places=Places(url="http://127.0.0.1"),
    )
