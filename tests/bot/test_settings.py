"""What an operator sets: an address is kept as browsers write it, and one that nobody could come to is refused."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("", "http://127.0.0.1:8080"),
        ("https://award.example/", "https://award.example"),
        ("HTTPS://Award.Example:443", "https://award.example"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_the_public_address_is_kept_as_browsers_say_it(written: str, kept: str) -> None:
    assert Settings(public_url=written).address(8080) == kept


@pytest.mark.parametrize(
    "written", ["award.example", "https://award.example/award", "ftp://award.example", "https://", "https://a:b"]
)
def test_an_address_from_which_no_page_could_speak_is_refused_at_the_start(written: str) -> None:
    with pytest.raises(ValidationError):
        Settings(public_url=written)


def test_keys_that_are_set_to_nothing_lie_among_the_data() -> None:
    assert Settings(keys_file="").keys == Path("data/keys.json")  # type: ignore[arg-type]  # as an environment says it
