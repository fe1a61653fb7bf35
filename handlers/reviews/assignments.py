"""The reviewers of a case, for the office: whose sheets are in, and who is replaced (Art. 16-19, 40)."""

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.applications import dossiers
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, key_button, tell
from rules.applications.lifecycle import Application, State
from rules.engine.rubrics import Part
from rules.people.roles import Role
from rules.reviews.assignments import WHEN, Assignment, Standing, standing_of
from rules.reviews.scores import Tally
from texts import Words, say
from workflow.applications.applicants import subject_of
from workflow.applications.cases import opened
from workflow.applications.replacements import REPLACEMENT
from workflow.applications.scores import is_made_up, tally_of
from workflow.engine.desk import Desk, serves_as
from workflow.engine.tasks import open_about
from workflow.reviews.assignments import assignment_of, candidates, look_no_further, replace_reviewer

SHOWN = 20


async def looked_no_further(bot: Bot, desk: Desk, state: FSMContext, part: Part, application_id: int) -> None:
    """Settle for the reviewers who are left, and show them."""
    await show_team(bot, desk, state, await look_no_further(desk, application_id, part))


async def show_team(bot: Bot, desk: Desk, state: FSMContext, application: Application) -> None:
    """Show every reviewer who was asked, part by part, with buttons for what can be changed in the current part."""
    language = desk.person.language
    lines = [say(language, "assignments.team_of", number=application.number, name=application.name or "")]
    rows: list[list[Button]] = []
    for part in Part:
        tally = await tally_of(desk, application, part)
        if not tally.assignments:
            continue
        values = {"count": len(tally.counted), "all": tally.asked, "least": tally.panel}
        lines.append(say(language, "assignments.part_line", part=Words(f"assignments.part.{part.value}"), **values))
        lines += [f"· {await _member(desk, one)}" for one in tally.assignments]
        if application.state is WHEN[part] or await is_made_up(desk, application, part):
            rows += await _changes(desk, application, tally, part)
    if application.state is State.FORWARDED:
        rows.insert(0, [key_button(desk, "lifecycle.act.review_material", f"panel:case:material:{application.id}")])
    rows += await _findings(desk, application)
    rows.append([key_button(desk, "reviews.open", f"review:open:{application.id}")])
    rows.append(
        [
            key_button(desk, "assignments.list", f"result:edition:{application.edition_id}"),
            key_button(desk, "menu.open", "menu:home"),
        ]
    )
    await dossiers.turn_to(bot, desk, state, "\n".join(lines), rows)


async def show_others(bot: Bot, desk: Desk, state: FSMContext, assignment_id: int) -> None:
    """Show who can replace a reviewer, those with the fewest assignments first."""
    one, application = await assignment_of(desk, assignment_id)
    language = desk.person.language
    found = (await candidates(desk, application, one.part))[:SHOWN]
    rows = []
    for each in found:
        name = each.person.name or say(language, "assignments.unnamed", id=each.person.id)
        label = say(language, "assignments.load", name=name, count=each.load)
        rows.append([Button(label, f"assignment:with:{one.id}:{each.person.id}")])
    rows.append([key_button(desk, "assignments.back", f"assignment:team:{application.id}")])
    key = "assignments.instead" if found else "assignments.nobody"
    text = say(language, key, number=application.number, who=await _name(desk, one))
    await dossiers.turn_to(bot, desk, state, text, rows)


async def replaced(bot: Bot, desk: Desk, assignment_id: int, person_id: int) -> None:
    """Replace a reviewer and say who takes over."""
    one = await replace_reviewer(desk, assignment_id, person_id)
    application = await opened(desk, one.application_id)
    rows = [
        [key_button(desk, "assignments.team", f"assignment:team:{application.id}")],
        [key_button(desk, "menu.tasks", "task:list"), key_button(desk, "menu.open", "menu:home")],
    ]
    await tell(bot, desk, "assignments.replaced", rows=rows, number=application.number, who=await _name(desk, one))


async def _changes(desk: Desk, application: Application, tally: Tally, part: Part) -> list[list[Button]]:
    """Return the buttons of the current part: replace, ask more reviewers, and stop looking for a replacement."""
    active = {one.person_id for one in tally.assignments if one.standing is Standing.ACTIVE}
    wanted = {task.key for task in await open_about(desk.work, subject_of(application), REPLACEMENT)}
    rows = []
    for one in tally.assignments:
        looked_for = f"{subject_of(application)}:{REPLACEMENT}:{one.id}" in wanted
        if one.awaited or (looked_for and one.person_id not in active):
            rows.append(
                [key_button(desk, "assignments.replace", f"assignment:replace:{one.id}", who=await _name(desk, one))]
            )
    rows.append([key_button(desk, "assignments.more", f"panel:case:{part.value}:{application.id}")])
    if wanted and tally.asked >= tally.panel:
        rows[-1].append(key_button(desk, "assignments.enough", f"assignment:enough:{part.value}:{application.id}"))
    return rows


async def _findings(desk: Desk, application: Application) -> list[list[Button]]:
    """Return the lead's buttons: an interest found later, and each marked sheet that can be excluded (Art. 40, 41)."""
    if not serves_as(desk, Role.LEAD):
        return []
    marked = [one for one in await desk.work.assignments.of(application.id) if one.marked and one.counts]
    rows = [
        [key_button(desk, "interests.drop", f"interest:drop:{one.id}", who=await _name(desk, one))] for one in marked
    ]
    return [*rows, [key_button(desk, "interests.find_later", f"interest:found:{application.id}")]]


async def _member(desk: Desk, one: Assignment) -> str:
    language, name = desk.person.language, await _name(desk, one)
    key = "assignments.member_head" if one.head else "assignments.member"
    said = say(language, key, who=name, state=Words(f"assignments.standing.{standing_of(one)}"))
    return f"{said} {say(language, 'assignments.marked')}" if one.marked else said


async def _name(desk: Desk, one: Assignment) -> str:
    person = await desk.work.people.get(one.person_id)
    return (person and person.name) or say(desk.person.language, "assignments.unnamed", id=one.person_id)


PRESSES = Presses(
    "assignment",
    {
        "team": Press(show_team, of=opened),
        "replace": Press(show_others),
        "with": Press(replaced),
        "enough": Press(looked_no_further),
    },
    article=17,
    roles=(Role.LEAD, Role.OFFICE),
    puts_down=False,
    undeclared=dossiers.DECLARES,
)
