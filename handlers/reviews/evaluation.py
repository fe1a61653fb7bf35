"""The evaluation in the chat: the ranking with all that it rests on, the report, the candidate list (Art. 20)."""

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.applications import dossiers
from handlers.engine.filling import open_form
from handlers.engine.guides import Filling, Guide, Guides, load
from handlers.engine.lists import PAGE, turns
from handlers.engine.presses import Press, Presses
from handlers.engine.printing import button
from handlers.engine.speech import Button, Page, key_button, show, tell, told
from handlers.interests.recusals import disclosures
from handlers.reviews.papers import why_lines
from rules.applications.lifecycle import State
from rules.people.roles import Role
from rules.reviews.evaluation import Honour, evaluation, passing
from rules.reviews.scores import rounded
from texts import say
from workflow.applications.applicants import subject_of
from workflow.engine.desk import Desk
from workflow.engine.records import Draft
from workflow.reviews.evaluation import (
    FORM,
    REASONS,
    Evaluation,
    Placing,
    begin_reasons,
    begin_report,
    close_report,
    evaluation_of,
    give_reasons,
    leave_out,
    line_of,
    nominate,
    nominate_by_rank,
    reason_facts,
    report_facts,
)
from workflow.reviews.ranks import OutOfRank, RankLine, tie_keys


def guides() -> dict[str, Guide]:
    """Return the forms of the report and of the reasons for departing from the ranking."""
    return {
        FORM: Guide(
            form=lambda _pack, facts: evaluation(unfinished=facts["unfinished"], tied=facts["tied"]),
            subject="evaluation",
            sends=closed,
            facts=report_facts,
        ),
        REASONS: Guide(
            form=lambda _pack, facts: passing(facts["wanted"]),
            subject="evaluation",
            sends=explained,
            facts=reason_facts,
        ),
    }


async def chose(
    bot: Bot, desk: Desk, state: FSMContext, guides: Guides, application_id: int, honour: Honour
) -> Page | None:
    """Put the application on the list for this honour; if that passes somebody over, ask why first."""
    try:
        return await put(desk, application_id, honour)
    except OutOfRank as wanted:
        await ask_why(bot, desk, state, guides, wanted, Placing(application_id, honour))
        return None


async def dropped(bot: Bot, desk: Desk, state: FSMContext, guides: Guides, application_id: int) -> Page | None:
    """Leave the application off the list; if that passes somebody over, ask why first."""
    try:
        return await left_out(desk, application_id)
    except OutOfRank as wanted:
        await ask_why(bot, desk, state, guides, wanted, Placing(application_id, None))
        return None


async def explain(desk: Desk, edition_id: int) -> Draft:
    """Begin the reasons for everybody who is passed over without one."""
    return await begin_reasons(desk, edition_id, None, Placing(None, None))


async def ask_why(bot: Bot, desk: Desk, state: FSMContext, guides: Guides, wanted: OutOfRank, placing: Placing) -> None:
    """Ask for a reason for everybody whom this placing would pass over."""
    found, _line = await line_of(desk, placing.application_id or -1)
    draft = await begin_reasons(desk, found.edition.id, wanted, placing)
    notice = say(desk.person.language, wanted.key, **wanted.values)
    await open_form(bot, desk, state, await load(desk, draft, guides), notice=notice)


async def show_ranking(bot: Bot, desk: Desk, found: Evaluation, page: int = 0) -> None:
    """Show a page of the ranking by composite; unfinished, tied and changed applications are named first."""
    language, edition = desk.person.language, found.edition
    here = found.lines[page * PAGE : (page + 1) * PAGE]
    lines = [*_warnings(desk, found), *(_ranked(language, found, line) for line in here)]
    rows = [[Button(_label(language, line), f"evaluation:see:{line.application.id}")] for line in here]
    rows += turns(desk, f"evaluation:list:{edition.id}", page, len(found.lines))
    if found.lines:
        rows.append([button(desk, "scores_picture", edition.id)])
    if found.report is None:
        rows.append([key_button(desk, "evaluation.close", f"evaluation:report:{edition.id}")])
    elif any(line.application.state is State.EVALUATED for line in found.lines):
        rows.append([key_button(desk, "evaluation.by_rank", f"evaluation:rank:{edition.id}")])
    if any(one.before and not one.explained for one in found.passed):
        rows.append([key_button(desk, "evaluation.explain", f"evaluation:why:{edition.id}")])
    if found.report is not None:
        rows.append([button(desk, "evaluation_report", edition.id)])
    rows.append(
        [key_button(desk, "editions.list", f"edition:see:{edition.id}"), key_button(desk, "menu.open", "menu:home")]
    )
    title = say(language, "evaluation.ranking", number=edition.number)
    await show(bot, desk, Page("\n".join(lines) or say(language, "evaluation.nobody"), rows, title=title))


async def show_line(bot: Bot, desk: Desk, application_id: int) -> None:
    """Show one application: each part's sheets, weights and marks, from which the composite can be recomputed."""
    found, line = await line_of(desk, application_id)
    language = desk.person.language
    lines = [_ranked(language, found, line)]
    weights = found.settings.weights(line.application.kind)
    for part, tally in line.tallies.items():
        marked = {one.id for one in tally.counted if one.marked}
        sums = [
            f"{points}{'*' if one in tally.apart else ''}{'†' if one in marked else ''}"
            for one, points in tally.sums.items()
        ]
        values = {"part": say(language, f"assignments.part.{part.value}"), "sums": "、".join(sums) or "—"}
        mean = rounded(tally.mean) if tally.mean is not None else "—"
        lines.append(say(language, "evaluation.part", mean=mean, weight=round(weights[part] * 100), **values))
    if any(one.marked for tally in line.tallies.values() for one in tally.counted):
        lines.append(say(language, "evaluation.marked"))
    lines += await disclosures(desk, line.application)
    if line.priority:
        lines.append(say(language, "evaluation.priority"))
    if line.ranked.by_rule:
        lines.append(say(language, "evaluation.by_rule", rule=tie_keys(desk.pack)))
    lines += [told for one in found.passed if one.line is line for told in why_lines(language, one)]
    if line.held:
        lines.append(say(language, "objections.held"))
    await show(bot, desk, Page("\n".join(lines), _acts(desk, found, line)))


async def closed(desk: Desk, filling: Filling) -> Page:
    """Close the report."""
    found = await close_report(desk, filling.draft, filling.progress.answers)
    rows = [[key_button(desk, "evaluation.open", f"evaluation:list:{found.edition.id}")]]
    return told(desk, "evaluation.closed", rows=rows, count=len(found.lines))


async def explained(desk: Desk, filling: Filling) -> Page:
    """Keep the reasons, and do what waited for them."""
    placing = await give_reasons(desk, filling.draft, filling.progress.answers)
    if placing.application_id is None:
        edition_id = filling.draft.subject.partition(":")[2]
        rows = [[key_button(desk, "evaluation.open", f"evaluation:list:{edition_id}")]]
        return told(desk, "evaluation.explained", rows=rows)
    if placing.honour is None:
        return await left_out(desk, placing.application_id)
    return await put(desk, placing.application_id, placing.honour)


async def put(desk: Desk, application_id: int, honour: Honour) -> Page:
    """Put the application on the list for this honour."""
    application = await nominate(desk, application_id, honour)
    name = desk.pack.name_of_award(honour.value, desk.person.language)
    rows = [[key_button(desk, "evaluation.open", f"evaluation:list:{application.edition_id}")]]
    return told(desk, "evaluation.put", rows=rows, number=application.number, award=name)


async def left_out(desk: Desk, application_id: int) -> Page:
    """Leave the application off the list."""
    application = await leave_out(desk, application_id)
    rows = [[key_button(desk, "evaluation.open", f"evaluation:list:{application.edition_id}")]]
    return told(desk, "evaluation.left_out", rows=rows, number=application.number)


async def ask_by_rank(bot: Bot, desk: Desk, found: Evaluation) -> None:
    """Ask for confirmation before the whole list is filled by rank."""
    edition, settings = found.edition, found.settings
    rows = [
        [key_button(desk, "evaluation.by_rank_sure", f"evaluation:ranked:{edition.id}")],
        [key_button(desk, "evaluation.open", f"evaluation:list:{edition.id}")],
    ]
    places = {"awards": settings.quota_award, "nominations": settings.quota_nomination, "tied": len(found.tied)}
    await tell(bot, desk, "evaluation.by_rank_ask", rows=rows, **places)


async def drawn_up(bot: Bot, desk: Desk, edition_id: int) -> None:
    """Fill the list by rank, except for ties."""
    count, out = await nominate_by_rank(desk, edition_id)
    rows = [[key_button(desk, "evaluation.open", f"evaluation:list:{edition_id}")]]
    await tell(bot, desk, "evaluation.drawn_up", rows=rows, count=count, out=out)


def _warnings(desk: Desk, found: Evaluation) -> list[str]:
    language, lines = desk.person.language, []
    if found.unfinished:
        numbers = "、".join(one.number or "" for one in found.unfinished if subject_of(one) not in found.hidden)
        lines.append(say(language, "evaluation.still", count=len(found.unfinished), numbers=numbers[:500]))
    if found.tied:
        lines.append(say(language, "evaluation.tied", count=len(found.tied)))
    if any(line.ranked.by_rule for line in found.lines):
        lines.append(say(language, "evaluation.by_rule", rule=tie_keys(desk.pack)))
    unexplained = [one.line.application.number or "" for one in found.passed if one.before and not one.explained]
    if unexplained:
        lines.append(say(language, "evaluation.still_unexplained", numbers="、".join(unexplained)[:500]))
    changed = [one for one in found.lines if one.recorded and one.recorded.score != one.ranked.score]
    if changed:
        numbers = "、".join(one.application.number or "" for one in changed)
        lines.append(say(language, "evaluation.changed_since", numbers=numbers[:500]))
    return [*lines, ""] if lines else []


def _ranked(language: str, found: Evaluation, line: RankLine) -> str:
    marks = ["="] if line.application.id in found.tied else []
    marks += ["⏸"] if line.held else []
    return say(
        language,
        "evaluation.line",
        rank=line.ranked.rank,
        number=line.application.number,
        name=line.application.name or "",
        score=rounded(line.ranked.score),
        state=say(language, f"lifecycle.state.{line.application.state.value}"),
        marks=" ".join(marks),
    )


def _label(language: str, line: RankLine) -> str:
    return say(language, "evaluation.see", rank=line.ranked.rank, number=line.application.number)


def _acts(desk: Desk, found: Evaluation, line: RankLine) -> list[list[Button]]:
    one, language = line.application.id, desk.person.language
    rows: list[list[Button]] = []
    if found.report is not None and line.application.state is State.EVALUATED:
        for honour in Honour:
            name = desk.pack.name_of_award(honour.value, language)
            rows.append([key_button(desk, "evaluation.put_for", f"evaluation:put:{one}:{honour.value}", award=name)])
        rows.append([key_button(desk, "evaluation.leave_out", f"evaluation:out:{one}")])
    rows.append([key_button(desk, "reviews.open", f"review:open:{one}")])
    return [*rows, [key_button(desk, "evaluation.open", f"evaluation:list:{found.edition.id}")]]


PRESSES = Presses(
    "evaluation",
    {
        "list": Press(show_ranking, of=evaluation_of),
        "report": Press(begin_report),
        "see": Press(show_line),
        "put": Press(chose),
        "out": Press(dropped),
        "rank": Press(ask_by_rank, of=evaluation_of),
        "ranked": Press(drawn_up),
        "why": Press(explain),
    },
    article=20,
    roles=(Role.LEAD, Role.OFFICE),
    undeclared=dossiers.DECLARES,
)
