"""The register of bars: listed, exported, and lifted by the lead's decision (Art. 36)."""

from dataclasses import dataclass

from rules.bars import Bar
from rules.forms import Answers
from rules.people import Role
from rules.questions.options import day
from rules.refusals import Refusal
from storage.drafts import Draft
from workflow.desk import Desk, require, today
from workflow.lists import MOST_EXPORTED, note_export
from workflow.sanctions import opened

PAGE = 8


@dataclass(frozen=True, slots=True)
class Barred:
    """One page of the register of bars, and the number of bars on all pages."""

    bars: tuple[Bar, ...]
    count: int


async def register(desk: Desk, page: int) -> Barred:
    """Return one page of the bars. Raises Forbidden (lead and office only)."""
    require(desk, Role.LEAD, Role.OFFICE, article=36)
    return Barred(await _shown(desk, limit=PAGE, after=page * PAGE), await desk.work.bars.count())


async def export_bars(desk: Desk) -> tuple[Bar, ...]:
    """Return the register for a download, at most MOST_EXPORTED bars, and note the export in the journal."""
    require(desk, Role.LEAD, Role.OFFICE, article=36)
    shown = await _shown(desk, limit=MOST_EXPORTED)
    await note_export(desk, "bars_exported", "bars", len(shown), article=36)
    return shown


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


async def _shown(desk: Desk, *, limit: int, after: int = 0) -> tuple[Bar, ...]:
    hidden = await desk.work.recusals.interests_of(desk.person.id)
    found = await desk.work.bars.page(limit=limit, after=after)
    return tuple(bar for bar in found if f"sanction:{bar.sanction_id}" not in hidden)
