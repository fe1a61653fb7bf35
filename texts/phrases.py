"""What people type and what they mean by it: phrases by the button they lead to, and words used inside a form.

Matching forgives punctuation, emoji, widths, traditional characters, words said around, typing errors and pinyin. No
model and no network: signs and syllables, weighted by how rare they are, compared with each known phrase.
"""

import math
import os
import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from opencc import OpenCC
from rapidfuzz import fuzz, process

from texts import FOLDER

# One reading of each sign is enough here, and takes a fifth of the memory; pypinyin reads this when it is imported.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
from pypinyin import lazy_pinyin

LONGEST = 120
"""More characters are a letter, and no wish in words."""
_UNKNOWN = 0.3
"""How much a sign that no phrase has counts, of the rarest that some phrase has."""
_SOUND = 0.93
"""What is alike by sound only is a little less alike."""
_TYPO = 82
_HAN = re.compile("[\u3400-\u9fff]")
_WORD = re.compile("[a-z0-9]+")


class Likely(NamedTuple):
    """A meaning and how much the words are like one of its phrases, from 0 to 1."""

    meaning: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's phrases as they stand in its file."""

    idle: frozenset[str]
    alike: Mapping[str, str]
    around: re.Pattern[str]
    same: re.Pattern[str]
    answers: Mapping[str, frozenset[str]]
    verbs: Mapping[str, str]
    means: Mapping[str, tuple[str, ...]]


@cache
def lexicon(language: str) -> Lexicon:
    """Read the phrases of a language. Raises FileNotFoundError for one that has none."""
    with (FOLDER / language / "phrases.toml").open("rb") as file:
        read: dict[str, Any] = tomllib.load(file)
    idle = frozenset(map(folded, read["idle"].split()))
    alike = {word: words.split()[0] for words in reversed(read["alike"]) for word in words.split()}
    return Lexicon(
        idle=idle,
        alike=alike,
        around=_any_of(idle),
        same=_any_of(alike),
        answers={begin.casefold(): frozenset(map(folded, words)) for begin, words in read["answers"].items()},
        verbs={folded(words): verb for verb, every in read["verbs"].items() for words in every},
        means={meaning: tuple(phrases) for meaning, phrases in read["means"].items()},
    )


def folded(text: str) -> str:
    """Return the text for comparison: half-width, small, simplified, without signs, blanks and emoji."""
    return "".join(char for char in _simplified(text) if char.isalnum())


def verb_of(text: str) -> str | None:
    """Return what such words ask for inside a form: back, skip, help, list, leave or done; None for anything else."""
    said = folded(text) if len(text) <= LONGEST else ""
    return next((verb for verb in (lexicon(one).verbs.get(said) for one in ("zh", "en")) if verb), None)


def answered(language: str, text: str, labels: Sequence[str]) -> int | None:
    """Return which of the labels a short answer (yes, none, not sure) means; None where it means none or several."""
    said = folded(text)
    begins = [begin for begin, words in lexicon(language).answers.items() if said in words]
    found = [place for place, label in enumerate(labels) if any(_begins(label, words) for words in begins)]
    return found[0] if len(found) == 1 else None


class Phrases:
    """Phrases by meaning, ready to be compared with what somebody types."""

    def __init__(self, language: str, means: Mapping[str, Iterable[str]]) -> None:
        """`means` are further phrases, besides those of the language's file."""
        self._language, self._lexicon = language, lexicon(language)
        every = defaultdict[str, list[str]](list)
        for source in (self._lexicon.means, means):
            for meaning, phrases in source.items():
                every[meaning] += phrases
        said = [(meaning, phrase) for meaning, phrases in every.items() for phrase in phrases]
        self._meanings = [meaning for meaning, _ in said]
        self._exact = {folded(phrase): meaning for meaning, phrase in reversed(said)}
        known = {word for _, phrase in said for word in _WORD.findall(_simplified(phrase))}
        self._known = known | {word for words in self._lexicon.alike.items() for word in words}
        cores = [self._core(phrase) for _, phrase in said]
        sounds = [[*map(_syllable, folded(phrase))] if language == "zh" else [] for _, phrase in said]
        self._written = _Index([[*core, *_pairs(core)] for core in cores], self._meanings)
        self._spoken = _Index([_pairs(syllables) for syllables in sounds], self._meanings)
        self._sounds = frozenset(one for syllables in sounds for one in syllables)

    def like(self, text: str, among: Collection[str]) -> list[Likely]:
        """Return the meanings among these that the text may have, the likeliest first."""
        said = folded(text)
        if not said or len(said) > LONGEST:
            return []
        if (exact := self._exact.get(said)) in among:
            return [Likely(str(exact), 1.0)]
        core = self._core(text) if self._language != "zh" or _HAN.search(said) else []
        likeness = dict(self._written.like([*core, *_pairs(core)]))
        for meaning, value in self._spoken.like(_pairs(self._sound(text))):
            likeness[meaning] = max(likeness.get(meaning, 0.0), value * _SOUND)
        found = [Likely(meaning, value) for meaning, value in likeness.items() if meaning in among]
        return sorted(found, key=lambda one: -one.likeness)

    def _core(self, text: str) -> list[str]:
        """Return a text as signs (Chinese) or words (English), one word for those alike, without idle ones."""
        lexicon = self._lexicon
        if self._language != "zh":
            words = [self._word(word) for word in _WORD.findall(_simplified(text))]
            return [word for word in words if word not in lexicon.idle] or words
        said = folded(text)
        said = lexicon.same.sub(lambda found: lexicon.alike[found[0]], said)
        return list(lexicon.around.sub("", said) or said)

    def _word(self, typed: str) -> str:
        """Return the word as phrases know it: mended where one letter is wrong, and the first of those alike."""
        if typed not in self._known and len(typed) > 3:
            nearest = process.extractOne(typed, self._known, scorer=fuzz.ratio, score_cutoff=_TYPO)
            typed = nearest[0] if nearest else typed
        return self._lexicon.alike.get(typed, typed)

    def _sound(self, text: str) -> list[str]:
        """Return the syllables of a text, of one written in pinyin as well; empty for other letters."""
        if self._language != "zh":
            return []
        said = folded(text)
        if _HAN.search(said):
            return [*map(_syllable, said)]
        return _spelled(said, self._sounds) if said.isascii() and said.isalpha() else []


class _Index:
    """Phrases by the grams that they have, each gram weighted by how few meanings have it."""

    def __init__(self, phrases: list[list[str]], meanings: list[str]) -> None:
        self._meanings = meanings
        having = defaultdict[str, set[str]](set)
        for grams, meaning in zip(phrases, meanings, strict=True):
            for gram in grams:
                having[gram].add(meaning)
        every = len(set(meanings))
        self._weights = {gram: math.log(1 + every / len(them)) for gram, them in having.items()}
        self._unknown = _UNKNOWN * max(self._weights.values(), default=1.0)
        self._holders = defaultdict[str, list[int]](list)
        self._sizes = [sum(map(self._weight, set(grams))) for grams in phrases]
        for place, grams in enumerate(phrases):
            for gram in set(grams):
                self._holders[gram].append(place)

    def like(self, grams: list[str]) -> Iterable[tuple[str, float]]:
        """Return each meaning that shares a gram, with the likeness of its nearest phrase."""
        shared, size = defaultdict[int, float](float), 0.0
        for gram in set(grams):
            weight = self._weight(gram)
            size += weight
            for place in self._holders.get(gram, ()):
                shared[place] += weight
        best = defaultdict[str, float](float)
        for place, common in shared.items():
            # what the phrase has and the text has not tells more than what is said besides
            likeness = common / (common + 0.25 * (size - common) + 0.6 * (self._sizes[place] - common))
            best[self._meanings[place]] = max(best[self._meanings[place]], likeness)
        return best.items()

    def _weight(self, gram: str) -> float:
        return self._weights.get(gram, self._unknown)


def _begins(label: str, words: str) -> bool:
    """Whether the label begins with these words whole: "no" does not begin "not sure"."""
    return re.match(rf"\W*{re.escape(words)}(?![a-z])", _simplified(label)) is not None


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _simplified(text: str) -> str:
    converted: str = _converter().convert(unicodedata.normalize("NFKC", text).casefold())
    return converted


def _pairs(parts: list[str]) -> list[str]:
    return [f"{a} {b}" for a, b in pairwise(parts)]


@cache
def _syllable(sign: str) -> str:
    """Return a sign's syllable without its tone; what is no Chinese sign stays."""
    return lazy_pinyin(sign)[0]


def _spelled(letters: str, sounds: frozenset[str]) -> list[str]:
    """Return the letters cut into known syllables, as few as can be; empty where that cannot be done."""
    best: list[list[str] | None] = [[]]
    for stop in range(1, len(letters) + 1):
        ways = [
            [*before, letters[start:stop]]
            for start in range(max(0, stop - 6), stop)
            if (before := best[start]) is not None and letters[start:stop] in sounds
        ]
        best.append(min(ways, key=len, default=None))
    return best[-1] or []


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))
