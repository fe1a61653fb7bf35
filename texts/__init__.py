"""The catalogues: every sentence a person reads, in each language, found by its key and filled with values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Protocol, runtime_checkable

from babel.messages.pofile import read_po

from texts.dates import numeral, shown

FOLDER = Path(__file__).parent
ARTICLE = "article"
"""The placeholder of an article's number, which Chinese writes in characters as the Measures do."""
DAMAGED = "⟦损坏 damaged⟧"
"""The mark in place of a stored value that could not be read; `say` replaces it with words."""


@runtime_checkable
class Worded(Protocol):
    """Anything that names a sentence by its key and fills its places, such as `Words` or a Refusal of the rules."""

    @property
    def key(self) -> str: ...

    @property
    def values(self) -> Mapping[str, object]: ...


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence given as a value, not yet in a language; it is put into the language of the sentence around it."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


def say(language: str, key: str, **values: object) -> str:
    """Return the sentence under `key` with its places filled; the key's first part names its catalogue.

    Dates and aware moments are written in the language (moments by the office's clock), `Words` are put into it, and a
    list of these is joined. Braces inside a value stay braces. Values without a place in the sentence are ignored,
    since a longer and a shorter sentence may share them.

    Raises KeyError that names the missing key or place.
    """
    sentence = sentence_of(language, key)
    return filled(language, sentence, values) if "{" in sentence else sentence


def filled(language: str, sentence: str, values: Mapping[str, object]) -> str:
    """Return a sentence with its places filled; `say` finds the sentence first.

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


def legible(language: str, text: str) -> str:
    """Return the text with words in place of what could not be read."""
    return text.replace(DAMAGED, sentence_of(language, "talk.damaged")) if DAMAGED in text else text


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that have catalogues, Chinese first."""
    spoken = {catalogue.parent.name for catalogue in FOLDER.glob("*/*.po")}
    return tuple(sorted(spoken, key=lambda language: (language != "zh", language)))


@cache
def sentences(language: str, subject: str) -> Mapping[str, str]:
    """Return the catalogue of one subject, sentence by key; empty when the language has none."""
    path = FOLDER / language / f"{subject}.po"
    if not (language.isidentifier() and subject.isidentifier() and path.exists()):
        return {}
    return read(path)


def warm_up() -> None:
    """Read every catalogue, and how each language writes days, now rather than while the first people wait."""
    for path in FOLDER.glob("*/*.po"):
        sentences(path.parent.name, path.stem)
    for language in languages():
        shown(language, date.min)


def read(path: Path) -> Mapping[str, str]:
    """Read a catalogue file as sentence by key. Raises babel's PoFileError when any of it cannot be parsed."""
    with path.open("rb") as file:
        catalogue = read_po(file, ignore_obsolete=True, abort_invalid=True)
    return {str(message.id): str(message.string) for message in catalogue if message.id}


@cache
def sentence_of(language: str, key: str) -> str:
    """Return the sentence under `key`, its places unfilled. Raises KeyError that names the key if there is none."""
    sentence = sentences(language, key.partition(".")[0]).get(key)
    if not sentence:
        raise KeyError(f"no sentence {key} in {language}")
    return sentence


def _worded(language: str, value: object) -> object:
    if isinstance(value, str):
        return legible(language, value)
    if isinstance(value, int):
        return value
    if isinstance(value, Worded):
        return say(language, value.key, **value.values)
    if isinstance(value, list | tuple):
        return _joined(language, value)
    return shown(language, value)


def _joined(language: str, values: Iterable[object]) -> str:
    return ("、" if language == "zh" else ", ").join(str(_worded(language, value)) for value in values)
