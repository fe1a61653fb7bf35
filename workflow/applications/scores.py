"""The sheets of an application combined, by the settings that its edition fixed (Art. 16-20)."""

from rules.applications.lifecycle import INDIVIDUAL, Application
from rules.engine.refusals import Forbidden, Refusal
from rules.engine.rubrics import Criterion, Part
from rules.reviews.assignments import AFTER
from rules.reviews.scores import Tally, total_of
from storage.applications.assignments import Reason
from workflow.applications.editions import pack_of, settings_of
from workflow.engine.desk import Desk, Reading


class ReasonWanted(Refusal):
    """The scores contradict the act: it needs a reason in words, and nothing else."""


async def rubric_of(desk: Reading, application: Application) -> tuple[Criterion, ...]:
    """Return the rubric of the rules pack that the application's edition keeps (Art. 3, 43)."""
    pack = await pack_of(desk, application.edition_id)
    return pack.rubric_individual if application.kind == INDIVIDUAL else pack.rubric_organisation


async def tally_of(desk: Reading, application: Application, part: Part) -> Tally:
    """Return all sheets of one part, with the edition's panel and mark."""
    settings = await settings_of(desk, application.edition_id)
    return Tally(
        assignments=tuple(await desk.work.assignments.of(application.id, part)),
        total=total_of(await rubric_of(desk, application)),
        panel=settings.panel[part],
        mark=getattr(settings.marks, part.value),
    )


async def is_made_up(desk: Desk, application: Application, part: Part) -> bool:
    """Whether the part is over but a lost sheet can still be made up: too few count, and the report is open."""
    if application.state not in AFTER[part]:
        return False
    tally = await tally_of(desk, application, part)
    closed = await desk.work.candidates.report(application.edition_id) is not None
    return len(tally.counted) < tally.panel and not closed


async def reason_for(desk: Reading, application: Application, act: str) -> Reason | None:
    """Return the reason given for this act in the application's present state, or None; older ones do not count."""
    reason = await desk.work.reasons.get(application.id, act)
    since = application.changed_at
    return reason if reason is not None and (since is None or reason.given_at >= since) else None


async def no_reviewer(desk: Desk, application: Application) -> None:
    """Require that the person is no reviewer of the application, who may neither see other sheets nor decide.

    Raises Forbidden.
    """
    if await desk.work.assignments.has(application.id, desk.person.id):
        raise Forbidden("scores.reviewer", article=16)
