"""The government's decision and the grant in the chat: recorded, granted with a number, or rejected (Art. 25, 27)."""

from collections.abc import Sequence

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers.engine.filling import open_form
from handlers.engine.guides import Filling, Guide, Guides, load
from handlers.engine.offers import put_down
from handlers.engine.presses import Topic, number
from handlers.engine.printing import button
from handlers.engine.speech import Button, Page, key_button, show, tell, told
from rules.questions import meeting as questions
from rules.refusals import Refusal
from texts import say
from workflow.awards.ceremonies import FORM, announce_ceremony, begin_ceremony
from workflow.awards.grants import (
    DECISION,
    REJECTION,
    Winner,
    before_government,
    begin_decision,
    begin_rejection,
    grant_all,
    record_decision,
    record_rejection,
)
from workflow.engine.desk import Desk
from workflow.engine.files import file_facts
from workflow.office.printing import COMMENDED, SUBMITTED

SHOWN = 20


def guides() -> dict[str, Guide]:
    """Return the forms of the decision, of a rejection and of the ceremony."""
    return {
        DECISION: Guide(form=lambda _p, _f: questions.decision(), subject="meeting", sends=recorded, facts=file_facts),
        REJECTION: Guide(form=lambda _p, _f: questions.rejection(), subject="meeting", sends=rejected),
        FORM: Guide(form=lambda _p, _f: questions.ceremony(), subject="meeting", sends=announced),
    }


def router(guides: Guides) -> Router:
    """Build the router for `gr:<verb>:<edition or application>`."""
    here = Router(name="grants")

    @here.callback_query(Topic("gr"))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        await put_down(state)
        one = number(words, 1)
        match words[:1]:
            case ["edition"]:
                await show_edition(bot, desk, one)
            case ["decision"]:
                await open_form(bot, desk, state, await load(desk, await begin_decision(desk, one), guides))
            case ["reject"]:
                await open_form(bot, desk, state, await load(desk, await begin_rejection(desk, one), guides))
            case ["ceremony"]:
                await open_form(bot, desk, state, await load(desk, await begin_ceremony(desk, one), guides))
            case ["ask"]:
                await ask_to_grant(bot, desk, one)
            case ["grant"]:
                await granted(bot, desk, one)
            case _:
                raise Refusal("talk.old_button")

    return here


async def show_edition(bot: Bot, desk: Desk, edition_id: int) -> None:
    """Show the edition before the government."""
    await show(bot, desk, await edition_page(desk, edition_id))


async def edition_page(desk: Desk, edition_id: int) -> Page:
    """Return what lies before the government, and what it decided."""
    language, found = desk.person.language, await before_government(desk, edition_id)
    decision = await desk.work.meetings.decision(edition_id)
    lines = [say(language, "grants.waiting", count=len(found))]
    for one in found:
        candidate = await desk.work.candidates.get(one.id)
        award = desk.pack.name_of_award(candidate.honour.value, language) if candidate else ""
        lines.append(say(language, "grants.line", number=one.number, name=one.name or "", award=award))
    rows: list[list[Button]] = []
    if decision is None:
        rows.append([key_button(desk, "grants.record", f"gr:decision:{edition_id}")])
    else:
        lines.append(say(language, "grants.decided", number=decision.number, on=decision.decided_on))
        rows += [[key_button(desk, "grants.reject", f"gr:reject:{one.id}", number=one.number)] for one in found[:SHOWN]]
        if found:
            rows.append([key_button(desk, "grants.grant", f"gr:ask:{edition_id}", count=len(found))])
        rows.append([key_button(desk, "grants.ceremony", f"gr:ceremony:{edition_id}")])
        rows.append([key_button(desk, "presentations.open", f"pt:list:{edition_id}:0")])
    rows.append([button(desk, name, edition_id) for name in (SUBMITTED, COMMENDED)])
    rows.append([key_button(desk, "editions.list", f"ed:see:{edition_id}"), key_button(desk, "menu.open", "m:home")])
    return Page("\n".join(lines), rows, title=say(language, "grants.title"))


async def recorded(desk: Desk, filling: Filling) -> Sequence[Page]:
    """Record the government's decision."""
    decision = await record_decision(desk, filling.draft, filling.progress.answers)
    now = told(desk, "grants.recorded_now", number=decision.number)
    return [now, await edition_page(desk, decision.edition_id)]


async def ask_to_grant(bot: Bot, desk: Desk, edition_id: int) -> None:
    """Ask for confirmation, since a grant is announced to every holder."""
    found = await before_government(desk, edition_id)
    rows = [
        [key_button(desk, "grants.sure", f"gr:grant:{edition_id}")],
        [key_button(desk, "grants.not_yet", f"gr:edition:{edition_id}")],
    ]
    await tell(bot, desk, "grants.ask", rows=rows, count=len(found))


async def granted(bot: Bot, desk: Desk, edition_id: int) -> None:
    """Grant every approved award."""
    winners = await grant_all(desk, edition_id)
    language = desk.person.language
    lines = [say(language, "grants.granted", count=len(winners)), *(_winner(desk, one) for one in winners)]
    rows = [[key_button(desk, "grants.ceremony", f"gr:ceremony:{edition_id}")]] if winners else []
    rows.append([key_button(desk, "office.holders", "hl:menu"), key_button(desk, "menu.open", "m:home")])
    await show(bot, desk, Page("\n".join(lines), rows))


async def announced(desk: Desk, filling: Filling) -> Page:
    """Announce the ceremony to every holder."""
    count = await announce_ceremony(desk, filling.draft, filling.progress.answers)
    rows = [[key_button(desk, "office.holders", "hl:menu"), key_button(desk, "menu.open", "m:home")]]
    return told(desk, "grants.ceremony_told", rows=rows, count=count)


async def rejected(desk: Desk, filling: Filling) -> Page:
    """Record that the government did not approve one application."""
    application = await record_rejection(desk, filling.draft)
    rows = [[key_button(desk, "grants.back", f"gr:edition:{application.edition_id}")]]
    return told(desk, "grants.rejected", rows=rows, number=application.number)


def _winner(desk: Desk, winner: Winner) -> str:
    award = desk.pack.name_of_award(winner.award, desk.person.language)
    return say(desk.person.language, "grants.winner", name=winner.name, award=award, certificate=winner.certificate)
