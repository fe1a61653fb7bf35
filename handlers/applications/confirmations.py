"""The confirmation by a parent or an employer, which the applicant asks for and a one-time link opens (Art. 13)."""

from collections.abc import Sequence
from functools import partial

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.applications import confirmation_papers
from handlers.applications.editions import edition_name
from handlers.engine.filling import open_form
from handlers.engine.guides import Filling, Guide, Guides, Opener, Outdated, load
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Page, key_button, show, tell, told
from handlers.people.personal_data import confirmer_notice
from rules.applications.confirmations import confirmation
from rules.applications.lifecycle import INDIVIDUAL, Application
from rules.engine.forms import Answers, Question
from rules.engine.parts import Condition
from rules.engine.refusals import Forbidden, Refusal
from texts import say
from workflow.applications.confirmations import (
    FORM,
    GOOD_FOR,
    Given,
    Standing,
    ask_confirmation,
    confirmation_of,
    give_confirmation,
    open_application,
    open_confirmation,
    outdate_confirmation,
)
from workflow.engine.desk import Desk
from workflow.engine.drafts import notice_facts
from workflow.engine.records import Link

REMADE = (Standing.ASKED, Standing.OPENED, Standing.POSTED)


def guides() -> dict[str, Guide]:
    """Return the confirmer's form."""
    return {
        FORM: Guide(
            form=lambda pack, _facts: confirmation(pack),
            subject=FORM,
            sends=gave,
            facts=notice_facts,
            beside=confirmation_papers.beside,
        )
    }


def opener(guides: Guides) -> Opener:
    """Return the opener of a link for a parent or an employer."""

    async def opened(bot: Bot, desk: Desk, state: FSMContext, link: Link, token: str) -> None:
        draft, application, answers = await open_confirmation(desk, link, token)
        await show(bot, desk, await applicant_page(desk, application, answers, draft.id))
        await open_form(bot, desk, state, await load(desk, draft, guides), notice=confirmer_notice(desk))

    return opened


async def show_standing(desk: Desk, filling: Filling) -> Page:
    """Show the applicant how far the unit's part is."""
    application = await desk.work.applications.of_draft(filling.draft.id)
    if application is None:
        raise Refusal("talk.old_button")
    now = await confirmation_of(desk, application)
    again = "confirmations.remake" if now.standing in REMADE else "confirmations.make"
    rows = [[key_button(desk, "forms.list", f"f:{filling.draft.id}:t")]]
    if now.standing is not Standing.GIVEN:
        rows.insert(0, [key_button(desk, again, f"confirmation:link:{application.id}")])
    key = f"confirmations.state.{now.standing.value}"
    words = {"reasons": now.reasons, "begins": now.begins, "ends": now.ends, "pages": now.pages}
    return told(desk, key, rows=rows, at=now.at, until=now.until, **words)


async def show_link(bot: Bot, desk: Desk, application_id: int) -> None:
    """Make a new link and show it in a text that can be forwarded as it is."""
    token, answers = await ask_confirmation(desk, application_id)
    application = await desk.work.applications.get(application_id)
    if application is None:
        raise Refusal("talk.old_button")
    language = desk.person.language
    words = say(
        language,
        "confirmations.forward",
        applicant=answers["name"],
        unit=answers.get("employer") or answers.get("parent_name") or say(language, "confirmations.your_unit"),
        edition=await _edition(desk, application),
        link=f"{desk.places.url}/chat?start={token}",
        until=desk.now + GOOD_FOR,
    )
    if desk.places.telegram:
        link = f"https://t.me/{desk.places.telegram}?start={token}"
        words += "\n" + say(language, "confirmations.forward_telegram", link=link)
    await show(bot, desk, Page(words))
    rows = [[key_button(desk, "forms.list", f"f:{application.draft_id}:t")]]
    await tell(bot, desk, "confirmations.made", rows=rows)


async def applicant_page(desk: Desk, application: Application, answers: Answers, draft_id: int) -> Page:
    """Return all that a confirmer may see of the applicant: name, kind, and the answers on the conditions."""
    language = desk.person.language
    single = application.kind == INDIVIDUAL
    conditions = desk.pack.conditions_individual if single else desk.pack.conditions_organisation
    kind = "confirmations.individual" if single else f"apply.organisation.{answers.get('kind')}"
    rows = [
        [key_button(desk, "confirmations.see", f"confirmation:see:{draft_id}")],
        [key_button(desk, "forms.go_on", f"f:{draft_id}:g")],
    ]
    text = say(
        language,
        "confirmations.asked",
        applicant=answers["name"],
        kind=say(language, kind),
        edition=await _edition(desk, application),
        conditions="\n".join(_condition(language, condition, answers) for condition in conditions),
    )
    return Page(text, rows)


async def show_again(bot: Bot, desk: Desk, draft_id: int) -> None:
    """Show the confirmer the applicant again."""
    draft = await desk.work.drafts.get(draft_id)
    if draft is None or draft.form != FORM or draft.person_id != desk.person.id:
        raise Forbidden("people.not_yours")
    await show(bot, desk, await applicant_page(desk, *await open_application(desk, draft.subject), draft.id))


async def gave(desk: Desk, filling: Filling) -> Sequence[Page]:
    """Give the confirmation. If an answer that it rests on changed meanwhile, show the applicant again instead."""
    given = await give_confirmation(desk, filling.draft, filling.progress)
    if given is not Given.CHANGED:
        return [told(desk, f"confirmations.{given.value}", rows=[[key_button(desk, "menu.open", "menu:home")]])]
    rows = [[key_button(desk, "forms.check", f"f:{filling.draft.id}:c")]]
    seen = await applicant_page(desk, *await open_application(desk, filling.draft.subject), filling.draft.id)
    return [seen, told(desk, f"confirmations.{given.value}", rows=rows)]


async def changing(desk: Desk, filling: Filling, question: Question, value: object) -> Outdated | None:
    """Return the confirmation as outdated if the changed answer is one that it rests on."""
    before = filling.progress.answers
    if await outdate_confirmation(desk, filling.draft, question=question.key, before=before, value=value):
        return Outdated(("confirmation",), "applications.outdated")
    return None


async def _edition(desk: Desk, application: Application) -> str:
    edition = await desk.work.editions.get(application.edition_id)
    return edition_name(desk, edition, desk.person.language) if edition else ""


def _condition(language: str, condition: Condition, answers: Answers) -> str:
    answer = answers.get(condition.key)
    return say(
        language,
        "confirmations.condition",
        condition=condition.en if language == "en" else condition.zh,
        answer=say(language, f"forms.{answer}") if answer else say(language, "confirmations.not_answered"),
        words=answers.get(f"{condition.key}.words") or "",
    )


PRESSES = Presses(
    "confirmation",
    {
        "link": Press(show_link),
        "see": Press(show_again),
        **{paper: Press(partial(confirmation_papers.printed, paper=paper)) for paper in ("notice", "opinion")},
    },
    article=13,
    puts_down=False,
)
