"""Forms of an application's single supplement: the receiving unit's notice, and the answer (Art. 15)."""

from functools import cache, partial

from rules.engine.answers import PLACES, are_points
from rules.engine.forms import Form, Kind, Question
from rules.engine.options import same
from rules.engine.pack import Pack


def supplement(items: tuple[str, ...]) -> Form:
    """Return the applicant's form: words `item.<n>.text` and files `item.<n>.files` for each item, n from 1."""
    return Form("supplement", tuple(q for number, item in enumerate(items, start=1) for q in _item(number, item)))


def supplement_notice(pack: Pack) -> Form:
    """Return the clerk's form: the items, one a line, and the working days allowed (skipped: the pack's number)."""
    return _notice(pack.supplement_working_days)


def _item(number: int, item: str) -> tuple[Question, ...]:
    ask = partial(Question, section="items", article=15, places={"number": str(number), "item": same(item)})
    return (
        ask(key=f"item.{number}.text", kind=Kind.TEXT, text="supplement.answer", least=2, most=2000),
        ask(key=f"item.{number}.files", kind=Kind.FILES, text="supplement.files", optional=True, least=1, most=10),
    )


@cache
def _notice(days: int) -> Form:
    ask = partial(Question, section="notice", article=15)
    return Form(
        "supplement_notice",
        (
            ask(
                key="items",
                kind=Kind.TEXT,
                text="supplement.items",
                least=2,
                most=2100,
                check=are_points(15),
                places=PLACES,
            ),
            ask(
                key="days",
                kind=Kind.NUMBER,
                text="supplement.days",
                optional=True,
                least=1,
                most=60,
                places={"days": str(days)},
            ),
        ),
    )
