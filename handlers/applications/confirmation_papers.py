"""Gathers the papers of a parent or an employer: the internal notice and the recommendation opinion (Art. 13)."""

from handlers.engine.prints import Letter
from papers.applications import confirmations as papers
from papers.engine.calendars import why
from rules.applications.lifecycle import INDIVIDUAL, Application
from rules.engine.calendar import office_day
from rules.engine.forms import Answers
from rules.engine.options import day
from rules.engine.pack import Pack
from rules.engine.parts import Condition
from texts import say
from workflow.applications.confirmations import FORM, NOTICE
from workflow.applications.internal_notices import BACK, OPINION, applied_for
from workflow.engine.desk import Places, addresses
from workflow.engine.records import Draft, DraftState, Work
from workflow.engine.tasks import number_of


async def internal_notice(places: Places | None, work: Work, pack: Pack, about: str, language: str) -> Letter:
    """Return the internal notice to post, with its days as they were counted when it was asked for."""
    draft, application, answers = await _form(work, about)
    own, counted = await work.drafts.answers(draft.id), await work.deadlines.get(about, NOTICE)
    if counted is None:
        raise KeyError(f"no notice of {about}")
    paper = papers.Posting(
        unit=_unit(draft, application, answers, language),
        applicant=str(answers.get("name") or ""),
        organisation=application.kind != INDIVIDUAL,
        edition=await _edition(work, pack, application, language),
        deeds=_deeds(pack, application, answers, language),
        from_on=counted.count.start,
        until_on=counted.count.last,
        why=why(language, counted.count),
        place=str(own.get("notice_place") or ""),
        contact=" ".join(str(own[key]) for key in ("signer_name", "signer_phone") if own.get(key)),
        return_url=_back(places, draft),
    )
    return Letter(say(language, "confirmations.file.notice"), NOTICE, papers.internal_notice(paper, language))


async def recommendation(places: Places | None, work: Work, pack: Pack, about: str, language: str) -> Letter:
    """Return the opinion to sign and seal, with the unit's words if they are already written."""
    draft, application, answers = await _form(work, about)
    own = await work.drafts.answers(draft.id)
    begins, ends = day(own.get("notice_from")), day(own.get("notice_until"))
    if draft.form != FORM or begins is None or ends is None:
        raise KeyError(f"no opinion of {about}")
    paper = papers.Opinion(
        unit=_unit(draft, application, answers, language),
        applicant=str(answers.get("name") or ""),
        organisation=application.kind != INDIVIDUAL,
        edition=await _edition(work, pack, application, language),
        conditions=tuple(_named(each, language) for each in _conditions(pack, application)),
        from_on=begins,
        until_on=ends,
        place=str(own.get("notice_place") or ""),
        settled=str(own.get("notice_objection") or ""),
        words=str(own.get("opinion") or ""),
        given_on=office_day(draft.touched_at),
        return_url=_back(places, draft),
    )
    return Letter(say(language, "confirmations.file.opinion"), OPINION, papers.recommendation(paper, language))


async def _form(work: Work, about: str) -> tuple[Draft, Application, Answers]:
    draft = await work.drafts.get(number_of(about, "draft") or -1)
    found = await applied_for(work, draft) if draft is not None else None
    if draft is None or draft.state is DraftState.DROPPED or found is None:
        raise KeyError(f"no {about}")
    return draft, *found


def _unit(draft: Draft, application: Application, answers: Answers, language: str) -> str:
    if draft.form != FORM:
        return str(answers.get("name") or "")
    named = answers.get("employer" if application.kind == INDIVIDUAL else "parent_name")
    return str(named or say(language, "confirmations.this_unit"))


def _conditions(pack: Pack, application: Application) -> tuple[Condition, ...]:
    return pack.conditions_individual if application.kind == INDIVIDUAL else pack.conditions_organisation


def _named(condition: Condition, language: str) -> str:
    return condition.en if language == "en" else condition.zh


def _deeds(pack: Pack, application: Application, answers: Answers, language: str) -> str:
    """Return what the applicant said about the conditions, which is all that the confirmer sees of the form."""
    said = ((each, answers.get(f"{each.key}.words")) for each in _conditions(pack, application))
    return "\n".join(
        say(language, "confirmations.deed", condition=_named(each, language), words=words)
        for each, words in said
        if words
    )


async def _edition(work: Work, pack: Pack, application: Application, language: str) -> str:
    edition = await work.editions.get(application.edition_id)
    county = pack.county_en if language == "en" else pack.county_zh
    values = {"county": county, "number": edition.number if edition else "", "year": edition.year if edition else ""}
    return say(language, "applications.edition", **values)


def _back(places: Places | None, draft: Draft) -> str:
    return addresses(places, f"{BACK}{draft.id}")[0] if places is not None else ""
