"""The sheets of a part as text: scores and reasons, sheets that stand apart, the mean and the mark (Art. 16-20)."""

from handlers.reviews.sheets import sheet_lines
from rules.engine.rubrics import Part
from rules.reviews.assignments import Assignment, standing_of
from rules.reviews.scores import Tally, rounded
from texts import Words, say
from workflow.applications.scores import rubric_of
from workflow.engine.desk import Desk
from workflow.reviews.material_reviews import Result


async def result_text(desk: Desk, result: Result, part: Part) -> str:
    """Return everything about the sheets of one part; sheets that do not count are shown and marked so."""
    application, tally, language = result.application, result.tally, desk.person.language
    values = {"number": application.number, "name": application.name or "", "count": len(tally.counted)}
    parts = [
        say(
            language,
            "scores.result",
            part=Words(f"assignments.part.{part.value}"),
            all=tally.asked,
            least=tally.panel,
            **values,
        )
    ]
    parts += [_summed(language, tally)] if tally.counted else []
    for one in tally.assignments:
        parts.append(await _one(desk, result, one))
    return "\n\n".join(parts)


def _summed(language: str, tally: Tally) -> str:
    mean = rounded(tally.mean) if tally.mean is not None else "—"
    lines = [say(language, "scores.mean", mean=str(mean), total=tally.total)]
    lines.append(say(language, "scores.mark" if tally.mark is not None else "scores.no_mark", mark=tally.mark))
    if tally.apart:
        lines.append(say(language, "scores.some_apart", count=len(tally.apart)))
    return "\n".join(lines)


async def _one(desk: Desk, result: Result, one: Assignment) -> str:
    language, tally = desk.person.language, result.tally
    person = await desk.work.people.get(one.person_id)
    name = (person and person.name) or say(language, "assignments.unnamed", id=one.person_id)
    key = "assignments.member_head" if one.head else "assignments.member"
    head = say(language, key, who=name, state=Words(f"assignments.standing.{standing_of(one)}"))
    marks = [say(language, "scores.apart")] if one.id in tally.apart else []
    marks += [say(language, "assignments.marked")] if one.marked else []
    lines = [" ".join([f"▍{head}", *marks])]
    if one.scores is not None:
        lines += sheet_lines(language, await rubric_of(desk, result.application), one)
    return "\n".join(lines)
