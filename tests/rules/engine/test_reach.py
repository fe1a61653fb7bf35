"""How somebody is reached: one spelling of a phone number and of an e-mail address, however it is typed (Art. 22)."""

import pytest

from rules.engine.identities import email, phone
from rules.engine.refusals import Unfit


@pytest.mark.article(22)
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13812345678", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("＋８６　１３８１２３４５６７８", "13812345678"),
        ("0086-138-1234-5678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("0930-6222222", "0930-6222222"),
        ("(0930) 622 2222", "0930-6222222"),
        ("09306222222", "0930-6222222"),
        ("+86 930 6222222", "0930-6222222"),
        ("010-62345678", "010-62345678"),
        ("+86 10 6234 5678", "010-62345678"),
        ("0755—86543210", "0755-86543210"),
    ],
)
def test_a_phone_number_has_one_spelling_however_it_is_typed(typed: str, kept: str) -> None:
    assert phone(typed) == kept


@pytest.mark.article(22)
@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("138123456789", "identities.mobile"),
        ("1381234567", "identities.mobile"),
        ("12812345678", "identities.mobile"),
        ("6222222", "identities.area_code"),
        ("1381234abcd", "identities.phone"),
        ("+85291234567", "identities.phone"),
        ("0930-1222222", "identities.phone"),
        ("1381234567٣", "answers.other_digit"),
        ("没有", "identities.phone"),
        (" - ", "answers.empty"),
    ],
)
def test_a_phone_number_that_does_not_fit_is_refused_with_the_reason(typed: str, key: str) -> None:
    with pytest.raises(Unfit) as unfit:
        phone(typed)
    assert unfit.value.key == key


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Li.Ming+award@Example.COM\n", "li.ming+award@example.com"),
        ("ｌｉ＠ｅｘａｍｐｌｅ．ｃｏｍ", "li@example.com"),
        ("622@qq.com", "622@qq.com"),
    ],
)
def test_an_address_has_one_spelling(typed: str, kept: str) -> None:
    assert email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "li@example.com\nBcc: all@example.com",
        "li@example.com\r\nSubject: x",
        "li@example.com\x0bx",
        "li@exa mple.com",
        "li",
        "@example.com",
        "li@example",
        ".li@example.com",
        "li..ming@example.com",
        "li@example..com",
        '"li"@example.com',
        "a" * 250 + "@example.com",
    ],
)
def test_an_address_cannot_carry_a_second_header(typed: str) -> None:
    with pytest.raises(Unfit) as unfit:
        email(typed)
    assert unfit.value.key == "identities.email"
