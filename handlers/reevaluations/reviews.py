"""Names the reviewers of a re-evaluation from those without an interest (Art. 5, 40)."""

from aiogram import Bot

from handlers.engine.lists import PAGE, turns
from handlers.engine.speech import Button, Page, key_button, show
from handlers.reevaluations.pages import ways
from rules.people.roles import Person
from rules.reevaluations.cases import OPINING, Reevaluation
from texts import say
from workflow.engine.desk import Desk
from workflow.reevaluations.cases import acts
from workflow.reevaluations.opinions import Member, free_reviewers, team


async def show_team(
    bot: Bot, desk: Desk, reevaluation_id: int, page: int = 0, *, notice: tuple[str, str] | None = None
) -> None:
    """Show who was named in this round and how far they are, and a page of who else can be named."""
    case, everybody = await team(desk, reevaluation_id)
    mine = [member for member in everybody if member.part.round == case.round]
    may = await acts(desk, case)
    free = await free_reviewers(desk, case) if "name" in may else []
    language = desk.person.language
    parts = [say(language, notice[0], who=notice[1])] if notice else []
    parts.append(say(language, "reevaluations.team", number=case.number, least=desk.pack.expiry.reviewers))
    parts += [_line(language, member) for member in mine] or [say(language, "reevaluations.team_none")]
    if "name" in may and not free:
        parts.append(say(language, "reevaluations.nobody_free"))
    rows = [
        [
            key_button(
                desk, "objections.release", f"reevaluation:free:{case.id}:{member.part.person_id}", who=member.name
            )
        ]
        for member in mine
        if member.part.is_awaited and case.state in OPINING and "release" in may
    ]
    rows += [[_name(desk, case, person)] for person in free[page * PAGE : (page + 1) * PAGE]]
    rows += turns(desk, f"reevaluation:team:{case.id}", page, len(free))
    await show(bot, desk, Page("\n".join(parts), [*rows, *ways(desk, case)]))


def _name(desk: Desk, case: Reevaluation, person: Person) -> Button:
    return key_button(
        desk, "reevaluations.name_one", f"reevaluation:name:{case.id}:{person.id}", who=person.name or f"#{person.id}"
    )


def _line(language: str, member: Member) -> str:
    if member.interested:
        state = "interested"
    elif member.part.released_at is not None:
        state = "released"
    else:
        state = "awaited" if member.part.verdict is None else "handed_in"
    return say(language, f"reevaluations.member.{state}", who=member.name, round=member.part.round + 1)
