"""One objection as the office sees it: what it says, what was found, what can be done (Art. 22, 23)."""

from collections.abc import Iterable

from aiogram import Bot

from handlers.applications import paper_cases
from handlers.engine.speech import Button, Page, key_button, show, tell
from handlers.objections import custody
from handlers.objections.investigations import found_papers, found_words
from papers.engine.calendars import why
from rules.objections.cases import PENDING, Actor, Effect, Objection, State, acts_of, effect_of, matter_of
from rules.objections.forms import AGENT, field_name
from rules.people.roles import Role
from texts import Words, say
from workflow.engine.desk import Desk, serves_as, today
from workflow.objections.examinations import effects, standing_notice
from workflow.objections.examiners import examiner, has_declared
from workflow.objections.objectors import against


async def show_case(bot: Bot, desk: Desk, objection_id: int) -> None:
    """Show the case: what is objected to and why, its dates, what can be done.

    The declaration comes first (Art. 40).
    """
    one = await examiner(desk, objection_id)
    if not await has_declared(desk, one):
        rows = [
            [key_button(desk, "objections.no_interest", f"objection:clear:{one.id}")],
            [key_button(desk, "objections.interested", f"recusal:ask:objection:interest:{one.id}")],
        ]
        about = await against(desk.work, one)
        await tell(bot, desk, "objections.declare", rows=rows, number=one.number, against=about)
        return
    title = say(desk.person.language, "objections.case", number=one.number)
    rows = [*await found_papers(desk, one), *await following(desk, one), *_rows(desk, one)]
    await show(bot, desk, Page("\n\n".join(await _lines(desk, one)), rows, title=title))


async def following(desk: Desk, one: Objection) -> list[list[Button]]:
    """Return the button for the office's next step after an upheld objection; empty if there is none."""
    match effect_of(one):
        case Effect.STRIKE if Effect.STRIKE in await effects(desk, one):
            return [[key_button(desk, "objections.write_letter", f"letter:write:struck:{one.application_id}")]]
        case Effect.CORRECT if notice := await standing_notice(desk, one):
            return [[key_button(desk, "objections.correct_list", f"notice:see:{notice.id}")]]
        case _:
            return []


def state_line(desk: Desk, one: Objection) -> str:
    """Return where the objection is and by which day, or that its last day has passed (Art. 22, 23)."""
    days = {State.RECEIVED: one.examine_by, State.COMPLETING: one.complete_by, State.DECIDED: one.confirm_by}
    due = days.get(one.state)
    over = "_past" if due is not None and due < today(desk) else ""
    return say(desk.person.language, f"objections.state.{one.state.value}{over}", due=due)


def fields(keys: Iterable[str]) -> list[Words]:
    """Return the names of fields in the reader's language."""
    return [Words(field_name(key)) for key in keys]


async def _lines(desk: Desk, one: Objection) -> list[str]:
    language, matter = desk.person.language, one.matter
    notice = await desk.work.notices.get(one.notice_id) if one.notice_id is not None else None
    state = state_line(desk, one)
    title = notice.title if notice else matter.get("notice_words", "")
    received = say(language, "objections.received", received=one.received_at)
    about = {"notice": title, "against": await against(desk.work, one), "who": Words(f"objection.objector.{one.who}")}
    lines = [received, state, say(language, "objections.about", **about)]
    lines += [say(language, "objections.facts", facts=matter["facts"])]
    if matter.get("request"):
        lines.append(say(language, "objections.request", request=matter["request"]))
    lacking = await custody.lacking(desk, one)
    if lacking and one.state in PENDING:
        lines.append(say(language, "objections.lacks", fields=fields(lacking)))
    if one.late:
        lines.append(say(language, "objections.is_late"))
    if numbers := await _linked(desk, one):
        lines.append(say(language, "objections.equal", numbers=numbers))
    if matter.get("again"):
        lines.append(say(language, "objections.again"))
    if matter.get("acting") == AGENT:
        lines.append(say(language, "objections.by_agent"))
    lines += [*await paper_cases.lines(desk, f"objection:{one.id}"), *await found_words(desk, one)]
    if result_ := matter.get("result"):
        outcome = Words(f"objection.result.{'upheld' if one.upheld else 'not_upheld'}")
        lines.append(say(language, "objections.result_words", outcome=outcome, **result_))
    if effect := effect_of(one):
        lines.append(say(language, f"objections.follows.{effect.value}"))
    if matter.get("disagreement"):
        lines.append(say(language, "objections.disagreement_words", words=matter["disagreement"]))
    clocks = await desk.work.deadlines.of(f"objection:{one.id}")
    return [*lines, *(why(language, clock.count) for clock in clocks if clock.ended_at is None)]


async def _linked(desk: Desk, one: Objection) -> list[str]:
    found = await desk.work.objections.same_matter(matter_of(one))
    return [each.number for each in found if each.id != one.id]


def _rows(desk: Desk, one: Objection) -> list[list[Button]]:
    acts = acts_of(one, Actor.OFFICE, today(desk))
    rows: list[list[Button]] = []
    if "admit" in acts:
        rows.append([key_button(desk, "objections.examine", f"objection:examine:{one.id}")])
    if "decide" in acts:
        rows.append([key_button(desk, "objections.team", f"objection:team:{one.id}")])
        rows.append([key_button(desk, "objections.decide", f"objection:decide:{one.id}")])
    if one.state is State.DECIDED:
        rows.append([key_button(desk, "objections.deliver", f"objection:deliver:{one.id}")])
    rows.append(
        [
            key_button(
                desk, "objections.files", f"objection:files:{one.id}", count=len(one.matter.get("evidence", ()))
            ),
            key_button(desk, "objections.identity", f"objection:who:{one.id}"),
        ]
    )
    if one.application_id is not None and serves_as(desk, Role.LEAD):
        rows.append([key_button(desk, "interests.find_later", f"interest:found:{one.application_id}")])
    if one.at_counter:
        rows.append([key_button(desk, "entry.print", f"paper_case:print:objection:{one.id}")])
        rows += [
            [key_button(desk, f"objections.{act}", f"objection:{act}:{one.id}")]
            for act in acts_of(one, Actor.OBJECTOR, today(desk))
        ]
    rows.append([key_button(desk, "objections.all", "objection:list"), key_button(desk, "menu.open", "menu:home")])
    return rows
