"""An application's one supplement: asked by the unit's clerk, supplied item by item (Art. 15)."""

from dataclasses import replace
from typing import Any

from rules.applications.lifecycle import Application, State
from rules.engine.answers import points
from rules.engine.calendar import Count
from rules.engine.forms import Facts
from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import Role
from storage.applications.supplements import Supplement
from storage.engine.drafts import Draft
from storage.engine.owed import Paper, Urgency
from workflow.applications.applicants import mine, subject_of
from workflow.applications.cases import advance, check
from workflow.applications.submissions import REVIEW
from workflow.engine.desk import Desk, today
from workflow.engine.drafts import begun, send_once
from workflow.engine.files import files_known
from workflow.engine.issuing import issue
from workflow.engine.ladders import CHECK
from workflow.engine.tasks import SUPPLEMENT, WAIT, finish, number_of
from workflow.reviews.unit_reviews import case_of, reviewers


async def begin_notice(desk: Desk, application: Application) -> Draft:
    """Begin the clerk's form of what to supply. Raises Refusal for a second supplement (Art. 15)."""
    await check(desk, application, "ask_supplement")
    return await begun(desk, "supplement_notice", subject_of(application))


async def ask_supplement(desk: Desk, draft: Draft, answers: dict[str, Any]) -> Count:
    """Ask for everything at once. Returns the count of the last day; the review waits for it."""
    application = await case_of(desk, draft)
    await check(desk, application, "ask_supplement")
    await send_once(desk, draft)
    await advance(desk, application, "ask_supplement", supplemented=True)
    days = int(answers.get("days") or desk.pack.supplement_working_days)
    count, about = desk.calendar.after(today(desk), days), subject_of(application)
    items = points(answers["items"])
    reply = await desk.work.drafts.begin(application.person_id, "supplement", desk.now, subject=about)
    asked: dict[str, Any] = {"asked_by": desk.person.id, "due": count.last, "draft_id": reply.id}
    await desk.work.supplements.ask(application.id, items, now=desk.now, **asked)
    await _set_clocks(desk, application, count)
    await _owe_notice(desk, application, items, count)
    return count


async def own_supplement(desk: Desk, application_id: int) -> Draft:
    """Return the applicant's form. Raises Forbidden for anybody else, Refusal when nothing is asked."""
    application = await mine(desk, application_id)
    found = await desk.work.supplements.get(application.id)
    draft = await desk.work.drafts.get(found.draft_id) if found is not None else None
    if found is None or draft is None:
        raise Refusal("supplements.none", article=15)
    if application.state is not State.SUPPLEMENT:
        raise Refusal("supplements.supplied" if found.supplied_at else "supplements.over", article=15)
    if draft.person_id != desk.person.id:  # somebody of the unit or the office fills it in from paper
        await desk.work.drafts.give(draft.id, desk.person.id)
        return replace(draft, person_id=desk.person.id)
    return draft


async def supplement_facts(desk: Desk, draft: Draft) -> Facts:
    """Return the items asked for, which make the form, and the files of its answers."""
    found = await desk.work.supplements.get(number_of(draft.subject, "application") or -1)
    return {"items": found.items if found is not None else (), "files": await files_known(desk, draft)}


async def supply(desk: Desk, draft: Draft) -> Application:
    """Send the supplement; the review goes on with a new last day for the unit."""
    application = await mine(desk, number_of(draft.subject, "application") or -1)
    found = await _asked(desk, application, draft)
    if application.state is not State.SUPPLEMENT or found.supplied_at is not None:
        raise Refusal("supplements.over", article=15)
    await send_once(desk, draft)
    await advance(desk, application, "supply")
    await desk.work.drafts.give(draft.id, application.person_id)
    await desk.work.supplements.supplied(application.id, desk.now)
    await _review_again(desk, application)
    return application


async def _asked(desk: Desk, application: Application, draft: Draft) -> Supplement:
    found = await desk.work.supplements.get(application.id)
    if found is None or found.draft_id != draft.id:
        raise Forbidden("people.not_yours", article=15)
    return found


async def _set_clocks(desk: Desk, application: Application, count: Count) -> None:
    """Set the deadline, the applicant's task, and the clerk's task to wait, which is told once the day has passed."""
    about, unit = subject_of(application), application.unit
    await finish(desk.work, about, REVIEW, desk.now, person_id=desk.person.id)
    await desk.work.deadlines.end(about, REVIEW, desk.now)
    await desk.work.deadlines.set(about, SUPPLEMENT, count, desk.now)
    due = count.last
    theirs, ours, role = f"{about}:{SUPPLEMENT}", f"{about}:{WAIT}", Role.CLERK
    person_id = application.person_id
    tasks, now = desk.work.tasks, desk.now
    await tasks.assign(theirs, SUPPLEMENT, about, role, now=now, unit=unit, person_id=person_id, due_on=due)
    await tasks.assign(ours, WAIT, about, role, now=now, unit=unit, due_on=due)


async def _owe_notice(desk: Desk, application: Application, items: tuple[str, ...], count: Count) -> None:
    about, number = subject_of(application), application.number or ""
    paper = Paper("supplement_notice", about)
    await issue(desk.work, paper, number, desk.now, application=application, unit=application.unit)
    listed = "\n".join(f"{place}. {item}" for place, item in enumerate(items, start=1))
    values: dict[str, Any] = {"of": f"{about}:{SUPPLEMENT}", "number": application.number, "items": listed}
    values |= {"due": count.last, "days": count.days}
    await desk.work.outbox.owe(
        f"{about}:{SUPPLEMENT}:asked",
        application.person_id,
        "supplements.asked_provisional" if count.provisional else "supplements.asked",
        now=desk.now,
        values=values,
        buttons=[[{"key": "supplements.open", "press": f"supplement:fill:{application.id}"}]],
        kind=CHECK,
        urgency=Urgency.LEGAL,
    )
    await desk.work.outbox.owe(
        f"{about}:{SUPPLEMENT}:paper",
        application.person_id,
        "supplements.paper",
        now=desk.now,
        values={"of": f"{about}:{SUPPLEMENT}", "number": application.number},
        paper=paper,
        kind=CHECK,
        urgency=Urgency.LEGAL,
    )


async def _review_again(desk: Desk, application: Application) -> None:
    about, now = subject_of(application), desk.now
    await finish(desk.work, about, SUPPLEMENT, now, person_id=desk.person.id)
    await finish(desk.work, about, WAIT, now)
    await desk.work.deadlines.end(about, SUPPLEMENT, now)
    count = desk.calendar.after(today(desk), desk.pack.review_working_days)
    await desk.work.deadlines.set(about, REVIEW, count, now)
    served = await desk.work.people.with_role(Role.CLERK, now, application.unit)
    role, unit = (Role.CLERK, application.unit) if served else (Role.LEAD, None)
    key = f"{about}:{REVIEW}:supplied"
    await desk.work.tasks.assign(key, REVIEW, about, role, now=now, unit=unit, due_on=count.last)
    for person in await reviewers(desk, application):
        await desk.work.outbox.owe(
            f"{about}:supplied:{person.id}",
            person.id,
            "supplements.came",
            now=now,
            values={"of": key, "number": application.number, "due": count.last},
            buttons=[[{"key": "reviews.open", "press": f"review:open:{application.id}"}]],
            kind=CHECK,
        )
