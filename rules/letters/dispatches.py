"""Dispatches: papers sent out under the seal, each with a number under which its sealed scan is filed."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache

from rules.engine.forms import Form, Kind, Question
from rules.engine.rubrics import Part


class Standing(StrEnum):
    """The state of a paper: sent by the service, printed for sealing, or its sealed scan filed."""

    ISSUED = "issued"
    PRINTED = "printed"
    SEALED = "sealed"


ARTICLES: Mapping[str, int] = {
    "supplement_notice": 15,
    "consultation_letter": 15,
    "review_opinion": 15,
    "non_forwarding": 15,
    "not_accepted": 17,
    "not_passed": 18,
    "struck": 23,
    "notice_sheet": 21,
    "acceptance_list": 17,
    "defence_notice": 18,
    "site_notice": 19,
    "completion_notice": 22,
    "objection_refusal": 23,
    "objection_result": 23,
    "submission": 25,
    "commendation": 27,
    "july_reminder": 32,
    "sanction_hearing": 39,
    "sanction_decision": 39,
    "sanction_circular": 39,
    "reevaluation_decision": 5,
    "rectification_notice": 5,
}
"""The papers that are sealed, by the names they are printed under, each with the article that it rests on."""
PUBLIC = "notice_sheet"
"""The paper that is posted in public."""
NOTICES: Mapping[Part, str] = {Part.DEFENCE: "defence_notice", Part.ON_SITE: "site_notice"}
"""The papers that are notices of appointments."""
SERIES = "FW"
_NUMBER = re.compile(rf"{SERIES}([0-9]{{4}})-?([0-9]{{4}})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One paper about one subject ("application:12").

    `reference` is the number in its heading. `template` is the version of the template that it was last printed from, 0
    for the one shipped with the service; `scans` are ids of files.
    """

    id: int
    number: str
    paper: str
    subject: str
    reference: str
    application_id: int | None
    edition_id: int | None
    unit: str | None
    issued_at: datetime
    printed_at: datetime | None = None
    printed_by: int | None = None
    template: int | None = None
    scans: tuple[str, ...] = field(default=(), repr=False)
    sealed_at: datetime | None = None
    sealed_by: int | None = None

    @property
    def standing(self) -> Standing:
        """The state that the paper has reached."""
        if self.sealed_at is not None:
            return Standing.SEALED
        return Standing.ISSUED if self.printed_at is None else Standing.PRINTED


def number_for(year: int, place: int) -> str:
    """Return the number that is printed at the foot of the paper."""
    return f"{SERIES}{year}-{place:04}"


def number_in(text: str) -> str | None:
    """Return the number found in what somebody typed, spelt as it is printed; None if there is none."""
    found = _NUMBER.search(unicodedata.normalize("NFKC", text))
    return f"{SERIES}{found[1]}-{found[2]}" if found else None


# The form for the sealed scan of a paper that went out: photos or a PDF of its pages (Art. 9).


@cache
def sealed_scan(number: str, article: int) -> Form:
    """Return the form for the pages of one paper, named by its number so that no other is uploaded."""
    pages = Question(
        key="pages",
        kind=Kind.FILES,
        section="pages",
        text="dispatch.pages",
        article=article,
        least=1,
        most=20,
        places={"number": number},
    )
    return Form("sealed_scan", (pages,))
