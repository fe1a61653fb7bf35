"""Receiving units: the leading group office, authorities and associations that take applications (Art. 14, 15)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

OFFICE = "office"
"""The key under which the award office's own contact stands beside the units' (Art. 9)."""


@dataclass(frozen=True, slots=True)
class Contact:
    """How the public reaches the office or a unit: `key` is "office" or the unit's (Art. 14, 22, 44)."""

    key: str
    phone: str
    address: str
    hours: str


class UnitKind(StrEnum):
    """The grounds on which a unit is a receiving unit (Art. 14)."""

    LEADING_GROUP_OFFICE = "leading_group_office"
    INDUSTRY_AUTHORITY = "industry_authority"
    ENTRUSTED_ASSOCIATION = "entrusted_association"


@dataclass(frozen=True, slots=True)
class Unit:
    """A receiving unit (Art. 14); an association receives only while it is entrusted, both days included."""

    key: str
    kind: UnitKind
    name_zh: str
    name_en: str
    entrusted_from: date | None = None
    entrusted_until: date | None = None

    def __post_init__(self) -> None:
        if self.kind is UnitKind.ENTRUSTED_ASSOCIATION and self.entrusted_from is None:
            raise ValueError(f"unit {self.key} is an association: give the day it is entrusted from")
        if self.entrusted_from and self.entrusted_until and self.entrusted_until < self.entrusted_from:
            raise ValueError(f"unit {self.key} is entrusted until a day before it is entrusted from")

    def receives_on(self, day: date) -> bool:
        """Tell whether an application can be handed to the unit on `day`."""
        return (self.entrusted_from or day) <= day <= (self.entrusted_until or day)

    def receives_within(self, first: date, last: date) -> bool:
        """Tell whether an application can be handed to the unit on any day from `first` to `last`."""
        return (self.entrusted_from or first) <= last and first <= (self.entrusted_until or last)

    def name(self, language: str) -> str:
        """Return the English name for "en" and the Chinese one for any other language."""
        return self.name_en if language == "en" else self.name_zh
