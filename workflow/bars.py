"""Bars in force: checked when somebody applies or is granted an award, listed, and lifted by decision (Art. 36).

A bar lies on a number, never on a name, which can be changed.
"""

from datetime import timedelta

from rules.applications import Application
from rules.bars import Bar, number_of
from rules.forms import Answers
from rules.lifecycle import LIVE, State
from rules.people import Role
from rules.questions.options import day
from rules.refusals import Refusal
from storage.drafts import Draft
from storage.values import Say
from workflow.desk import Desk, require, today
from workflow.lists import Column, Found, Listing, Nothing, Shown
from workflow.sanctions import opened

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
            buttons=[[{"key": "bars.see", "press": f"sn:bar:{bar.id}"}]],
        )


async def register(desk: Desk, _asked: Nothing, *, limit: int, after: int = 0) -> Found[Bar]:
    """Return one page of the bars. Raises Forbidden (lead and office only)."""
    require(desk, Role.LEAD, Role.OFFICE, article=36)
    hidden = await desk.work.recusals.interests_of(desk.person.id)
    found = await desk.work.bars.page(limit=limit, after=after)
    shown = [bar for bar in found if f"sanction:{bar.sanction_id}" not in hidden]
    return Found(shown, await desk.work.bars.count())


BARS = Listing(
    title="rooms.bars",
    find=register,
    asked=Nothing,
    columns=(
        Column(
            "pages.column.name", lambda _, bar: bar.words["name"], subject=lambda bar: f"sanction:{bar.sanction_id}"
        ),
        Column("rooms.column.article", lambda _, bar: Say(f"sanctions.cited.{bar.article}")),
        Column("lists.column.from", lambda _, bar: bar.from_on),
        Column("lists.column.until", lambda _, bar: bar.until_on),
        Column("lists.column.lifted", lambda _, bar: bar.lifted_on),
        Column(
            "pages.column.state",
            lambda desk, bar: Say("rooms.holds") if bar.holds_on(today(desk)) else None,
            shown=Shown.PAGE,
        ),
    ),
    line=lambda desk, bar: Say(
        "bars.line" if bar.holds_on(today(desk)) else "bars.line_over",
        {"name": bar.words["name"], "until": bar.until_on, "cited": Say(f"sanctions.cited.{bar.article}")},
    ),
    press=lambda bar: f"sn:bar:{bar.id}",
    acts=lambda _, bar: {f"sn:bar:{bar.id}": "pages.in_chat"},
    count="rooms.bars_count",
    exported="bars_exported",
    about="bars",
    article=36,
)


async def seen(desk: Desk, bar_id: int) -> Bar:
    """Return one bar, to those of lead and office who may open its case. Raises Forbidden or Refusal."""
    require(desk, Role.LEAD, Role.OFFICE, article=36)
    bar = await desk.work.bars.get(bar_id)
    if bar is None:
        raise Refusal("talk.old_button")
    await opened(desk, bar.sanction_id)
    return bar


async def liftable(desk: Desk, bar_id: int) -> Bar:
    """Return a bar that has not ended and was not lifted, to the lead. Raises Forbidden or Refusal."""
    require(desk, Role.LEAD, article=36)
    bar = await seen(desk, bar_id)
    if bar.lifted_on is not None or bar.until_on < today(desk):
        raise Refusal("bars.over", article=bar.article)
    return bar


async def lift_bar(desk: Desk, draft: Draft, answers: Answers) -> Bar:
    """Lift the bar from the day of the decision that says so, keeping the decision's number and reason.

    Raises Forbidden or Refusal.
    """
    bar = await liftable(desk, int(draft.subject.removeprefix("bar:")))
    if not await desk.work.drafts.send(draft.id, desk.now):
        raise Refusal("forms.already_sent")
    lifted_on = day(answers["decided_on"]) or today(desk)
    lifted = {"document": answers["document"], "reason": answers["reason"]}
    if not await desk.work.bars.lift(bar, lifted_on, {**bar.words, "lifted": lifted}):
        raise Refusal("bars.over", article=bar.article)
    details: dict[str, object] = {"bar": bar.id, "document": answers["document"], "from": lifted_on}
    about = f"sanction:{bar.sanction_id}"
    await desk.work.journal.write(
        "bar_lifted", about, now=desk.now, person_id=desk.person.id, article=bar.article, details=details
    )
    return bar
