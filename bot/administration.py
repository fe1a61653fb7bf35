"""The operator's commands for invitations and for what an earlier office hands over in lists."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from bot.service import Service, opened
from bot.settings import Settings, tell
from papers.engine.blank_lists import handover_template, invitation_list, line, staff_template
from papers.engine.cells import line_of, problem_list
from papers.office.lists import Errors, read_handover, read_staff, step_line
from reminders.quiet import may_speak_at
from rules.engine.calendar import office_day
from rules.engine.pack import Pack, load_pack
from rules.engine.refusals import Refusal
from rules.office.handover import Problem
from rules.people.roles import POSTS, Person, Role
from storage.engine.blobs import ASIDE
from storage.engine.files import KEPT_ASIDE
from storage.work import Work
from texts import Words, say
from workflow.engine.alerts import set_strays_aside
from workflow.engine.desk import Desk, Places, addresses
from workflow.engine.provisions import pack_in_force
from workflow.engine.records import ProposalKind
from workflow.office.calendars import OFFICE, enter, preview_of, put_in_force
from workflow.office.imports import LISTS, Unfitting, bring_in, look_through
from workflow.office.invitations import invite as make_invitation
from workflow.office.invitations import invite_list as make_invitations

Clock = Callable[[], datetime]


async def invite(settings: Settings, clock: Clock, *, role: str, unit: str | None) -> int:
    """Make an invitation that works once and print its addresses.

    Returns 0, or 1 for a role and unit that do not fit, and for a post that is taken.
    """
    async with opened(settings, clock, address=settings.address(settings.port)) as service:
        async with service.office.store.work() as work:
            units = {each.key for each in (await pack_in_force(work, service.office.pack)).units}
            if not _fits(Role(role), unit, units):
                tell("operator.invite.unit", units=", ".join(sorted(units)), posts=", ".join(POSTS))
                return 1
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


async def invite_list(settings: Settings, clock: Clock, file: Path, out: Path, *, again: Path | None = None) -> int:
    """Make an invitation for each person on a list, and write their links to an Excel file to hand out.

    Returns 0, or 1 after printing every error.
    """
    language = settings.language
    async with opened(settings, clock, address=settings.address(settings.port)) as service:
        pack, now, places = await _pack(service), clock(), service.office.places
        content = await asyncio.to_thread(file.read_bytes)
        found = await asyncio.to_thread(read_staff, content, pack, office_day(now))
        if isinstance(found, Errors):
            return _told(language, found.problems, again)
        async with service.office.store.work() as work:
            made = await make_invitations(work, found, now, made_by=None)
            links = [addresses(places, one.token) if one.token else () for one in made]
            rows = [
                line(language, pack, one.guest, one.standing, one.until, its)
                for one, its in zip(made, links, strict=True)
            ]
            await asyncio.to_thread(out.write_bytes, invitation_list(language, rows))
            await work.commit()
    fresh = sum(one.token is not None for one in made)
    _say(say(language, "invitations.list_made", fresh=fresh, known=len(made) - fresh, file=str(out)))
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


async def import_lists(
    settings: Settings, clock: Clock, file: Path, *, dry_run: bool = False, report: Path | None = None
) -> int:
    """Bring in what an earlier office hands over, all or nothing; with `dry_run` nothing, but with the same answer.

    Returns 0, or 1 after printing every error, and writing them to `report` as an Excel file.
    """
    language = settings.language
    async with opened(settings, clock, address=settings.address(settings.port)) as service:
        pack, now = await _pack(service), clock()
        _tell(language, "imports.reading")
        content = await asyncio.to_thread(file.read_bytes)
        found = await asyncio.to_thread(read_handover, content, pack, office_day(now))
        if isinstance(found, Errors):
            return _told(language, found.problems, report)
        async with service.office.store.work() as work:
            desk = await _leads_desk(work, now, pack, service.office.places)
            if desk is None:
                _tell(language, "imports.no_lead")
                return 1
            try:
                if dry_run:
                    done = await look_through(desk, found)
                else:
                    done = await bring_in(desk, found, lambda *step: _step(language, *step), by_command=True)
            except Unfitting as wrong:
                return _told(language, wrong.problems, report)
            if not dry_run:
                await work.commit()
    for name in LISTS:
        if done.fresh[name] + done.known[name]:
            named = Words(f"papers.lists.named.{name}")
            _say(say(language, "imports.line", list=named, fresh=done.fresh[name], known=done.known[name]))
    if found.unread:
        _say(say(language, "holders.unread", columns=list(found.unread)))
    _say(say(language, "imports.tried" if dry_run else "imports.done"))
    return 0


def write_template(settings: Settings, file: Path, *, staff: bool = False) -> int:
    """Write the empty lists of a handover, or the empty list of people to invite. Returns 0."""
    make = staff_template if staff else handover_template
    file.write_bytes(make(settings.language, load_pack(settings.rules)))
    _say(say(settings.language, "imports.template_written", file=str(file)))
    return 0


async def _pack(service: Service) -> Pack:
    """Return the rules with what the office has set on its pages, units that it has entrusted among them (Art. 14)."""
    async with service.office.store.work() as work:
        return await pack_in_force(work, service.office.pack)


async def _leads_desk(work: Work, now: datetime, pack: Pack, places: Places) -> Desk | None:
    """Return the desk of the lead, who answers for what is brought in; None while there is no lead."""
    for person in await work.people.with_role(Role.LEAD, now):
        for channel in await work.channels.of(person.id):
            held = tuple(role for role in await work.roles.of(person.id) if role.holds_on(office_day(now)))
            calendar = await work.calendar.load()
            return Desk(person, channel, held, now, work, pack, calendar, places)
    return None


def _told(language: str, problems: Sequence[Problem], report: Path | None) -> int:
    for problem in problems:
        _say(line_of(language, problem))
    if report is not None:
        report.write_bytes(problem_list(language, problems))
        _say(say(language, "imports.report_written", file=str(report)))
    _say(say(language, "imports.nothing_entered", count=len(problems)))
    return 1


def _step(language: str, step: str, done: int, rows: int) -> None:
    """Say how far it is, apart from the result."""
    sys.stderr.write(step_line(language, step, done, rows) + "\n")


def _tell(language: str, key: str, **values: object) -> None:
    sys.stderr.write(say(language, key, **values) + "\n")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


# The operator's command for a year's notice of days off, which waits for the office to confirm it (Art. 9).


async def add_year(settings: Settings, clock: Clock, *, year: int, file: Path, confirmed_by: str | None) -> int:
    """Propose the notice in `file`. Returns 0, or 1 after printing why it was refused.

    It waits for somebody of the office, unless the operator, whose shell is trusted, names who of them confirmed it.
    """
    text = _decoded(await asyncio.to_thread(file.read_bytes))
    async with (
        opened(settings, clock, address=settings.address(settings.port)) as service,
        service.office.store.work() as work,
    ):
        second = await _officer(work, confirmed_by, clock()) if confirmed_by is not None else None
        if confirmed_by is not None and second is None:
            tell("operator.calendar.nobody", name=confirmed_by)
            return 1
        try:
            lines = await _entered(work, text, year, clock(), second)
        except Refusal as refused:
            tell(refused.key, **{"article": refused.article, **refused.values})
            return 1
        await work.commit()
    for said in lines:
        tell(said.key, **said.values)
    return 0


async def _entered(work: Work, text: str, year: int, now: datetime, second: Person | None) -> list[Words]:
    proposal = await enter(work, ProposalKind.YEAR, text, now, by=None, year=year)
    found = await preview_of(work, proposal)
    off, worked = (found.notice.days_off, found.notice.make_up) if found.notice else ((), ())
    lines = [Words("operator.calendar.year", {"year": str(year), "off": len(off), "worked": len(worked)})]
    if second is None:
        return [*lines, Words("operator.calendar.waiting", {"count": len(found.moved)})]
    count = await put_in_force(work, proposal, now, by=second.id, by_operator=True)
    return [*lines, Words("operator.calendar.in_force", {"name": second.name, "count": count})]


async def _officer(work: Work, name: str, now: datetime) -> Person | None:
    people = {person.id: person for role in OFFICE for person in await work.people.with_role(role, now)}
    named = [person for person in people.values() if person.name == name.strip()]
    return named[0] if len(named) == 1 else None


def _decoded(content: bytes) -> str:
    """Return the text, decoded as UTF-8 or else GB 18030, the encodings that a Chinese machine saves in."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")
