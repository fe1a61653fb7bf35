"""Activities at which holders show each other their work: planned, invited to, attended (Art. 31, 35)."""

from datetime import timedelta

from rules.awards.affairs import Affair, Guest, Invited, Kind, State
from rules.awards.validity import Award
from rules.engine.forms import Answers
from rules.engine.options import day
from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import Role
from storage.engine.drafts import Draft
from storage.engine.owed import Owed
from storage.work import Work
from workflow.awards.affairs import acting, begin, go_on, is_party, known, opened, subject_of, units_of
from workflow.awards.claims import awards_of
from workflow.awards.july import reached_about
from workflow.engine.desk import Desk, require, today
from workflow.engine.drafts import begun
from workflow.engine.planning import Planning, owe

FORM = "activity"
CHECK = "activity"
"""The check made just before a guest is reminded: the activity is still planned and the guest has not declined."""


async def begin_activity(desk: Desk) -> Draft:
    """Begin the form of an activity, for the office or the clerks of a unit (Art. 35). Raises Forbidden."""
    require(desk, Role.LEAD, Role.OFFICE, Role.CLERK, article=35)
    return await begun(desk, FORM, "")


async def plan_activity(desk: Desk, draft: Draft, answers: Answers) -> tuple[Affair, int]:
    """Plan the activity and invite its guests. Returns it and how many holders are invited.

    Raises Refusal when its day lies in the past (Art. 35).
    """
    units = units_of(desk)
    unit = next(iter(sorted(units)), None) if units is not None else None
    on = day(answers["on"])
    if on is None or on < today(desk):
        raise Refusal("activity.past", article=35)
    affair = await begin(desk, Kind.ACTIVITY, draft, unit=unit, due_on=on, topic=answers["invited"])
    invited = [award for award in await _one_each(desk) if _is_meant(award, answers["invited"], unit)]
    for award in invited:
        await desk.work.guests.invite(affair.id, award.id)
        await _invite(desk, affair, award, answers)
    return affair, len(invited)


async def come(desk: Desk, affair_id: int, award_id: int, *, coming: bool) -> Affair:
    """Record whether a holder will send somebody. Raises Forbidden, or Refusal once answers are no longer taken."""
    affair = await known(desk, affair_id)
    if not await is_party(desk, affair) or award_id not in {one.id for one in await awards_of(desk, desk.person.id)}:
        raise Forbidden("people.not_yours", article=35)
    if affair.state is not State.SENT:
        raise Refusal("affairs.not_now", article=35)
    if not await desk.work.guests.put(affair.id, award_id, Invited.COMING if coming else Invited.DECLINED):
        raise Forbidden("people.not_yours", article=35)
    return affair


async def guests_of(desk: Desk, affair_id: int) -> list[tuple[Guest, Award]]:
    """Return the guests and their awards, for the organiser. Raises Forbidden for a guest."""
    affair = await opened(desk, affair_id)
    if await is_party(desk, affair):
        raise Forbidden("people.not_yours", article=35)
    found = [(guest, await desk.work.awards.get(guest.award_id)) for guest in await desk.work.guests.of(affair.id)]
    return [(guest, award) for guest, award in found if award is not None]


async def note_attendance(desk: Desk, affair_id: int, award_id: int) -> None:
    """Switch a holder between attended and not attended, from the activity's day on. Raises Refusal before it."""
    affair = await acting(desk, affair_id, "hold")
    if affair.due_on is not None and today(desk) < affair.due_on:
        raise Refusal("affairs.too_early", article=35, on=affair.due_on)
    states = {guest.award_id: guest.state for guest in await desk.work.guests.of(affair.id)}
    was_there = states.get(award_id) is Invited.ATTENDED
    await desk.work.guests.put(affair.id, award_id, Invited.COMING if was_there else Invited.ATTENDED)


async def hold(desk: Desk, affair_id: int) -> Affair:
    """Close the activity: guests not noted as attending were absent. Raises Refusal before its day."""
    affair = await acting(desk, affair_id, "hold")
    if affair.due_on is not None and today(desk) < affair.due_on:
        raise Refusal("affairs.too_early", article=35, on=affair.due_on)
    await desk.work.guests.close(affair.id)
    return await go_on(desk, affair, "hold")


async def call_off(desk: Desk, affair_id: int) -> Affair:
    """Cancel the activity and tell the guests who have not declined."""
    affair = await go_on(desk, await acting(desk, affair_id, "call_off"), "call_off")
    answers = await desk.work.drafts.answers(affair.draft_id or 0)
    for guest in await desk.work.guests.of(affair.id):
        for person_id in await _claimed(desk, guest.award_id) if guest.state is not Invited.DECLINED else ():
            values = {"name": answers.get("name", ""), "on": affair.due_on}
            key = f"{subject_of(affair)}:off:person-{person_id}"
            await desk.work.outbox.owe(key, person_id, "affairs.called_off", now=desk.now, values=values)
    return affair


async def remind_of_activities(plan: Planning) -> int:
    """Remind guests who have not declined, once: the day before, or on the day itself after downtime (Art. 35).

    Returns how many messages were owed.
    """
    told = 0
    for affair_id in plan.each(await plan.work.guests.between(plan.said_on, plan.said_on + timedelta(days=1))):
        affair = await plan.work.affairs.get(affair_id)
        if affair is None or affair.due_on is None:
            continue
        if not await plan.work.steps.tell(f"activity:{affair_id}", affair.due_on, plan.now):
            continue
        answers = await plan.work.drafts.answers(affair.draft_id or 0)
        for guest in plan.each(await plan.work.guests.of(affair_id), f"{affair_id} guest"):
            award = await plan.work.awards.get(guest.award_id)
            if award is not None and guest.state is not Invited.DECLINED:
                values = {"of": affair_id, "award": award.id, "on": affair.due_on, "holder": award.name}
                values |= {"name": answers["name"], "place": answers["place"]}
                people = await reached_about(plan, award)
                key = f"activity:{affair_id}:{award.id}:before"
                told += await owe(plan, key, people, "affairs.activity_near", kind=CHECK, values=values)
    return told


async def is_planned(work: Work, owed: Owed, *_: object) -> bool:
    """Whether the reminder still holds: the activity is planned for that day and the guest has not declined."""
    affair = await work.affairs.get(owed.values["of"])
    states = {guest.award_id: guest.state for guest in await work.guests.of(owed.values["of"])}
    planned = affair is not None and affair.state is State.SENT and affair.due_on == owed.values["on"]
    return planned and states.get(owed.values["award"]) is not Invited.DECLINED


async def _one_each(desk: Desk) -> list[Award]:
    """Return one award for each holder with a valid one."""
    return list({award.holder: award for award in await desk.work.awards.valid_on(today(desk))}.values())


def _is_meant(award: Award, invited: str, unit: str | None) -> bool:
    if unit is not None and award.unit != unit:
        return False
    return award.organisation if invited == "organisations" else True


async def _invite(desk: Desk, affair: Affair, award: Award, answers: Answers) -> None:
    values = {"holder": award.name, "name": answers["name"], "on": affair.due_on, "place": answers["place"]}
    values |= {"words": answers["words"]}
    yes, no = (f"activity:come:{affair.id}:{award.id}:{word}" for word in ("yes", "no"))
    buttons = [[{"key": "affairs.coming", "press": yes}, {"key": "affairs.not_coming", "press": no}]]
    for person_id in await _claimed(desk, award.id):
        key = f"{subject_of(affair)}:invited-{award.id}:person-{person_id}"
        await desk.work.outbox.owe(key, person_id, "affairs.invited", now=desk.now, values=values, buttons=buttons)


async def _claimed(desk: Desk, award_id: int) -> list[int]:
    return sorted({one.person_id for one in await desk.work.holders.of(award_id) if one.claimed_at is not None})
