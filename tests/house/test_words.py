"""The glossary leads to what it speaks of, and every word has one meaning."""

import re

from tests.house.sources import ROOT

ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def rows() -> list[tuple[str, str, str, str]]:
    found: list[tuple[str, str, str, str]] = ROW.findall((ROOT / "docs/words.md").read_text(encoding="utf-8"))
    return [row for row in found if row[0] != "Chinese" and "---" not in row[0]]


def test_the_glossary_has_its_words() -> None:
    assert {"edition", "application", "notice", "objection", "tip", "holder", "supplement"} <= {
        row[1] for row in rows()
    }


def test_a_chinese_term_and_a_word_stand_once() -> None:
    chinese, words = [row[0] for row in rows()], [row[1] for row in rows()]
    assert (sorted(set(chinese)), sorted(set(words))) == (sorted(chinese), sorted(words))


def test_a_word_is_explained_in_one_sentence() -> None:
    assert [row[1] for row in rows() if not re.fullmatch(r"[A-Z].*\.", row[2])] == []


def test_a_word_leads_to_its_module() -> None:
    places = {row[1]: row[3].strip("`") for row in rows()}
    assert {word: place for word, place in places.items() if place != "later" and not (ROOT / place).is_file()} == {}
