"""The register of cases on the office's pages: search, filters, next due days, export (Art. 9, 15, 40).

The number of an organisation, a document or a phone is matched exactly, by its keyed hash; other words are looked for
in the name and the case number.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from rules.applications.lifecycle import KINDS, PLACES, Application, Stage, State
from rules.engine.calendar import day_begins
from rules.engine.identities import credit_code, phone, resident_number
from rules.engine.refusals import Unfit
from rules.people.roles import STAFF, Person, Role
from storage.applications.register import CaseFilter, Order, Scope
from storage.database.values import Say
from workflow.applications.applicants import subject_of
from workflow.engine.desk import Desk, require, serves_as, today
from workflow.engine.lists import Column, Filter, Found, Listing, by_edition, by_unit, choice, one_of, typed, unit_named

_DELIBERATED = tuple(state for state, place in PLACES.items() if place.stage in (Stage.DECISION, Stage.AWARD))


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A query for the register; `words` as the person typed them."""

    edition_id: int | None = None
    state: State | None = None
    unit: str | None = None
    kind: str | None = None
    words: str = field(default="", repr=False)
    order: Order = Order.NUMBER
    descending: bool = True


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in the register, and the next day on which something about it is due."""

    application: Application
    due_on: date | None


async def search(desk: Desk, asked: Search, *, limit: int, after: int = 0) -> Found[CaseLine]:
    """Return the matching cases that are the person's work, none of them shut to them. Raises Forbidden."""
    wanted = await _wanted(desk, asked)
    found, count = await desk.work.application_register.page(wanted, limit=limit, after=after)
    due = await desk.work.deadlines.next_of([subject_of(one) for one in found])
    return Found(tuple(CaseLine(one, due.get(subject_of(one))) for one in found), count)


async def _kinds(_desk: Desk) -> list[tuple[str, Say]]:
    return [(kind, Say(f"reviews.kind.{kind}")) for kind in KINDS]


CASES = Listing(
    title="pages.cases",
    find=search,
    asked=Search,
    filters=(
        typed("pages.words"),
        by_edition(),
        choice("state", "pages.column.state", [one for one in State if one is not State.DRAFT], "lifecycle.state"),
        by_unit(),
        one_of("kind", "pages.column.kind", _kinds),
        choice("sort", "", Order, "", default=Order.NUMBER, field="order"),
        Filter("up", "", lambda answer: answer != "1", field="descending"),
    ),
    columns=(
        Column(
            "pages.column.number",
            lambda _, one: one.application.number,
            subject=lambda one: subject_of(one.application),
            order=Order.NUMBER,
        ),
        Column("pages.column.name", lambda _, one: one.application.name),
        Column("pages.column.kind", lambda _, one: Say(f"reviews.kind.{one.application.kind}")),
        Column("pages.column.unit", lambda desk, one: unit_named(desk, one.application.unit), order=Order.UNIT),
        Column(
            "pages.column.state",
            lambda _, one: Say(f"lifecycle.state.{one.application.state.value}"),
            order=Order.STATE,
        ),
        Column(
            "pages.column.submitted", lambda _, one: one.application.submitted_at, as_day=True, order=Order.SUBMITTED
        ),
        Column("pages.column.changed", lambda _, one: one.application.changed_at, as_day=True, order=Order.CHANGED),
        Column(
            "pages.column.due",
            lambda _, one: one.due_on,
            late=lambda desk, one: one.due_on is not None and one.due_on < today(desk),
        ),
    ),
    exported="cases_exported",
    about="applications",
)


async def came_in(desk: Desk, *, limit: int) -> tuple[list[Application], int]:
    """Return the applications submitted since yesterday, newest first, at most `limit`, and how many there are."""
    wanted = CaseFilter(scope=await _scope(desk), since=since_yesterday(desk), order=Order.SUBMITTED, descending=True)
    return await desk.work.application_register.page(wanted, limit=limit)


def since_yesterday(desk: Desk) -> datetime:
    """Return the moment at which the office's yesterday began."""
    return day_begins(today(desk) - timedelta(days=1))


async def _wanted(desk: Desk, asked: Search) -> CaseFilter:
    numbers = set(_numbers(desk, asked.words))
    people = await of_phone(desk, asked.words)
    exact = bool(numbers or people)
    return CaseFilter(
        scope=await _scope(desk),
        edition_id=asked.edition_id,
        state=asked.state,
        unit=asked.unit,
        kind=asked.kind,
        identities=[desk.work.applications.identity(one) for one in numbers],
        people=[one.id for one in people],
        words="" if exact else asked.words,
        order=asked.order,
        descending=asked.descending,
    )


async def _scope(desk: Desk) -> Scope:
    require(desk, *STAFF, article=15)
    return Scope(
        by=desk.person.id,
        everything=serves_as(desk, Role.LEAD, Role.OFFICE),
        units=[role.unit for role in desk.roles if role.role is Role.CLERK and role.unit is not None],
        states=_DELIBERATED if serves_as(desk, Role.COMMITTEE) else (),
        reviewed=serves_as(desk, Role.REVIEWER),
        hidden=await desk.work.recusals.interests_of(desk.person.id),
    )


def _numbers(desk: Desk, words: str) -> Iterator[str]:
    for read in (credit_code, lambda text: resident_number(text, today=today(desk))):
        try:
            yield read(words)
        except Unfit:
            continue


async def of_phone(desk: Desk, words: str) -> list[Person]:
    """Return the people who gave this phone number, or none if the words are not a phone number."""
    try:
        return await desk.work.people.by_phone(phone(words))
    except Unfit:
        return []
