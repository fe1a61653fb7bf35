"""Questions on indicators of the last years and the rank they reach: up to five groups (Art. 10 (4)).

The years are those before the edition's: for the edition of 2026 they are 2025, 2024 and 2023. An answer's key says how
many years back it lies; the question names the year.
"""

from functools import partial

from rules.forms import YES_NO, Kind, Question, always, equals
from rules.questions.options import labelled

MOST = 5
_LARGEST = 10**12


def calendar_years(edition_year: int, years: int) -> range:
    """Return the full years that are asked about, the latest first."""
    return range(edition_year - 1, edition_year - 1 - years, -1)


def questions(years: range) -> tuple[Question, ...]:
    """Return all groups of questions for these `calendar_years`.

    A group behind the first is asked only if the one before it was answered with "another".
    """
    return tuple(question for number in range(1, MOST + 1) for question in _group(number, years))


def _group(number: int, years: range) -> tuple[Question, ...]:
    key = f"indicator{number}"
    ask = partial(
        Question,
        section="indicators",
        article=10,
        when=always if number == 1 else equals(f"indicator{number - 1}.more", "yes"),
        places={"number": str(number), "most": str(MOST), "first": str(years[-1]), "last": str(years[0])},
    )
    more = ask(key=f"{key}.more", kind=Kind.CHOICE, text="apply.indicator_more", options=YES_NO, block=key)
    return (
        ask(key=f"{key}.name", kind=Kind.TEXT, text="apply.indicator_name", least=2, most=60, block=key),
        ask(key=f"{key}.unit", kind=Kind.TEXT, text="apply.indicator_unit", least=1, most=20, block=key),
        *(_value(key, back, year, ask) for back, year in enumerate(years, start=1)),
        ask(
            key=f"{key}.area",
            kind=Kind.CHOICE,
            text="apply.indicator_area",
            block=key,
            options=labelled("apply.area", "county", "prefecture", "unranked"),
        ),
        _rank(key, years[0]),
        ask(key=f"{key}.files", kind=Kind.FILES, text="apply.indicator_files", optional=True, most=5),
        *((more,) if number < MOST else ()),
    )


def _value(key: str, back: int, year: int, ask: "partial[Question]") -> Question:
    return ask(
        key=f"{key}.value{back}",
        kind=Kind.NUMBER,
        text="apply.indicator_value",
        block=key,
        least=-_LARGEST,
        most=_LARGEST,
        decimals=4,
        places={"back": str(back), "year": str(year)},
    )


def _rank(key: str, year: int) -> Question:
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
        places={"year": str(year)},
    )
