"""Interests found without asking: what somebody has stated, compared with the applicant (Art. 40)."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache, partial
from typing import Any

from rules.engine.answers import PLACES, are_points, points
from rules.engine.forms import Form, Kind, Question
from rules.engine.identities import one_spelling

LEAST = 4
"""How long a name must be for its occurrence inside another organisation's name to count as the same."""


class Ground(StrEnum):
    """The ground of a known interest; the journal records nothing else about it."""

    EMPLOYER = "employer"
    KIN = "kin"
    COLLEAGUE = "colleague"
    OWN = "own"


class Source(StrEnum):
    """How an interest came to light: declared by the person, found by the service, or found later by the lead."""

    DECLARED = "declared"
    KNOWN = "known"
    FOUND_LATER = "found_later"


@dataclass(frozen=True, slots=True)
class Statement:
    """What one person has stated: present and past employers (by name or credit code), and kin who may apply.

    One that does not open any more is not `readable`: it says nothing, and is asked for anew.
    """

    person_id: int
    stated_at: datetime
    employers: tuple[str, ...] = field(repr=False)
    kin: tuple[str, ...] = field(repr=False)
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Party:
    """The applicant, as far as interests go: the organisations, their codes, and the people."""

    organisations: tuple[str, ...] = field(repr=False)
    codes: tuple[str, ...] = field(repr=False)
    people: tuple[str, ...] = field(repr=False)


def party_of(answers: Mapping[str, Any]) -> Party:
    """Return the party in an application's answers.

    For an organisation that is itself, its parent and its representatives; for an individual, the person and the
    employer.
    """
    individual = answers.get("document_number") is not None
    named = ("employer",) if individual else ("name", "parent_name")
    return Party(
        _given(answers, *named),
        tuple(one_spelling(one) for one in _given(answers, "credit_code", "parent_code")),
        _given(answers, "name" if individual else "representative"),
    )


def conflict(employers: Iterable[str], kin: Iterable[str], party: Party) -> Ground | None:
    """Return the ground on which somebody with these employers and kin is in conflict with the party, or None."""
    if any(_is_same(one, party) for one in employers):
        return Ground.EMPLOYER
    people = {compared(one) for one in party.people}
    return Ground.KIN if any(compared(one) in people for one in kin) else None


def compared(name: object) -> str:
    """Normalise a name for comparison: one width, one case, letters and digits only."""
    return "".join(char for char in unicodedata.normalize("NFKC", str(name)).casefold() if char.isalnum())


def _is_same(employer: str, party: Party) -> bool:
    if one_spelling(employer) in party.codes:
        return True
    mine = compared(employer)
    return any(_meets(mine, compared(one)) for one in party.organisations)


def _meets(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return bool(short) and (short == long or (len(short) >= LEAST and short in long))


def _given(answers: Mapping[str, Any], *keys: str) -> tuple[str, ...]:
    return tuple(str(answers[key]) for key in keys if answers.get(key))


# Forms on interests: yearly statements of all who serve the award, and later findings (Art. 40, 41).


@cache
def interests() -> Form:
    """Return the statement form: present and recent employers, and kin who may apply; "none" is an answer too."""
    employers = partial(Question, section="employers", article=40, optional=True)
    lines: dict[str, Any] = {"kind": Kind.TEXT, "least": 2, "most": 2000, "check": are_points(40), "places": PLACES}
    return Form(
        "interests",
        (
            employers(key="employer", kind=Kind.TEXT, text="interests.employer", least=2, most=100),
            employers(key="employer_code", kind=Kind.CREDIT_CODE, text="interests.employer_code"),
            employers(key="past", text="interests.past", **lines),
            Question(key="kin", section="kin", article=40, optional=True, text="interests.kin", **lines),
        ),
    )


@cache
def found_later() -> Form:
    """Return the form that asks the lead how an interest was found later."""
    return _reason("found_later", "interests.how", article=40)


@cache
def exclusion() -> Form:
    """Return the form that asks why a score sheet is excluded (Art. 41)."""
    return _reason("exclusion", "interests.why", article=41)


def employers_in(answers: dict[str, Any]) -> tuple[str, ...]:
    """Return all employers in these answers, by name and by code."""
    present = (answers.get("employer"), answers.get("employer_code"))
    return (*(str(one) for one in present if one), *points(answers.get("past") or ""))


def kin_in(answers: dict[str, Any]) -> tuple[str, ...]:
    """Return all kin in these answers."""
    return points(answers.get("kin") or "")


def _reason(form: str, text: str, *, article: int) -> Form:
    return Form(
        form, (Question(key="words", kind=Kind.TEXT, section=form, text=text, article=article, least=5, most=1000),)
    )
