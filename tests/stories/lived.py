"""A county in the midst of an edition, served: sheets wait for reviewers, and a letter waits for the lead.

What people did is played in the chat, as a rehearsal plays it; from then on it is the site that is asked.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import Random

from aiogram import Bot
from aiohttp import web

from handlers.dispatching import make_dispatcher
from handlers.engine.commands import web_commands
from handlers.engine.floods import Gate
from handlers.engine.holding import HoldingSession
from handlers.engine.senders import WEB_BOT
from handlers.papers import render
from handlers.updates import Office, Receiver
from rehearsal import applying, reviewing
from rehearsal.cast import Applicant, Cast, Fate, assemble, credit, identity
from rehearsal.edition import FIRST_DAY, TAKES_DAYS, play, units
from rehearsal.filling import fill
from rehearsal.stage import Player, Stage, raised
from rules.applications.lifecycle import INDIVIDUAL, ORGANISATION
from rules.engine.calendar import office_day
from rules.engine.rubrics import Part
from rules.reviews.assignments import Assignment
from storage.engine import boxes
from storage.engine.uploads import Uploads
from tests.processes import free_port
from tests.web.tipping import PASSPHRASE
from web.app import make_app, make_runner
from web.engine.session import WebSession
from web.engine.site import COOKIE, Measures, Site
from workflow.engine.desk import Places
from workflow.people.sign_ins import pages_link

NAMES = ("临夏县大夏河食品有限公司", "临夏县太子山建材有限公司", "马玉兰")
_FATES = (Fate.PLAIN, Fate.REFUSED, Fate.PLAIN)
_LETTER = "近三年主要质量指标没有第三方证明，无法证明连续三年居同行业前列，理由已逐项列明。"


@dataclass
class Lived:
    """The county: its stage and people, the edition that is on, and the site that is served."""

    stage: Stage
    cast: Cast
    edition: int
    url: str

    async def office_link(self, player: Player) -> str:
        """The address that signs somebody in to the office's pages."""
        async with player.desk() as desk:
            link = await pages_link(replace(desk, places=Places(self.url)))
            await desk.work.commit()
        return link

    async def chat_cookie(self, player: Player) -> tuple[str, str]:
        """The cookie with which a browser is in somebody's web chat."""
        async with self.stage.store.work() as work:
            token = await work.visitors.admit(player.chat, at=self.stage.clock())
            await work.commit()
        return COOKIE, token

    async def sheets(self, case: Applicant) -> list[tuple[Player, Assignment]]:
        """The reviewers of a case and their sheets."""
        async with self.cast.lead.desk() as desk:
            found = await desk.work.assignments.of(case.id, Part.MATERIAL)
        return [(next(one for one in self.cast.reviewers if one.person_id == each.person_id), each) for each in found]


@asynccontextmanager
async def lived(folder: Path, *, seed: int = 3, years: bool = False) -> AsyncIterator[Lived]:
    """The county, served; with `years` a whole edition was played before, and its awards are held."""
    async with raised(FIRST_DAY) as stage:
        random = Random(seed)
        if years:
            played = await play(stage, seed=seed, applicants=7)
            cast = played.cast
            await stage.days(90)
        else:
            cast = await assemble(stage, random, 0)
        cast = replace(cast, applicants=[_enters(stage, random, place) for place in range(len(NAMES))])
        edition = await applying.open_edition(stage, cast, days=TAKES_DAYS, number=2)
        await units(stage, cast)
        await reviewing.give_out(stage, cast, edition)
        await _scored(stage, cast, random)
        await _keys(stage, cast)
        async with _served(stage, folder) as url:
            yield Lived(stage, cast, edition, url)


def _enters(stage: Stage, random: Random, place: int) -> Applicant:
    kind = ORGANISATION if place < 2 else INDIVIDUAL
    player = stage.enter(f"later-{place}")
    number = credit(random) if kind == ORGANISATION else identity(random)
    unit = "industry" if kind == ORGANISATION else "market_regulation"
    return Applicant(player, kind, False, unit, NAMES[place], number, _FATES[place])


async def _scored(stage: Stage, cast: Cast, random: Random) -> None:
    """The second case falls short and its letter waits for the lead; of the others no sheet is locked."""
    refused = cast.applicants[1]
    await reviewing.score(cast, refused, Part.MATERIAL, random, share=0.4)
    office = cast.office
    await reviewing.open_case(office, refused.id)
    await office.press_anyhow(f"letter:write:not_accepted:{refused.id}")
    await fill(office, "letter", {"text": _LETTER}, subject=f"application:{refused.id}:not_accepted")
    for one in cast.applicants:
        await reviewing.open_case(cast.lead, one.id)
    await stage.tick()


async def _keys(stage: Stage, cast: Cast) -> None:
    """Whoever handles tips has a key, and one passphrase opens all of them."""
    salt = os.urandom(boxes.SALT_BYTES)
    typed = boxes.stretched("".join(PASSPHRASE.split()), salt)
    async with stage.store.work() as work:
        for one in (cast.lead, cast.office, cast.committee[0]):
            on = office_day(stage.clock())
            await work.tip_handlers.make(one.person_id, boxes.pair(), salt=salt, key=typed.key, on=on)
        await work.commit()


@asynccontextmanager
async def _served(stage: Stage, folder: Path) -> AsyncIterator[str]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    menu = partial(web_commands, stage.pack)
    session = WebSession(stage.store, Uploads(folder / "uploads", stage.store.seal), stage.clock, menu)
    bot = Bot(f"{WEB_BOT}:web", session=HoldingSession(session))
    dispatcher, resume = make_dispatcher(stage.guides)
    office = Office(stage.store, stage.pack, Places(url), stage.clock, "zh")
    receiver = Receiver(office, dispatcher, outlets={WEB_BOT: session}, resume=resume, gate=Gate(burst=100_000))
    site = Site(
        bot=bot,
        session=session,
        store=stage.store,
        pack=stage.pack,
        receive=receiver,
        prints=partial(render, stage.store, stage.pack, places=Places(url)),
        now=stage.clock,
        public_url=url,
        guides=stage.guides,
        measures=Measures(burst=100_000, look_every=0.2),
    )
    runner = make_runner(make_app(site))
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port, reuse_address=True).start()
        yield url
    finally:
        await runner.cleanup()
