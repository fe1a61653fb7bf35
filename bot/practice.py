"""Practice: the whole service on a throw-away database, with invented people, units and holders and an open edition."""

import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic

from aiohttp import web

from bot.service import Service
from bot.serving import serve
from bot.settings import Settings
from papers.holders import EarlierHolder
from reminders.clock import MovableClock, moments
from rules.calendar import OFFICE_ZONE, corresponding_day, office_day
from rules.notices import Line, NoticeKind, number_for
from rules.people import Role
from rules.tips import handles_tips
from storage import boxes
from storage.work import Work
from web.practice import PASSPHRASE, Player, Practice
from workflow.awards import enter_award
from workflow.entries import OPEN, about

FIRST_CHAT = 1001
WEB = "web"
HOLDERS = {
    "holder": ("临夏县示例乳业有限公司", "91622921MAHXLDER15"),
    "holder-2": ("临夏县示例面业有限公司", "91622921MAHXLDER28"),
}
"""The holders of an award: invented companies with valid credit codes."""
ENDS_IN_DAYS = 45
"""The days until the second award's validity ends and it must be evaluated anew."""


@dataclass(frozen=True, slots=True)
class Invented:
    """An invented person. `does` is the key of the sentence that says what they do."""

    key: str
    name: str
    does: str
    role: Role | None = None
    unit: str | None = None


PEOPLE = (
    Invented("lead", "马主任", "practice.lead", Role.LEAD),
    Invented("office", "李科员", "practice.office", Role.OFFICE),
    Invented("clerk", "王经办", "practice.clerk", Role.CLERK, "leading_group_office"),
    Invented("clerk-market", "赵经办", "practice.clerk", Role.CLERK, "market_regulation"),
    Invented("deputy-chair", "陈副主任", "practice.committee", Role.COMMITTEE, "deputy_chair"),
    Invented("inspector", "郑书记", "practice.inspector", Role.INSPECTOR),
    Invented("reviewer", "孙专家", "practice.reviewer", Role.REVIEWER),
    Invented("holder", "周经理", "practice.holder"),
    Invented("applicant", "刘经理", "practice.applicant"),
    Invented("objector", "丁女士", "practice.objector"),
    Invented("reviewer-2", "钱专家", "practice.reviewer", Role.REVIEWER),
    Invented("reviewer-3", "吴专家", "practice.reviewer", Role.REVIEWER),
    Invented("chair", "林主任", "practice.chair", Role.COMMITTEE, "chair"),
    Invented("deputy-chair-2", "杨副主任", "practice.committee", Role.COMMITTEE, "deputy_chair"),
    Invented("member-1", "何委员", "practice.member", Role.COMMITTEE),
    Invented("member-2", "郭委员", "practice.member", Role.COMMITTEE),
    Invented("holder-2", "沈经理", "practice.holder_ending"),
)
"""Enough for a whole edition: a panel of three and a committee with its posts. Append new people at the end."""
SETTINGS = {
    "defence_weight": 40,
    "mark_material": 600,
    "mark_defence": 600,
    "mark_on_site": 600,
    "rubric": "yes",
    "quota_award": 2,
    "quota_nomination": 2,
    "panel_material": 2,
    "panel_defence": 3,
    "panel_on_site": 3,
}
"""The edition's values, as its form would have given them."""


def opening(now: datetime) -> datetime:
    """Return nine o'clock of the office's day: practice begins by day, since nobody is written to by night."""
    return datetime.combine(office_day(now), time(9), OFFICE_ZONE).astimezone(UTC)


async def practise(settings: Settings) -> None:
    """Serve practice until told to stop. It never touches the real data, and its own are deleted at the end."""
    clock = MovableClock(opening(datetime.now(UTC)), monotonic)
    with tempfile.TemporaryDirectory(prefix="award-practice-") as folder:
        apart = settings.model_copy(
            update={
                "data_dir": Path(folder),
                "database_url": "",
                "keys_file": None,
                "practice": True,
                "telegram_token": None,
                "smtp_host": None,
            }
        )

        async def ready(service: Service, app: web.Application) -> None:
            players = await invent(service)

            async def set_clock(now: datetime) -> int:
                sent = 0
                for moment in moments(clock(), now):
                    clock.set(moment)
                    sent += await service.tick()
                return sent

            app.add_routes(Practice(players, set_clock).routes())

        await serve(apart, clock, create=True, ready=ready)


async def invent(service: Service) -> list[Player]:
    """Enter the invented people, an edition, a notice and holders into the new database. Returns the players."""
    office = service.office
    now = office.clock()
    async with office.store.work() as work:
        players = [await _enter(work, one, FIRST_CHAT + place, now) for place, one in enumerate(PEOPLE)]
        await _edition(work, now, office.pack.version_name)
        today = office_day(now)
        ending = corresponding_day(today + timedelta(days=ENDS_IN_DAYS), -service.office.pack.validity_years)
        await _holder(work, service, now, "holder", date(today.year - 1, 12, 20))
        await _holder(work, service, now, "holder-2", ending)
        await work.commit()
    return players


async def _enter(work: Work, one: Invented, chat: int, now: datetime) -> Player:
    seat = await work.people.meet(WEB, chat, now, "zh")
    await work.people.set_name(seat.person.id, one.name)
    if one.role is not None:
        held = await work.roles.grant(seat.person.id, one.role, unit=one.unit)
        if handles_tips([held]):
            await _tips_key(work, seat.person.id, now)
    return Player(one.key, chat, one.name, one.does)


async def _tips_key(work: Work, person_id: int, now: datetime) -> None:
    """Give a handler of tips the passphrase that the practice page shows."""
    keys, salt = boxes.pair(), os.urandom(boxes.SALT_BYTES)
    typed = boxes.stretched(PASSPHRASE, salt)
    await work.tip_handlers.make(person_id, keys, salt=salt, key=typed.key, on=office_day(now))


async def _edition(work: Work, now: datetime, pack: str) -> None:
    today = office_day(now)
    edition = await work.editions.add(
        number=2,
        year=today.year,
        opens_on=today - timedelta(days=30),
        closes_on=today + timedelta(days=365),
        pack=pack,
        settings=SETTINGS,
        opened_at=now,
    )
    if edition is None:
        return
    calendar = await work.calendar.load()
    count = calendar.after(today, 5)
    posted = await work.notices.post(
        edition_id=edition.id,
        kind=NoticeKind.ACCEPTANCE,
        number=number_for(today.year, await work.numbers.next("notice", today.year)),
        title="第二届县政府质量奖受理名单公示（练习）",
        text="现将第二届临夏县人民政府质量奖受理名单予以公示，公示期5个工作日。（练习）",
        lines=tuple(Line(name) for name in ("临夏县示例食品有限公司", "临夏县示例建材有限公司")),
        place="县政府门户网站（练习）",
        posted_on=today,
        last_day=count.last,
        provisional=count.provisional,
    )
    await work.deadlines.set(about(posted), OPEN, count, now)


async def _holder(work: Work, service: Service, now: datetime, key: str, decided_on: date) -> None:
    place = [one.key for one in PEOPLE].index(key)
    seat = await work.people.meet(WEB, FIRST_CHAT + place, now, "zh")
    name, number = HOLDERS[key]
    earlier = EarlierHolder(
        row=0,
        name=name,
        organisation=True,
        number=number,
        award="award",
        decision="临县府发〔练习〕1号",
        decided_on=decided_on,
        certificate=f"LX-{place}",
        plaque=f"LX-{place}",
        contacts=(),
        unit="leading_group_office",
    )
    await enter_award(work, earlier, now=now, pack=service.office.pack, holders=[seat.person.id])
