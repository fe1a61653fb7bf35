"""Where no pictograph can be drawn, sentences that differ by nothing else still read differently."""

import re

import pytest

from tests.house.catalogues import catalogue
from tests.house.sources import ROOT
from texts import languages

SCRIPT = (ROOT / "web/static/glyphs.js").read_text("utf-8")
PLAIN = dict(re.findall(r'\["(.)", "(.)"\]', SCRIPT))
PICTOGRAPH = re.compile("[\U0001f000-\U0001faff✅✏⬜⏳⚪❔✋➕⏰]\ufe0f?\\s?")
"""The same as in the script."""


@pytest.mark.parametrize("language", languages())
def test_no_two_of_a_kind_are_told_apart_by_a_pictograph_alone(language: str) -> None:
    said: dict[tuple[str, str], set[str]] = {}
    for key, sentence in catalogue(language).items():
        if not PICTOGRAPH.match(sentence):
            continue
        plain = PICTOGRAPH.sub(lambda found: PLAIN.get(found[0][0], ""), sentence)
        said.setdefault((key.rpartition(".")[0], plain.strip()), set()).add(sentence.strip())
    alike = {key: together for key, together in said.items() if len(together) > 1}
    assert alike == {}
