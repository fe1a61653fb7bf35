"""Public notices: posted on a day, open for objections until the end of their last day (Art. 13, 15, 17, 21, 22)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class NoticeKind(StrEnum):
    """What a notice is about; each has a sentence `notice.kind.<value>`."""

    UNIT = "unit"
    ACCEPTANCE = "acceptance"
    AWARD = "award"


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice. `names` are those on its list; on its `last_day` objections are still in time."""

    id: int
    edition_id: int
    kind: NoticeKind
    title: str
    names: tuple[str, ...]
    place: str
    posted_on: date
    last_day: date
    provisional: bool = False

    def is_open_on(self, day: date) -> bool:
        """Whether an objection to it is in time on `day` (Art. 22)."""
        return self.posted_on <= day <= self.last_day
