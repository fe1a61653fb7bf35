"""Gathers the lists of an edition: accepted, submitted to the government, commended, presented (Art. 17, 25, 27)."""

from functools import partial

from handlers.engine.prints import Letter, Print, needed
from papers.reviews import grants
from rules.awards.validity import Award, Presentation
from rules.engine.calendar import office_day
from rules.engine.pack import Pack
from rules.notices.postings import Notice, NoticeKind
from rules.reviews.evaluation import Honour
from rules.sanctions.bars import number_of as holder_of
from texts import say
from workflow.awards.presentations import granted_in
from workflow.engine.desk import Books
from workflow.engine.records import Work
from workflow.engine.tasks import number_of
from workflow.office.printing import ACCEPTED, COMMENDED, SUBMITTED, listed_on
from workflow.reviews.ranks import ranking_of

_NOTICES = 200


async def edition_called(books: Books, edition_id: int, language: str) -> str:
    """Return the edition's name as papers write it."""
    edition = needed(await books.work.editions.get(edition_id), f"edition {edition_id}")
    county = books.pack.county_en if language == "en" else books.pack.county_zh
    return say(language, "applications.edition", county=county, number=edition.number, year=edition.year)


async def acceptances(work: Work, pack: Pack, about: str, language: str) -> Letter:
    """Return the list of those accepted so far."""
    books, edition_id = Books(work, pack), _edition(about)
    units = {unit.key: unit.name(language) for unit in pack.units}
    found = await listed_on(books, ACCEPTED, edition_id)
    names = [grants.Named(one.number or "", one.name or "", units.get(one.unit or "", "")) for one in found]
    days = [office_day(one.changed_at) for one in found if one.changed_at is not None]
    paper = grants.Acceptances(
        issuer=pack.bodies.office.name(language),
        edition=await edition_called(books, edition_id, language),
        names=names,
        drawn_on=max(days),
    )
    return Letter(say(language, "printing.file.accepted"), "acceptance_list", grants.acceptances(paper, language))


async def submission(work: Work, pack: Pack, about: str, language: str) -> Letter:
    """Return the submission to the county government."""
    books, edition_id = Books(work, pack), _edition(about)
    found = await listed_on(books, SUBMITTED, edition_id)
    numbers = [(one.id, grants.Named(one.number or "", one.name or "")) for one in found]
    days = [office_day(one.changed_at) for one in found if one.changed_at is not None]
    edition = await edition_called(books, edition_id, language)
    paper = grants.Submission(
        issuer=pack.bodies.committee.name(language),
        government=pack.bodies.government.name(language),
        edition=edition,
        course=await _course(books, edition_id, edition, language),
        proposed=await _by_honour(books, numbers, language),
        contact=pack.bodies.office.name(language),
        dated=min(days),
    )
    return Letter(say(language, "printing.file.submission"), "submission", grants.submission(paper, language))


async def commendation(work: Work, pack: Pack, about: str, language: str) -> Letter:
    """Return the list of those granted an award, with the numbers of their certificates."""
    books, edition_id = Books(work, pack), _edition(about)
    decision = needed(await work.meetings.decision(edition_id), f"decision on {about}")
    numbers, until = [], []
    for one in await listed_on(books, COMMENDED, edition_id):
        held = await work.awards.held_by(holder_of(await work.drafts.answers(one.draft_id)))
        award = next(each for each in held if each.decided_on == decision.decided_on)
        numbers.append((one.id, grants.Named(award.certificate, award.name)))
        until.append(award.valid_until)
    paper = grants.Commendation(
        issuer=pack.bodies.government.name(language),
        number=decision.number,
        edition=await edition_called(books, edition_id, language),
        granted=await _by_honour(books, numbers, language),
        decided_on=decision.decided_on,
        valid_until=min(until),
    )
    return Letter(say(language, "printing.file.commendation"), "commendation", grants.commendation(paper, language))


async def presented(work: Work, pack: Pack, about: str, language: str) -> Print:
    """Return the list of who received plaque and certificate, for the others to sign.

    Raises KeyError if nothing was granted.
    """
    books, edition_id = Books(work, pack), _edition(about)
    decision, awards = await work.meetings.decision(edition_id), await granted_in(books, edition_id)
    if decision is None or not awards:
        raise KeyError(f"nothing was granted in {about}")
    known = await work.presentations.of([one.id for one in awards])
    rows = [_handed(one, known.get(one.id), pack.name_of_award(one.award, language)) for one in awards]
    paper = grants.Handing(
        issuer=pack.bodies.office.name(language),
        number=decision.number,
        edition=await edition_called(books, edition_id, language),
        rows=rows,
        dated=max((office_day(one.recorded_at) for one in known.values()), default=decision.decided_on),
    )
    return Print(say(language, "printing.file.presentation"), partial(grants.handing, paper, language))


def _handed(one: Award, known: Presentation | None, award: str) -> grants.Handed:
    received = (known.received_on, known.receiver) if known is not None else ()
    return grants.Handed(one.certificate, one.plaque, one.name, award, *received)


async def _course(books: Books, edition_id: int, edition: str, language: str) -> list[str]:
    """Return how the edition came to its list: the review, the meetings, the notices."""
    work, (_, lines) = books.work, await ranking_of(books, edition_id)
    course = [say(language, "papers.submission.review", edition=edition, count=len(lines))]
    course += [
        say(language, "papers.submission.meeting", on=one.on)
        for one in reversed(await work.meetings.of_edition(edition_id))
    ]
    return course + [
        say(language, "papers.submission.notice", number=one.number, from_on=one.posted_on, until_on=one.last_day)
        for one in reversed(await _award_notices(work, edition_id))
    ]


async def _award_notices(work: Work, edition_id: int) -> list[Notice]:
    found = await work.notices.newest(limit=_NOTICES)
    return [one for one in found if one.kind is NoticeKind.AWARD and one.edition_id == edition_id]


async def _by_honour(books: Books, numbers: list[tuple[int, grants.Named]], language: str) -> list[grants.Honoured]:
    candidates = {one: await books.work.candidates.get(one) for one, _ in numbers}
    groups = {
        honour: [name for one, name in numbers if (found := candidates[one]) is not None and found.honour is honour]
        for honour in Honour
    }
    return [
        grants.Honoured(books.pack.name_of_award(honour.value, language), names)
        for honour, names in groups.items()
        if names
    ]


def _edition(about: str) -> int:
    return number_of(about, "edition") or -1
