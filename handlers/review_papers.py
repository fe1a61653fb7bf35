"""Papers of a review, gathered: the supplement notice, and the letter that an application is not sent on (Art. 15)."""

from functools import partial

from handlers.prints import Print
from papers import units
from papers.counts import why
from papers.units import Item, Letter, Supplement
from rules.applications import Application
from rules.calendar import office_day
from rules.pack import Pack
from texts import say
from workflow.records import Work
from workflow.tasks import SUPPLEMENT, number_of


async def supplement_notice(work: Work, pack: Pack, about: str, language: str) -> Print:
    """What was asked to be completed, by when, and how that day was counted."""
    application = await _case(work, about)
    asked, deadline = await work.supplements.get(application.id), await work.deadlines.get(about, SUPPLEMENT)
    if asked is None or deadline is None:
        raise KeyError(f"no supplement of {about}")
    remedy, unit = say(language, "reviews.remedy"), _unit(pack, application, language)
    paper = Supplement(
        issuer=unit,
        number=application.number or "",
        applicant=application.name or "",
        edition=await _edition(work, application, language),
        items=tuple(Item(item, remedy) for item in asked.items),
        asked_on=office_day(asked.asked_at),
        due=deadline.count.last,
        why=why(language, deadline.count),
        contact=unit,
    )
    name = say(language, "reviews.file.supplement", number=application.number)
    return Print(name, partial(units.supplement, paper, language))


async def non_forwarding(work: Work, pack: Pack, about: str, language: str) -> Print:
    """The decision against the application, with its ground and reasons."""
    application = await _case(work, about)
    opinion = await work.opinions.get(application.id)
    if opinion is None:
        raise KeyError(f"no opinion on {about}")
    answers, unit = await work.drafts.answers(opinion.draft_id), _unit(pack, application, language)
    paper = Letter(
        issuer=unit,
        number=application.number or "",
        applicant=application.name or "",
        edition=await _edition(work, application, language),
        reasons=(say(language, f"opinion.grounds.{answers['ground']}"), str(answers["reasons"])),
        decided_on=office_day(opinion.given_at),
        contact=unit,
    )
    name = say(language, "reviews.file.letter", number=application.number)
    return Print(name, partial(units.non_forwarding, paper, language))


async def _case(work: Work, about: str) -> Application:
    application = await work.applications.get(number_of(about, "application") or -1)
    if application is None:
        raise KeyError(f"no {about}")
    return application


async def _edition(work: Work, application: Application, language: str) -> str:
    edition = await work.editions.get(application.edition_id)
    return say(language, "reviews.edition", number=edition.number, year=str(edition.year)) if edition else ""


def _unit(pack: Pack, application: Application, language: str) -> str:
    return next((unit.name(language) for unit in pack.units if unit.key == application.unit), "")
