"""What papers are made of: blocks of plain data in the order they are printed, and the sheet around them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from papers.codes import svg
from papers.documents import render
from papers.slots import bare, part, slot, unmarked
from texts import say
from texts.dates import plain_day

Block = Mapping[str, object]

RECEIPT = 11.0
LETTER = 12.5
"""Sizes of body text in points: a receipt is filed, a letter is read by somebody it decides about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """The part below the dashed line, to cut off, fill in and hand back."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document before it is printed: issuer and number head every page, `dated` is for whoever files it.

    `back` is the number under which its sealed scan comes back, at the foot of every page; empty for a draft.
    """

    language: str
    title: str
    issuer: str
    number: str
    dated: date
    blocks: tuple[Block, ...]
    subtitle: str = ""
    size: float = RECEIPT
    slip: Slip | None = None
    back: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """An empty frame to sign or seal in, `height` in millimetres; `foot` stands at its lower right."""

    label: str
    hint: str = ""
    foot: str = ""
    height: int = 32


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; `widths` are shares of the line, 0 for as narrow as the content allows."""

    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...] = field(default=())


def printed(paper: Paper) -> bytes:
    """The paper as PDF."""
    slip = {"title": paper.slip.title, "blocks": paper.slip.blocks} if paper.slip else None
    foot = say(paper.language, "papers.page", page="{page}", pages="{pages}")
    return render(
        "paper",
        {
            "language": paper.language,
            "title": bare(paper.title),
            "subtitle": paper.subtitle,
            "issuer": paper.issuer,
            "number": say(paper.language, "papers.number", number=paper.number) if paper.number else "",
            "foot": foot,
            "back": say(paper.language, "papers.back", number=paper.back) if paper.back else "",
            "dated": paper.dated.isoformat(),
            "size": paper.size,
            "blocks": unmarked(paper.blocks),
            "slip": unmarked(slip),
        },
    )


def prose(text: str) -> Block:
    """Paragraphs, one to a line of the text."""
    return {"kind": "prose", "text": text}


def addressed(language: str, name: str) -> Block:
    """To whom the paper goes, at the margin."""
    return {"kind": "addressed", "text": say(language, "papers.dear", name=slot("addressee", name))}


def section(text: str) -> Block:
    """A heading inside the paper."""
    return {"kind": "section", "text": text}


def fields(rows: Iterable[tuple[str, str]], *, share: int = 26, beside: Block | None = None) -> Block:
    """Names and what they stand for, in two columns (`share`: percent of the first); a code may stand beside."""
    return {"kind": "fields", "rows": tuple(rows), "share": share, "code": beside}


def table(content: Table) -> Block:
    """A table whose head is repeated on every page."""
    return {"kind": "grid", "head": content.head, "widths": content.widths, "rows": content.rows}


def steps(items: Iterable[str], *, numbering: str = "1.") -> Block:
    """A numbered list."""
    return {"kind": "steps", "items": tuple(items), "numbering": numbering}


def notice(text: str, *, title: str = "") -> Block:
    """What must not be overlooked, beside a coloured bar."""
    return {"kind": "notice", "title": title, "text": text}


def small(text: str) -> Block:
    """Fine print."""
    return {"kind": "small", "text": text}


def frames(boxes: Sequence[Box]) -> Block:
    """Frames to sign and seal in, side by side, never torn apart by the end of a page."""
    return {
        "kind": "frames",
        "boxes": [{"label": box.label, "hint": box.hint, "foot": box.foot, "height": box.height} for box in boxes],
    }


def blanks(labels: Iterable[str]) -> Block:
    """Lines to write on."""
    return {"kind": "blanks", "labels": tuple(labels)}


def choices(items: Iterable[str]) -> Block:
    """Boxes to tick."""
    return {"kind": "choices", "items": tuple(items)}


def signed(*lines: str) -> Block:
    """Who issues the paper and when, at the right."""
    return {"kind": "signed", "lines": lines}


def sealed(issuer: str, day: date, language: str) -> Block:
    """Who issues it, where the seal goes, and the day, which the seal covers."""
    dated = slot("day", plain_day(language, day))
    return signed(slot("issuer", issuer), say(language, "papers.seal_here"), dated)


def decided_by(document: str, day: date, language: str) -> Block:
    """The document by which something was decided, and its day."""
    on = slot("decided", say(language, "papers.day", day=day))
    return prose(say(language, "papers.sanction.document", document=slot("document", document), day=on))


def served(number: str, party: str, day: date, language: str) -> Slip:
    """What comes back signed: the paper of this number and day was received."""
    return Slip(
        title=say(language, "papers.slip.served", number=number),
        blocks=(
            prose(say(language, "papers.slip.got", applicant=party, day=day)),
            blanks((say(language, "papers.slip.signature"), say(language, "papers.slip.day"))),
        ),
    )


def page() -> Block:
    """What follows begins on a new page."""
    return {"kind": "page"}


def code(address: str, text: str) -> Block:
    """A code that leads to the address, which is printed beside it too."""
    return {"kind": "code", "svg": svg(address), "address": address, "text": text}


def coded(address: str, text: str) -> Block:
    """The code as a part of a letter; nothing where there is no address to lead to."""
    return part("code", *((code(address, text),) if address else ()))


def check(address: str, language: str) -> Block | None:
    """The code beside a receipt that leads to where the matter stands; None without an address."""
    return code(address, say(language, "papers.check")) if address else None
