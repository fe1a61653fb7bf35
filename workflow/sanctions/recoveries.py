"""What follows a decision in force: recovering plaque and certificate, and the public circular (Art. 5, 37, 39)."""

from dataclasses import dataclass
from datetime import date

from rules.engine.forms import Answers
from rules.engine.refusals import Refusal
from rules.sanctions.cases import Recovery, Sanction, outstanding
from storage.engine.drafts import Draft
from storage.engine.owed import Paper
from storage.work import Work
from workflow.engine.desk import Desk, today
from workflow.engine.issuing import issue
from workflow.engine.tasks import finish
from workflow.sanctions.cases import acting_on, go_on, party_of, subject_of, wait_for

RECOVERY, RETURN, PUBLICATION = "sanction_recovery", "sanction_return", "sanction_publication"
"""Kinds of tasks: the office recovers, the holder brings back, the lead publishes."""
PAGE = 8


@dataclass(frozen=True, slots=True)
class Circular:
    """The public side of a case."""

    id: int
    article: int
    title: str
    text: str
    place: str
    published_on: date


def still_asked(sanction: Sanction) -> tuple[str, ...]:
    """Return which of plaque and certificate have neither come back nor been refused."""
    items = {"plaque": sanction.plaque, "certificate": sanction.certificate}
    return tuple(item for item, state in items.items() if state is Recovery.ASKED)


async def recover(desk: Desk, draft: Draft, answers: Answers) -> Sanction:
    """Record that plaque or certificate came back or was refused; either ends the request for it (Art. 37, 39)."""
    sanction = await acting_on(desk, draft, "recover")
    item, outcome = answers["item"], Recovery(answers["outcome"])
    if item not in still_asked(sanction):
        raise Refusal("sanctions.not_asked", article=sanction.article)
    how = {"on": answers["on"], "words": answers.get("words") or ""}
    words = {"recovered": {**sanction.matter.get("recovered", {}), item: how}}
    sanction = await go_on(desk, sanction, "recover", words=words, **{item: outcome.value})
    if not still_asked(sanction):
        await finish(desk.work, subject_of(sanction), RECOVERY, desk.now, person_id=desk.person.id)
        await finish(desk.work, party_of(sanction), RETURN, desk.now)
    return await settle(desk, sanction)


async def publish(desk: Desk, draft: Draft, answers: Answers) -> Sanction:
    """Publish the circular, here and at the place that the lead names (Art. 37, 39)."""
    sanction = await acting_on(desk, draft, "publish")
    words = {"circular": {"title": answers["title"], "text": answers["circular"], "place": answers["place"]}}
    sanction = await go_on(desk, sanction, "publish", words=words, published_on=today(desk))
    await issue(desk.work, Paper("sanction_circular", subject_of(sanction)), sanction.number, desk.now)
    await finish(desk.work, subject_of(sanction), PUBLICATION, desk.now, person_id=desk.person.id)
    return await settle(desk, sanction)


async def settle(desk: Desk, sanction: Sanction) -> Sanction:
    """Close the case if nothing of it is outstanding. Returns the case."""
    if outstanding(sanction):
        return sanction
    sanction = await go_on(desk, sanction, "close")
    await wait_for(desk, sanction)
    return sanction


async def circulars(work: Work, *, before: int | None = None) -> list[Circular]:
    """Return a page of circulars, newest first; `before` is the last id of the page before."""
    found = await work.sanctions.published(before=before, limit=PAGE)
    return [circular for one in found if (circular := circular_of(one)) is not None]


def circular_of(sanction: Sanction) -> Circular | None:
    """Return the public side of a case, None before it is published."""
    if sanction.published_on is None:
        return None
    said = sanction.matter["circular"]
    return Circular(sanction.id, sanction.article, said["title"], said["text"], said["place"], sanction.published_on)
