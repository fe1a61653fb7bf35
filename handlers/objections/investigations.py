"""The investigation of an objection: who is named, what they read and write, who reads it (Art. 23, 40)."""

from functools import partial

from aiogram import Bot
from aiogram.types import BufferedInputFile

from handlers.engine.guides import Filling, Guide
from handlers.engine.lists import PAGE, turns
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, key_button, show, tell, told
from handlers.objections.custody import declared_on
from rules.engine.refusals import Refusal
from rules.objections.cases import Objection, State
from rules.objections.examinations import findings as findings_form
from texts import Words, say
from workflow.engine.desk import Desk
from workflow.engine.drafts import begun
from workflow.engine.files import file_facts
from workflow.engine.records import Draft
from workflow.interests.recusals import bars
from workflow.objections.examiners import has_declared
from workflow.objections.investigations import (
    FORM,
    Member,
    declare_part,
    findings,
    free_investigators,
    hand_in_findings,
    investigated,
    investigating,
    name_investigator,
    paper_of,
    release_investigator,
    team,
)
from workflow.objections.objectors import against


def guides() -> dict[str, Guide]:
    """Return the form of an investigator's findings."""
    return {
        FORM: Guide(form=lambda _pack, _facts: findings_form(), subject="objection", sends=handed_in, facts=file_facts)
    }


async def named(bot: Bot, desk: Desk, objection_id: int, person_id: int) -> None:
    """Name an investigator."""
    person = await name_investigator(desk, objection_id, person_id)
    await tell(bot, desk, "objections.named", rows=_to_team(desk, objection_id), who=person.name or "—")


async def released(bot: Bot, desk: Desk, objection_id: int, person_id: int) -> None:
    """Release an investigator and show the others."""
    await release_investigator(desk, objection_id, person_id)
    await show_team(bot, desk, objection_id)


async def begin_findings(desk: Desk, objection_id: int) -> Draft:
    """Begin the investigator's findings."""
    one, part = await investigated(desk, objection_id)
    if one.state is not State.ADMITTED or not part.is_awaited:
        raise Refusal("objections.not_now", article=23)
    return await begun(desk, FORM, f"objection:{one.id}")


async def sent_proof(bot: Bot, desk: Desk, objection_id: int, place: int) -> None:
    """Send an investigator one file of the evidence."""
    one, _ = await investigated(desk, objection_id)
    name, content = await paper_of(desk, one, one.matter.get("evidence", ()), place)
    await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, name))


async def show_team(bot: Bot, desk: Desk, objection_id: int, page: int = 0) -> None:
    """Show who investigates and how far they are, and a page of who else can be named."""
    one, members = await team(desk, objection_id)
    free = await free_investigators(desk, objection_id) if one.state is State.ADMITTED else []
    language = desk.person.language
    head = "objections.team_of" if members else "objections.team_none"
    text = [say(language, head, number=one.number), *(_member(language, each) for each in members)]
    rows = [
        [
            key_button(
                desk, "objections.release", f"objection:free:{one.id}:{each.person.id}", who=each.person.name or "—"
            )
        ]
        for each in members
        if each.part.is_awaited and one.state is State.ADMITTED
    ]
    rows += [
        [
            key_button(
                desk,
                "objections.name_one",
                f"objection:name:{one.id}:{person.id}",
                who=person.name or f"#{person.id}",
                role=Words(f"tasks.role.{role.value}"),
            )
        ]
        for person, role in free[page * PAGE : (page + 1) * PAGE]
    ]
    rows += turns(desk, f"objection:team:{one.id}", page, len(free))
    rows.append(
        [key_button(desk, "objections.open", f"objection:open:{one.id}"), key_button(desk, "menu.tasks", "task:list")]
    )
    await show(bot, desk, Page("\n".join(text), rows))


async def show_part(bot: Bot, desk: Desk, objection_id: int) -> None:
    """Show an investigator the matter and the evidence, never who objects; the declaration comes first (Art. 40)."""
    one, part = await investigating(desk, objection_id)
    about = await against(desk.work, one)
    if not await has_declared(desk, one):
        rows = [
            [key_button(desk, "objections.no_interest", f"objection:apart:{one.id}")],
            [key_button(desk, "objections.interested", f"recusal:ask:objection:aside:{one.id}")],
        ]
        await tell(bot, desk, "objections.declare", rows=rows, number=one.number, against=about)
        return
    language, matter = desk.person.language, one.matter
    notice = await desk.work.notices.get(one.notice_id) if one.notice_id is not None else None
    deadline = await desk.work.deadlines.get(f"objection:{one.id}", "investigation")
    title = notice.title if notice else matter.get("notice_words", "")
    lines = [say(language, "objections.to_investigate", notice=title, against=about)]
    lines.append(say(language, "objections.facts", facts=matter["facts"]))
    if matter.get("request"):
        lines.append(say(language, "objections.request", request=matter["request"]))
    awaited = part.is_awaited and one.state is State.ADMITTED
    if awaited and deadline is not None:
        lines.append(say(language, "objections.findings_due", due=deadline.count.last))
    rows = [
        [key_button(desk, "objections.proof", f"objection:proof:{one.id}:{place}", place=place + 1)]
        for place in range(len(matter.get("evidence", ())))
    ]
    if awaited:
        rows.append([key_button(desk, "objections.find", f"objection:find:{one.id}")])
    case = say(language, "objections.case", number=one.number)
    await show(bot, desk, Page("\n\n".join(lines), [*rows, *_tasks(desk)], title=case))


async def declared(bot: Bot, desk: Desk, objection_id: int, *, interest: bool) -> None:
    """Record the investigator's declaration: without an interest the case opens, with one it goes to somebody else."""
    one = await declare_part(desk, objection_id, interest=interest)
    if interest and bars(desk):
        await tell(bot, desk, "objections.stood_aside", rows=_tasks(desk), number=one.number)
    else:
        await show_part(bot, desk, one.id)


async def handed_in(desk: Desk, filling: Filling) -> Page:
    """Hand the findings to the officer who decides."""
    one = await hand_in_findings(desk, filling.draft)
    return told(desk, "objections.findings_in", rows=_tasks(desk), number=one.number)


async def sent_paper(bot: Bot, desk: Desk, one: Objection, part_id: int, place: int) -> None:
    """Send one of the papers that an investigator handed in."""
    papers = [paper for found in await findings(desk, one) if found.part.id == part_id for paper in found.files]
    name, content = await paper_of(desk, one, papers, place)
    await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, name))


async def found_words(desk: Desk, one: Objection) -> list[str]:
    """Return the investigators' findings as text, for the officer who decides."""
    language = desk.person.language
    return [
        say(
            language,
            "objections.finding",
            who=found.name,
            conclusion=Words(f"objection.found.{found.conclusion}"),
            words=found.words,
        )
        for found in await findings(desk, one)
    ]


async def found_papers(desk: Desk, one: Objection) -> list[list[Button]]:
    """Return a button for each paper of the findings."""
    return [
        [
            key_button(
                desk, "objections.finding_paper", f"objection:paper:{one.id}:{found.part.id}:{place}", place=place + 1
            )
        ]
        for found in await findings(desk, one)
        for place in range(len(found.files))
    ]


def _member(language: str, one: Member) -> str:
    if one.interested:
        state = "interested"
    elif one.part.released_at is not None:
        state = "released"
    elif one.part.handed_in_at is not None:
        state = "handed_in"
    else:
        state = "declared" if one.declared else "named"
    return say(language, f"objections.member.{state}", who=one.person.name or f"#{one.person.id}")


def _to_team(desk: Desk, objection_id: int) -> list[list[Button]]:
    return [[key_button(desk, "objections.team", f"objection:team:{objection_id}"), *_tasks(desk)[0]]]


def _tasks(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "menu.tasks", "task:list"), key_button(desk, "menu.open", "menu:home")]]


PRESSES = Presses(
    "objection",
    {
        "team": Press(show_team),
        "name": Press(named),
        "free": Press(released),
        "paper": Press(sent_paper, of=declared_on),
        "part": Press(show_part),
        "apart": Press(partial(declared, interest=False), article=40),
        "aside": Press(partial(declared, interest=True), article=40),
        "find": Press(begin_findings),
        "proof": Press(sent_proof),
    },
    article=23,
)
