"""Major changes: reported to the unit that recommended the holder, acknowledged, and settled (Art. 32)."""

from collections.abc import Sequence

from rules.awards.affairs import FATES, Affair, Kind
from rules.awards.validity import Award, Ending
from rules.engine.forms import Answers
from rules.engine.refusals import Refusal
from rules.office.handover import Contact
from rules.people.roles import Role
from storage.engine.drafts import Draft
from workflow.awards.affairs import (
    OFFICE,
    SETTLE,
    acting,
    award_of,
    begin,
    go_on,
    own_award,
    tell_holder,
    tell_office,
    wait_for_office,
    wait_for_unit,
)
from workflow.awards.holders import end_award, has_interest, listed
from workflow.engine.desk import Desk, require, serves_as, today
from workflow.engine.drafts import begun
from workflow.sanctions.cases import under_investigation

FORM = "change"


async def begin_change(desk: Desk, award_id: int) -> Draft:
    """Begin the form, for the holder, or for the office when the news came on paper. Raises Forbidden for others."""
    award, _ = await _tellable(desk, award_id)
    return await begun(desk, FORM, f"award:{award.id}")


async def tell_change(desk: Desk, draft: Draft, answers: Answers) -> Affair:
    """Report the change: the unit gets a task, the office a copy (Art. 32)."""
    award, own = await _tellable(desk, int(draft.subject.removeprefix("award:")))
    affair = await begin(desk, Kind.CHANGE, draft, award=award, unit=award.unit, topic=answers["topic"], own=own)
    await tell_office(desk, affair, "copy")
    return await wait_for_unit(desk, affair)


async def acknowledge(desk: Desk, affair_id: int) -> Affair:
    """Acknowledge the change for the unit; the office settles it next, or the lead for a holder's fate (Art. 32)."""
    affair = await go_on(desk, await acting(desk, affair_id, "acknowledge"), "acknowledge")
    await tell_holder(desk, affair, "acknowledged")
    return await wait_for_office(desk, affair, SETTLE, lead=affair.topic in FATES)


async def ask_back(desk: Desk, draft: Draft, answers: Answers) -> Affair:
    """Ask the holder about a point that is not clear."""
    affair = await _written(desk, draft, "ask_back")
    await tell_holder(desk, affair, "returned", points=answers["words"])
    return affair


async def answer(desk: Desk, draft: Draft, _answers: Answers) -> Affair:
    """Send the holder's answer, which gives the unit its task again."""
    return await wait_for_unit(desk, await _written(desk, draft, "answer"))


async def note_change(desk: Desk, affair_id: int) -> Affair:
    """File the change for the office without a change to the award, and tell the holder."""
    affair = await go_on(desk, await acting(desk, affair_id, "note"), "note")
    await tell_holder(desk, affair, "noted")
    return affair


async def rename(desk: Desk, affair_id: int) -> Affair:
    """Confirm the holder's new name; from now on the register shows it beside the former one. Raises Refusal."""
    affair = await acting(desk, affair_id, "rename")
    name = (await desk.work.drafts.answers(affair.draft_id or 0)).get("new_name")
    if not name or affair.holder is None:
        raise Refusal("affairs.not_now", article=32)
    affair = await go_on(desk, affair, "rename")
    await desk.work.awards.rename(affair.holder or "", name)
    await tell_holder(desk, affair, "renamed", name=name)
    return affair


async def rule_on_fate(desk: Desk, draft: Draft, answers: Answers) -> Affair:
    """Rule for the lead on the award after a merger, a split or a dissolution, and tell the holder why (Art. 32)."""
    require(desk, Role.LEAD, article=32)
    affair = await _written(desk, draft, "rule")
    award, verdict = await award_of(desk, affair), answers["verdict"]
    if award is None:
        raise Refusal("affairs.not_now", article=32)
    if verdict == "renamed":
        await desk.work.awards.rename(award.holder, answers["new_name"])
    moved: list[Award] = []
    if verdict == "succeeded":
        moved = await _hand_over(desk, affair, award, answers)
    if verdict == "ended":
        for one in await desk.work.awards.of_holder(award.holder):
            if one.ended_on is None:
                await end_award(desk, one.id, Ending.LAPSED, today(desk), article=32)
    await tell_holder(desk, affair, f"ruled_{verdict}", reason=answers["words"], name=answers.get("new_name") or "")
    if answers.get("heir_change") == "yes":
        await _seat(desk, moved, answers["heir_contact"], answers["heir_phone"])
    return affair


async def _hand_over(desk: Desk, affair: Affair, award: Award, answers: Answers) -> list[Award]:
    """Put another organisation in the holder's place, with awards, reports and contacts, for the rest of the term.

    Returns the awards that it has now and did not have before.

    A bar on the holder, past or to come, holds for the successor too (`storage.sanctions.bars`). Raises Refusal while a
    case is open against the holder, which would otherwise concern somebody who is no more, and for a successor that is
    no organisation, the holder itself, or has an award.
    """
    work = desk.work
    number = await work.awards.number_of(award.id) or ""
    mine = await work.awards.of_holder(award.holder)
    if any([await under_investigation(work, one.id) for one in mine]):
        raise Refusal("affairs.held_against", article=32)
    if not award.organisation or answers["new_code"] == number:
        raise Refusal("affairs.no_successor", article=32)
    if not await work.successions.take_over(award.holder, answers["new_code"], answers["new_name"]):
        raise Refusal("affairs.successor_has_one", article=32)
    await work.successions.note(award.holder, answers["new_code"], affair.id, desk.now)
    about = f"award:{award.id}"
    details: dict[str, object] = {"affair": affair.number, "document": answers["document"]}
    await work.journal.write(
        "award_succeeded", about, now=desk.now, person_id=desk.person.id, article=32, details=details
    )
    return mine


async def _seat(desk: Desk, awards: Sequence[Award], name: str, phone: str) -> None:
    """Make the successor's contact the only one of these awards: they get a code, and messages once they have come."""
    (who,) = (await listed(desk.work, [Contact(name, phone)], desk.now)).values()
    for award in awards:
        for seat in await desk.work.holders.of(award.id):
            await desk.work.holders.leave(award.id, seat.place)
    await desk.work.imports.add_contacts([(award.id, 1, who) for award in awards])


async def _tellable(desk: Desk, award_id: int) -> tuple[Award, bool]:
    """Return the award, and whether the person is its holder; the office reports for holders it has no interest in."""
    award = await desk.work.awards.get(award_id)
    if award is None or not serves_as(desk, *OFFICE) or await has_interest(desk, award):
        return await own_award(desk, award_id), True
    return award, False


async def _written(desk: Desk, draft: Draft, act: str) -> Affair:
    affair = await acting(desk, int(draft.subject.split(":")[1]), act)
    return await go_on(desk, affair, act, draft)
