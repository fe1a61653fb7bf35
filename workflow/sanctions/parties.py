"""Parties of a sanction case: found by number, certificate or role, told, kept from handling it (Art. 36-41)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from rules.awards.validity import Award, certificate_key, stands
from rules.engine.forms import Answers
from rules.engine.options import day
from rules.engine.refusals import Refusal
from rules.people.roles import Person
from rules.sanctions.bars import number_of
from rules.sanctions.cases import OF_AWARDS, OF_STAFF, Sanction, is_liable
from storage.database.values import Say
from storage.engine.owed import Paper, Urgency
from storage.work import Work
from workflow.engine.desk import Desk, today
from workflow.engine.issuing import issue
from workflow.people.roles import Served, one_of_staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Whom a case is to be about. `number` is a normalised credit code or document number."""

    name: str = field(repr=False)
    number: str | None = field(default=None, repr=False)
    application_id: int | None = None
    award_id: int | None = None
    served: Served | None = None


async def target_of(desk: Desk, answers: Answers) -> Target:
    """Return whom these answers name. Raises Refusal when nobody is found, or not under this article."""
    article = int(answers["article"])
    if article in OF_STAFF:
        served = await one_of_staff(desk, int(answers["member"]))
        return Target(name=served.name or "", served=served)
    if article in OF_AWARDS:
        award = await _award(desk, article, answers)
        return Target(name=award.name, number=await desk.work.awards.number_of(award.id), award_id=award.id)
    if answers["target"] == "application":
        return await _applicant(desk, answers["application_number"])
    return Target(name=answers["name"], number=_number(answers))


async def parties(work: Work, sanction: Sanction) -> list[Person]:
    """Return the people to be heard: the holder of the role, the applicants, the award's contacts."""
    ids = [sanction.person_id] if sanction.person_id is not None else []
    if sanction.award_id is not None:
        contacts = await work.holders.of(sanction.award_id)
        ids += [contact.person_id for contact in contacts if contact.claimed_at is not None]
    ids += await _applicants(work, sanction)
    found = [await work.people.get(person_id) for person_id in dict.fromkeys(ids)]
    return [person for person in found if person is not None]


async def is_party(work: Work, sanction: Sanction, person_id: int) -> bool:
    """Whether the case is about this person, or about an application or award of theirs."""
    return any(person.id == person_id for person in await parties(work, sanction))


async def cases_of(desk: Desk) -> list[Sanction]:
    """Return the cases in which the person was asked for a statement, newest first."""
    awards = [contact.award_id for contact in await desk.work.holders.with_person(desk.person.id)]
    applications = [one.id for one in await desk.work.applications.of_person(desk.person.id)]
    found = await desk.work.sanctions.of_party(desk.person.id, awards, applications)
    return [one for one in found if "asked_on" in one.matter]


async def tell_parties(
    work: Work,
    sanction: Sanction,
    step: str,
    now: datetime,
    *,
    values: Mapping[str, Any],
    buttons: Iterable[Mapping[str, Any]] = (),
    paper: str = "",
) -> None:
    """Owe `sanctions.told.<step>` to everybody to be heard, with its letter if `paper` names one."""
    about = f"sanction:{sanction.id}"
    if paper:
        await issue(work, Paper(paper, about), sanction.number, now)
    for person in await parties(work, sanction):
        await work.outbox.owe(
            f"{about}:{step}:{person.id}",
            person.id,
            f"sanctions.told.{step}",
            now=now,
            values={"number": sanction.number, "cited": Say(f"sanctions.cited.{sanction.article}"), **values},
            buttons=[[dict(button)] for button in buttons],
            paper=Paper(paper, about) if paper else None,
            urgency=Urgency.LEGAL,
        )


async def _applicants(work: Work, sanction: Sanction) -> list[int]:
    """Return those who applied, in the case's application or under its number."""
    if sanction.application_id is not None:
        application = await work.applications.get(sanction.application_id)
        return [application.person_id] if application else []
    if sanction.award_id is not None or not sanction.matter.get("number"):
        return []
    found = await work.applications.of_identity(work.applications.identity(sanction.matter["number"]))
    return [application.person_id for application in found]


async def _applicant(desk: Desk, number: str) -> Target:
    application = await desk.work.applications.numbered(number.strip())
    if application is None:
        raise Refusal("sanctions.no_application", article=36)
    answers = await desk.work.drafts.answers(application.draft_id)
    return Target(name=application.name or "", number=number_of(answers), application_id=application.id)


async def _award(desk: Desk, article: int, answers: Answers) -> Award:
    if answers["target"] == "certificate":
        key = certificate_key(answers["certificate"])
        one = await desk.work.awards.by_certificate(key) if key else None
        found = [one] if one else []
    else:
        found = await desk.work.awards.held_by(_number(answers))
    if not found:
        raise Refusal("sanctions.no_award", article=article)
    refused = [_why_not(desk, article, award, day(answers.get("happened_on"))) for award in found]
    if all(refused):
        raise Refusal(str(refused[0]), article=article, years=desk.pack.liability_years)
    return next(award for award, why in zip(found, refused, strict=True) if not why)


def _why_not(desk: Desk, article: int, award: Award, happened_on: date | None) -> str:
    """Return the key of why the award cannot be taken away under this article, or ""."""
    if not stands(award, today(desk)):
        return "sanctions.ended_before"
    liable = happened_on is not None and is_liable(award.decided_on, happened_on, desk.pack)
    return "sanctions.not_liable" if article == 39 and not liable else ""


def _number(answers: Answers) -> str:
    return str(answers["credit_code"] if "credit_code" in answers else answers["document_number"])
