import pytest

from papers.engine.parts import Enclosure, enclosures, fingerprint, in_words


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KB"), (1024 * 1024 - 1, "1024.0 KB"), (20 * 1024 * 1024, "20.0 MB")],
)
def test_sizes_are_said_in_the_largest_unit_that_they_fill(size: int, words: str) -> None:
    assert in_words(size) == words


def test_a_fingerprint_shows_both_its_ends() -> None:
    assert fingerprint("0123456789abcdef" * 4) == "01234567…89abcdef"


@pytest.mark.article(12)
def test_the_trade_secret_column_is_there_only_where_something_is_marked() -> None:
    plain, marked = Enclosure("a.pdf", 1, "0" * 64), Enclosure("b.pdf", 2, "1" * 64, "第2页")
    assert enclosures("zh", (plain,))["head"] == ("", "文件名", "大小", "校验值（首尾）")
    block = enclosures("en", (plain, marked))
    assert block["head"] == ("", "File", "Size", "SHA-256 (first and last)", "Trade secret")
    assert block["rows"] == (
        ("1", "a.pdf", "1 B", "00000000…00000000", ""),
        ("2", "b.pdf", "2 B", "11111111…11111111", "第2页"),
    )
