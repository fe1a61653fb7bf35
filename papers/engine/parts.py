"""How the office and the units are reached, as notices, papers, receipts and answers say it (Art. 14, 22, 44)."""

from collections.abc import Sequence
from dataclasses import dataclass

from papers.engine.layout import Block, Table, table
from rules.engine.answers import clean
from rules.engine.pack import Pack
from rules.notices.postings import Notice
from texts import say


def reach(pack: Pack, name: str, language: str) -> str:
    """Return how the unit of this name, or for any other body the office, is reached; "" while nobody has said it."""
    unit = next((unit for unit in pack.units if name in (unit.name_zh, unit.name_en)), None)
    found = pack.contact(unit.key) if unit is not None else pack.contact()
    if found is None:
        return ""
    named = unit.name(language) if unit is not None else pack.bodies.office.name(language)
    return say(language, "provisions.reach", name=named, phone=found.phone, address=found.address, hours=found.hours)


def reached(pack: Pack, language: str) -> str:
    """Return a line for the office and for each receiving unit that has said how it is reached; "" if none has."""
    names = (pack.bodies.office.name(language), *(unit.name(language) for unit in pack.units if pack.contact(unit.key)))
    return "\n".join(filter(None, (reach(pack, name, language) for name in names)))


def reach_of_notice(pack: Pack, notice: Notice, language: str) -> str:
    """Return how the unit that posted the notice is reached, and the office, which examines objections (Art. 22)."""
    unit = next((unit for unit in pack.units if unit.key == notice.unit), None)
    names = (*((unit.name(language),) if unit and pack.contact(unit.key) else ()), pack.bodies.office.name(language))
    return "\n".join(filter(None, (reach(pack, name, language) for name in names)))


# The table of files in a paper: name, size, and both ends of the fingerprint that identifies each.


_SHOWN = 8
_UNITS = (("MB", 1024 * 1024), ("KB", 1024))


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One uploaded file; `secret` says what in it is a trade secret, "" where nothing is (Art. 12)."""

    name: str
    size: int
    sha256: str
    secret: str = ""


def enclosures(language: str, files: Sequence[Enclosure]) -> Block:
    """Make the table of files, with a trade-secret column only if something is marked."""
    marked = any(file.secret for file in files)
    heads = ["papers.file", "papers.size", "papers.fingerprint", *(["papers.secret"] if marked else [])]
    rows = tuple(_row(n, file)[: 5 if marked else 4] for n, file in enumerate(files, start=1))
    widths = (0, 5, 0, 0, 4) if marked else (0, 1, 0, 0)
    return table(Table(head=("", *(say(language, head) for head in heads)), widths=widths, rows=rows))


def _row(n: int, file: Enclosure) -> tuple[str, ...]:
    return str(n), clean(file.name), in_words(file.size), fingerprint(file.sha256), file.secret


def in_words(size: int) -> str:
    """Write a size in bytes for people: 3.2 MB, 12 KB, 900 B."""
    for unit, bytes_ in _UNITS:
        if size >= bytes_:
            return f"{size / bytes_:.1f} {unit}"
    return f"{size} B"


def fingerprint(sha256: str) -> str:
    """Return the two ends of a fingerprint, enough to compare by eye."""
    return f"{sha256[:_SHOWN]}…{sha256[-_SHOWN:]}"
