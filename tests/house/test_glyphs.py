"""Where no pictograph can be drawn, sentences that differ by nothing else still read differently."""

import re

import pytest

from tests.house.catalogues import catalogue
from tests.house.sources import ROOT
from texts import languages

SCRIPT = (ROOT / "web/static/glyphs.js").read_text("utf-8")
PLAIN = dict(re.findall(r'\["(.)", "(.)"\]', SCRIPT))
LISTED = set(re.findall(r"\[\\u\{1F000\}-\\u\{1FAFF\}(.+?)\]", SCRIPT)[0])
"""What the script looks for besides the block of pictographs."""
PICTOGRAPH = re.compile(f"[\U0001f000-\U0001faff{''.join(LISTED)}]\ufe0f?\\s?")
"""The same as in the script."""
COLOURED = re.compile("[⌚⌛⏩-⏳⏸-⏺☔☕⚡⚪⚫⛔✅✊✋✏✨❌❎❓-❕❗➕-➗➰⬛⬜⭐⭕]")
"""Signs of older blocks that few fonts have but those that draw pictographs."""


@pytest.mark.parametrize("language", languages())
def test_every_sign_that_needs_a_font_of_pictographs_is_known_to_the_script(language: str) -> None:
    said = "".join(catalogue(language).values())
    assert set(COLOURED.findall(said)) - LISTED == set()


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


def test_what_confirms_is_not_marked_with_a_cross() -> None:
    first = catalogue("zh")["sheet.lock"][0]
    assert PLAIN[first] not in "×✕✖✘"
