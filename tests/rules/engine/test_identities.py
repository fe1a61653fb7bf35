from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.engine.identities import (
    DocumentKind,
    credit_code,
    document_number,
    masked,
    masked_phone,
    passport_number,
    resident_number,
)
from rules.engine.refusals import Unfit

TODAY = date(2026, 11, 13)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CODE_CHARS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def numbered(seventeen: str) -> str:
    """The seventeen digits with the check character that the standard's own table gives."""
    rest = sum(int(digit) * weight for digit, weight in zip(seventeen, WEIGHTS, strict=True)) % 11
    return seventeen + "10X98765432"[rest]


def coded(seventeen: str) -> str:
    rest = sum(CODE_CHARS.index(char) * weight for char, weight in zip(seventeen, CODE_WEIGHTS, strict=True)) % 31
    return seventeen + CODE_CHARS[(31 - rest) % 31]


NUMBER = "11010519491231002X"  # the example of GB 11643
CODE = "91350100M000100Y43"  # the example of GB 32100
LINXIA_CITY_1975 = numbered("62290119750601001")  # a region code that has since been dropped
PERMIT = numbered("81000019900307001")
FOREIGNER = numbered("91184019880229002")


def test_the_helper_and_the_standards_own_examples_agree() -> None:
    assert numbered(NUMBER[:17]) == NUMBER
    assert coded(CODE[:17]) == CODE


@pytest.mark.article(22)
@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        NUMBER.lower(),
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002x",
        "110105-19491231-002X",
        "110105—19491231−002X",
        "\u200b1101\u00ad0519491231002X\u202e\n",
    ],
)
def test_a_number_has_one_spelling_however_it_is_typed(typed: str) -> None:
    assert resident_number(typed, today=TODAY) == NUMBER


@pytest.mark.article(22)
@pytest.mark.parametrize("number", [LINXIA_CITY_1975, PERMIT, numbered("83000019900307001"), FOREIGNER])
def test_old_regions_residence_permits_and_foreign_residents_are_taken(number: str) -> None:
    assert resident_number(number, today=TODAY) == number


@pytest.mark.article(22)
@pytest.mark.parametrize(
    ("typed", "key", "values"),
    [
        (NUMBER[:17] + "1", "identities.checksum", {}),
        ("110105194912310021", "identities.checksum", {}),
        ("11010519491231002٣", "answers.other_digit", {"char": "٣"}),
        ("1101051949123100²X", "answers.other_digit", {"char": "²"}),
        ("110105491231002", "identities.fifteen_digits", {}),
        ("1101051949123100", "identities.length", {"count": 16}),
        (NUMBER + "1", "identities.character", {"char": "X"}),
        ("1101051949123100221", "identities.length", {"count": 19}),
        ("11010519491231O02X", "identities.character", {"char": "O"}),
        (numbered("11010520230229001"), "identities.birth", {}),
        (numbered("11010518991231001"), "identities.birth", {}),
        (numbered("11010520261114001"), "identities.unborn", {}),
        ("  ", "answers.empty", {}),
        ("", "answers.empty", {}),
    ],
)
def test_a_number_that_does_not_fit_is_refused_with_the_reason(typed: str, key: str, values: dict[str, object]) -> None:
    with pytest.raises(Unfit) as unfit:
        resident_number(typed, today=TODAY)
    assert (unfit.value.key, unfit.value.values) == (key, values)


def test_somebody_born_today_is_born() -> None:
    assert resident_number(numbered("11010520261113001"), today=TODAY) == numbered("11010520261113001")


@given(place=st.integers(0, 17), digit=st.sampled_from("0123456789"))
def test_one_mistyped_digit_is_always_noticed(place: int, digit: str) -> None:
    typed = LINXIA_CITY_1975[:place] + digit + LINXIA_CITY_1975[place + 1 :]
    if typed == LINXIA_CITY_1975:
        assert resident_number(typed, today=TODAY) == typed
        return
    with pytest.raises(Unfit):
        resident_number(typed, today=TODAY)


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (DocumentKind.RESIDENT, NUMBER.lower(), NUMBER),
        (DocumentKind.RESIDENCE_PERMIT, PERMIT, PERMIT),
        (DocumentKind.FOREIGN_RESIDENT, FOREIGNER, FOREIGNER),
        (DocumentKind.PASSPORT, " ｅ１２３ ４５６-７８", "E12345678"),
    ],
)
def test_each_kind_of_document_has_its_number(kind: DocumentKind, typed: str, kept: str) -> None:
    assert document_number(kind, typed, today=TODAY) == kept


def test_a_number_of_another_document_is_pointed_to_the_right_kind() -> None:
    for kind, key in (
        (DocumentKind.RESIDENCE_PERMIT, "identities.not_a_permit"),
        (DocumentKind.FOREIGN_RESIDENT, "identities.not_foreign_resident"),
    ):
        with pytest.raises(Unfit) as unfit:
            document_number(kind, NUMBER, today=TODAY)
        assert unfit.value.key == key


@pytest.mark.parametrize("typed", ["E123", "ABCDEF", "E1234567890123", "E1234567Ж", "E12345678'"])
def test_a_passport_number_is_letters_and_digits(typed: str) -> None:
    with pytest.raises(Unfit) as unfit:
        passport_number(typed)
    assert unfit.value.key == "identities.passport_number"


@pytest.mark.article(10)
@pytest.mark.parametrize("typed", [CODE, CODE.lower(), "９１３５０１００Ｍ０００１００Ｙ４３", "9135 0100-M000100Y 43"])
def test_a_credit_code_has_one_spelling_however_it_is_typed(typed: str) -> None:
    assert credit_code(typed) == CODE


@pytest.mark.article(10)
@pytest.mark.parametrize("letter", "IOSVZ")
def test_a_letter_that_credit_codes_lack_is_named(letter: str) -> None:
    for typed in (CODE[:8] + letter + CODE[9:], CODE[:8] + letter.lower() + CODE[9:]):
        with pytest.raises(Unfit) as unfit:
            credit_code(typed)
        assert (unfit.value.key, unfit.value.values) == ("identities.code_letter", {"char": letter})


@pytest.mark.article(10)
@pytest.mark.parametrize(
    ("typed", "key", "values"),
    [
        (CODE[:17] + "4", "identities.code_checksum", {}),
        (CODE[:-1], "identities.code_length", {"count": 17}),
        (CODE + "1", "identities.code_length", {"count": 19}),
        (CODE[:17] + "号", "identities.code_character", {"char": "号"}),
        (CODE[:17] + "٣", "answers.other_digit", {"char": "٣"}),
    ],
)
def test_a_credit_code_that_does_not_fit_is_refused_with_the_reason(
    typed: str, key: str, values: dict[str, object]
) -> None:
    with pytest.raises(Unfit) as unfit:
        credit_code(typed)
    assert (unfit.value.key, unfit.value.values) == (key, values)


@given(st.text(CODE_CHARS, min_size=17, max_size=17).filter(lambda code: "0" not in (code[0], code[2])))
def test_every_code_with_its_check_character_is_taken(seventeen: str) -> None:
    assert credit_code(coded(seventeen)) == coded(seventeen)


def test_numbers_are_shown_by_their_ends() -> None:
    assert masked("622901197506010013") == "6****************3"
    assert [masked("E1"), masked("A"), masked("")] == ["**", "*", ""]
    assert masked_phone("13812345678") == "138****5678"
    assert masked_phone("0930-6222222") == "093*****2222"
    assert masked_phone("6222222") == "6*****2"
