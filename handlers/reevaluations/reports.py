"""The holder's side of a re-evaluation: its state, the next day, the report, what must be put right (Art. 5)."""

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.awards.holders import describe
from handlers.engine.filling import open_form
from handlers.engine.guides import Filling, Guide, Guides, load
from handlers.engine.presses import Press, Presses
from handlers.engine.resuming import Case
from handlers.engine.speech import Button, Page, in_rows, key_button, told
from handlers.people.personal_data import require_consent
from handlers.reevaluations.pages import decided, item_line, paper_buttons, show_declaration, ways
from papers.engine.calendars import why
from rules.awards.validity import Award
from rules.engine.forms import Facts
from rules.reevaluations.cases import OPINING, SHOWN, Reevaluation, State
from rules.reevaluations.forms import report
from texts import Words, say
from workflow.awards.claims import awards_of
from workflow.engine.desk import Desk
from workflow.engine.files import files_known
from workflow.engine.records import Draft
from workflow.engine.tasks import number_of
from workflow.reevaluations.cases import declaring, evaluated, is_holder
from workflow.reevaluations.reports import FORM, begin_report, reporting, send_report

MOST = 5


def guides() -> dict[str, Guide]:
    """Return the form of the report."""
    return {
        FORM: Guide(
            form=lambda pack, facts: report(pack, organisation=facts["organisation"]),
            subject="reevaluation",
            facts=report_facts,
            sends=sent,
        )
    }


async def began(bot: Bot, desk: Desk, state: FSMContext, guides: Guides, reevaluation_id: int) -> None:
    """Begin the holder's report; the office enters one that came on paper."""
    case, _award = await reporting(desk, reevaluation_id)
    mine = await is_holder(desk, case)
    if mine and not await require_consent(bot, desk, state, f"reevaluation:report:{case.id}"):
        return
    draft = await begin_report(desk, case.id)
    due = {"number": case.number, "due": case.report_by or ""}
    notice = say(desk.person.language, "reevaluations.report_begun", **due)
    await open_form(bot, desk, state, await load(desk, draft, guides), notice=notice)


async def holder_page(desk: Desk, reevaluation_id: int, *, notice: str = "") -> Page:
    """Return the state, the next day and why, what was decided, and what the holder has to do."""
    case, award = await evaluated(desk, reevaluation_id)
    language = desk.person.language
    lines = [*([notice] if notice else []), describe(desk, award), *await _where(desk, case)]
    clocks = [clock for about in await _clocks(desk, case) for clock in await desk.work.deadlines.of(about)]
    lines += [why(language, clock.count) for clock in clocks if clock.ended_at is None]
    lines += decided(language, case) if case.state is not State.CANCELLING else []
    rows = [*await _acts(desk, case), *in_rows(paper_buttons(desk, case), width=2)]
    rows.append([key_button(desk, "awards.mine", "award:mine"), key_button(desk, "menu.open", "menu:home")])
    return Page("\n\n".join(lines), rows, title=_title(desk, case, award))


async def source(desk: Desk) -> list[Case]:
    """Return the re-evaluations of the person's awards, for the list "my progress"."""
    holders = {award.holder for award in await awards_of(desk, desk.person.id)}
    awards = {award.id: award for holder in holders for award in await desk.work.awards.of_holder(holder)}
    found = [one for one in await desk.work.reevaluations.of_awards(list(awards)) if await is_holder(desk, one)]
    return [
        Case(
            _title(desk, one, awards[one.award_id]),
            tuple(await _where(desk, one)),
            [[key_button(desk, "reevaluations.mine", f"reevaluation:mine:{one.id}")], *await _acts(desk, one)],
        )
        for one in found[:MOST]
    ]


async def report_facts(desk: Desk, draft: Draft) -> Facts:
    """Return whether an organisation reports, and the files.

    Raises Refusal unless the person may hand the report in.
    """
    _case, award = await reporting(desk, number_of(draft.subject, "reevaluation") or -1)
    return {"organisation": award.organisation, "files": await files_known(desk, draft)}


async def sent(desk: Desk, filling: Filling) -> Page:
    """Send the report."""
    case = await send_report(desk, filling.draft)
    mine = await is_holder(desk, case)
    rows = [[key_button(desk, "reevaluations.mine", f"reevaluation:mine:{case.id}")]] if mine else ways(desk, case)
    return told(desk, "reevaluations.report_sent", rows=rows, number=case.number, at=desk.now)


async def _where(desk: Desk, case: Reevaluation) -> list[str]:
    language = desk.person.language
    lines = [say(language, f"reevaluations.holder.{SHOWN.get(case.state, case.state)}")]
    if case.state is State.REPORTING and case.report_by:
        lines.append(say(language, "reevaluations.due", due=case.report_by))
    if case.state is State.RECTIFYING:
        lines += [item_line(language, item) for item in await desk.work.rectifications.of(case.id)]
    if case.state in OPINING and (clock := await desk.work.deadlines.get(f"reevaluation:{case.id}", "opinions")):
        lines.append(say(language, "reevaluations.evaluated_by", due=clock.count.last))
    return lines


async def _clocks(desk: Desk, case: Reevaluation) -> list[str]:
    items = await desk.work.rectifications.of(case.id) if case.state is State.RECTIFYING else []
    own = [f"reevaluation:{case.id}"] if case.state is State.REPORTING else []
    return [*own, *(f"rectification:{item.id}" for item in items)]


async def _acts(desk: Desk, case: Reevaluation) -> list[list[Button]]:
    if case.state is State.REPORTING:
        return [[key_button(desk, "reevaluations.act.report", f"reevaluation:report:{case.id}")]]
    if case.state is State.RECTIFYING:
        items = [item for item in await desk.work.rectifications.of(case.id) if item.proved_on is None]
        return [
            [key_button(desk, "reevaluations.item_act.prove", f"rectification:prove:{item.id}", place=item.place)]
            for item in items
        ]
    if case.sanction_id is not None and case.state in (State.CANCELLING, State.CANCELLED):
        sanction = await desk.work.sanctions.get(case.sanction_id)
        if sanction is not None and "asked_on" in sanction.matter:
            return [[key_button(desk, "sanctions.mine", f"sanction:mine:{sanction.id}")]]
    return []


def _title(desk: Desk, case: Reevaluation, award: Award) -> str:
    state = Words(f"reevaluations.state.{SHOWN.get(case.state, case.state)}")
    return say(desk.person.language, "reevaluations.case", number=case.number, holder=award.name, state=state)


PRESSES = Presses(
    "reevaluation",
    {"mine": Press(holder_page), "report": Press(began)},
    article=5,
    undeclared=Press(show_declaration, of=declaring),
)
