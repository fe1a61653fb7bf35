"""Gathers the papers of a parent or an employer: the internal notice and the recommendation opinion (Art. 13)."""

from typing import Literal

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.engine.filling import go_on
from handlers.engine.guides import Filling, Guides, load
from handlers.engine.menus import show_home
from handlers.engine.prints import Letter
from handlers.engine.questions import ask
from handlers.engine.speech import Button, Rows, key_button, tell
from papers.applications import confirmations as papers
from papers.engine.calendars import why
from rules.applications.lifecycle import INDIVIDUAL, Application
from rules.engine.calendar import office_day
from rules.engine.forms import Answers, Question
from rules.engine.options import day
from rules.engine.pack import Pack
from rules.engine.parts import Condition
from rules.engine.refusals import Forbidden, Refusal
from texts import say
from workflow.applications.confirmations import FORM, NOTICE
from workflow.applications.internal_notices import BACK, OPINION, applied_for, own_form, print_notice, print_opinion
from workflow.engine.desk import Desk, Places, addresses
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


# Buttons that print the internal notice and the opinion beside their questions, and the way back (Art. 13).


FORMS = ("pdf", "word")
_AT_NOTICE = ("notice_place", "notice_from", "notice_until", "notice_files")
_AT_OPINION = ("opinion", "seal")


def beside(desk: Desk, filling: Filling, question: Question) -> Rows:
    """Return the print buttons for the paper that this question is about; empty for other questions."""
    for paper, keys in (("notice", _AT_NOTICE), ("opinion", _AT_OPINION)):
        if question.key in keys:
            return [[_button(desk, filling.draft.id, paper, form) for form in FORMS]]
    return []


async def printed(bot: Bot, desk: Desk, draft_id: int, form: Literal["pdf", "word"], paper: str) -> None:
    """Print the paper; for the notice, say how long it hangs and how that was counted."""
    rows = [[key_button(desk, "forms.go_on", f"f:{draft_id}:w")]]
    if paper == "opinion":
        await print_opinion(desk, draft_id, word=form == "word")
        await tell(bot, desk, "confirmations.opinion_coming", rows=rows)
        return
    count = await print_notice(desk, draft_id, word=form == "word")
    counted = why(desk.person.language, count)
    await tell(bot, desk, "confirmations.notice_coming", rows=rows, begins=count.start, ends=count.last, why=counted)


async def came_back(bot: Bot, desk: Desk, state: FSMContext, guides: Guides, named: str) -> bool:
    """Open the form in which the sealed pages of a printed code come back, for its filler alone."""
    try:
        draft = await own_form(desk, int(named) if named.isdecimal() else -1)
    except (Forbidden, Refusal):
        await show_home(bot, desk, state, guides, notice=say(desk.person.language, "confirmations.elsewhere"))
        return True
    filling = await load(desk, draft, guides)
    awaited = "seal" if draft.form == FORM else "notice_files"
    question = next((each for each in filling.progress.asked if each.key == awaited), None)
    if question is None:
        await go_on(bot, desk, state, filling)
    else:
        await ask(bot, desk, state, filling, question)
    return True


def _button(desk: Desk, draft_id: int, paper: str, form: str) -> Button:
    return key_button(desk, f"confirmations.print.{paper}.{form}", f"confirmation:{paper}:{draft_id}:{form}")
