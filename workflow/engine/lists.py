"""Listings: filters, columns, order and reader of a list, described once; chat, page and Excel render them (Art. 9)."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import date, datetime
from enum import Flag, StrEnum, auto
from typing import Any, Generic, Protocol, TypeVar

from rules.applications.editions import Edition
from storage.database.values import Say
from workflow.engine.desk import Desk

MOST_EXPORTED = 20_000
"""The most lines in one export; a longer list says that it is cut."""


@dataclass(frozen=True, slots=True)
class Known:
    """The sentence under the key if the catalogues have it, otherwise something else."""

    key: str
    otherwise: "Cell"


Cell = str | int | date | datetime | Say | Known | None | tuple["Cell", ...]
"""What a column says of a line: a value, a sentence, or a tuple of these, of which the empty ones are left out."""
FIRST, LAST = 1990, 2200
"""Between these years lie the days that a filter may ask for."""
L = TypeVar("L")
A = TypeVar("A")
A_contra = TypeVar("A_contra", contravariant=True)


class Shown(Flag):
    """Where a column is shown."""

    PAGE = auto()
    EXCEL = auto()
    BOTH = PAGE | EXCEL


@dataclass(frozen=True, slots=True)
class Column(Generic[L]):
    """A column: the key of its title, or a year, and its cell of a line.

    On a page, the `head` columns together name the line, `subject` ("application:7") is what the cell leads to,
    `as_day` shows a moment by its day alone, `late` marks the cell; `order` is the answer to the filter `sort` that
    sorts by it.
    """

    title: str | int
    cell: Callable[[Desk, L], Cell]
    _: KW_ONLY
    shown: Shown = Shown.BOTH
    subject: Callable[[L], str] | None = None
    late: Callable[[Desk, L], bool] | None = None
    head: bool = False
    as_day: bool = False
    order: str = ""


Options = Sequence[tuple[str, Cell]]


@dataclass(frozen=True, slots=True)
class Filter:
    """A question that narrows a list: the name under which it is asked, the key of its title, how an answer is read.

    `options` are the answers to choose from, "" for all of them with `optional`; `by_name` puts them in the order of
    their words. Without options the answer is typed, as `kind` of input. A filter with no title, or whose options are
    none, is not drawn. `field` is its name in the listing's query when that differs from `name`.
    """

    name: str
    title: str
    read: Callable[[str], Any]
    _: KW_ONLY
    options: Callable[[Desk], Awaitable[Options]] | None = None
    optional: bool = True
    default: str = ""
    kind: str = "text"
    by_name: bool = False
    field: str = ""


@dataclass(frozen=True, slots=True)
class Nothing:
    """The query of a list that has no filters."""


@dataclass(frozen=True, slots=True)
class Found(Generic[L]):
    """One page of a list and the number of lines on all pages, None where nobody counts them.

    `more` says that another page follows; `before` is the id at which it begins in a list that is read from id to id.
    `counts` has the number of lines for each option of the listing's `counted` filter.
    """

    lines: Sequence[L]
    count: int | None
    _: KW_ONLY
    more: bool = False
    before: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


class Find(Protocol[A_contra, L]):
    """Finds a page of the lines asked for, none of them shut to the person. Raises Forbidden."""

    async def __call__(self, desk: Desk, asked: A_contra, /, *, limit: int, after: int = 0) -> Found[L]:
        """Return at most `limit` lines, from the `after`th on; in a list read by ids, those before the id `after`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[A, L]):
    """A list: who may see what is for `find` to say, and `asked` makes its query from the answers to the filters.

    `further` are columns that depend on the data, such as years. In the chat a line is a button: `line` names it and
    `press` opens it. On a page `acts` are the buttons of a line, each press with the key of its label, and `counted`
    names the filter whose options are shown with their counts. An export is noted in the journal as the act `exported`
    about `about`.
    """

    title: str
    find: Find[A, L]
    asked: Callable[..., A]
    columns: Sequence[Column[L]]
    exported: str
    about: str
    further: Callable[[Desk], Awaitable[Sequence[Column[L]]]] | None = None
    filters: Sequence[Filter] = ()
    line: Callable[[Desk, L], Cell] | None = None
    press: Callable[[L], str] | None = None
    acts: Callable[[Desk, L], Mapping[str, str]] | None = None
    count: str = "pages.count"
    nothing: str = "pages.none_found"
    counted: str = ""
    by_id: bool = False
    article: int = 9

    def query(self, answers: Mapping[str, str]) -> A:
        """Return the query that the answers ask for; what is missing or unknown counts as not asked."""
        return self.asked(**{one.field or one.name: one.read(answers.get(one.name, "")) for one in self.filters})

    async def shown(self, desk: Desk, where: Shown) -> list[Column[L]]:
        """Return the columns shown there, in order."""
        further = await self.further(desk) if self.further is not None else ()
        return [column for column in (*self.columns, *further) if where in column.shown]


async def export(desk: Desk, listing: Listing[A, L], asked: A) -> tuple[list[str | int], list[list[Cell]]]:
    """Return the titles and all lines, at most MOST_EXPORTED, as cells for Excel; the journal notes who took them."""
    found = await listing.find(desk, asked, limit=MOST_EXPORTED)
    await note_export(desk, listing.exported, listing.about, len(found.lines), article=listing.article)
    columns = await listing.shown(desk, Shown.EXCEL)
    cells = [[column.cell(desk, line) for column in columns] for line in found.lines]
    return [column.title for column in columns], cells


async def note_export(desk: Desk, act: str, about: str, count: int, *, article: int = 9) -> None:
    """Note in the journal that the person exported `count` lines."""
    me = desk.person.id
    await desk.work.journal.write(act, about, now=desk.now, person_id=me, article=article, details={"count": count})


def typed(title: str) -> Filter:
    """Return the filter for search words, which arrive as one line."""
    return Filter("words", title, str)


def choice(
    name: str, title: str, choices: Iterable[StrEnum], said: str, *, default: StrEnum | None = None, field: str = ""
) -> Filter:
    """Return a filter with the choices, named by the sentences `<said>.<choice>`; with a default one always holds."""
    known = {one.value: one for one in choices}
    options: Options = [(value, Say(f"{said}.{value}")) for value in known]
    return Filter(
        name,
        title,
        lambda answer: known.get(answer, default),
        options=lambda _desk: _fixed(options),
        optional=default is None,
        default=default.value if default is not None else "",
        field=field,
    )


def one_of(name: str, title: str, options: Callable[[Desk], Awaitable[Options]], *, by_name: bool = False) -> Filter:
    """Return a filter by something else's key, such as a unit's."""
    return Filter(name, title, lambda answer: answer or None, options=options, by_name=by_name)


def numbered(name: str, title: str, options: Callable[[Desk], Awaitable[Options]] | None, *, field: str = "") -> Filter:
    """Return a filter by an id or another number, chosen from the options or typed."""
    return Filter(name, title, _number, options=options, kind="number", field=field)


def dated(name: str, title: str) -> Filter:
    """Return a filter by a day, which is not asked for when it lies outside the years of the calendar."""
    return Filter(name, title, _day, kind="date")


def by_unit() -> Filter:
    """Return the filter by receiving unit."""
    return one_of("unit", "pages.column.unit", _units)


def by_edition() -> Filter:
    """Return the filter by edition."""
    return numbered("edition", "pages.edition", _editions, field="edition_id")


def unit_named(desk: Desk, key: str | None, otherwise: str | None = None) -> str:
    """Return the name of a receiving unit; for one that the pack does not know, `otherwise` or its key."""
    return desk.pack.name_of_unit(key, desk.person.language, otherwise)


def edition_named(edition: Edition) -> Say:
    """Return the name of an edition."""
    return Say("pages.edition_named", {"number": edition.number, "year": str(edition.year)})


def _number(answer: str) -> int | None:
    return int(answer) or None if answer.isascii() and answer.isdecimal() and len(answer) < 10 else None


def _day(answer: str) -> date | None:
    try:
        day = date.fromisoformat(answer)
    except ValueError:
        return None
    return day if FIRST < day.year < LAST else None


async def _fixed(options: Options) -> Options:
    return options


async def _units(desk: Desk) -> Options:
    return [(unit.key, unit.name(desk.person.language)) for unit in desk.pack.units]


async def _editions(desk: Desk) -> Options:
    return [(str(one.id), edition_named(one)) for one in await desk.work.editions.all()]
