"""Whom a notice lists: all applications that have come so far, and why they cannot be listed yet (Art. 15, 17, 21)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from rules.applications import Application
from rules.calendar import office_day
from rules.editions import Edition
from rules.lifecycle import State
from rules.notices import LISTINGS, Entry, Line, NoticeKind
from rules.people import Role
from rules.published import without_numbers
from rules.refusals import Forbidden, Refusal
from workflow.applications import subject_of
from workflow.cases import serving, without_interest
from workflow.desk import Desk, serves_as, today
from workflow.dossiers import form_of
from workflow.gates import READY
from workflow.holds import is_on_hold
from workflow.recusals import declare


@dataclass(frozen=True, slots=True)
class Listed:
    """The list that a notice of this kind would have now.

    `behind` are applications of the edition that are not so far, or on hold: a further list has to follow for them.
    `letters` of non-acceptance are to be approved first; `left_out` are told at the moment of posting.
    """

    kind: NoticeKind
    edition: Edition | None
    applications: tuple[Application, ...] = ()
    behind: int = 0
    letters: int = 0
    left_out: tuple[Application, ...] = ()
    ready: Refusal | None = field(default=None, compare=False)

    @property
    def unit(self) -> str | None:
        """The receiving unit that posts it."""
        return self.applications[0].unit if self.kind is NoticeKind.UNIT and self.applications else None

    @property
    def since(self) -> date | None:
        """The day from which it can have been posted: the last of them came so far."""
        return max((office_day(one.changed_at) for one in self.applications if one.changed_at), default=None)


def posts(desk: Desk, kind: NoticeKind) -> bool:
    """Whether the person posts such a notice themselves: a clerk their unit's, the lead the award's lists (Art. 9)."""
    match kind:
        case NoticeKind.UNIT:
            return serves_as(desk, Role.CLERK)
        case NoticeKind.OTHER:
            return serves_as(desk, Role.LEAD, Role.OFFICE)
        case _:
            return serves_as(desk, Role.LEAD)


def drafts(desk: Desk, kind: NoticeKind) -> bool:
    """Whether the person fills in its form: what the lead posts, the office may draft."""
    return posts(desk, kind) or (kind is not NoticeKind.UNIT and serves_as(desk, Role.OFFICE))


async def draw_up(desk: Desk, kind: NoticeKind) -> Listed:
    """The list as it is now, all applications that it can have and none left out; never raises."""
    editions = [edition for edition in await desk.work.editions.all() if edition.opens_on <= today(desk)]
    if kind is NoticeKind.OTHER:
        return Listed(kind, editions[0] if editions else None)
    for edition in editions:
        listed = await _of_edition(desk, kind, edition)
        if listed.applications or listed.ready or listed.left_out:
            return listed
    return Listed(kind, editions[0] if editions else None)


def check_whole(listed: Listed, reason: str | None) -> None:
    """Raises Refusal where the list cannot be posted: nobody is on it, letters wait, or it is not whole.

    With a `reason` the lead says that a further list follows for those behind (Art. 17, 21). Where the committee
    proposes nobody, an award notice says so with an empty list.
    """
    if listed.edition is None:
        raise Refusal("notices.no_edition", article=4)
    if listed.kind is NoticeKind.OTHER:
        return
    if not listed.applications and (listed.behind or not listed.left_out):
        raise listed.ready or Refusal("notices.nobody")
    if listed.letters:
        raise Refusal("notices.letters_wait", article=17, count=listed.letters)
    if listed.behind and not reason:
        raise Refusal("notices.not_whole", count=listed.behind)


async def lines(desk: Desk, listed: Listed) -> tuple[Line, ...]:
    """The list as it is posted: by number, and what the committee proposed under the awards in the pack's order."""
    order = [award.key for award in desk.pack.awards]
    found = [(await _award(desk, listed.kind, one), one) for one in listed.applications]
    found.sort(key=lambda pair: (order.index(pair[0]) if pair[0] in order else len(order), pair[1].number or ""))
    return tuple(Line(without_numbers(one.name or ""), one.id, award) for award, one in found)


async def undeclared(desk: Desk, applications: Iterable[Application]) -> list[Application]:
    """Those of which the person has not said yet whether they have an interest in them (Art. 40)."""
    return [one for one in applications if await desk.work.recusals.of(desk.person.id, subject_of(one)) is None]


async def declare_none(desk: Desk, applications: Iterable[Application]) -> None:
    """The person declares of all of these of which they have not spoken yet that they have no interest (Art. 40)."""
    for application in await undeclared(desk, applications):
        await serving(desk, application)
        await declare(desk, subject_of(application), interest=False)


async def is_interested(desk: Desk, application: Application) -> bool:
    """Whether the person has no part in the case: it is theirs, or shut to them for an interest in it (Art. 40)."""
    return not await without_interest(desk, application, [desk.person])


async def check_interest(desk: Desk, applications: Iterable[Application]) -> None:
    """A list is one act: whoever has an interest in one of those on it leaves it to a colleague. Raises Forbidden."""
    for one in applications:
        if await is_interested(desk, one):
            raise Forbidden("notices.interested", article=40)


async def private_words(desk: Desk, applications: Iterable[Application]) -> tuple[str, ...]:
    """What those on the list entrusted and nobody publishes: phones, addresses, numbers of documents."""
    found: list[str] = []
    for application in applications:
        answers = await desk.work.drafts.answers(application.draft_id)
        edition = await desk.work.editions.get(application.edition_id)
        asked = form_of(desk, application, edition).questions if edition else ()
        found += [str(answers[one.key]) for one in asked if one.private and answers.get(one.key)]
    return tuple(found)


async def applications_of(desk: Desk, entries: Iterable[Entry]) -> list[Application]:
    """The applications behind entries, in their order."""
    ids = [entry.application_id for entry in entries if entry.application_id is not None]
    found = [await desk.work.applications.get(one) for one in ids]
    return [one for one in found if one is not None]


async def _of_edition(desk: Desk, kind: NoticeKind, edition: Edition) -> Listed:
    listing = LISTINGS[kind]
    found = await _in(desk, edition, listing.source)
    if kind is NoticeKind.UNIT:
        found = await _of_clerk(desk, found)
    checked = [(one, await _not_ready(desk, listing.act, one)) for one in await _free(desk, found)]
    ready = [one for one, refusal in checked if refusal is None]
    if kind is NoticeKind.UNIT:
        ready = found = [one for one in ready if one.unit == ready[0].unit]  # the unit may post another one later
    out = await _free(desk, await _in(desk, edition, State.LEFT_OUT)) if kind is NoticeKind.AWARD else []
    return Listed(
        kind,
        edition,
        tuple(ready),
        behind=len(await _in(desk, edition, *listing.behind)) + len(found) - len(ready),
        letters=len(await _in(desk, edition, *listing.before)),
        left_out=tuple([one for one in out if await _not_ready(desk, "close_out", one) is None]),
        ready=next((refusal for _, refusal in checked if refusal is not None), None),
    )


async def _in(desk: Desk, edition: Edition, *states: State) -> list[Application]:
    return (await desk.work.applications.in_states(edition.id, states))[::-1] if states else []


async def _of_clerk(desk: Desk, found: list[Application]) -> list[Application]:
    """The unit posts what its clerk has no interest in; a colleague posts the rest with another notice."""
    units = {role.unit for role in desk.roles if role.role is Role.CLERK}
    return [one for one in found if one.unit in units and not await is_interested(desk, one)]


async def _free(desk: Desk, found: list[Application]) -> list[Application]:
    return [one for one in found if not await is_on_hold(desk.work, one.id)]


async def _award(desk: Desk, kind: NoticeKind, application: Application) -> str | None:
    outcome = await desk.work.meetings.outcome(application.id) if kind is NoticeKind.AWARD else None
    return outcome.honour.value if outcome else None


async def _not_ready(desk: Desk, act: str, application: Application) -> Refusal | None:
    if act not in READY:
        return None
    try:
        await READY[act](desk, application)
    except Refusal as refusal:
        return refusal
    return None
