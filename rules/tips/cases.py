"""Tips: whom one can be about, who handles it, and from whom its existence is kept (Art. 24, 6, 8, 38, 41).

The office takes tips (Art. 24); one about the office goes past it, to the committee that supervises it (Art. 8). Nobody
who holds any role of the subject handles it, whatever their other roles.
"""

import unicodedata
from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from rules.engine.answers import plain
from rules.engine.pack import Pack
from rules.engine.parts import UnitKind
from rules.engine.refusals import Unfit
from rules.people.roles import Membership, Role

CODE_DIGITS = 16
LEAST_PASSPHRASE, LEAST_DIGITS = 12, 16
_GROUP = 4
_FREE_TRIES = 5
_LONGEST_PAUSE = 42


class About(StrEnum):
    """The possible subjects of a tip."""

    OFFICE = "office"
    UNIT = "unit"
    REVIEWER = "reviewer"
    CHAIR = "chair"
    COMMITTEE = "committee"
    APPLICANT = "applicant"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of a tip; for receiving units, also which unit."""

    about: About
    unit: str | None = None


Post = tuple[Role, str | None]
"""A role with a clerk's unit or a committee member's post; None means every unit or post."""

_CHAIR: Post = (Role.COMMITTEE, "chair")
_DEPUTY: Post = (Role.COMMITTEE, "deputy_chair")
_INSPECTOR: Post = (Role.INSPECTOR, None)
_OFFICE: tuple[Post, ...] = ((Role.LEAD, None), (Role.OFFICE, None))
_ABOVE: tuple[Post, ...] = (_CHAIR, _DEPUTY, _INSPECTOR)

RINGS: Mapping[About, tuple[tuple[Post, ...], ...]] = {
    About.OFFICE: (_ABOVE,),
    About.UNIT: (_OFFICE, _ABOVE),
    About.REVIEWER: (_OFFICE, _ABOVE),
    About.CHAIR: ((_DEPUTY, _INSPECTOR), _OFFICE),
    About.COMMITTEE: ((_INSPECTOR,), _OFFICE),
    About.APPLICANT: (_OFFICE, _ABOVE),
    About.OTHER: (_OFFICE, _ABOVE),
}
"""The rings that may handle a tip (Art. 24): the first with an eligible person who has a key does.

The last ring is the inspector, who belongs to none of the bodies (Art. 41).
"""

_SUBJECTS: Mapping[About, tuple[Post, ...]] = {
    About.OFFICE: _OFFICE,
    About.REVIEWER: ((Role.REVIEWER, None),),
    About.CHAIR: (_CHAIR,),
    About.COMMITTEE: ((Role.COMMITTEE, None),),
}


class Kind(StrEnum):
    """The kinds of message in a tip."""

    SUBJECT = "subject"
    FEE = "fee"
    WORDS = "words"
    FILE = "file"
    OPENED = "opened"
    ASKED = "asked"
    CONSENTED = "consented"
    DECLINED = "declined"
    SHARED = "shared"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a tip, unsealed; `person_id` is the handler who wrote it, None for the tip's sender."""

    kind: Kind
    at: datetime
    words: str = field(default="", repr=False)
    person_id: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def from_sender(self) -> bool:
        """Whether the tip's sender wrote it."""
        return self.person_id is None


def handlers_of(
    subject: Subject, people: Mapping[int, Sequence[Membership]], keyed: Collection[int], pack: Pack
) -> tuple[int, ...]:
    """Return the people who handle a tip about this subject; () when nobody eligible has a key.

    They are the first ring in which somebody has a key. `people` are the roles that hold today by person; `keyed` are
    the people with a key to read tips.
    """
    for ring in _rings(subject, pack):
        able = tuple(
            one
            for one, roles in people.items()
            if one in keyed and _in(ring, roles) and not is_subject(subject, roles, pack)
        )
        if able:
            return able
    return ()


def may_handle(subject: Subject, roles: Sequence[Membership], pack: Pack) -> bool:
    """Tell whether somebody with these roles may be given a tip about this subject."""
    return any(_in(ring, roles) for ring in _rings(subject, pack)) and not is_subject(subject, roles, pack)


def handles_tips(roles: Sequence[Membership]) -> bool:
    """Tell whether somebody with these roles handles any tips at all, and so needs a key."""
    return _in((*_OFFICE, *_ABOVE), roles)


def is_subject(subject: Subject, roles: Sequence[Membership], pack: Pack) -> bool:
    """Tell whether somebody with these roles belongs to the tip's subject."""
    return _in(_subjects(subject, pack), roles)


def shown(code: str) -> str:
    """Format a receipt code for reading, in groups of four digits."""
    return " ".join(code[place : place + _GROUP] for place in range(0, len(code), _GROUP))


def called(tip_id: str) -> str:
    """Return the handlers' name of a tip: the beginning of its random id, so that no gap betrays another (Art. 24)."""
    return f"{tip_id[:3]}-{tip_id[3:6]}".upper()


def code_typed(text: str) -> str:
    """Return the receipt code typed; full-width digits, spaces and dashes are accepted. Raises Unfit otherwise."""
    digits = plain(text).replace(" ", "").replace("-", "")
    if len(digits) != CODE_DIGITS or not (digits.isascii() and digits.isdigit()):
        raise Unfit("tip.code_shape", digits=CODE_DIGITS, count=len(digits))
    return digits


def pause_after(wrong: int) -> int:
    """Return how many seconds a wrong code waits for its answer after so many other wrong ones."""
    return 0 if wrong < _FREE_TRIES else min(wrong, _LONGEST_PAUSE)


def kept_since(today: date, months: int) -> date:
    """Return the day before which a tip must have ended to have been kept for `months` months."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _rings(subject: Subject, pack: Pack) -> tuple[tuple[Post, ...], ...]:
    return RINGS[About.OFFICE if _is_seat(subject, pack) else subject.about]


def _subjects(subject: Subject, pack: Pack) -> tuple[Post, ...]:
    if subject.about is not About.UNIT:
        return _SUBJECTS.get(subject.about, ())
    mine: tuple[Post, ...] = ((Role.CLERK, subject.unit),)
    if _is_seat(subject, pack):
        mine += _OFFICE
    if any(unit.key == subject.unit and unit.kind is UnitKind.LEADING_GROUP_OFFICE for unit in pack.units):
        mine += (_DEPUTY,)  # a deputy heads it (Art. 8)
    return mine


def _is_seat(subject: Subject, pack: Pack) -> bool:
    """Tell whether the unit is the bureau in which the office sits (Art. 9), so that its officers are colleagues."""
    seat = pack.bodies.seat.zh
    return subject.about is About.UNIT and any(u.key == subject.unit and u.name_zh == seat for u in pack.units)


def _in(posts: Sequence[Post], roles: Sequence[Membership]) -> bool:
    return any(held.role is role and post in (None, held.unit) for held in roles for role, post in posts)


def check_passphrase(typed: str) -> str:
    """Return the passphrase. Raises Unfit for one a machine could guess: nothing else protects a copy of the data."""
    passphrase = passphrase_as_typed(typed)
    if passphrase.isdecimal() and len(passphrase) < LEAST_DIGITS:
        raise Unfit("tips.digits_short", least=LEAST_DIGITS)
    if len(passphrase) < LEAST_PASSPHRASE or len(set(passphrase)) < LEAST_PASSPHRASE // 2:
        raise Unfit("tips.passphrase_short", least=LEAST_PASSPHRASE)
    return passphrase


def passphrase_as_typed(typed: str) -> str:
    """Normalise a passphrase: without spaces, since it is printed in groups, one spelling of each character."""
    return "".join(unicodedata.normalize("NFKC", typed).split())
