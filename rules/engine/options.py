"""Choices made from known facts: names in the pack, the receiving units, a draft's files (Art. 12, 14)."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from rules.engine.forms import Answers, Facts, Names, Option
from rules.engine.refusals import Unfit


class Named(Protocol):
    """Anything in the rules pack that has a key and a name in both languages."""

    @property
    def key(self) -> str: ...

    @property
    def zh(self) -> str: ...

    @property
    def en(self) -> str: ...


def named(items: Iterable[Named]) -> tuple[Option, ...]:
    """Return one choice for each item, in the pack's order."""
    return tuple(Option(item.key, names=Names(item.zh, item.en)) for item in items)


def labelled(prefix: str, *values: str) -> tuple[Option, ...]:
    """Return choices worded in the catalogues, each under `<prefix>.<value>`."""
    return tuple(Option(value, key=f"{prefix}.{value}") for value in values)


def same(name: str) -> Names:
    """Return a name that is not translated, such as a file's, a notice's or an applicant's."""
    return Names(name, name)


def receiving_units(facts: Facts, _: Answers) -> tuple[Option, ...]:
    """Return the units that take applications today (Art. 14)."""
    return tuple(Option(unit.key, names=Names(unit.name_zh, unit.name_en)) for unit in facts.get("units", ()))


def day(value: object) -> date | None:
    """Return the day in an answer, stored as "2026-11-24"; None if there is none."""
    if isinstance(value, date):
        return value
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def has_come(value: Any, _: Answers, facts: Facts) -> None:
    """Raise Unfit for a day in the future: a check for questions."""
    on, today = day(value), facts.get("today")
    if on and today and on > today:
        raise Unfit("sanction.future")
