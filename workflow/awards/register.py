"""The register of awards: who holds what, and its standing today (Art. 5)."""

from dataclasses import dataclass, field

from rules.awards.validity import Award, Standing, standing
from rules.engine.identities import one_spelling
from rules.people.roles import Role
from storage.applications.register import flat
from storage.database.values import Say
from workflow.engine.desk import Desk, require, today
from workflow.engine.lists import Column, Found, Listing, Options, Shown, choice, one_of, typed, unit_named

MOST = 20_000


@dataclass(frozen=True, slots=True)
class Held:
    """An award in the register, and its standing today."""

    award: Award
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardQuery:
    """A query for the register; `words` as typed: in a name or a certificate's number, or a holder's whole number."""

    state: Standing | None = None
    award: str | None = None
    words: str = field(default="", repr=False)


async def search(desk: Desk, asked: AwardQuery, *, limit: int, after: int = 0) -> Found[Held]:
    """Return a page of the awards asked for, the latest decision first. Raises Forbidden (lead and office only)."""
    require(desk, Role.LEAD, Role.OFFICE, article=5)
    kept = await desk.work.awards.page(limit=MOST)
    if asked.words:
        of_number = {one.id for one in await desk.work.awards.held_by(one_spelling(asked.words))}
        looked_for = flat(asked.words)
        kept = [one for one in kept if one.id in of_number or _has(one, looked_for)]
    held = [Held(one, standing(one, today(desk), desk.pack)) for one in kept if asked.award in (None, one.award)]
    found = [one for one in held if asked.state in (None, one.standing)]
    return Found(found[after : after + limit], len(found))


async def _awards(desk: Desk) -> Options:
    return [(award.key, award.name(desk.person.language)) for award in desk.pack.awards]


AWARDS = Listing(
    title="pages.awards",
    find=search,
    asked=AwardQuery,
    filters=(
        typed("rooms.words.award"),
        choice("state", "public.column.today", Standing, "awards.standing"),
        one_of("award", "public.column.award_held", _awards),
    ),
    columns=(
        Column("public.column.holder", lambda _, one: one.award.name, subject=lambda one: f"award:{one.award.id}"),
        Column(
            "public.column.award_held",
            lambda desk, one: desk.pack.name_of_award(one.award.award, desk.person.language),
        ),
        Column("public.column.decision", lambda _, one: one.award.decision, shown=Shown.EXCEL),
        Column(
            "public.column.decision",
            lambda _, one: Say("public.decided", {"decision": one.award.decision, "on": one.award.decided_on}),
            shown=Shown.PAGE,
        ),
        Column("public.column.number", lambda _, one: one.award.certificate),
        Column("public.column.valid_until", lambda _, one: one.award.valid_until),
        Column("public.column.today", lambda _, one: Say(f"awards.standing.{one.standing}")),
        Column("pages.column.unit", lambda desk, one: unit_named(desk, one.award.unit)),
    ),
    acts=lambda _, one: {f"register:see:{one.award.id}": "pages.in_chat"},
    count="pages.awards_count",
    exported="awards_exported",
    about="awards",
    article=5,
)


def _has(one: Award, words: str) -> bool:
    return words in flat(one.name) or words in flat(one.certificate)
