"""Interests that are known without being asked: what somebody stated, compared with who applies (Art. 40)."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from rules.bars import one_spelling

LEAST = 4
"""The name of one organisation in that of another is the same only if it has at least so many characters."""


class Ground(StrEnum):
    """Why an interest is known; the journal says it and nothing more."""

    EMPLOYER = "employer"
    KIN = "kin"
    COLLEAGUE = "colleague"
    OWN = "own"


class Source(StrEnum):
    """How an interest came to light: declared by the person, known to the service, found by the lead later."""

    DECLARED = "declared"
    KNOWN = "known"
    FOUND_LATER = "found_later"


@dataclass(frozen=True, slots=True)
class Statement:
    """What one person stated: present and past employers, each by name or credit code, and kin who may apply."""

    person_id: int
    stated_at: datetime
    employers: tuple[str, ...] = field(repr=False)
    kin: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Party:
    """Who applies, as far as somebody can have an interest in them: organisations, their codes, people."""

    organisations: tuple[str, ...] = field(repr=False)
    codes: tuple[str, ...] = field(repr=False)
    people: tuple[str, ...] = field(repr=False)


def party_of(answers: Mapping[str, Any]) -> Party:
    """The party in the answers of an application: the organisation with its parent and who represents it, or the

    individual with the employer.
    """
    individual = answers.get("document_number") is not None
    named = ("employer",) if individual else ("name", "parent_name")
    return Party(
        _given(answers, *named),
        tuple(one_spelling(one) for one in _given(answers, "credit_code", "parent_code")),
        _given(answers, "name" if individual else "representative"),
    )


def conflict(employers: Iterable[str], kin: Iterable[str], party: Party) -> Ground | None:
    """What somebody with these employers and kin has to do with the party; None where nothing is known."""
    if any(_is_same(one, party) for one in employers):
        return Ground.EMPLOYER
    people = {compared(one) for one in party.people}
    return Ground.KIN if any(compared(one) in people for one in kin) else None


def compared(name: object) -> str:
    """A name as it is compared with another: one width, one case, letters and digits alone."""
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
