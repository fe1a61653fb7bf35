"""Listings on the office's pages: one form of filters, one table, one Excel download for all of them (Art. 9)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from aiohttp import web

from papers.lists import book, titled, worded
from texts import say
from web.forms import typed_words
from web.pages import bare
from web.staff import PAGE, Taken, number, page, shown, taken
from web.ways import way_to
from workflow.desk import Desk, today
from workflow.lists import MOST_EXPORTED, Column, Filter, Found, Listing, Shown, export
from workflow.sign_ins import Seated

L = TypeVar("L")
A = TypeVar("A")
More = Callable[[Desk, A, Found[L]], Awaitable[Mapping[str, object]]]
"""What a page shows besides its list, as values for its template."""


@dataclass(frozen=True, slots=True)
class Title:
    """The title of a column; `order` sorts by it, `sorted` is the order it is sorted in now."""

    said: str
    order: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Words:
    """A cell in words, where it leads, whether it is late, and its column's title for narrow screens."""

    said: str
    way: str = ""
    late: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line: what names it, its other cells, its buttons with their labels."""

    head: Words
    cells: list[Words]
    acts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Question:
    """A filter as the form draws it."""

    name: str
    title: str
    kind: str
    options: list[tuple[str, str]] | None
    optional: bool
    answer: str


def listed(
    path: str, listing: Listing[A, L], template: str = "office_list.html", more: More[A, L] | None = None
) -> list[web.AbstractRouteDef]:
    """Return the routes of a listing: its page, with what `more` adds to the template, and its Excel list."""

    async def show(request: web.Request, seat: Seated) -> web.StreamResponse:
        desk, answers = seat.desk, _answers(request, listing)
        asked, at = listing.query(answers), number(request)
        after = number(request, "before") if listing.by_id else at * PAGE
        found = await listing.find(desk, asked, limit=PAGE, after=after)
        columns = await listing.shown(desk, Shown.PAGE)
        head = [column for column in columns if column.head] or columns[:1]
        beside = [column for column in columns if column not in head]
        values = await more(desk, asked, found) if more is not None else {}
        return page(
            request,
            desk,
            template,
            title=listing.title,
            address=path,
            count=say(desk.person.language, listing.count, count=found.count) if found.count is not None else "",
            counts=await _counts(desk, listing, found, answers),
            counted=listing.counted,
            questions=[each for one in listing.filters if (each := await _question(desk, one, answers))],
            titles=[_title(desk, column, answers) for column in beside],
            head=_title(desk, head[0], answers),
            acts=listing.acts is not None,
            rows=[_row(desk, listing, head, beside, line) for line in found.lines],
            at=at,
            before=found.before,
            more=found.more if found.count is None else after + PAGE < found.count,
            **values,
        )

    async def take(request: web.Request, seat: Seated) -> Taken:
        desk = seat.desk
        columns, rows = await export(desk, listing, listing.query(_answers(request, listing)))
        return excel(desk, listing.title, columns, rows)

    return [web.get(path, shown(show)), web.get(f"{path}.xlsx", taken(take))]


def excel(desk: Desk, title: str, columns: Sequence[str | int], rows: Sequence[Sequence[object]]) -> Taken:
    """Return an Excel list to download; `title` and `columns` are sentence keys."""
    language = desk.person.language
    said = say(language, title)
    make = partial(book, language, said, columns, rows, MOST_EXPORTED)
    return Taken(f"{said} {today(desk).isoformat()}.xlsx", make)


def _answers(request: web.Request, listing: Listing[A, L]) -> dict[str, str]:
    given = {one.name: request.query.get(one.name, "") or one.default for one in listing.filters}
    return given | {"words": typed_words(request)} if "words" in given else given


async def _question(desk: Desk, one: Filter, answers: Mapping[str, str]) -> Question | None:
    options = await _options(desk, one) if one.title else []
    if options == []:
        return None
    return Question(one.name, say(desk.person.language, one.title), one.kind, options, one.optional, answers[one.name])


async def _options(desk: Desk, one: Filter) -> list[tuple[str, str]] | None:
    if one.options is None:
        return None
    return [(value, bare(worded(desk.person.language, cell))) for value, cell in await one.options(desk)]


async def _counts(
    desk: Desk, listing: Listing[A, L], found: Found[L], answers: Mapping[str, str]
) -> list[tuple[str, str, int, bool]]:
    """Return the options that are counted: value, name, count, and whether it is the one that was asked for."""
    counted = next((one for one in listing.filters if one.name == listing.counted), None)
    options = await _options(desk, counted) if counted is not None else None
    return [
        (value, said, found.counts[value], answers[listing.counted] == value)
        for value, said in options or ()
        if value in found.counts
    ]


def _title(desk: Desk, column: Column[Any], answers: Mapping[str, str]) -> Title:
    up = "ascending" if answers.get("up") == "1" else "descending"
    here = bool(column.order) and column.order == answers.get("sort")
    return Title(titled(desk.person.language, column.title), column.order, up if here else "")


def _row(desk: Desk, listing: Listing[A, L], head: Sequence[Column[L]], beside: Sequence[Column[L]], line: L) -> Row:
    language, names = desk.person.language, [_words(desk, column, line) for column in head]
    named = Words(" · ".join(one.said for one in names if one.said), next((one.way for one in names if one.way), ""))
    acts = listing.acts(desk, line) if listing.acts is not None else {}
    return Row(
        named,
        [_words(desk, column, line) for column in beside],
        [(press, say(language, key)) for press, key in acts.items()],
    )


def _words(desk: Desk, column: Column[L], line: L) -> Words:
    language = desk.person.language
    said = worded(language, column.cell(desk, line), as_day=column.as_day)
    way = way_to(desk, column.subject(line)) if column.subject is not None and said else ""
    late = column.late is not None and column.late(desk, line)
    return Words(said, way, late, titled(language, column.title))
