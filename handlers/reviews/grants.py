"""The government's decision and the grant in the chat: recorded, granted with a number, or rejected (Art. 25, 27)."""

from collections.abc import Sequence

from aiogram import Bot

from handlers.engine.guides import Filling, Guide
from handlers.engine.presses import Press, Presses
from handlers.engine.printing import button
from handlers.engine.speech import Button, Page, key_button, show, tell, told
from rules.reviews import meetings as questions
from texts import say
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
from workflow.awards.presentations import CEREMONY_FORM, announce_ceremony, begin_ceremony
from workflow.engine.desk import Desk
from workflow.engine.files import file_facts
from workflow.office.printing import COMMENDED, SUBMITTED

SHOWN = 20


def guides() -> dict[str, Guide]:
    """Return the forms of the decision, of a rejection and of the ceremony."""
    return {
        DECISION: Guide(form=lambda _p, _f: questions.decision(), subject="meeting", sends=recorded, facts=file_facts),
        REJECTION: Guide(form=lambda _p, _f: questions.rejection(), subject="meeting", sends=rejected),
        CEREMONY_FORM: Guide(form=lambda _p, _f: questions.ceremony(), subject="meeting", sends=announced),
    }


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
        rows.append([key_button(desk, "grants.record", f"grant:decision:{edition_id}")])
    else:
        lines.append(say(language, "grants.decided", number=decision.number, on=decision.decided_on))
        rows += [
            [key_button(desk, "grants.reject", f"grant:reject:{one.id}", number=one.number)] for one in found[:SHOWN]
        ]
        if found:
            rows.append([key_button(desk, "grants.grant", f"grant:ask:{edition_id}", count=len(found))])
        rows.append([key_button(desk, "grants.ceremony", f"grant:ceremony:{edition_id}")])
        rows.append([key_button(desk, "presentations.open", f"presentation:list:{edition_id}:0")])
    rows.append([button(desk, name, edition_id) for name in (SUBMITTED, COMMENDED)])
    rows.append(
        [key_button(desk, "editions.list", f"edition:see:{edition_id}"), key_button(desk, "menu.open", "menu:home")]
    )
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
        [key_button(desk, "grants.sure", f"grant:grant:{edition_id}")],
        [key_button(desk, "grants.not_yet", f"grant:edition:{edition_id}")],
    ]
    await tell(bot, desk, "grants.ask", rows=rows, count=len(found))


async def granted(bot: Bot, desk: Desk, edition_id: int) -> None:
    """Grant every approved award."""
    winners = await grant_all(desk, edition_id)
    language = desk.person.language
    lines = [say(language, "grants.granted", count=len(winners)), *(_winner(desk, one) for one in winners)]
    rows = [[key_button(desk, "grants.ceremony", f"grant:ceremony:{edition_id}")]] if winners else []
    rows.append([key_button(desk, "office.holders", "register:menu"), key_button(desk, "menu.open", "menu:home")])
    await show(bot, desk, Page("\n".join(lines), rows))


async def announced(desk: Desk, filling: Filling) -> Page:
    """Announce the ceremony to every holder."""
    count = await announce_ceremony(desk, filling.draft, filling.progress.answers)
    rows = [[key_button(desk, "office.holders", "register:menu"), key_button(desk, "menu.open", "menu:home")]]
    return told(desk, "grants.ceremony_told", rows=rows, count=count)


async def rejected(desk: Desk, filling: Filling) -> Page:
    """Record that the government did not approve one application."""
    application = await record_rejection(desk, filling.draft)
    rows = [[key_button(desk, "grants.back", f"grant:edition:{application.edition_id}")]]
    return told(desk, "grants.rejected", rows=rows, number=application.number)


def _winner(desk: Desk, winner: Winner) -> str:
    award = desk.pack.name_of_award(winner.award, desk.person.language)
    return say(desk.person.language, "grants.winner", name=winner.name, award=award, certificate=winner.certificate)


PRESSES = Presses(
    "grant",
    {
        "edition": Press(edition_page),
        "decision": Press(begin_decision),
        "reject": Press(begin_rejection),
        "ceremony": Press(begin_ceremony, article=27),
        "ask": Press(ask_to_grant),
        "grant": Press(granted),
    },
    article=25,
)
