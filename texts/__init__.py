"""Every sentence a person reads, in each language: a key and its values go in, the sentence comes out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol, runtime_checkable

from babel.messages.pofile import read_po

from texts.dates import shown
from texts.numerals import numeral

FOLDER = Path(__file__).parent
ARTICLE = "article"
"""The place of an article's number, which Chinese writes as the Measures print it."""
DAMAGED = "⟦损坏 damaged⟧"
"""How a value is marked that could not be read where it is kept: said in words wherever it comes up."""


@runtime_checkable
class Worded(Protocol):
    """Whatever names a sentence by its key and fills its places: `Words`, and a refusal of the rules too."""

    @property
    def key(self) -> str: ...

    @property
    def values(self) -> Mapping[str, object]: ...


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence not yet in a language, given as a value: it is said in the language of the sentence around it."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


def say(language: str, key: str, **values: object) -> str:
    """The sentence under `key`, its places filled; the key's first part is its subject ("objections.filed").

    Dates and aware moments are written in the language (moments as the office's clock shows them), `Words` are said in
    it, and a list of these is joined. Braces inside a value stay braces. Values that the sentence has no place for are
    passed over, since a longer and a shorter sentence may share them.
    Raises KeyError that names the key, or the place, that is missing.
    """
    sentence = sentence_of(language, key)
    return filled(language, sentence, values) if "{" in sentence else sentence


def filled(language: str, sentence: str, values: Mapping[str, object]) -> str:
    """A sentence with its places filled; `say` finds the sentence first.

    Raises KeyError that names a place without a value.
    """
    places = {place: _worded(language, value) for place, value in values.items()}
    number = values.get(ARTICLE)
    if language == "zh" and isinstance(number, int):
        places[ARTICLE] = numeral(number)
    try:
        return sentence.format_map(places)
    except KeyError as missing:
        raise KeyError(f"no value for the place {missing} in: {sentence}") from None


@cache
def languages() -> tuple[str, ...]:
    """The languages that can be spoken, Chinese first."""
    spoken = {catalogue.parent.name for catalogue in FOLDER.glob("*/*.po")}
    return tuple(sorted(spoken, key=lambda language: (language != "zh", language)))


@cache
def sentences(language: str, subject: str) -> Mapping[str, str]:
    """The catalogue of one subject: sentence by key. Empty when the language has no such catalogue."""
    path = FOLDER / language / f"{subject}.po"
    if not (language.isidentifier() and subject.isidentifier() and path.exists()):
        return {}
    return read(path)


def read(path: Path) -> Mapping[str, str]:
    """A catalogue file as sentence by key. Raises babel's PoFileError when any of it cannot be understood."""
    with path.open("rb") as file:
        catalogue = read_po(file, ignore_obsolete=True, abort_invalid=True)
    return {str(message.id): str(message.string) for message in catalogue if message.id}


@cache
def sentence_of(language: str, key: str) -> str:
    """The sentence under `key` with its places open. Raises KeyError that names the key where there is none."""
    sentence = sentences(language, key.partition(".")[0]).get(key)
    if not sentence:
        raise KeyError(f"no sentence {key} in {language}")
    return sentence


def _worded(language: str, value: object) -> object:
    if isinstance(value, str):
        return value.replace(DAMAGED, sentence_of(language, "talk.damaged")) if DAMAGED in value else value
    if isinstance(value, int):
        return value
    if isinstance(value, Worded):
        return say(language, value.key, **value.values)
    if isinstance(value, list | tuple):
        return _joined(language, value)
    return shown(language, value)


def _joined(language: str, values: Iterable[object]) -> str:
    return ("、" if language == "zh" else ", ").join(str(_worded(language, value)) for value in values)
