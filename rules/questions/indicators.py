"""Indicators of the last years with the rank they reach: up to five, one group of questions each (Art. 10 (4))."""

from functools import partial

from rules.forms import YES_NO, Kind, Question, always, equals
from rules.questions.options import labelled

MOST = 5
_LARGEST = 10**12


def questions(years: int) -> tuple[Question, ...]:
    """All groups. A group behind the first is asked only where the one before it was answered with "another"."""
    return tuple(question for number in range(1, MOST + 1) for question in _group(number, years))


def _group(number: int, years: int) -> tuple[Question, ...]:
    key = f"indicator{number}"
    ask = partial(
        Question,
        section="indicators",
        article=10,
        when=always if number == 1 else equals(f"indicator{number - 1}.more", "yes"),
        places={"number": str(number), "years": str(years), "most": str(MOST)},
    )
    more = ask(key=f"{key}.more", kind=Kind.CHOICE, text="apply.indicator_more", options=YES_NO, block=key)
    return (
        ask(key=f"{key}.name", kind=Kind.TEXT, text="apply.indicator_name", least=2, most=60, block=key),
        ask(key=f"{key}.unit", kind=Kind.TEXT, text="apply.indicator_unit", least=1, most=20, block=key),
        *(_value(key, back, ask) for back in range(1, years + 1)),
        ask(
            key=f"{key}.area",
            kind=Kind.CHOICE,
            text="apply.indicator_area",
            block=key,
            options=labelled("apply.area", "county", "prefecture", "unranked"),
        ),
        _rank(key),
        ask(key=f"{key}.files", kind=Kind.FILES, text="apply.indicator_files", optional=True, most=5),
        *((more,) if number < MOST else ()),
    )


def _value(key: str, back: int, ask: "partial[Question]") -> Question:
    return ask(
        key=f"{key}.value{back}",
        kind=Kind.NUMBER,
        text="apply.indicator_value",
        block=key,
        least=-_LARGEST,
        most=_LARGEST,
        decimals=4,
        places={"back": str(back)},
    )


def _rank(key: str) -> Question:
    return Question(
        key=f"{key}.rank",
        kind=Kind.NUMBER,
        section="indicators",
        text="apply.indicator_rank",
        block=key,
        article=10,
        when=equals(f"{key}.area", "county", "prefecture"),
        least=1,
        most=9999,
    )
