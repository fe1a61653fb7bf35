"""The building blocks of papers: plain data in the order of printing, and the sheet around them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

import segno

from papers.engine.documents import render
from papers.engine.slots import bare, part, slot, unmarked
from texts import say
from texts.dates import plain_day

# QR codes that lead to an address, such as the form for an objection to a notice.


QUIET_ZONE = 4
"""Width in modules of the white border that ISO/IEC 18004 asks for."""


def png(address: str, *, scale: int = 8) -> bytes:
    """Return the code as a PNG; `scale` is pixels per module."""
    out = BytesIO()
    _code(address).save(out, kind="png", scale=scale, border=QUIET_ZONE)
    return out.getvalue()


def svg(address: str) -> str:
    """Return the code as an SVG to embed in a page."""
    out = BytesIO()
    _code(address).save(out, kind="svg", border=QUIET_ZONE, xmldecl=False, light="#ffffff")
    return out.getvalue().decode("utf-8")


def _code(address: str) -> segno.QRCode:
    """Make a code of error-correction level M, which survives a coffee stain.

    Raises segno's DataOverflowError for more than 2,331 bytes.
    """
    return segno.make_qr(address, error="m", boost_error=False, encoding="utf-8")


Block = Mapping[str, object]

RECEIPT = 11.0
LETTER = 12.5
"""Body text sizes in points: a receipt is filed, a letter is read by somebody it decides about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """The slip below the dashed line, to cut off, fill in and hand back."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document before printing: issuer and number head every page, `dated` is for the files.

    `back` is the number, at the foot of every page, under which its sealed scan is returned; empty for a draft.
    `contact` says at the end how its issuer is reached.
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
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """An empty frame for a signature or seal, `height` in millimetres; `foot` is printed at its lower right."""

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
    """Print the paper as PDF."""
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
            "blocks": unmarked((*paper.blocks, *((small(paper.contact),) if paper.contact else ()))),
            "slip": unmarked(slip),
        },
    )


def prose(text: str) -> Block:
    """Make paragraphs, one for each line of the text."""
    return {"kind": "prose", "text": text}


def addressed(language: str, name: str) -> Block:
    """Make the addressee's line, at the margin."""
    return {"kind": "addressed", "text": say(language, "papers.dear", name=slot("addressee", name))}


def section(text: str) -> Block:
    """Make a heading inside the paper."""
    return {"kind": "section", "text": text}


def fields(rows: Iterable[tuple[str, str]], *, share: int = 26, beside: Block | None = None) -> Block:
    """Make two columns of names and values (`share`: percent for the names); a code may stand beside them."""
    return {"kind": "fields", "rows": tuple(rows), "share": share, "code": beside}


def table(content: Table) -> Block:
    """Make a table whose head is repeated on every page."""
    return {"kind": "grid", "head": content.head, "widths": content.widths, "rows": content.rows}


def steps(items: Iterable[str], *, numbering: str = "1.") -> Block:
    """Make a numbered list."""
    return {"kind": "steps", "items": tuple(items), "numbering": numbering}


def notice(text: str, *, title: str = "") -> Block:
    """Make a notice that must not be overlooked, beside a coloured bar."""
    return {"kind": "notice", "title": title, "text": text}


def small(text: str) -> Block:
    """Make fine print."""
    return {"kind": "small", "text": text}


def frames(boxes: Sequence[Box]) -> Block:
    """Make frames for signatures and seals, side by side, never split across pages."""
    return {
        "kind": "frames",
        "boxes": [{"label": box.label, "hint": box.hint, "foot": box.foot, "height": box.height} for box in boxes],
    }


def blanks(labels: Iterable[str]) -> Block:
    """Make lines to write on."""
    return {"kind": "blanks", "labels": tuple(labels)}


def choices(items: Iterable[str]) -> Block:
    """Make boxes to tick."""
    return {"kind": "choices", "items": tuple(items)}


def signed(*lines: str) -> Block:
    """Make the lines of issuer and day, at the right."""
    return {"kind": "signed", "lines": lines}


def sealed(issuer: str, day: date, language: str) -> Block:
    """Make the issuer's lines with the place of the seal, which covers the day."""
    dated = slot("day", plain_day(language, day))
    return signed(slot("issuer", issuer), say(language, "papers.seal_here"), dated)


def decided_by(document: str, day: date, language: str) -> Block:
    """Make the lines that name the deciding document and its day."""
    on = slot("decided", say(language, "papers.day", day=day))
    return prose(say(language, "papers.sanction.document", document=slot("document", document), day=on))


def served(number: str, party: str, day: date, language: str) -> Slip:
    """Make a slip that acknowledges receipt of the paper of this number and day."""
    return Slip(
        title=say(language, "papers.slip.served", number=number),
        blocks=(
            prose(say(language, "papers.slip.got", applicant=party, day=day)),
            blanks((say(language, "papers.slip.signature"), say(language, "papers.slip.day"))),
        ),
    )


def page() -> Block:
    """Make a page break."""
    return {"kind": "page"}


def code(address: str, text: str) -> Block:
    """Make a QR code that leads to the address, with the address printed beside it."""
    return {"kind": "code", "svg": svg(address), "address": address, "text": text}


def coded(address: str, text: str) -> Block:
    """Make the QR code as part of a letter; nothing where there is no address."""
    return part("code", *((code(address, text),) if address else ()))


def check(address: str, language: str) -> Block | None:
    """Make the QR code beside a receipt, which leads to the state of the matter; None without an address."""
    return code(address, say(language, "papers.check")) if address else None
