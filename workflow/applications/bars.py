"""Bars in force: checked when somebody applies or is granted an award (Art. 36).

A bar lies on a number, never on a name, which can be changed.
"""

from datetime import timedelta

from rules.applications import Application
from rules.bars import Bar, number_of
from rules.lifecycle import LIVE, State
from rules.people import Role
from rules.refusals import Refusal
from storage.database.values import Say
from workflow.engine.desk import Desk, today

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
