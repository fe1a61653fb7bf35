"""A message that would not fit on every channel is refused before it is sent, and what fits is not."""

import pytest

from workflow.engine.sending import TooLarge, check_message, units


def test_a_message_at_every_limit_fits() -> None:
    check_message(text="字" * 4096, caption="字" * 1024, presses=["按" * 21 + "x"] * 100)
    check_message(text=None, caption=None, presses=[None] * 100)
    check_message(text="", caption=None, presses=["a"])


@pytest.mark.parametrize(
    ("text", "caption", "presses", "told"),
    [
        ("字" * 4097, None, [], "text of 4097 characters: at most 4096"),
        ("字" * 4095 + "🏅", None, [], "text of 4097 characters: at most 4096"),
        (None, "字" * 1025, [], "caption of 1025 characters: at most 1024"),
        (None, None, ["按" * 22], "callback data of 66 bytes: 1 to 64"),
        (None, None, ["a" * 65], "callback data of 65 bytes: 1 to 64"),
        (None, None, [""], "callback data of 0 bytes: 1 to 64"),
        (None, None, ["a"] * 101, "101 buttons in one message: at most 100"),
    ],
)
def test_one_more_is_refused_with_its_measure_and_without_its_content(
    text: str | None, caption: str | None, presses: list[str | None], told: str
) -> None:
    with pytest.raises(TooLarge) as refused:
        check_message(text=text, caption=caption, presses=presses)
    assert str(refused.value) == told


def test_a_character_beyond_the_basic_plane_counts_twice() -> None:
    assert [units(text) for text in ("a", "质", "𠮷", "🏅", "👩‍🏭")] == [1, 1, 2, 2, 5]
