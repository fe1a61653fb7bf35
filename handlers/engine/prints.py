"""What the gathering functions return: a document with only the slow part left, a letter, a copy of others' files."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from aiogram.types import BufferedInputFile

from papers.engine.layout import Paper
from papers.engine.parts import reach
from papers.letters.formal import in_pdf, in_word
from rules.engine.pack import Pack
from workflow.engine.records import Work
from workflow.letters.templates import template_of


@dataclass(frozen=True, slots=True)
class Print:
    """A document ready to print: its file name, and `make`, which touches no database and may run in a thread."""

    name: str
    make: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Letter:
    """A paper that the office can also have as a Word document; `template` names its template."""

    name: str
    template: str
    paper: Paper


async def as_print(work: Work, pack: Pack, letter: Letter, subject: str, *, word: bool) -> Print:
    """Return the letter as a document from the current template, with the number of its slot if it has gone out.

    At its foot stands how its issuer is reached (Art. 44).
    """
    paper, slot = letter.paper, await work.dispatches.of(letter.template, subject)
    paper = replace(paper, contact=reach(pack, paper.issuer, paper.language))
    paper = replace(paper, back=slot.number) if slot is not None else paper
    _, template = await template_of(work, letter.template, paper.language)
    if word:
        name = f"{letter.name.removesuffix('.pdf')}.docx"
        return Print(name, partial(in_word, letter.template, template, paper))
    return Print(letter.name, partial(in_pdf, template, paper))


class Copied(BufferedInputFile):
    """A file made of what others handed in; `origins` are the ids of their files, by which it can be found again."""

    def __init__(self, content: bytes, filename: str, *, origins: tuple[str, ...] = ()) -> None:
        super().__init__(content, filename)
        self.origins = origins
