"""Bars in force: checked when somebody applies or is granted an award (Art. 36).

A bar lies on a number, never on a name, which can be changed.
"""

from datetime import timedelta

from rules.applications.lifecycle import LIVE, Application, State
from rules.engine.refusals import Refusal
from rules.people.roles import Role
from rules.sanctions.bars import Bar, number_of
from storage.database.values import Say
from storage.engine.drafts import Draft
from workflow.applications.applicants import mine, note, subject_of
from workflow.engine.desk import Desk, require, today
from workflow.engine.drafts import send_once

_NUMBERS = {"document_number", "credit_code", "parent_code"}
"""The answers that hold an applicant's number."""


async def barring(desk: Desk, number: str) -> Bar | None:
    """Return the bar that keeps the holder of this number from applying today, or None."""
    return await desk.work.bars.on(number, today(desk))


async def check_not_barred(desk: Desk, number: str) -> None:
    """Refuse a barred applicant, whatever their name is now. Raises Refusal with the article and the last day.

    No role overrides it: the lead can only lift the bar itself, with a decision.
    """
    bar = await barring(desk, number)
    if bar is not None:
        raise Refusal("applications.barred", article=bar.article, **said_of(bar))


async def running_under(desk: Desk, holder: str) -> list[Application]:
    """Return the barred holder's running applications in all editions, the newest edition first."""
    found = []
    for edition in await desk.work.editions.all():
        for application in await desk.work.applications.in_states(edition.id, LIVE - {State.DRAFT}):
            answers = await desk.work.drafts.answers(application.draft_id)
            numbered = _NUMBERS & answers.keys()
            if numbered and desk.work.bars.holder(number_of(answers)) == holder:
                found.append(application)
    return found


def said_of(bar: Bar) -> dict[str, object]:
    """Return the values for a sentence about a bar: its last day, the day after it, and its article."""
    free_on = bar.until_on + timedelta(days=1)
    return {"until": bar.until_on, "free": free_on, "cited": Say(f"sanctions.cited.{bar.article}")}


async def tell_of_attempt(desk: Desk, application: Application, bar: Bar) -> None:
    """Tell the lead, once for each application, that a barred applicant tried to send it."""
    details = {"bar": bar.id, "article": bar.article}
    await desk.work.journal.write(
        "barred_application", f"application:{application.id}", now=desk.now, person_id=desk.person.id, details=details
    )
    for person in await desk.work.people.with_role(Role.LEAD, desk.now):
        await desk.work.outbox.owe(
            f"bar:{bar.id}:application:{application.id}:{person.id}",
            person.id,
            "bars.attempt",
            now=desk.now,
            values={"name": bar.words["name"], **said_of(bar)},
            buttons=[[{"key": "bars.see", "press": f"bar:open:{bar.id}"}]],
        )


# The lead's permission, with a reason, for a holder to apply again while the award is valid (Art. 5).


FORM = "override"
TASK = "override"
AGAIN = "again"
"""Kept beside the answers of the applicant's draft: the lead's permission to apply again."""


async def ask_override(desk: Desk, application_id: int) -> None:
    """Ask the lead for the applicant, once; asking again changes nothing."""
    application = await mine(desk, application_id)
    if application.state is not State.DRAFT:
        raise Refusal("forms.already_sent")
    about = subject_of(application)
    if not await desk.work.tasks.assign(f"{about}:{TASK}", TASK, about, Role.LEAD, now=desk.now):
        return
    name = (await desk.work.drafts.answers(application.draft_id)).get("name", "")
    for person in await desk.work.people.with_role(Role.LEAD, desk.now):
        await desk.work.outbox.owe(
            f"{about}:override:{person.id}",
            person.id,
            "applications.override_asked",
            now=desk.now,
            values={"name": name},
            buttons=[[{"key": "applications.override_give", "press": f"application:allow:{application.id}"}]],
        )
    await note(desk, "override_asked", application, article=5)


async def overridable(desk: Desk, application_id: int) -> Application:
    """Return an application still being written, for the lead. Raises Forbidden or Refusal."""
    require(desk, Role.LEAD, article=5)
    application = await desk.work.applications.get(application_id)
    if application is None or application.state is not State.DRAFT:
        raise Refusal("applications.not_now", article=5)
    return application


async def give_override(desk: Desk, draft: Draft) -> Application:
    """Permit the holder to apply again, note the form with the reason in the journal, and tell the applicant."""
    application = await overridable(desk, int(draft.subject.removeprefix("application:")))
    await send_once(desk, draft)
    about = subject_of(application)
    await desk.work.drafts.answer(application.draft_id, AGAIN, {"by": desk.person.id, "at": desk.now}, desk.now)
    await desk.work.tasks.done(f"{about}:{TASK}", desk.now, desk.person.id)
    await note(desk, "override_given", application, article=5, details={"reason": draft.id})
    await desk.work.outbox.owe(
        f"{about}:override",
        application.person_id,
        "applications.override_told",
        now=desk.now,
        buttons=[[{"key": "forms.go_on", "press": f"f:{application.draft_id}:w"}]],
    )
    return application
