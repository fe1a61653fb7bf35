"""Reminders before the end of awards, after five years, and of the Measures themselves (Art. 5, 43)."""

from typing import Any

from rules.awards.validity import Award, award_ladder, rungs
from rules.engine.deadlines import Step, measures_end_ladder, present_step
from rules.people.roles import Role
from workflow.awards.july import reached_about
from workflow.engine.planning import MOST, Planning, office, owe

CHECK = "expiry"
"""The check made just before the reminder: the award still ends on that day."""


async def remind_of_expiry(plan: Planning) -> int:
    """Owe holder and office the present step of each award whose ladder has reached one. Returns how many awards."""
    reassessed, standing = plan.pack.expiry.reassessed, rungs(plan.said_on, plan.pack)
    found = await plan.work.awards.untold(reassessed, standing, limit=MOST)
    for award in plan.each(found):
        step = present_step(award_ladder(award, plan.pack), plan.said_on)
        if step is not None and await plan.work.awards.tell(award.id, (award.valid_until - step.on).days):
            await _tell_expiry(plan, award, step)
    return len(found)


async def remind_of_measures(plan: Planning) -> int:
    """Tell lead and office of the end of the Measures: early, since new ones take time, and when they have ended.

    Returns how many messages.
    """
    ladder = measures_end_ladder(plan.pack.last_day, days_before=plan.pack.measures_end_days_before)
    step = present_step(ladder, plan.said_on)
    if step is None or not await plan.work.steps.tell(f"measures:{plan.pack.name}", step.on, plan.now):
        return 0
    people = {person.id: person for person in await office(plan.work, plan.now)}
    people |= {person.id: person for person in await plan.work.people.with_role(Role.LEAD, plan.now)}
    values = {"document": plan.pack.document_number, "last": plan.pack.last_day}
    key = f"measures:{plan.pack.name}:{step.name}"
    text = "reminders.measures.ended" if step.overdue else "reminders.measures"
    buttons = [[{"key": "provisions.measures", "press": "provision:measures"}]]
    return await owe(plan, key, people.values(), text, kind="", values=values, buttons=buttons)


async def _tell_expiry(plan: Planning, award: Award, step: Step) -> None:
    key = f"award:{award.id}:valid-{award.valid_until.isoformat()}:{step.name}"
    people = {"holder": await reached_about(plan, award), "office": await office(plan.work, plan.now)}
    for side, persons in people.items():
        text = f"awards.reminder.{side}.{'expired' if step.overdue else 'before'}"
        for person in persons:
            values = {**_about(plan, award, person.language), "on": step.on}
            await owe(
                plan, f"{key}:{side}", [person], text, kind=CHECK, values=values, buttons=_buttons(side, award, step)
            )


def _about(plan: Planning, award: Award, language: str) -> dict[str, Any]:
    name = plan.pack.name_of_award(award.award, language)
    opens = plan.pack.expiry.reassessment_opens_days_before
    return {"of": award.id, "holder": award.name, "award": name, "until": award.valid_until, "opens": opens}


def _buttons(side: str, award: Award, step: Step) -> list[list[dict[str, str]]]:
    if side == "holder":
        return [
            [
                {"key": "menu.status", "press": "status:all"}
                if step.overdue
                else {"key": "awards.mine", "press": "award:mine"}
            ]
        ]
    return [
        [
            {"key": "awards.see", "press": f"register:see:{award.id}"},
            {"key": "reevaluations.list", "press": "reevaluation:list"},
        ]
    ]
