"""Whoever is under 14 by the number of their document does not go on alone (PIPL Art. 31)."""

from datetime import date

import pytest

from rules.applications.forms import individual
from rules.engine.forms import Form
from rules.engine.identities import DocumentKind, is_child
from rules.engine.refusals import Unfit
from rules.objections.forms import objection
from tests.rules.every_form import pack

BORN_ON_17_SEPTEMBER_2012, BORN_ON_A_LEAP_DAY = "622921201209170019", "622921201202290018"


@pytest.mark.parametrize(
    ("number", "today", "child"),
    [
        (BORN_ON_17_SEPTEMBER_2012, date(2026, 9, 16), True),
        (BORN_ON_17_SEPTEMBER_2012, date(2026, 9, 17), False),
        (BORN_ON_17_SEPTEMBER_2012, date(2026, 9, 18), False),
        (BORN_ON_A_LEAP_DAY, date(2026, 2, 28), True),
        (BORN_ON_A_LEAP_DAY, date(2026, 3, 1), False),
    ],
)
def test_a_child_is_one_until_the_day_on_which_they_are_fourteen(number: str, today: date, child: bool) -> None:
    assert is_child(DocumentKind.RESIDENT, number, today) is child
    assert is_child(DocumentKind.FOREIGN_RESIDENT, number, today) is child


def test_a_passport_does_not_tell_an_age() -> None:
    assert is_child(DocumentKind.PASSPORT, "E12345678", date(2026, 9, 16)) is False


def told(form: Form, today: date) -> str:
    check = form.questions[form.index("document_number")].check
    if check is None:
        return ""
    try:
        check(BORN_ON_17_SEPTEMBER_2012, {"document_kind": "resident"}, {"today": today})
    except Unfit as unfit:
        return unfit.key
    return ""


def test_a_child_neither_applies_nor_objects_alone_and_may_come_to_the_counter_with_a_guardian() -> None:
    forms = (individual(pack()), objection(pack()), objection(pack(), counter=True))
    assert [told(form, date(2026, 9, 16)) for form in forms] == ["identities.under_14", "identities.under_14", ""]
    assert [told(form, date(2026, 9, 17)) for form in forms] == ["", "", ""]
