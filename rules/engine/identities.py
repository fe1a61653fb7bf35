"""Checks and normalises what identifies a person or unit: document numbers, credit codes, phones, e-mail (Art. 22)."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from rules.engine.answers import plain
from rules.engine.damage import DAMAGED
from rules.engine.forms import Kind, Question
from rules.engine.refusals import Unfit

_MINUS = "\u2212"
_EARLIEST_BIRTH = date(1900, 1, 1)
_RESIDENT_LENGTH = 18
_RESIDENT_CHECKS = "10X98765432"  # the check characters of GB 11643
_CODE_CHARS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I, O, S, V, Z
_CODE_MISSING = "IOSVZ"
_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_EMAIL = re.compile(rf"{_ATOM}(\.{_ATOM})*@([a-z0-9-]+\.)+[a-z]{{2,}}")
_EMAIL_CHARS = 254
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})([2-8][0-9]{6,7})")
_LOCAL_NUMBER = re.compile(r"[2-8][0-9]{6,7}")


class DocumentKind(StrEnum):
    """The documents that prove a person's identity; each has a name `identities.kind.<value>`."""

    RESIDENT = "resident"
    RESIDENCE_PERMIT = "residence_permit"
    FOREIGN_RESIDENT = "foreign_resident"
    PASSPORT = "passport"


def is_child(kind: DocumentKind, number: str, today: date) -> bool:
    """Tell whether the number belongs to a child under 14, for whom a guardian consents (PIPL Art. 31).

    A passport number does not tell, so the answer for one is False.
    """
    if kind is DocumentKind.PASSPORT:
        return False
    born = int(number[6:14])  # eight digits, compared below with the day on which somebody turns 14 today
    return born + 14 * 10_000 > int(f"{today:%Y%m%d}")


def document_number(kind: DocumentKind, text: str, *, today: date) -> str:
    """Return the normalised number of a document of this kind. Raises Unfit."""
    if kind is DocumentKind.PASSPORT:
        return passport_number(text)
    number = resident_number(text, today=today)
    if kind is DocumentKind.RESIDENCE_PERMIT and number[:2] not in {"81", "82", "83"}:
        raise Unfit("identities.not_a_permit")
    if kind is DocumentKind.FOREIGN_RESIDENT and number[0] != "9":
        raise Unfit("identities.not_foreign_resident")
    return number


def resident_number(text: str, *, today: date) -> str:
    """Return an 18-digit number of GB 11643, also of residence permits and the foreigner's permanent resident card.

    Raises Unfit. The region is not looked up: lists lack those renamed since a person was born. None begins with 0.
    """
    number = _bare(text)
    if re.fullmatch("[0-9]{15}", number):
        raise Unfit("identities.fifteen_digits")
    if odd := re.search("[^0-9X]|X(?!$)", number):
        raise Unfit("identities.character", char=odd.group()[0])
    if len(number) != _RESIDENT_LENGTH:
        raise Unfit("identities.length", count=len(number))
    if number[0] == "0":
        raise Unfit("identities.region")
    _check_birth(number[6:14], today)
    total = sum(int(digit) * (2 ** (17 - n) % 11) for n, digit in enumerate(number[:17]))
    if _RESIDENT_CHECKS[total % 11] != number[17]:
        raise Unfit("identities.checksum")
    return number


def passport_number(text: str) -> str:
    """Return a passport number of any country, in capitals. Raises Unfit."""
    number = _bare(text)
    if not re.fullmatch("(?=.*[0-9])[A-Z0-9]{5,12}", number):
        raise Unfit("identities.passport_number")
    return number


def credit_code(text: str) -> str:
    """Return a unified social credit code (GB 32100). Raises Unfit, naming a character that no such code can have.

    Neither the registering body nor the region begins with 0.
    """
    code = _bare(text)
    if odd := next((char for char in code if char not in _CODE_CHARS), None):
        raise Unfit("identities.code_letter" if odd in _CODE_MISSING else "identities.code_character", char=odd)
    if len(code) != _RESIDENT_LENGTH:
        raise Unfit("identities.code_length", count=len(code))
    if code[0] == "0" or code[2] == "0":
        raise Unfit("identities.code_region")
    total = sum(_CODE_CHARS.index(char) * (3**n % 31) for n, char in enumerate(code[:17]))
    if _CODE_CHARS[-total % 31] != code[17]:
        raise Unfit("identities.code_checksum")
    return code


def phone(text: str) -> str:
    """Return a mainland phone number: a mobile as 13812345678, a landline as 0930-6222222. Raises Unfit."""
    number = re.sub("[().]", "", _bare(text))
    abroad = re.match(r"\+86|0086|86(?=1[3-9][0-9]{9}$)", number)
    if abroad:
        number = number[abroad.end() :]
        number = number if re.match("[01]", number) and not number.startswith("10") else f"0{number}"
    if _MOBILE.fullmatch(number):
        return number
    if landline := _LANDLINE.fullmatch(number):
        return "-".join(landline.groups())
    if _LOCAL_NUMBER.fullmatch(number):
        raise Unfit("identities.area_code")
    if re.fullmatch("1[0-9]+", number):
        raise Unfit("identities.mobile", count=len(number))
    raise Unfit("identities.phone")


def email(text: str) -> str:
    """Return an e-mail address in lower case, free of anything that could inject a mail header. Raises Unfit."""
    address = unicodedata.normalize("NFKC", text.strip()).lower()
    if len(address) > _EMAIL_CHARS or not _EMAIL.fullmatch(address):
        raise Unfit("identities.email")
    return address


def masked(number: str) -> str:
    """Mask a number for display: its first and last character with stars between them."""
    if number == DAMAGED:
        return number
    if len(number) <= 2:
        return "*" * len(number)
    return number[0] + "*" * (len(number) - 2) + number[-1]


def masked_phone(number: str) -> str:
    """Mask a phone number for display: 138****5678."""
    if len(number) <= 7 or number == DAMAGED:
        return masked(number)
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def masked_email(address: str) -> str:
    """Mask an e-mail address for display: m***@example.com."""
    name, at, domain = address.partition("@")
    return address if address == DAMAGED else f"{name[:1]}***{at}{domain}"


def read_back(question: Question, text: str) -> str:
    """Return an answer as it is shown again, with the numbers that identify a person masked (Art. 12)."""
    match question.kind:
        case Kind.IDENTITY:
            return masked(text)
        case Kind.PHONE if question.private:
            return masked_phone(text)
        case Kind.TEXT if question.private and _is_a_number(text):
            return masked(text)
        case _:
            return text


def _is_a_number(text: str) -> bool:
    """Tell whether a text could be a document's number, whose kind the form does not know, not a name or address."""
    return text.isascii() and 2 * sum(char.isdecimal() for char in text) > len(text)


def _bare(text: str) -> str:
    """Return the text half-width, in capitals, without spaces and dashes. Raises Unfit for other digits or no text."""
    kept = [
        char for char in plain(text) if not char.isspace() and unicodedata.category(char) != "Pd" and char != _MINUS
    ]
    if not kept:
        raise Unfit("answers.empty")
    return "".join(kept).upper()


def _check_birth(digits: str, today: date) -> None:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError as error:
        raise Unfit("identities.birth") from error
    if born > today:
        raise Unfit("identities.unborn")
    if born < _EARLIEST_BIRTH:
        raise Unfit("identities.birth")


def one_spelling(number: str) -> str:
    """Return a credit code or document number normalised for look-up: half-width, in capitals, without separators."""
    return "".join(char for char in unicodedata.normalize("NFKC", number).upper() if char.isalnum())


# Guards what is published for good: a text that contains somebody's number is sent back (Art. 15, 17, 21, 37,
# 39).


# A mobile number, or a document number with its birth date. A credit code may be all digits too, and is public.
_BORN = "(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_PERSONAL = re.compile(rf"(?<![0-9])(?:1[3-9][0-9]{{9}}|[1-9][0-9]{{5}}{_BORN}[0-9]{{3}}[0-9Xx])(?![0-9A-Za-z])")


def names_somebody(text: str) -> bool:
    """Tell whether the text contains a document or mobile phone number, however it is spaced."""
    flat = unicodedata.normalize("NFKC", text)
    return bool(_PERSONAL.search(flat) or _PERSONAL.search(re.sub(r"[ \-]", "", flat)))


def shows_any(text: str, private: Iterable[str]) -> bool:
    """Tell whether the text contains any of these private values (a phone, an address, a number), however spaced."""
    flat = _flat(text)
    return any(word in flat for word in map(_flat, private) if word)


def without_numbers(name: str) -> str:
    """Return a name fit for publication: all its digits are hidden if it contains a person's number."""
    return re.sub(r"[0-9]", "*", unicodedata.normalize("NFKC", name)) if names_somebody(name) else name


def _flat(text: str) -> str:
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text))
