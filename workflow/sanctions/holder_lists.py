"""What holders may benefit from: lists of valid holders for others, recommendations for other awards (Art. 28-30)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rules.awards.affairs import Affair, Kind, State, may_be_recommended
from rules.awards.validity import Award
from rules.engine.forms import Answers
from rules.engine.options import day
from rules.engine.refusals import Forbidden, Refusal
from storage.engine.drafts import Draft
from workflow.awards.affairs import OFFICE, acting, begin, go_on, tell_contacts
from workflow.awards.holders import has_interest
from workflow.engine.desk import Desk, require, today
from workflow.engine.drafts import begun
from workflow.sanctions.cases import under_investigation, withheld

LISTING_FORM, HIGHER_FORM = "listing", "higher"


@dataclass(frozen=True, slots=True)
class ListedHolders:
    """Holders valid on a day, without those under investigation, whose number is not disclosed."""

    audience: str
    as_of: date
    awards: Sequence[Award]


async def begin_listing(desk: Desk) -> Draft:
    """Begin the form of a list. Raises Forbidden (lead and office only)."""
    require(desk, *OFFICE, article=28)
    return await begun(desk, LISTING_FORM, "")


async def give_list(desk: Desk, draft: Draft, answers: Answers) -> tuple[Affair, ListedHolders]:
    """Make the list for a department or a bank, and note in the journal who got whom (Art. 28, 29)."""
    require(desk, *OFFICE, article=28)
    listed = await _listed(desk, answers)
    affair = await begin(desk, Kind.LISTING, draft, topic=listed.audience, due_on=listed.as_of, state=State.SETTLED)
    await desk.work.journal.write(
        "holders_listed",
        f"affair:{affair.id}",
        now=desk.now,
        person_id=desk.person.id,
        article={"departments": 28, "banks": 29}.get(listed.audience, 30),
        details={"audience": listed.audience, "as_of": listed.as_of, "awards": [one.id for one in listed.awards]},
    )
    return affair, listed


async def begin_higher(desk: Desk, award_id: int) -> Draft:
    """Begin the recommendation of a valid holder (Art. 30).

    Raises Forbidden for an interest, Refusal if it is not allowed.
    """
    award = await _recommendable(desk, award_id)
    return await begun(desk, HIGHER_FORM, f"award:{award.id}")


async def recommend(desk: Desk, draft: Draft, answers: Answers) -> Affair:
    """Record the recommendation and tell the holder's contacts."""
    award = await _recommendable(desk, int(draft.subject.removeprefix("award:")))
    affair = await begin(desk, Kind.HIGHER, draft, award=award, unit=award.unit, topic=answers["which"])
    await tell_contacts(desk, affair, "recommended", body=answers["body"])
    return affair


async def note_result(desk: Desk, draft: Draft, answers: Answers) -> Affair:
    """Record the recommendation's result and tell the holder's contacts."""
    affair = await acting(desk, int(draft.subject.split(":")[1]), "result")
    affair = await go_on(desk, affair, "result", draft)
    await tell_contacts(desk, affair, answers["verdict"], words=answers["words"])
    return affair


async def _recommendable(desk: Desk, award_id: int) -> Award:
    require(desk, *OFFICE, article=30)
    award = await desk.work.awards.get(award_id)
    if award is None:
        raise Forbidden("people.not_yours", article=30)
    if await has_interest(desk, award):
        raise Forbidden("affairs.interest", article=40)
    investigated = await under_investigation(desk.work, award.id)
    if reason := may_be_recommended(award, today(desk), desk.pack, withheld=investigated):
        raise Refusal(f"affairs.not_recommended.{reason}", article=30)
    return award


async def _listed(desk: Desk, answers: Answers) -> ListedHolders:
    as_of = day(answers["as_of"]) or today(desk)
    hidden = await withheld(desk.work)
    organisations = answers["audience"] != "recommenders"  # Art. 28 and 29 speak of enterprises and organisations
    found = [
        award
        for award in await desk.work.awards.valid_on(as_of)
        if award.id not in hidden and (award.organisation or not organisations)
    ]
    return ListedHolders(answers["audience"], as_of, found)
