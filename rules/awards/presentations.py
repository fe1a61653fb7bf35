"""The form on who received plaque and certificate, and when, for one or several holders at once (Art. 27)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from rules.engine.blocks import without_hint
from rules.engine.forms import Answers, Facts, Form, Kind, Question
from rules.engine.options import day
from rules.engine.refusals import Unfit

PROOF = "proof"
"""The question that takes the signed list or receipt."""
RECEIVER = "receiver."
"""The prefix of an award's id in the key of its question."""
_SHORT = 24


@dataclass(frozen=True, slots=True)
class Receiving:
    """An award whose plaque and certificate are handed over."""

    award_id: int
    certificate: str
    name: str = field(repr=False)

    @property
    def label(self) -> str:
        """The label of the award's line in a block: the certificate, or the name where there is none."""
        return self.certificate or without_hint(self.name).replace("|", " ")[:_SHORT]


def presentation(awards: Sequence[Receiving]) -> Form:
    """Return the form: the day, the receiver for each award, the proof; with several, an absent holder is skipped."""
    ask = partial(Question, section="presentation", article=27, block="presentation")
    return Form(
        "presentation",
        (
            ask(key="on", kind=Kind.DATE, text="presentation.on", check=_between),
            *(
                ask(
                    key=f"{RECEIVER}{one.award_id}",
                    kind=Kind.TEXT,
                    text="presentation.receiver",
                    optional=len(awards) > 1,
                    least=2,
                    most=60,
                    places={"holder": one.name, "label": one.label, "short": without_hint(one.name)[:_SHORT]},
                )
                for one in awards
            ),
            Question(
                key=PROOF,
                kind=Kind.FILES,
                section="presentation",
                text="presentation.proof",
                article=27,
                optional=True,
                least=1,
                most=5,
            ),
        ),
    )


def _between(value: Any, _: Answers, facts: Facts) -> None:
    """Raise Unfit for a day before the decision or in the future."""
    on, today, decided = day(value), facts.get("today"), facts.get("decided_on")
    if on and today and on > today:
        raise Unfit("presentation.on.future", article=27)
    if on and decided and on < decided:
        raise Unfit("presentation.on.before", article=27, decided=decided)
