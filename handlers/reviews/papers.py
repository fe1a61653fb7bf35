"""Gathers the papers of a review: supplement notice, refusal, opinion, consultation, declarations (Art. 15, 40)."""

from functools import partial

from handlers.applications.edition_papers import edition_called
from handlers.engine.prints import Letter, Print, needed
from papers import recusals
from papers.engine.calendars import why
from papers.recusals import Declared
from papers.reviews import consultations, evaluations, units
from papers.reviews.evaluations import Rank, Ranks
from papers.reviews.units import Item, Supplement
from rules.applications.editions import Settings
from rules.applications.lifecycle import Application
from rules.engine.calendar import office_day
from rules.engine.pack import Pack
from rules.engine.rubrics import Part
from rules.reviews.scores import Tally, rounded
from rules.sanctions.remedies import Authority
from texts import say
from workflow.engine.desk import Books
from workflow.engine.records import Work
from workflow.engine.replies import remedy
from workflow.engine.tasks import SUPPLEMENT, number_of
from workflow.reviews.consultations import article_of, names_of
from workflow.reviews.ranks import Passed, RankLine, passed, ranking_of, ranks_of, tie_keys


async def supplement_notice(work: Work, pack: Pack, about: str, language: str) -> Letter:
    """Return what must be completed, by when, and how that day was counted."""
    application = await _case(work, about)
    asked, deadline = await work.supplements.get(application.id), await work.deadlines.get(about, SUPPLEMENT)
    if asked is None or deadline is None:
        raise KeyError(f"no supplement of {about}")
    how, unit = say(language, "reviews.remedy"), _unit(pack, application, language)
    paper = Supplement(
        issuer=unit,
        number=application.number or "",
        applicant=application.name or "",
        edition=await _edition(work, application, language),
        items=tuple(Item(item, how) for item in asked.items),
        asked_on=office_day(asked.asked_at),
        due=deadline.count.last,
        why=why(language, deadline.count),
        contact=unit,
    )
    name = say(language, "reviews.file.supplement", number=application.number)
    return Letter(name, "supplement_notice", units.supplement(paper, language))


async def non_forwarding(work: Work, pack: Pack, about: str, language: str) -> Letter:
    """Return the decision not to forward the application, with its ground and reasons."""
    application = await _case(work, about)
    opinion = needed(await work.opinions.get(application.id), f"opinion on {about}")
    answers, unit = await work.drafts.answers(opinion.draft_id), _unit(pack, application, language)
    against = remedy(pack, Authority.UNIT)
    paper = units.Letter(
        issuer=unit,
        number=application.number or "",
        applicant=application.name or "",
        edition=await _edition(work, application, language),
        reasons=(say(language, f"opinion.grounds.{answers['ground']}"), str(answers["reasons"])),
        decided_on=office_day(opinion.given_at),
        contact=unit,
        remedy=say(language, against.key, **against.values),
    )
    name = say(language, "reviews.file.letter", number=application.number)
    return Letter(name, "non_forwarding", units.non_forwarding(paper, language))


async def review_opinion(work: Work, pack: Pack, about: str, language: str) -> Letter:
    """Return the opinion with which the unit forwarded the application to the office."""
    application = await _case(work, about)
    given, unit = await work.opinions.get(application.id), _unit(pack, application, language)
    words = (await work.drafts.answers(given.draft_id)).get("opinion") if given is not None else None
    if given is None or words is None:
        raise KeyError(f"no review opinion on {about}")
    paper = units.Opinion(
        issuer=unit,
        office=pack.bodies.office.name(language),
        number=application.number or "",
        applicant=application.name or "",
        edition=await _edition(work, application, language),
        words=str(words),
        given_on=office_day(given.given_at),
        contact=unit,
    )
    name = say(language, "reviews.file.opinion", number=application.number)
    return Letter(name, "review_opinion", units.opinion(paper, language))


async def consultation(work: Work, pack: Pack, about: str, language: str) -> Letter:
    """Return the letter to one department; about a list, it comes from the office (Art. 21)."""
    asked = needed(await work.consultations.get(number_of(about, "consultation") or -1), about)
    one = number_of(asked.subject, "application")
    application = await work.applications.get(one) if one is not None else None
    issuer = _unit(pack, application, language) if application else pack.bodies.office.name(language)
    paper = consultations.Request(
        issuer=issuer,
        number=application.number or "" if application else "",
        department=asked.department,
        names=await names_of(Books(work, pack), asked.subject),
        article=article_of(asked.subject),
        asked_on=office_day(asked.asked_at),
        due=asked.due_on,
        why=say(language, "papers.consultation.days", days=pack.consultation_working_days),
        contact=issuer,
    )
    name = say(language, "reviews.file.consultation", department=asked.department)
    return Letter(name, "consultation_letter", consultations.letter(paper, language))


async def declarations(work: Work, pack: Pack, about: str, language: str) -> Print:
    """Return who declared an interest in the application or none, to be signed and filed (Art. 40)."""
    application = await _case(work, about)
    people = [await _declared(work, about, one, language) for one in await _who_declared(work, about)]
    if not people:
        raise KeyError(f"nobody declared upon {about}")
    paper = recusals.Declarations(
        issuer=pack.bodies.office.name(language),
        number=application.number or "",
        applicant=application.name or "",
        edition=await _edition(work, application, language),
        people=people,
        drawn_on=max(one.on for one in people),
    )
    name = say(language, "reviews.file.declarations", number=application.number)
    return Print(name, partial(recusals.declarations, paper, language))


async def _who_declared(work: Work, about: str) -> list[int]:
    """Return the ids of everybody who declared or whose interest came to light, in order of their first entry."""
    return list(dict.fromkeys(one.person_id for one in await work.recusals.about(about)))


async def _declared(work: Work, about: str, person_id: int, language: str) -> Declared:
    person, stands = await work.people.get(person_id), await work.recusals.of(person_id, about)
    if stands is None:
        raise KeyError(f"{person_id} did not declare upon {about}")
    held = dict.fromkeys(one.role for one in await work.roles.of(person_id))
    roles = " ".join(say(language, f"people.role.{role.value}") for role in held)
    word = "disclosed" if stands.interest and not stands.barred else stands.source.value
    word = "none" if not stands.interest else "interest" if word == "declared" else word
    name = (person and person.name) or f"#{person_id}"
    return Declared(name, roles, word, office_day(stands.at))


async def _case(work: Work, about: str) -> Application:
    return needed(await work.applications.get(number_of(about, "application") or -1), about)


async def _edition(work: Work, application: Application, language: str) -> str:
    edition = await work.editions.get(application.edition_id)
    return say(language, "reviews.edition", number=edition.number, year=str(edition.year)) if edition else ""


def _unit(pack: Pack, application: Application, language: str) -> str:
    return pack.name_of_unit(application.unit, language, "")


# Gathers the evaluation report: the ranking as the stored sheets give it, and all that it rests on (Art. 20).


async def evaluation(work: Work, pack: Pack, about: str, language: str) -> Print:
    """Return the report with the ranking. Raises KeyError if it was never closed."""
    books, edition_id = Books(work, pack), number_of(about, "edition") or -1
    report = needed(await work.candidates.report(edition_id), f"report of {about}")
    answers, (settings, lines) = await work.drafts.answers(report.draft_id), await ranking_of(books, edition_id)
    places = {"awards": settings.quota_award, "nominations": settings.quota_nomination}
    panels = {part.value: settings.panel[part] for part in Part}
    paper = evaluations.Evaluation(
        issuer=pack.bodies.office.name(language),
        edition=await edition_called(books, edition_id, language),
        places=say(language, "papers.evaluation.of_places", **places),
        panels=say(language, "papers.evaluation.of_panels", **panels),
        words=str(answers["words"]),
        unfinished=str(answers.get("unfinished") or ""),
        ties=str(answers.get("ties") or ""),
        lines=[_line(pack, settings, one, language) for one in lines],
        ranks=await ranks(work, pack, edition_id, language, as_nominated=True),
        closed_on=office_day(report.closed_at),
    )
    return Print(say(language, "printing.file.evaluation"), partial(evaluations.report, paper, language))


async def ranks(work: Work, pack: Pack, edition_id: int, language: str, *, as_nominated: bool = False) -> Ranks:
    """Return all ranks as papers print them, with the reasons for whoever is passed over (Art. 3, 20, 21).

    With `as_nominated` they are those of the office's list, whatever the committee has made of it since.
    """
    books = Books(work, pack)
    settings, lines = await ranks_of(books, edition_id)
    over: list[str] = []
    for one in await passed(books, settings, lines, as_nominated=as_nominated):
        named = {"rank": one.line.ranked.rank, "number": one.line.application.number}
        over += [say(language, "meetings.passed_over", **named), *why_lines(language, one)]
    return Ranks(
        [
            Rank(
                line.ranked.rank,
                line.application.number or "",
                line.application.name or "",
                str(rounded(line.ranked.score)),
                pack.name_of_award(honour, language) if honour else say(language, "papers.evaluation.none"),
            )
            for line in lines
            for honour in [line.nominated if as_nominated else line.listed]
        ],
        over,
        say(language, "evaluation.by_rule", rule=tie_keys(pack)) if pack.tie_rule else "",
    )


def why_lines(language: str, one: Passed) -> list[str]:
    """Return who was put before somebody, and the reasons of office and committee."""
    lines = []
    if one.before:
        numbers = "、".join(other.application.number or "" for other in one.before)
        lines.append(say(language, "evaluation.passed", number=one.line.application.number, numbers=numbers))
    lines += [say(language, "evaluation.why_office", reason=one.office)] if one.office else []
    lines += [say(language, "evaluation.why_committee", reason=one.committee)] if one.committee else []
    return lines or [say(language, "evaluation.left_unexplained")]


def _line(pack: Pack, settings: Settings, line: RankLine, language: str) -> evaluations.RankedLine:
    application, weights = line.application, settings.weights(line.application.kind)
    return evaluations.RankedLine(
        rank=line.ranked.rank,
        number=application.number or "",
        name=application.name or "",
        score=str(rounded(line.ranked.score)),
        honour=_candidate(pack, line, language),
        priority=line.priority,
        parts=tuple(
            evaluations.Scored(
                say(language, f"assignments.part.{part.value}"),
                _sums(tally),
                str(rounded(tally.mean)) if tally.mean is not None else "—",
                round(weights[part] * 100),
            )
            for part, tally in line.tallies.items()
        ),
    )


def _candidate(pack: Pack, line: RankLine, language: str) -> str:
    """Return the honour for which the candidate was listed, with its score then if that has changed."""
    if line.recorded is None:
        return say(language, "papers.evaluation.none")
    honour = pack.name_of_award(line.recorded.honour.value, language)
    if line.recorded.score == line.ranked.score:
        return honour
    return say(language, "papers.evaluation.then", honour=honour, score=rounded(line.recorded.score))


def _sums(tally: Tally) -> str:
    marked = {one.id for one in tally.counted if one.marked}
    return "  ".join(
        f"{points}{'*' if one in tally.apart else ''}{'†' if one in marked else ''}"
        for one, points in tally.sums.items()
    )
