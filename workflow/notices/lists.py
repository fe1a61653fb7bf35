"""Lists for notices: the applications that have come so far, and why others cannot be listed yet (Art. 15, 17, 21)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rules.applications.editions import Edition
from rules.applications.lifecycle import Application, State
from rules.engine.forms import Answers
from rules.engine.identities import without_numbers
from rules.engine.refusals import Forbidden, Refusal
from rules.notices.postings import ARTICLES, LISTINGS, Entry, NoticeKind, NoticeLine
from rules.people.roles import Role
from storage.engine.drafts import Draft
from workflow.applications.applicants import subject_of
from workflow.applications.cases import serving, without_interest
from workflow.applications.dossiers import form_of
from workflow.applications.gates import READY
from workflow.engine.desk import Desk, serves_as, today
from workflow.engine.holds import is_on_hold
from workflow.interests.recusals import declare


@dataclass(frozen=True, slots=True)
class NoticeList:
    """The list that a notice of this kind would have now.

    `waiting` are the ids of the edition's applications that are not so far, or on hold, and need a further list.
    `letters` counts letters of non-acceptance to approve first; those `left_out` are told at the moment of posting.
    """

    kind: NoticeKind
    edition: Edition | None
    applications: tuple[Application, ...] = ()
    waiting: tuple[int, ...] = ()
    letters: int = 0
    left_out: tuple[Application, ...] = ()
    ready: Refusal | None = field(default=None, compare=False)

    @property
    def behind(self) -> int:
        """How many applications need a further list."""
        return len(self.waiting)

    @property
    def unit(self) -> str | None:
        """The receiving unit that posts it, or None."""
        return self.applications[0].unit if self.kind is NoticeKind.UNIT and self.applications else None


def posts(desk: Desk, kind: NoticeKind) -> bool:
    """Whether the person may post it: a clerk UNIT notices, lead and office OTHER ones, the lead all else (Art. 9)."""
    match kind:
        case NoticeKind.UNIT:
            return serves_as(desk, Role.CLERK)
        case NoticeKind.OTHER:
            return serves_as(desk, Role.LEAD, Role.OFFICE)
        case _:
            return serves_as(desk, Role.LEAD)


def drafts(desk: Desk, kind: NoticeKind) -> bool:
    """Whether the person may fill in its form; the office may draft what the lead posts."""
    return posts(desk, kind) or (kind is not NoticeKind.UNIT and serves_as(desk, Role.OFFICE))


async def draw_up(desk: Desk, kind: NoticeKind) -> NoticeList:
    """Return the list as it would be now, with every application that can be on it. Never raises."""
    editions = [edition for edition in await desk.work.editions.all() if edition.opens_on <= today(desk)]
    if kind is NoticeKind.OTHER:
        return NoticeList(kind, editions[0] if editions else None)
    for edition in editions:
        listed = await _of_edition(desk, kind, edition)
        if listed.applications or listed.ready or listed.left_out:
            return listed
    return NoticeList(kind, editions[0] if editions else None)


def check_whole(listed: NoticeList, reason: str | None) -> None:
    """Require that the list can be posted. Raises Refusal when it is empty, letters wait, or it is not whole.

    With a `reason` a list that is not whole passes, and a further one follows (Art. 17, 21). An award notice may be
    empty when the committee proposes nobody.
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


async def lines(desk: Desk, listed: NoticeList) -> tuple[NoticeLine, ...]:
    """Return the lines to post, by number; those of an award notice by award, in the pack's order, first."""
    order = [award.key for award in desk.pack.awards]
    found = [(await _award(desk, listed.kind, one), one) for one in listed.applications]
    found.sort(key=lambda pair: (order.index(pair[0]) if pair[0] in order else len(order), pair[1].number or ""))
    return tuple(NoticeLine(without_numbers(one.name or ""), one.id, award) for award, one in found)


async def undeclared(desk: Desk, applications: Iterable[Application]) -> list[Application]:
    """Return the applications upon which the person has not declared (Art. 40)."""
    return [one for one in applications if await desk.work.recusals.of(desk.person.id, subject_of(one)) is None]


async def declare_none(desk: Desk, applications: Iterable[Application]) -> None:
    """Declare no interest in all of these upon which the person has not declared (Art. 40)."""
    for application in await undeclared(desk, applications):
        await serving(desk, application)
        await declare(desk, subject_of(application), interest=False)


async def is_interested(desk: Desk, application: Application) -> bool:
    """Whether the application is the person's own or shut to them for an interest (Art. 40)."""
    return not await without_interest(desk, application, [desk.person])


async def check_interest(desk: Desk, applications: Iterable[Application]) -> None:
    """Require that the person has no interest in any of them, since a list is one act. Raises Forbidden (Art. 40)."""
    for one in applications:
        if await is_interested(desk, one):
            raise Forbidden("notices.interested", article=40)


async def private_words(desk: Desk, applications: Iterable[Application]) -> tuple[str, ...]:
    """Return the applicants' private answers, such as phones, addresses and document numbers, never to be published."""
    found: list[str] = []
    for application in applications:
        answers = await desk.work.drafts.answers(application.draft_id)
        edition = await desk.work.editions.get(application.edition_id)
        asked = form_of(desk, application, edition).questions if edition else ()
        found += [str(answers[one.key]) for one in asked if one.private and answers.get(one.key)]
    return tuple(found)


async def applications_of(desk: Desk, entries: Iterable[Entry]) -> list[Application]:
    """Return the applications behind the entries, in their order."""
    ids = [entry.application_id for entry in entries if entry.application_id is not None]
    found = [await desk.work.applications.get(one) for one in ids]
    return [one for one in found if one is not None]


async def _of_edition(desk: Desk, kind: NoticeKind, edition: Edition) -> NoticeList:
    listing = LISTINGS[kind]
    found = await _in(desk, edition, listing.source)
    if kind is NoticeKind.UNIT:
        found = await _of_clerk(desk, found)
    checked = [(one, await _not_ready(desk, listing.act, one)) for one in await _free(desk, found)]
    ready = [one for one, refusal in checked if refusal is None]
    if kind is NoticeKind.UNIT:
        ready = found = [one for one in ready if one.unit == ready[0].unit]  # the unit may post another one later
    out = await _free(desk, await _in(desk, edition, State.LEFT_OUT)) if kind is NoticeKind.AWARD else []
    waiting = {one.id for one in (*await _in(desk, edition, *listing.behind), *found)} - {one.id for one in ready}
    return NoticeList(
        kind,
        edition,
        tuple(ready),
        waiting=tuple(sorted(waiting)),
        letters=len(await _in(desk, edition, *listing.before)),
        left_out=tuple([one for one in out if await _not_ready(desk, "close_out", one) is None]),
        ready=next((refusal for _, refusal in checked if refusal is not None), None),
    )


async def _in(desk: Desk, edition: Edition, *states: State) -> list[Application]:
    return (await desk.work.applications.in_states(edition.id, states))[::-1] if states else []


async def _of_clerk(desk: Desk, found: list[Application]) -> list[Application]:
    """Return those of the clerk's units without an interest; a colleague posts the rest."""
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


# Why a list that is not whole is posted all the same, and of which cases this was said (Art. 17, 21).


REASON = "further"
"""The question for the reason."""
WAS = "further_was"
"""Kept beside the answers: the reason as it was given before the list changed."""
_OF = "further_of"
"""Kept beside the answers: the applications that were not on the list when the reason was given."""


async def keep_cases(desk: Desk, draft: Draft, listed: NoticeList) -> None:
    """Note that the reason, which is given just now, is about the cases that the list lacks now."""
    await desk.work.drafts.answer(draft.id, _OF, list(listed.waiting), desk.now)
    await desk.work.drafts.forget(draft.id, [WAS])


def is_outdated(listed: NoticeList, kept: Answers) -> bool:
    """Whether the reason was given while other cases were missing; `kept` is all that the draft holds."""
    return bool(listed.waiting and kept.get(REASON)) and kept.get(_OF) != list(listed.waiting)


async def check_reason(desk: Desk, draft: Draft, listed: NoticeList) -> None:
    """Require that the reason is about the list as it is now. Raises Refusal."""
    if is_outdated(listed, await desk.work.drafts.answers(draft.id)):
        raise Refusal("notices.list_changed", article=ARTICLES[listed.kind], count=listed.behind)


async def ask_anew(desk: Desk, draft: Draft, listed: NoticeList) -> None:
    """Have an outdated reason asked for again, beside what it was."""
    kept: dict[str, Any] = await desk.work.drafts.answers(draft.id)
    if is_outdated(listed, kept):
        await desk.work.drafts.answer(draft.id, WAS, kept[REASON], desk.now)
        await desk.work.drafts.forget(draft.id, [REASON])
