"""Practice: the whole service on a throw-away database, with invented people, units and holders and an open edition."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic

from aiohttp import web

from bot.service import Service
from bot.serving import serve
from bot.settings import Settings
from reminders.clock import MovableClock, moments
from rules.engine.calendar import OFFICE_ZONE, corresponding_day, office_day
from rules.engine.parts import OFFICE
from rules.notices.postings import NoticeKind, NoticeLine, number_for
from rules.office.handover import Contact, EarlierHolder, Handover
from rules.people.roles import STAFF, Role
from rules.tips.cases import handles_tips
from storage.engine import boxes
from storage.work import Work
from web.engine.practice import PASSPHRASE, Player, Practice
from workflow.applications.entries import OPEN, about
from workflow.awards.claims import claim_awards, make_codes
from workflow.engine.desk import Desk
from workflow.engine.provisions import CONTACT, begin_provision, pack_in_force, set_contact
from workflow.office.imports import bring_in
from workflow.office.invitations import accept_invitation, invite
from workflow.office.statements import begin_statement, state_interests

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
    """An invented person. `does` is the key of the sentence that says what they do; a clerk serves the nth unit."""

    key: str
    name: str
    does: str
    role: Role | None = None
    post: str | None = None
    nth: int = 0


PEOPLE = (
    Invented("lead", "马主任", "practice.lead", Role.LEAD),
    Invented("office", "李科员", "practice.office", Role.OFFICE),
    Invented("clerk", "王经办", "practice.clerk", Role.CLERK),
    Invented("clerk-market", "赵经办", "practice.clerk", Role.CLERK, nth=1),
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


async def practise(settings: Settings, now: datetime, *, telegram: bool = True) -> None:
    """Serve practice of this day until told to stop. It touches no real data, and its own are deleted at the end.

    Without `telegram` the bot of the settings is left alone.
    """
    clock = MovableClock(opening(now), monotonic)
    with tempfile.TemporaryDirectory(prefix="award-practice-") as folder:
        apart = settings.model_copy(
            update={
                "data_dir": Path(folder),
                "database_url": "",
                "keys_file": None,
                "practice": True,
                "telegram_token": settings.telegram_token if telegram else None,
                "telegram_webhook": None,
                "webhook_secret": None,
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
    """Bring the invented people into the new database, with an edition and a notice. Returns the players.

    They come as people do: whoever serves accepts an invitation, and holders type the code that the office gave them.
    """
    now = service.office.clock()
    async with service.office.store.work() as work:
        desks: dict[str, Desk] = {}
        for place, one in enumerate(PEOPLE):
            desks[one.key] = await _come(await _seat(work, service, FIRST_CHAT + place), one)
        await _tips_keys([desk for desk in desks.values() if handles_tips(desk.roles)])
        await _contacts(desks["lead"])
        await _edition(work, now, service.office.pack.version_name)
        today = office_day(now)
        ending = corresponding_day(today + timedelta(days=ENDS_IN_DAYS), -service.office.pack.validity_years)
        await _hold(desks, {"holder": date(today.year - 1, 12, 20), "holder-2": ending})
        await work.commit()
    return [Player(one.key, FIRST_CHAT + place, one.name, one.does) for place, one in enumerate(PEOPLE)]


async def _seat(work: Work, service: Service, chat: int) -> Desk:
    seat, office = await work.people.meet(WEB, chat, service.office.clock(), "zh"), service.office
    return Desk(
        person=seat.person,
        channel=seat.channel,
        roles=seat.roles,
        now=office.clock(),
        work=work,
        pack=await pack_in_force(work, office.pack),
        calendar=await work.calendar.load(),
        places=office.places,
    )


async def _come(desk: Desk, one: Invented) -> Desk:
    """Let the person accept an invitation of the operator's, which nobody is told of, and state their interests."""
    if one.role is None:
        await desk.work.people.set_name(desk.person.id, one.name)
        return desk
    unit = desk.pack.units[one.nth % len(desk.pack.units)].key if one.role is Role.CLERK else one.post
    token = await invite(desk.work, one.role, unit, desk.now)
    desk = await accept_invitation(desk, token, name=one.name)
    if one.role in STAFF:
        await state_interests(desk, await begin_statement(desk), {})
    return desk


async def _tips_keys(handlers: Sequence[Desk]) -> None:
    """Give the handlers of tips the passphrase that the practice page shows; it is stretched once for all of them."""
    salt = os.urandom(boxes.SALT_BYTES)
    typed = boxes.stretched(PASSPHRASE, salt)
    for desk in handlers:
        on = office_day(desk.now)
        await desk.work.tip_handlers.make(desk.person.id, boxes.pair(), salt=salt, key=typed.key, on=on)


async def _contacts(lead: Desk) -> None:
    """Let the lead set invented contacts of the office and of each unit, which say that they are practice."""
    for place, key in enumerate((OFFICE, *(unit.key for unit in lead.pack.units))):
        draft = await begin_provision(lead, CONTACT, key)
        reached = {"phone": f"0930-30000{place:02}", "address": f"练习楼{place + 1}室", "hours": "工作日8:30至18:00"}
        await set_contact(lead, draft, reached)


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
        lines=tuple(NoticeLine(name) for name in ("临夏县示例食品有限公司", "临夏县示例建材有限公司")),
        place="县政府门户网站（练习）",
        posted_on=today,
        last_day=count.last,
        provisional=count.provisional,
    )
    await work.deadlines.set(about(posted), OPEN, count, now)


async def _hold(desks: dict[str, Desk], decided_on: Mapping[str, date]) -> None:
    """Let the office enter the holders' awards, and each holder claim theirs by the code."""
    office, rows, people = desks["office"], [], {one.key: one for one in PEOPLE}
    for place, (key, day) in enumerate(decided_on.items(), start=1):
        name, number = HOLDERS[key]
        rows.append(
            EarlierHolder(
                row=place,
                name=name,
                organisation=True,
                number=number,
                award="award",
                decision="临县府发〔练习〕1号",
                decided_on=day,
                certificate=f"LX-{place}",
                plaque=f"LX-{place}",
                contacts=(Contact(people[key].name, f"1380930000{place}"),),
                unit=office.pack.units[0].key,
            )
        )
    await bring_in(office, Handover(holders=tuple(rows)))
    came = {people[key].name: desks[key] for key in decided_on}
    for claim in await make_codes(office):
        await claim_awards(came[claim.name], claim.code)
