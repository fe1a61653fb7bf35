"""Questions on the conditions of Art. 10 and 11: whether and how each is met, and with what evidence."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from rules.forms import YES_NO_UNSURE, Answers, Kind, Names, Question, always
from rules.parts import Condition

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
