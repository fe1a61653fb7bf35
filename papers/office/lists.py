"""Reads what an office hands over: every row of its lists is checked, and all are accepted or none (Art. 5, 32, 36)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, count

from papers.engine.cells import KINDS, ColumnRow, day, later_day, named, short_text, whole_number
from papers.engine.columns import (
    APPLICATIONS,
    BARS,
    EDITIONS,
    HANDED_OVER,
    HOLDERS,
    STAFF,
    Column,
    Layout,
    Listing,
    layout,
    same,
)
from papers.engine.spreadsheets import Sheet, lists
from rules.applications.lifecycle import ORGANISATION, State
from rules.engine.identities import email, phone
from rules.engine.names import name_answer
from rules.engine.pack import Pack
from rules.engine.refusals import Unfit
from rules.office.handover import (
    CHECKING,
    MOST_ROWS,
    STAGES,
    EarlierBar,
    EarlierHolder,
    Guest,
    Handover,
    Problem,
    Progress,
    RunningApplication,
    RunningEdition,
)
from rules.people.roles import POSTS, Role
from rules.sanctions.bars import last_day
from texts import Words, say

_SHORT_AWARDS = {
    **dict.fromkeys(("质量奖", "县政府质量奖", "qualityaward", "award"), "award"),
    **dict.fromkeys(("提名奖", "质量奖提名奖", "县政府质量奖提名奖", "nominationaward", "nomination"), "nomination"),
}
_ARTICLES = {
    **dict.fromkeys(("36", "第36条", "第三十六条", "article36"), 36),
    **dict.fromkeys(("37", "第37条", "第三十七条", "article37"), 37),
    **dict.fromkeys(("39", "第39条", "第三十九条", "article39"), 39),
}
_AT_ONCE = 1000
_EDITIONS = range(1, 100)
_YEARS = range(2023, 2101)


@dataclass(frozen=True, slots=True)
class Errors:
    """Everything to be corrected before the lists are accepted, in the order of sheets and rows."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What cells are looked up in: the pack's names, as `same` spells them, and the sheets read before."""

    pack: Pack
    units: Mapping[str, str]
    awards: Mapping[str, str]
    stages: Mapping[str, State]


Found = list[tuple[Sheet, Listing, Layout]]
Entry = EarlierHolder | EarlierBar | RunningEdition | RunningApplication


def read_handover(data: bytes, pack: Pack, today: date, progress: Progress | None = None) -> Handover | Errors:
    """Return what is in an Excel file or a text file, or everything wrong with it. Slow for long lists: use a thread.

    Each sheet holds one of the lists; sheets that hold none are passed over.
    """
    try:
        found = found_lists(data, *HANDED_OVER)
    except Unfit as unfit:
        return Errors((Problem(0, "", unfit.key, unfit.values),))
    known = _Known(pack, units_by_name(pack), _awards(pack), _stages())
    entries: dict[str, list[Entry]] = {listing.name: [] for listing in HANDED_OVER}
    problems: list[Problem] = []
    rows, checked = sum(len(columns.rows) for *_, columns in found), count()
    for sheet, listing, columns in found:
        lines = [ColumnRow(row, sheet, listing, columns, today) for row in columns.rows]
        read = []
        for line in lines:
            if progress is not None and not (n := next(checked)) % _AT_ONCE:
                progress(CHECKING, n, rows)
            if (entry := _READ[listing.name](line, known)) and not line.problems:
                read.append(entry)
        entries[listing.name] = read
        wrong = [*chain.from_iterable(line.problems for line in lines), *_repeated(read, columns)]
        problems += sorted(wrong, key=lambda problem: problem.row)
    if problems:
        return Errors(tuple(problems))
    unread = tuple(dict.fromkeys(title for _, _, columns in found for title in columns.unknown))
    given = {name: tuple(listed) for name, listed in entries.items()}
    return Handover(**given, unread=unread)  # type: ignore[arg-type]  # each list has rows of its own kind


def step_line(language: str, step: str, done: int, rows: int) -> str:
    """Return how far an import is as a line; the step is `CHECKING` or a list's name, "" while the file is opened."""
    if not step:
        return say(language, "imports.reading")
    if step == CHECKING:
        return say(language, "imports.checked", checked=done, count=rows)
    key = "imports.entered" if done else "imports.entering"
    return say(language, key, list=Words(f"papers.lists.named.{step}"), entered=done, count=rows)


def found_lists(data: bytes, *listings: Listing) -> Found:
    """Return the sheets that hold one of these lists, with their columns.

    Raises Unfit when there is none, or two of one kind, or none has a row, or when they have too many rows.
    """
    found = [(sheet, *which) for sheet in lists(data) if (which := layout(sheet, *listings))]
    if not found:
        raise Unfit("papers.holders.no_headings")
    for listing in listings:
        same_kind = [sheet.name for sheet, one, _ in found if one is listing]
        if len(same_kind) > 1:
            raise Unfit("papers.holders.two_lists", sheets=same_kind)
    if len(found) == 1:  # then nobody needs to be told which sheet it is
        found = [(replace(found[0][0], name=""), *found[0][1:])]
    rows = sum(len(columns.rows) for _, _, columns in found)
    if not rows:
        raise Unfit("papers.holders.no_rows")
    if rows > MOST_ROWS:
        raise Unfit("papers.holders.too_many", limit=MOST_ROWS)
    return found


def units_by_name(pack: Pack) -> dict[str, str]:
    """Return the keys of the receiving units by their names in either language, as `same` spells them."""
    return {same(unit.name(language)): unit.key for unit in pack.units for language in ("zh", "en")}


def _holder(line: ColumnRow, known: _Known) -> EarlierHolder | None:
    kind = line.read(Column.KIND, lambda cell: named(cell, KINDS, "papers.holders.kind"))
    name, decision = line.read(Column.NAME, short_text), line.read(Column.DECISION, short_text)
    award = line.read(Column.AWARD, lambda cell: named(cell, known.awards, "papers.holders.award"))
    decided_on = line.read(Column.DECIDED_ON, lambda cell: day(cell, line.sheet, line.today))
    unit = line.read(Column.UNIT, lambda cell: named(cell, known.units, "papers.holders.unit"))
    certificate, plaque = line.read(Column.CERTIFICATE, short_text), line.read(Column.PLAQUE, short_text)
    number = line.number(kind) if kind else None
    first = line.contact(Column.CONTACT, Column.PHONE, Column.EMAIL, required=True)
    second = line.contact(Column.SECOND_CONTACT, Column.SECOND_PHONE, Column.SECOND_EMAIL, required=False)
    if not (name and decision and award and decided_on and unit and number):
        return None
    return EarlierHolder(
        row=line.row.number,
        sheet=line.sheet.name,
        name=name,
        organisation=kind == ORGANISATION,
        number=number,
        award=award,
        decision=decision,
        decided_on=decided_on,
        certificate=certificate or "",
        plaque=plaque or "",
        contacts=tuple(contact for contact in (first, second) if contact),
        unit=unit,
    )


def _bar(line: ColumnRow, known: _Known) -> EarlierBar | None:
    kind = line.read(Column.KIND, lambda cell: named(cell, KINDS, "papers.holders.kind"))
    name, document = line.read(Column.NAME, short_text), line.read(Column.DECISION, short_text)
    article = line.read(Column.ARTICLE, lambda cell: named(cell, _ARTICLES, "papers.lists.article"))
    decided_on = line.read(Column.DECIDED_ON, lambda cell: day(cell, line.sheet, line.today))
    from_on = line.read(Column.FROM_ON, lambda cell: later_day(cell, line.sheet)) or decided_on
    until_on = line.read(Column.UNTIL_ON, lambda cell: later_day(cell, line.sheet))
    reason, number = line.read(Column.REASON, short_text), line.number(kind) if kind else None
    if not (name and document and article and decided_on and from_on and number):
        return None
    if from_on < decided_on:
        line.note(Column.FROM_ON, "papers.lists.bar_before", {"on": decided_on})
    lasts = last_day(article, from_on, known.pack)
    if until_on is not None and until_on != lasts:
        line.note(Column.UNTIL_ON, "papers.lists.bar_until", {"article": article, "on": lasts})
    if lasts is None:
        return None
    return EarlierBar(
        row=line.row.number,
        sheet=line.sheet.name,
        name=name,
        number=number,
        article=article,
        document=document,
        decided_on=decided_on,
        from_on=from_on,
        until_on=lasts,
        reason=reason or "",
    )


def _edition(line: ColumnRow, _known: _Known) -> RunningEdition | None:
    number = line.read(Column.EDITION, lambda cell: whole_number(cell, _EDITIONS))
    year = line.read(Column.YEAR, lambda cell: whole_number(cell, _YEARS))
    opens = line.read(Column.OPENS_ON, lambda cell: day(cell, line.sheet, line.today))
    closes = line.read(Column.CLOSES_ON, lambda cell: later_day(cell, line.sheet))
    if not (number and year and opens and closes):
        return None
    if closes <= opens:
        line.note(Column.CLOSES_ON, "edition.closes_on.before", {"opens": opens})
    place = {"row": line.row.number, "sheet": line.sheet.name}
    return RunningEdition(**place, number=number, year=year, opens_on=opens, closes_on=closes)  # type: ignore[arg-type]


def _application(line: ColumnRow, known: _Known) -> RunningApplication | None:
    edition = line.read(Column.EDITION, lambda cell: whole_number(cell, _EDITIONS))
    kind = line.read(Column.KIND, lambda cell: named(cell, KINDS, "papers.holders.kind"))
    name, given = line.read(Column.NAME, short_text), line.read(Column.GIVEN, lambda cell: short_text(cell)[:32])
    unit = line.read(Column.UNIT, lambda cell: named(cell, known.units, "papers.holders.unit"))
    contact = line.contact(Column.CONTACT, Column.PHONE, Column.EMAIL, required=True)
    sent_on = line.read(Column.SENT_ON, lambda cell: day(cell, line.sheet, line.today))
    state = line.read(Column.STAGE, lambda cell: named(cell, known.stages, "papers.lists.no_stage"))
    since = line.read(Column.SINCE, lambda cell: day(cell, line.sheet, line.today))
    number = line.number(kind) if kind else None
    if state is not None and state not in STAGES:
        line.note(Column.STAGE, "papers.lists.too_far", {"stage": Words(f"lifecycle.state.{State.FORWARDED}")})
    if not (edition and kind and name and unit and contact and sent_on and state and since and number):
        return None
    if since < sent_on:
        line.note(Column.SINCE, "papers.lists.since_before", {"on": sent_on})
    return RunningApplication(
        row=line.row.number,
        sheet=line.sheet.name,
        edition=edition,
        given=given or "",
        kind=kind,
        name=name,
        number=number,
        unit=unit,
        contact=contact,
        sent_on=sent_on,
        state=state,
        since=since,
    )


_READ: Mapping[str, Callable[[ColumnRow, _Known], Entry | None]] = {
    HOLDERS.name: _holder,
    BARS.name: _bar,
    EDITIONS.name: _edition,
    APPLICATIONS.name: _application,
}


def _awards(pack: Pack) -> dict[str, str]:
    own = {same(award.name(language)): award.key for award in pack.awards for language in ("zh", "en")}
    keys = {award.key for award in pack.awards}
    return {short: key for short, key in _SHORT_AWARDS.items() if key in keys} | own


def _stages() -> dict[str, State]:
    """Return every state by its name: those that cannot be carried over are told apart from a slip of the pen."""
    return {
        same(say(language, f"lifecycle.state.{state}")): state
        for state in State
        if state is not State.DRAFT
        for language in ("zh", "en")
    }


def _repeated(entries: list[Entry], found: Layout) -> Iterator[Problem]:
    """Yield a problem for each repetition, such as a holder with two awards of one decision."""
    seen: dict[tuple[str, str], int] = {}
    for entry in entries:
        for column, mark, key in _marks(entry):
            first = seen.setdefault((key, mark), entry.row)
            if first != entry.row:
                yield Problem(entry.row, found.headings.get(column, ""), key, {"first": first}, entry.sheet)


def _marks(entry: Entry) -> Iterator[tuple[Column, str, str]]:
    """Yield what no two rows of a list may share: the column, its value, and the sentence about a repetition."""
    match entry:
        case EarlierHolder():
            yield Column.NAME, f"{entry.number} {entry.decided_on}", "papers.holders.repeated.name"
            if mark := same(entry.certificate):
                yield Column.CERTIFICATE, mark, "papers.holders.repeated.certificate"
        case EarlierBar():
            yield Column.NAME, f"{entry.number} {entry.article} {entry.from_on}", "papers.lists.repeated.bar"
        case RunningEdition():
            yield Column.EDITION, str(entry.number), "papers.lists.repeated.edition"
        case RunningApplication():
            yield Column.NAME, f"{entry.number} {entry.edition}", "papers.lists.repeated.application"
            if mark := same(entry.given):
                yield Column.GIVEN, mark, "papers.lists.repeated.given"


# Reads the list of people to be invited, with a role, and a unit or post (Art. 8, 9, 14, 17).


_LANGUAGES = ("zh", "en")
_LONGEST_NAME = 50


def read_staff(data: bytes, pack: Pack, today: date) -> tuple[Guest, ...] | Errors:
    """Return the people on the list, or everything wrong with it. Slow for long lists: use a thread."""
    try:
        ((sheet, listing, columns),) = found_lists(data, STAFF)
    except Unfit as unfit:
        return Errors((Problem(0, "", unfit.key, unfit.values),))
    lines = [ColumnRow(row, sheet, listing, columns, today) for row in columns.rows]
    roles, units = _roles(), units_by_name(pack)
    guests = [guest for line in lines if (guest := _guest(line, roles, units)) and not line.problems]
    problems = [*chain.from_iterable(line.problems for line in lines)]
    seen: dict[tuple[str, Role, str | None], int] = {}
    for guest in guests:
        first = seen.setdefault((guest.name, guest.role, guest.unit), guest.row)
        if first != guest.row:
            heading = columns.headings.get(Column.PERSON, "")
            problems.append(Problem(guest.row, heading, "papers.lists.repeated.guest", {"first": first}))
    return Errors(tuple(sorted(problems, key=lambda problem: problem.row))) if problems else tuple(guests)


def _guest(line: ColumnRow, roles: Mapping[str, Role], units: Mapping[str, str]) -> Guest | None:
    name = line.read(Column.PERSON, lambda cell: name_answer(short_text(cell), most=_LONGEST_NAME))
    role = line.read(Column.ROLE, lambda cell: named(cell, roles, "papers.lists.role"))
    number = line.read(Column.PHONE, lambda cell: phone(short_text(cell)))
    address = line.read(Column.EMAIL, lambda cell: email(short_text(cell)))
    unit = None
    match role:
        case Role.CLERK:
            unit = line.read(Column.UNIT, lambda cell: named(cell, units, "papers.holders.unit"), required=True)
        case Role.COMMITTEE:
            unit = line.read(Column.UNIT, lambda cell: named(cell, _posts(), "papers.lists.post")) or None
        case _ if line.filled(Column.UNIT):
            line.note(Column.UNIT, "papers.lists.no_unit")
    if not (name and role) or line.problems:
        return None
    return Guest(line.row.number, name, role, unit, number or "", address or "")


def _roles() -> dict[str, Role]:
    return {same(say(language, f"people.role.{role}")): role for role in Role for language in _LANGUAGES}


def _posts() -> dict[str, str]:
    """Return the posts of the committee by name; a member without one has none."""
    told = {same(say(language, f"people.post.{post}")): post for post in POSTS for language in _LANGUAGES}
    short = {"主任": "chair", "副主任": "deputy_chair", "委员": "", "成员": ""}
    return {**told, **{same(say(language, "people.post.member")): "" for language in _LANGUAGES}, **short}
