"""Formal letters that end an application: drafted by the office, approved by the lead, then delivered (Art. 9, 17)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache, partial

from rules.engine.forms import Form, Kind, Question
from rules.engine.options import labelled


class LetterKind(StrEnum):
    """The kinds of letter: not accepted (Art. 17), not passed (18, 19), struck (23, 36). Each also names a paper."""

    NOT_ACCEPTED = "not_accepted"
    NOT_PASSED = "not_passed"
    STRUCK = "struck"


KIND_OF: Mapping[str, LetterKind] = {
    "refuse": LetterKind.NOT_ACCEPTED,
    "fail_defence": LetterKind.NOT_PASSED,
    "fail_on_site": LetterKind.NOT_PASSED,
    "strike": LetterKind.STRUCK,
}
"""The acts that end an application with a letter, and the kind of that letter."""
GROUNDS: Mapping[LetterKind, tuple[str, ...]] = {
    LetterKind.NOT_ACCEPTED: ("conditions", "materials", "notice", "score", "untrue", "barred", "other"),
    LetterKind.NOT_PASSED: ("score", "absent", "untrue", "barred", "other"),
    LetterKind.STRUCK: ("objection", "untrue", "fraud", "barred", "other"),
}
"""The grounds of each kind of letter; each has a sentence `letter.grounds.<ground>` that cites its article."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter about an application; its grounds and text are the answers of the draft.

    `returned` is the lead's reason for sending it back to the office, until it is rewritten.
    """

    id: int
    application_id: int
    kind: LetterKind
    draft_id: int
    drafted_by: int
    drafted_at: datetime
    returned: str | None = field(default=None, repr=False)
    approved_by: int | None = None
    approved_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether the letter waits for the lead's approval."""
        return self.returned is None and self.approved_at is None


# Forms around a formal letter: the letter, its return, and reasons against the pass mark (Art. 17).


@cache
def letter(kind: LetterKind, *, above: bool = False) -> Form:
    """Return the form for a letter's ground and text.

    With `above`, for an application above the pass mark, it also asks why it fails, for the files alone.
    """
    ask = partial(Question, section="letter", article=17)
    grounds = labelled("letter.grounds", *GROUNDS[kind])
    why = Question(
        key="reason", kind=Kind.TEXT, section="reason", text="letter.reason", article=17, least=10, most=1000
    )
    return Form(
        "letter",
        (
            ask(key="ground", kind=Kind.CHOICE, text="letter.ground", options=grounds),
            ask(key="text", kind=Kind.TEXT, text="letter.text", least=20, most=3000),
            *((why,) if above else ()),
        ),
    )


@cache
def letter_return() -> Form:
    """Return the form that asks the lead what to change in a letter."""
    ask = partial(Question, kind=Kind.TEXT, section="return", text="letter.words", article=9)
    return Form("letter_return", (ask(key="words", least=5, most=1000),))


@cache
def pass_reason() -> Form:
    """Return the form that asks why an application passes below the mark."""
    ask = partial(Question, kind=Kind.TEXT, section="reason", text="scores.reason", article=17)
    return Form("pass_reason", (ask(key="reason", least=10, most=1000),))
