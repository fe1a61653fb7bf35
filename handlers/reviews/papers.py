"""Gathers the papers of a review: supplement notice, refusal, opinion, consultation, declarations (Art. 15, 40)."""

from functools import partial

from handlers.engine.prints import Letter, Print
from papers import recusals
from papers.engine.calendars import why
from papers.recusals import Declared
from papers.reviews import consultations, units
from papers.reviews.units import Item, Supplement
from rules.applications.lifecycle import Application
from rules.engine.calendar import office_day
from rules.engine.pack import Pack
from rules.sanctions.remedies import Authority
from texts import say
from workflow.engine.desk import Books
from workflow.engine.records import Work
from workflow.engine.replies import remedy
from workflow.engine.tasks import SUPPLEMENT, number_of
from workflow.reviews.consultations import article_of, names_of


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
    opinion = await work.opinions.get(application.id)
    if opinion is None:
        raise KeyError(f"no opinion on {about}")
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
    asked = await work.consultations.get(number_of(about, "consultation") or -1)
    if asked is None:
        raise KeyError(f"no {about}")
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
    application = await work.applications.get(number_of(about, "application") or -1)
    if application is None:
        raise KeyError(f"no {about}")
    return application


async def _edition(work: Work, application: Application, language: str) -> str:
    edition = await work.editions.get(application.edition_id)
    return say(language, "reviews.edition", number=edition.number, year=str(edition.year)) if edition else ""


def _unit(pack: Pack, application: Application, language: str) -> str:
    return pack.name_of_unit(application.unit, language, "")
