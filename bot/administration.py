"""The operator's commands for invitations and for the list of earlier winners."""

import asyncio
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.environment import tell
from bot.service import opened
from bot.settings import Settings
from papers.holders import Errors, read_holders
from reminders.quiet import may_speak_at
from rules.calendar import office_day
from rules.people import POSTS, Role
from rules.refusals import Refusal
from storage.blobs import ASIDE
from storage.files import KEPT_ASIDE
from workflow.awards import enter_holders
from workflow.invitations import addresses
from workflow.invitations import invite as make_invitation
from workflow.strays import set_strays_aside

Clock = Callable[[], datetime]


async def invite(settings: Settings, clock: Clock, *, role: str, unit: str | None) -> int:
    """Make an invitation that works once and print its addresses.

    Returns 0, or 1 for a role and unit that do not fit, and for a post that is taken.
    """
    async with opened(settings, clock, address=settings.address(settings.port)) as service:
        units = {each.key for each in service.office.pack.units}
        if not _fits(Role(role), unit, units):
            tell("operator.invite.unit", units=", ".join(sorted(units)), posts=", ".join(POSTS))
            return 1
        async with service.office.store.work() as work:
            try:
                token = await make_invitation(work, Role(role), unit, clock())
            except Refusal as refused:
                tell(refused.key, article=refused.article)
                return 1
            await work.commit()
        places = service.office.places
        for address in addresses(places, token):
            sys.stdout.write(address + "\n")
    return 0


async def set_aside(settings: Settings, clock: Clock) -> int:
    """Set aside every sealed content that no record knows, however many they are. Returns 0."""
    async with (
        opened(settings, clock, address=settings.address(settings.port)) as service,
        service.office.store.work() as work,
    ):
        now = clock()
        swept = await set_strays_aside(work, now, may_speak_at(now, service.office.pack), most=None)
        await work.commit()
    folder = settings.data_dir / ASIDE
    tell("operator.set_aside", count=swept.aside, folder=folder, days=KEPT_ASIDE.days)
    return 0


def _fits(role: Role, unit: str | None, units: set[str]) -> bool:
    match role:
        case Role.CLERK:
            return unit in units
        case Role.COMMITTEE:
            return unit in (None, *POSTS)
        case _:
            return unit is None


async def import_holders(settings: Settings, clock: Clock, file: Path) -> int:
    """Import the office's Excel list of earlier winners, all or nothing. Returns 0, or 1 after printing every error."""
    async with opened(settings, clock, address=settings.address(settings.port)) as service:
        pack, now = service.office.pack, clock()
        found = read_holders(await asyncio.to_thread(file.read_bytes), pack, office_day(now))
        if isinstance(found, Errors):
            for problem in found.problems:
                where = {"row": problem.row, "column": problem.column, "problem": problem}
                tell("papers.holders.at", **where)
            return 1
        async with service.office.store.work() as work:
            entered = await enter_holders(work, found.rows, now=now, pack=pack, by=None)
            await work.commit()
    tell("operator.holders", count=entered.fresh, known=entered.known)
    return 0
