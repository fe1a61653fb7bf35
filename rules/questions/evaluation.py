"""Forms of the evaluation: the report, and the reason for everybody whom the list passes over (Art. 20)."""

from collections.abc import Mapping
from functools import cache, partial

from rules.forms import Form, Kind, Question


@cache
def evaluation(*, unfinished: bool, tied: bool) -> Form:
    """Return the form: the report's words, and a reason for each thing that scores alone do not settle."""
    ask = partial(Question, section="evaluation", article=20, kind=Kind.TEXT, least=20, most=3000)
    questions = [ask(key="words", text="evaluation.words")]
    questions += [ask(key="unfinished", text="evaluation.unfinished")] if unfinished else []
    questions += [ask(key="ties", text="evaluation.ties")] if tied else []
    return Form("evaluation", tuple(questions))


def passing(wanted: Mapping[int, tuple[int, str, str]]) -> Form:
    """Return the form that asks why each of these is passed over, by id with rank, number and name."""
    ask = partial(Question, section="passing", article=20, kind=Kind.TEXT, least=10, most=2000)
    return Form(
        "passing",
        tuple(
            ask(
                key=f"why_{one}",
                text="evaluation.why",
                places={"rank": str(rank), "number": number, "name": name},
            )
            for one, (rank, number, name) in wanted.items()
        ),
    )
