"""The units that applications are handed to: the leading group office, authorities, associations (Art. 14, 15)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class UnitKind(StrEnum):
    """What makes a unit a receiving unit (Art. 14)."""

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
        """Whether an application can be handed to it on `day`."""
        return (self.entrusted_from or day) <= day <= (self.entrusted_until or day)

    def name(self, language: str) -> str:
        """The name in `language`: English for "en", Chinese for every other."""
        return self.name_en if language == "en" else self.name_zh
