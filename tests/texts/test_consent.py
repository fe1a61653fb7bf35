"""A consent is to a text: whoever changes the text gives it a new version, and people are asked anew (PIPL Art. 14)."""

import hashlib

import pytest

from rules.people.roles import CONSENT_VERSION, IDENTITY_CONSENT
from texts import sentences

GENERAL = {
    ("1", "zh"): "926ff1d3f36680dd",
    ("1", "en"): "8fde4d2b000c03f2",
    ("2", "zh"): "6081f87b630c53bd",
    ("2", "en"): "9deb703edc53f4cd",
}
IDENTITY = {
    ("1", "zh"): "1f402fa72a5d5c0c",
    ("1", "en"): "3e285ba0b51a571e",
    ("2", "zh"): "1f402fa72a5d5c0c",
    ("2", "en"): "ddd8be25c0b7d33f",
}


def fingerprint(language: str, *keys: str) -> str:
    """Of the sentences as they stand in the catalogue, before anything is filled in."""
    said = (sentences(language, key.partition(".")[0])[key] for key in keys)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


@pytest.mark.parametrize(("version", "language"), GENERAL)
def test_the_text_that_was_agreed_to_can_be_read_by_its_version(version: str, language: str) -> None:
    assert fingerprint(language, f"consent.text.{version}") == GENERAL[version, language]


def test_the_present_version_has_its_text() -> None:
    assert max(version for version, _ in GENERAL) == CONSENT_VERSION


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_text_of_the_consent_to_the_proof_of_identity_is_the_one_of_its_version(language: str) -> None:
    keys = ("objection.identity_consent", "objection.identity_consent.help")
    assert fingerprint(language, *keys) == IDENTITY[IDENTITY_CONSENT, language]


@pytest.mark.parametrize(("version", "language"), IDENTITY)
def test_the_text_of_an_earlier_consent_to_the_proof_can_be_read(version: str, language: str) -> None:
    keys = (f"consent.identity.{version}", f"consent.identity_means.{version}")
    assert fingerprint(language, *keys) == IDENTITY[version, language]
