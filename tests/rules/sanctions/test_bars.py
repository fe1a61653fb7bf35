"""How long a bar lasts, of several the one that counts, and the one spelling of a number (Art. 36, 37, 39)."""

from datetime import date, timedelta
from typing import Any

import pytest

from rules.engine.identities import one_spelling
from rules.engine.pack import load_pack
from rules.sanctions.bars import Bar, barred, last_day, number_of

PACK = load_pack()
DAY = timedelta(days=1)
DECIDED = date(2026, 9, 1)


def bar(article: int = 36, from_on: date = DECIDED, **changed: Any) -> Bar:
    until_on = last_day(article, from_on, PACK)
    assert until_on is not None
    values = {"id": 1, "sanction_id": 1, "holder": "h", "article": article, "from_on": from_on, "until_on": until_on}
    return Bar(**{**values, **changed})


@pytest.mark.article(36, 37, 39)
@pytest.mark.parametrize(("article", "until"), [(36, date(2031, 9, 1)), (37, date(2036, 9, 1)), (39, date(2031, 9, 1))])
def test_a_bar_holds_from_the_decision_to_the_corresponding_day(article: int, until: date) -> None:
    one = bar(article)
    held = [one.holds_on(day) for day in (DECIDED - DAY, DECIDED, until, until + DAY)]
    assert (one.until_on, held) == (until, [False, True, True, False])


@pytest.mark.article(36)
def test_a_bar_decided_on_a_leap_day_ends_on_the_twenty_eighth() -> None:
    assert last_day(36, date(2028, 2, 29), PACK) == date(2033, 2, 28)


@pytest.mark.parametrize("article", [5, 38, 41])
def test_the_other_articles_bar_nobody(article: int) -> None:
    assert last_day(article, DECIDED, PACK) is None


@pytest.mark.article(37)
def test_of_several_the_longest_counts_and_a_lifted_one_does_not() -> None:
    five, ten = bar(36), bar(37, id=2)
    assert barred([five, ten], DECIDED) == ten
    lifted = bar(37, id=2, lifted_on=date(2027, 1, 1))
    assert barred([five, lifted], date(2026, 12, 31)) == lifted
    assert barred([five, lifted], date(2027, 1, 1)) == five
    assert barred([], DECIDED) is None
    assert barred([five], five.until_on + DAY) is None


@pytest.mark.parametrize(
    "written",
    [
        "62292119900101002X",
        "62292119900101002x",
        "６２２９２１１９９００１０１００２Ｘ",
        "６２２９２１１９９００１０１００２ｘ",
        " 622921 19900101 002x ",
        "622921-19900101-002X",
        "622921\u200b19900101002X",
    ],
)
def test_a_number_has_one_spelling(written: str) -> None:
    assert one_spelling(written) == "62292119900101002X"


@pytest.mark.article(36)
def test_a_branch_is_barred_under_its_parents_number() -> None:
    code = "91622921MAEXAMPL8J"
    assert number_of({"kind": "branch", "credit_code": "left over", "parent_code": code}) == code
    assert number_of({"kind": "legal_person", "credit_code": code}) == code
    assert number_of({"document_kind": "resident", "document_number": "622921199001010008"}) == "622921199001010008"
