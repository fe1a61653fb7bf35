"""Forms of the office about an objection: its examination within five working days, and its result (Art. 23)."""

from collections.abc import Callable
from functools import cache, partial

from rules.engine.answers import PLACES, are_points
from rules.engine.forms import Form, Kind, Question, equals
from rules.engine.options import labelled
from rules.engine.pack import Pack
from rules.objections.cases import Effect


def examination(pack: Pack, *, late: bool = False) -> Form:
    """Return the form of the examination: admitted, refused with reasons, or to be completed once.

    What is missing is listed one point a line. A `late` objection, which came after its notice had ended, needs a
    reason to be admitted too.
    """
    return _examination(pack.examination_working_days, late=late)


@cache
def _examination(days: int, *, late: bool) -> Form:
    ask = partial(Question, section="examination", article=23, places={"days": str(days), **PLACES})
    return Form(
        "examination",
        (
            ask(
                key="decision",
                kind=Kind.CHOICE,
                text="objection.examination",
                options=labelled("objection.decision", "admit", "refuse", "complete"),
            ),
            *((_late(ask),) if late else ()),
            ask(
                key="reasons",
                kind=Kind.TEXT,
                text="objection.refusal_reasons",
                when=equals("decision", "refuse"),
                least=20,
                most=2000,
            ),
            ask(
                key="missing",
                kind=Kind.TEXT,
                text="objection.missing",
                when=equals("decision", "complete"),
                least=2,
                most=2100,
                check=are_points(22),
            ),
        ),
    )


def _late(ask: Callable[..., Question]) -> Question:
    return ask(
        key="late_reasons",
        kind=Kind.TEXT,
        text="objection.late_reasons",
        when=equals("decision", "admit"),
        least=10,
        most=1000,
    )


@cache
def result(effects: tuple[Effect, ...] = tuple(Effect), *, together: str = "") -> Form:
    """Return the form of the result: upheld or not, why, and what follows, as told to the objector in writing.

    `effects` are the possible consequences; `together` lists the numbers of objections that can be decided with it.
    """
    ask = partial(Question, section="result", article=23)
    return Form(
        "objection_result",
        (
            ask(
                key="outcome",
                kind=Kind.CHOICE,
                text="objection.outcome",
                options=labelled("objection.result", "upheld", "not_upheld"),
            ),
            ask(key="reasoning", kind=Kind.TEXT, text="objection.reasoning", least=20, most=3000),
            ask(
                key="measures",
                kind=Kind.TEXT,
                text="objection.measures",
                when=equals("outcome", "upheld"),
                least=10,
                most=2000,
            ),
            ask(
                key="effect",
                kind=Kind.CHOICE,
                text="objection.effect",
                when=equals("outcome", "upheld"),
                options=labelled("objection.effect", *(effect.value for effect in effects)),
            ),
            *((_together(ask, together),) if together else ()),
        ),
    )


@cache
def findings() -> Form:
    """Return the form of an investigator's findings, with grounds and papers (Art. 23)."""
    ask = partial(Question, section="findings", article=23)
    return Form(
        "objection_findings",
        (
            ask(
                key="conclusion",
                kind=Kind.CHOICE,
                text="objection.conclusion",
                options=labelled("objection.found", "so", "not_so", "unclear"),
            ),
            ask(key="findings", kind=Kind.TEXT, text="objection.findings", least=20, most=3000),
            ask(key="papers", kind=Kind.FILES, text="objection.papers", optional=True, least=1, most=10),
        ),
    )


def _together(ask: Callable[..., Question], numbers: str) -> Question:
    return ask(
        key="together",
        kind=Kind.CHOICE,
        text="objection.together",
        options=labelled("objection.together", "all", "alone"),
        places={"numbers": numbers},
    )
