"""My award: a holder claims it with the office's code, and sees how long it is valid and what is owed (Art. 5, 32)."""

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from handlers.engine.guides import Guides, Openers
from handlers.engine.offers import FREE_TEXT, put_down
from handlers.engine.presses import Press, Presses
from handlers.engine.resuming import Case
from handlers.engine.speech import Button, Page, key_button, show, tell
from handlers.engine.starts import follow
from handlers.reviews import presentations
from rules.awards.validity import OPEN, Assessment, Award, standing, stands
from rules.engine.refusals import Unfit
from texts import Words, say
from workflow.awards.assessments import my_reports
from workflow.awards.claims import awards_of, claim_awards
from workflow.awards.july import state_of
from workflow.engine.desk import Desk, today
from workflow.engine.records import Link

CODE = "award:code"
"""The step in which the chat waits for the office's code."""
REPORTS, MOST = 6, 10


def router(guides: Guides, openers: Openers) -> Router:
    """Build the router of the holder's conversation."""
    here = Router(name="awards")

    @here.message(StateFilter(CODE))
    async def typed(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        if message.text is None:
            raise Unfit("awards.code_awaited")
        await follow(bot, desk, state, message.text.strip(), guides, openers)

    return here


async def claimed(bot: Bot, desk: Desk, state: FSMContext, _link: Link, token: str) -> None:
    """Make the person who came with a good link or code the holder's contact, and show their awards."""
    awards = await claim_awards(desk, token)
    sent = [one for one in await desk.work.applications.of_person(desk.person.id) if one.number is not None]
    if awards or not sent:
        await show_mine(bot, desk, state, notice=say(desk.person.language, "awards.claimed"))
        return
    await put_down(state)
    rows = [[key_button(desk, "menu.status", "status:all")], [key_button(desk, "menu.open", "menu:home")]]
    await tell(bot, desk, "awards.claimed_application", numbers=[one.number for one in sent], rows=rows)


async def ask_code(bot: Bot, desk: Desk, state: FSMContext) -> None:
    """Ask for the eight characters of the code in the office's letter."""
    await state.set_state(CODE)
    await state.update_data({FREE_TEXT: True})
    await tell(bot, desk, "awards.ask_code", rows=[[key_button(desk, "menu.open", "menu:home")]])


async def show_mine(bot: Bot, desk: Desk, state: FSMContext, *, notice: str = "") -> None:
    """Show the person's awards and reports; someone who has none is told how to claim one."""
    await put_down(state)
    language = desk.person.language
    awards = await awards_of(desk, desk.person.id)
    reports = await my_reports(desk)
    parts = [notice, say(language, "awards.yours" if awards else "awards.none")]
    handed = await desk.work.presentations.of([award.id for award in awards])
    for award in awards:
        received = handed.get(award.id)
        told = say(language, "presentations.line", line=presentations.line(language, received)) if received else ""
        parts.append("\n".join(line for line in (describe(desk, award), told) if line))
    parts += [_report(language, one, award) for one, award in reports[:REPORTS]]
    rows = [
        [key_button(desk, "assessments.fill_year", f"assessment:fill:{one.id}", year=str(one.year))]
        for one, _ in reports
        if one.state in OPEN
    ]
    rows += [
        [key_button(desk, "affairs.home_of", f"holder:home:{award.id}", holder=award.name[:30])]
        for award in awards[:MOST]
        if stands(award, today(desk))
    ]
    rows += [
        [key_button(desk, "contacts.open", f"contact:see:{award.id}", holder=award.name[:30])]
        for award in awards[:MOST]
    ]
    rows.append([key_button(desk, "awards.enter_code", "award:code"), key_button(desk, "menu.status", "status:all")])
    rows.append([key_button(desk, "menu.open", "menu:home")])
    await show(bot, desk, Page("\n\n".join(part for part in parts if part), rows))


async def source(desk: Desk) -> list[Case]:
    """Return the reports that the person still has to send, for the list "my progress"."""
    language = desk.person.language
    return [
        Case(
            title=say(language, "assessments.case", year=str(one.year), holder=award.name),
            lines=(say(language, "assessments.case_line", state=state_of(one), last=last_day(one)),),
            rows=[[key_button(desk, "assessments.fill_year", f"assessment:fill:{one.id}", year=str(one.year))]],
        )
        for one, award in await my_reports(desk)
        if one.state in OPEN
    ]


def describe(desk: Desk, award: Award) -> str:
    """Return an award in a few lines: holder, kind, decision, last day of validity, and standing today."""
    language = desk.person.language
    return say(
        language,
        "awards.line" if award.certificate else "awards.line_bare",
        holder=award.name,
        award=desk.pack.name_of_award(award.award, language),
        decision=award.decision,
        decided=award.decided_on,
        certificate=award.certificate,
        until=award.valid_until,
        standing=Words(f"awards.standing.{standing(award, today(desk), desk.pack)}"),
    )


def _report(language: str, one: Assessment, award: Award) -> str:
    return say(
        language,
        "assessments.line",
        year=str(one.year),
        holder=award.name,
        state=state_of(one),
        last=last_day(one),
    )


def last_day(one: Assessment) -> object:
    """Return the last day of a report, marked as provisional while its year's holidays are not announced."""
    return Words("assessments.provisional", {"day": one.last_on}) if one.provisional else one.last_on


def back_to_mine(desk: Desk) -> list[list[Button]]:
    """Return the buttons from a report back to the awards."""
    return [[key_button(desk, "awards.mine", "award:mine"), key_button(desk, "menu.open", "menu:home")]]


PRESSES = Presses("award", {"mine": Press(show_mine), "code": Press(ask_code)}, article=5)
