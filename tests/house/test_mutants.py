"""What the mutants leave out is still in the code, and a break leaves code that can be compiled."""

import pytest

from tests.house.breaks import breaks, equivalent
from tests.house.sources import ROOT
from tests.house.test_articles import Line, lines


def test_every_equivalent_break_is_one_of_the_table_and_has_its_reason() -> None:
    possible = {one.name for line in lines() for one in breaks(line)}
    assert sorted(set(equivalent()) - possible) == []
    assert [name for name, reason in equivalent().items() if not reason.strip()] == []


@pytest.mark.parametrize("line", [line for line in lines() if line.binds], ids=lambda line: str(line.article))
def test_something_can_be_broken_in_every_article_and_is_code_again(line: Line) -> None:
    possible = breaks(line)
    assert possible
    for one in possible:
        whole = (ROOT / one.file).read_bytes()
        compile(whole[: one.start] + one.text.encode() + whole[one.end :], one.file, "exec")
        assert whole[one.start : one.end] != one.text.encode()
