"""The register of bars: listed, exported, and lifted by the lead's decision (Art. 36)."""

from collections.abc import Iterable

from rules.engine.forms import Answers
from rules.engine.options import day
from rules.engine.refusals import Refusal
from rules.people.roles import Role
from rules.sanctions.bars import Bar
from storage.database.values import Say
from storage.engine.drafts import Draft
from storage.sanctions.bars import Shut
from workflow.engine.desk import Desk, require, today
from workflow.engine.drafts import send_once
from workflow.engine.lists import Column, Found, Listing, Nothing, Shown
from workflow.engine.tasks import number_of
from workflow.sanctions.cases import opened


async def register(desk: Desk, _asked: Nothing, *, limit: int, after: int = 0) -> Found[Bar]:
    """Return one page of the bars that the person may see, and their count. Raises Forbidden (lead and office only)."""
    require(desk, Role.LEAD, Role.OFFICE, article=36)
    hidden = await desk.work.recusals.interests_of(desk.person.id)
    shut = Shut(cases=_ids(hidden, "sanction"), applications=_ids(hidden, "application"))
    return Found(await desk.work.bars.page(limit=limit, after=after, shut=shut), await desk.work.bars.count(shut))


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
    press=lambda bar: f"bar:open:{bar.id}",
    acts=lambda _, bar: {f"bar:open:{bar.id}": "pages.in_chat"},
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
    await send_once(desk, draft)
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


def _ids(subjects: Iterable[str], noun: str) -> list[int]:
    return [one for subject in subjects if (one := number_of(subject, noun)) is not None]
