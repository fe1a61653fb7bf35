"""What somebody stated is compared with who applies, as names are compared everywhere (Art. 40)."""

from typing import Any

import pytest

from rules.interests.statements import Ground, Party, conflict, party_of

FOOD, CODE = "临夏县示例食品有限公司", "91622921MAEXAMPL8J"
ORGANISATION: dict[str, Any] = {"name": FOOD, "credit_code": CODE, "representative": "马小花"}
BRANCH: dict[str, Any] = {"name": "双城分店", "parent_name": FOOD, "parent_code": CODE, "representative": "丁大山"}
INDIVIDUAL: dict[str, Any] = {"name": "马小花", "document_number": "6229", "employer": FOOD, "representative": "没有"}


@pytest.mark.article(40)
def test_the_party_is_the_organisation_its_parent_and_who_represents_it() -> None:
    assert party_of(ORGANISATION) == Party((FOOD,), (CODE,), ("马小花",))
    assert party_of(BRANCH) == Party(("双城分店", FOOD), (CODE,), ("丁大山",))


@pytest.mark.article(40)
def test_the_party_of_an_individual_is_the_person_and_the_employer() -> None:
    assert party_of(INDIVIDUAL) == Party((FOOD,), (), ("马小花",))


@pytest.mark.article(40)
@pytest.mark.parametrize(
    "employer",
    [
        FOOD,
        "　临夏县示例食品（有限）公司 ",
        "临夏县示例食品有限公司第二分厂",
        "示例食品",
        CODE,
        "91622921 maexampl8j",
        "９１６２２９２１MAEXAMPL8J",
    ],
)
def test_an_employer_is_found_however_it_is_written(employer: str) -> None:
    assert conflict([employer], [], party_of(ORGANISATION)) is Ground.EMPLOYER


@pytest.mark.article(40)
@pytest.mark.parametrize("employer", ["例食品", "临夏县示例乳业有限公司", "91622921MAEXAMPL81", "", "马小花"])
def test_another_is_not_taken_for_it(employer: str) -> None:
    """Three characters are too few to be the same: half the county's names have them in common."""
    assert conflict([employer], [], party_of(ORGANISATION)) is None


@pytest.mark.article(40)
def test_one_short_name_that_is_the_whole_name_is_the_same() -> None:
    assert conflict(["老马"], [], Party(("老马",), (), ())) is Ground.EMPLOYER


@pytest.mark.article(40)
@pytest.mark.parametrize("answers", [ORGANISATION, INDIVIDUAL])
def test_kin_are_whoever_applies_or_represents_it(answers: dict[str, Any]) -> None:
    assert conflict([], ["丁大山", "马 小花"], party_of(answers)) is Ground.KIN


@pytest.mark.article(40)
@pytest.mark.parametrize("kin", ["马小", "马小花花", FOOD])
def test_kin_have_the_whole_name_and_no_part_of_it(kin: str) -> None:
    assert conflict([], [kin], party_of(INDIVIDUAL)) is None
