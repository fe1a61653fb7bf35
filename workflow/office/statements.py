"""Statements of interest, made on taking a role and every year, so that interests are known (Art. 40)."""

from datetime import date

from rules.engine.calendar import office_day
from rules.engine.forms import Answers
from rules.interests.statements import employers_in, kin_in
from rules.people.roles import STAFF, Role
from storage.database.values import Say
from storage.engine.drafts import Draft
from workflow.applications.replacements import shut_applications
from workflow.engine.desk import Desk, require, today
from workflow.engine.drafts import begun, send_once
from workflow.engine.ladders import CHECK
from workflow.engine.planning import MOST, Planning, owe
from workflow.engine.tasks import STATEMENT, finish, give
from workflow.interests.recusals import staff_of
from workflow.reevaluations.opinions import shut_reevaluations

FORM = "interests"
_WORKING_DAYS = 5


async def begin_statement(desk: Desk) -> Draft:
    """Begin the person's form. Raises Forbidden for people without a role."""
    require(desk, *STAFF, article=40)
    return await begun(desk, FORM, _about(desk.person.id))


async def state_interests(desk: Desk, draft: Draft, answers: Answers) -> None:
    """Keep the statement, replacing an earlier one, and shut the running cases it concerns.

    The person is not told whether there are any: a statement would otherwise tell who has applied (Art. 40).
    """
    require(desk, *STAFF, article=40)
    await send_once(desk, draft)
    given, me = dict(answers), desk.person.id
    await desk.work.interests.state(me, employers=employers_in(given), kin=kin_in(given), now=desk.now)
    await desk.work.drafts.forget(
        draft.id, list(await desk.work.drafts.answers(draft.id))
    )  # kept in the statement alone
    await desk.work.journal.write(
        "interests_stated", f"person:{me}", now=desk.now, person_id=me, article=40, details={"draft": draft.id}
    )
    await finish(desk.work, _about(me), STATEMENT, desk.now, person_id=me)
    await shut_to(desk, me)


async def ask_to_state(desk: Desk, role: Role) -> None:
    """Give a person who took a role the task to state their interests, within some working days."""
    due = desk.calendar.after(today(desk), _WORKING_DAYS).last
    me, button = desk.person.id, {"key": "interests.state", "press": "interest:state"}
    key = _key(me, today(desk).year)
    await give(desk, key, STATEMENT, _about(me), role, person_id=me, due_on=due, buttons=[[button]])


async def ask_yearly(plan: Planning) -> int:
    """Ask everybody with a role to state their interests anew from 1 January, once a year.

    Whoever's statement does not open any more is asked at once: it would otherwise count as given and know of nothing.
    Returns how many were asked.
    """
    year_began, asked = date(plan.today.year, 1, 1), 0
    stated = {one.person_id: one for one in await plan.work.interests.all()}
    for person_id, role in plan.each((await _serving(plan)).items()):
        person = await plan.work.people.get(person_id)
        given = stated.get(person_id)
        if person is None:
            continue
        opens, key = given is None or given.readable, _key(person_id, plan.today.year)
        if given is not None and not opens:
            key = f"interests:{person_id}:unread:{given.stated_at.isoformat()}"
        elif office_day(given.stated_at if given is not None else person.created_at) >= year_began:
            continue
        due = plan.calendar.after(plan.today, _WORKING_DAYS).last
        if not await plan.work.tasks.assign(
            key, STATEMENT, _about(person_id), role, now=plan.now, person_id=person_id, due_on=due
        ):
            continue
        values = {"of": key, "task": Say(f"tasks.{STATEMENT}"), "names": "", "due": due}
        buttons = [[{"key": "interests.state", "press": "interest:state"}]]
        text = "tasks.given" if opens else "interests.asked_anew"
        await owe(plan, f"{key}:given", [person], text, kind=CHECK, values=values, buttons=buttons)
        asked += 1
        if asked >= MOST:
            break
    return asked


async def _serving(plan: Planning) -> dict[int, Role]:
    held = [one for one in await plan.work.roles.all() if one.role in STAFF and one.holds_on(plan.today)]
    return {one.person_id: one.role for one in held}


def _about(person_id: int) -> str:
    return f"interests:{person_id}"


def _key(person_id: int, year: int) -> str:
    return f"interests:{person_id}:{year}"


async def shut_to(desk: Desk, person_id: int) -> int:
    """Shut the person's running cases in which an interest of theirs is known. Returns how many are newly shut."""
    staff = await staff_of(desk)
    return await shut_applications(desk, person_id, staff) + await shut_reevaluations(desk, person_id, staff)
