"""Choices made from what is known: names of the pack, the receiving units and the files of a draft (Art. 12, 14)."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from rules.forms import Answers, Facts, Names, Option


class Named(Protocol):
    """Anything of the rules pack that has a key and a name in both languages."""

    @property
    def key(self) -> str: ...

    @property
    def zh(self) -> str: ...

    @property
    def en(self) -> str: ...


def named(items: Iterable[Named]) -> tuple[Option, ...]:
    """One choice for each item, in the pack's order."""
    return tuple(Option(item.key, names=Names(item.zh, item.en)) for item in items)


def labelled(prefix: str, *values: str) -> tuple[Option, ...]:
    """Choices whose words are in the catalogues, each under `<prefix>.<value>`."""
    return tuple(Option(value, key=f"{prefix}.{value}") for value in values)


def same(name: str) -> Names:
    """A name that nobody translates: a file's, a notice's, an applicant's."""
    return Names(name, name)


def receiving_units(facts: Facts, _: Answers) -> tuple[Option, ...]:
    """The units that take an application today (Art. 14)."""
    return tuple(Option(unit.key, names=Names(unit.name_zh, unit.name_en)) for unit in facts.get("units", ()))


def day(value: object) -> date | None:
    """A day out of an answer, which is kept as "2026-11-24"; None where there is none."""
    if isinstance(value, date):
        return value
    return date.fromisoformat(value) if isinstance(value, str) and value else None
