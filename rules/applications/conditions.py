"""Questions on the conditions of Art. 10 and 11: whether and how each is met, and with what evidence."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from rules.engine.forms import YES_NO, YES_NO_UNSURE, Answers, Kind, Names, Question, always, equals
from rules.engine.options import labelled
from rules.engine.parts import Condition

_NUMERALS = "零一二三四五六七八九"


def cited(article: int, item: int | None = None) -> Names:
    """Return how an article is cited to a reader: 第十条第（一）项; Article 10 (1)."""
    chinese, english = f"第{numeral(article)}条", f"Article {article}"
    if item is None:
        return Names(chinese, english)
    return Names(f"{chinese}第（{numeral(item)}）项", f"{english} ({item})")


def numeral(number: int) -> str:
    """Write a number from 1 to 99 in Chinese characters."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return head + (_NUMERALS[ones] if ones else "")


def places(condition: Condition) -> dict[str, str | Names]:
    """Return the values for the sentences about one condition."""
    return {
        "condition": Names(condition.zh, condition.en),
        "evidence": Names(condition.evidence_zh, condition.evidence_en),
        "example": Names(condition.example_zh, condition.example_en),
        "cited": cited(condition.article, condition.item),
    }


def verdict(condition: Condition, *, subject: str, section: str, when: Callable[[Answers], bool] = always) -> Question:
    """Return the question whether the condition is met (yes, no, unsure); its key is the condition's."""
    return Question(
        key=condition.key,
        kind=Kind.CHOICE,
        section=section,
        text=f"{subject}.condition",
        article=condition.article,
        options=YES_NO_UNSURE,
        when=when,
        places=places(condition),
    )


def questions(conditions: tuple[Condition, ...]) -> tuple[Question, ...]:
    """Return three questions for each condition: the verdict, the words, and the evidence, which is optional."""
    return tuple(question for condition in conditions for question in _one(condition))


def _one(condition: Condition) -> tuple[Question, ...]:
    ask = partial(Question, section="conditions", article=condition.article, places=places(condition))
    words = ask(key=f"{condition.key}.words", kind=Kind.TEXT, text="apply.condition_words", least=10, most=2000)
    return (
        replace(verdict(condition, subject="apply", section="conditions"), block=condition.key),
        replace(words, block=condition.key),
        ask(key=f"{condition.key}.files", kind=Kind.FILES, text="apply.condition_files", optional=True, most=10),
    )


# Questions on indicators of the last years and the rank they reach: up to five groups (Art. 10 (4)).
#
# The years are those before the edition's: for the edition of 2026 they are 2025, 2024 and 2023. An answer's key
# says how many years back it lies; the question names the year.


MOST = 5
_LARGEST = 10**12


def calendar_years(edition_year: int, years: int) -> range:
    """Return the full years that are asked about, the latest first."""
    return range(edition_year - 1, edition_year - 1 - years, -1)


def indicator_questions(years: range) -> tuple[Question, ...]:
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
