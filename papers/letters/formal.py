"""Letters in both forms: a PDF to read and keep, and a Word document to change before it is sealed."""

from papers.engine.layout import Paper, printed
from papers.letters.kinds import SPECIMENS
from papers.letters.template_reading import retold
from papers.letters.templates import filled, shipped


def shipped_template(kind: str, language: str) -> bytes:
    """Return the shipped template of this kind of letter. Raises KeyError for an unknown kind."""
    return shipped(SPECIMENS[kind](language))


def in_word(kind: str, template: bytes | None, paper: Paper) -> bytes:
    """Make the Word document of a letter, from the office's template or, without one, the shipped one."""
    return filled(template or shipped_template(kind, paper.language), paper)


def in_pdf(template: bytes | None, paper: Paper) -> bytes:
    """Make the PDF of a letter, with the words of the office's template if there is one."""
    return printed(retold(template, paper) if template is not None else paper)
