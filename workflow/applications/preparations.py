"""What an edition needs to be carried out, and in time: who and what still lacks, and where to mend it (Art. 4-43).

What has to be there on the first day keeps the edition shut; what is needed later is only said (decision 23).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from rules.applications.editions import CARRIED, Edition, Milestone, Settings, milestones, settings_from
from rules.engine.calendar import WorkingCalendar
from rules.engine.pack import Pack
from rules.engine.parts import OFFICE, Named, Unit
from rules.people.roles import POSTS, Membership, Role
from storage.database.values import Say
from storage.engine.owed import Owed
from storage.work import Work
from workflow.engine.planning import Planning, owe

CHECK = "edition"
"""The check made just before the reminder: the edition is still not opened."""
OPENING_WORKING_DAYS = 10
DEPUTIES = 2
"""A committee has a chair and two deputies (Art. 8)."""


class Prepared(Protocol):
    """What the checklist is made from: a Desk provides it, and so does a Planning."""

    @property
    def work(self) -> Work:
        """The transaction to read in."""

    @property
    def pack(self) -> Pack:
        """The rules pack in force."""

    @property
    def calendar(self) -> WorkingCalendar:
        """The working calendar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """One line of the checklist: `editions.lacking.<key>` says it, `mend` is the press of the
    button that mends it, labelled `editions.mend.<key>`.

    What `blocks` keeps the edition from being opened.
    """

    key: str
    article: int
    mend: str
    blocks: bool = True
    values: Mapping[str, Any] = field(default_factory=dict)

    def said(self, language: str) -> Say:
        """Return its sentence, with bodies and units named in the language."""
        named = {name: _named(value, language) for name, value in self.values.items()}
        return Say(f"editions.lacking.{self.key}", named)


async def lacking(desk: Prepared, edition: Edition, day: date) -> tuple[Lack, ...]:
    """Return what the edition lacks on this day: first what keeps it from being opened, then what is needed later."""
    settings, plan = settings_from(edition.settings, desk.pack), milestones(edition.closes_on, desk.pack, desk.calendar)
    held = [one for one in await desk.work.roles.all() if one.ended_at is None and (one.until_on or day) >= day]
    change, carried = f"edition:change:{edition.id}", CARRIED in edition.settings  # its window has been
    found = (
        Lack(key="rubric", article=42, mend=change) if not settings.rubric else None,
        Lack(key="settings", article=20, mend=change) if len(edition.settings) <= carried else None,
        Lack(key="over", article=4, mend=change) if day > edition.closes_on and not carried else None,
        _measures(desk.pack, max(day, edition.opens_on), plan),
        _contacts(desk.pack, edition),
        _clerks(desk.pack, edition, held),
        _committee(held),
        _reviewers(settings, held),
        _holidays(desk.calendar, edition, plan),
    )
    return tuple(sorted((one for one in found if one is not None), key=lambda one: not one.blocks))


def _measures(pack: Pack, begins: date, plan: tuple[Milestone, ...]) -> Lack | None:
    """Return that the Measures end before the edition begins, or before its awards can be granted (Art. 43)."""
    values, mend = {"last": pack.last_day, "document": pack.document_number}, "provision:prolong"
    if begins > pack.last_day:
        return Lack(key="ended", article=43, mend=mend, values=values)
    if plan[-1].on > pack.last_day:
        return Lack(key="outlives", article=43, mend=mend, blocks=False, values=values)
    return None


def _contacts(pack: Pack, edition: Edition) -> Lack | None:
    """Return whose phone, address and hours nobody has said (Art. 14, 22, 44)."""
    office = () if pack.contact(OFFICE) else (pack.bodies.office,)
    silent = (*office, *(unit for unit in _receiving(pack, edition) if pack.contact(unit.key) is None))
    mend = "provision:list:0"
    return Lack(key="contacts", article=14, mend=mend, values={"bodies": silent}) if silent else None


def _clerks(pack: Pack, edition: Edition, held: list[Membership]) -> Lack | None:
    """Return the units without a clerk; it blocks where no unit has one; else their cases wait with the lead."""
    staffed = {one.unit for one in held if one.role is Role.CLERK}
    units = _receiving(pack, edition)
    without = tuple(unit for unit in units if unit.key not in staffed)
    none, mend = len(without) == len(units), "invitation:role:clerk"
    if none:
        return Lack(key="nobody", article=15, mend=mend)
    return Lack(key="clerks", article=15, mend=mend, blocks=False, values={"units": without}) if without else None


def _committee(held: list[Membership]) -> Lack | None:
    """Return that the committee has no chair, or fewer than two deputies: they are needed in the end (Art. 8, 21)."""
    posts = [one.unit for one in held if one.role is Role.COMMITTEE]
    chair, deputy = (posts.count(post) for post in POSTS)
    if chair and deputy >= DEPUTIES:
        return None
    key = "deputies" if chair else "chair"
    mend, values = "invitation:role:committee", {"count": deputy, "least": DEPUTIES}
    return Lack(key=key, article=8, mend=mend, blocks=False, values=values)


def _reviewers(settings: Settings, held: list[Membership]) -> Lack | None:
    """Return that there are fewer reviewers than the largest panel needs (Art. 17-19)."""
    count, least = len({one.person_id for one in held if one.role is Role.REVIEWER}), max(settings.panel.values())
    if count >= least:
        return None
    values, mend = {"count": count, "least": least}, "invitation:role:reviewer"
    return Lack(key="reviewers", article=17, mend=mend, blocks=False, values=values)


def _holidays(calendar: WorkingCalendar, edition: Edition, plan: tuple[Milestone, ...]) -> Lack | None:
    """Return the years whose notice of days off is not entered; until it is, dates in them are provisional."""
    years = range(edition.opens_on.year, plan[-1].on.year + 1)
    unknown = [str(year) for year in years if year not in calendar.covered]
    values, mend = {"years": unknown}, "calendar:home"
    return Lack(key="holidays", article=22, mend=mend, blocks=False, values=values) if unknown else None


def _receiving(pack: Pack, edition: Edition) -> tuple[Unit, ...]:
    """Return the units that an application of the edition can be handed to (Art. 14)."""
    window = (edition.opens_on, edition.closes_on)
    return tuple(unit for unit in pack.units if unit.receives_within(*window))


def _named(value: Any, language: str) -> Any:
    return (
        [one.name(language) if isinstance(one, Named | Unit) else one for one in value]
        if isinstance(value, tuple)
        else value
    )


async def remind_of_opening(plan: Planning) -> int:
    """Tell the lead, once, from ten working days before an unopened edition's first day, what it lacks."""
    told = 0
    for one in plan.each(await plan.work.editions.all()):
        begins = plan.calendar.before(one.opens_on, OPENING_WORKING_DAYS).last
        due = one.opened_at is None and begins <= plan.said_on <= one.closes_on
        if due and await plan.work.steps.tell(f"edition:{one.id}:opening", one.opens_on, plan.now):
            told += await _tell_opening(plan, one)
    return told


def ending_units(edition: Edition, pack: Pack, calendar: WorkingCalendar) -> tuple[Unit, ...]:
    """Return the units whose entrustment ends while they work on the edition's applications (Art. 14)."""
    days = {one.key: one.on for one in milestones(edition.closes_on, pack, calendar)}
    return tuple(
        unit
        for unit in pack.units
        if unit.entrusted_until is not None and edition.opens_on <= unit.entrusted_until < days["unit_ends"]
    )


async def is_unopened(work: Work, owed: Owed, _now: datetime, _calendar: WorkingCalendar, _pack: Pack) -> bool:
    """Whether the edition is still not opened."""
    edition = await work.editions.get(owed.values["of"])
    return edition is not None and edition.opened_at is None


async def _tell_opening(plan: Planning, edition: Edition) -> int:
    found, told = await lacking(plan, edition, plan.said_on), 0
    key = f"edition:{edition.id}:opening:{edition.opens_on.isoformat()}"
    buttons = [[{"key": "editions.prepare", "press": f"edition:see:{edition.id}"}]]
    for lead in await plan.work.people.with_role(Role.LEAD, plan.now):
        values: dict[str, Any] = {"of": edition.id, "number": edition.number, "opens": edition.opens_on}
        values["lacks"] = [one.said(lead.language) for one in found] or Say("editions.lacking.nothing")
        told += await owe(plan, key, [lead], "editions.unopened", kind=CHECK, values=values, buttons=buttons)
    return told
