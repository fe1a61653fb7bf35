"""A letter in both of its forms: as a PDF to be read and kept, and for Word, to be changed before it is sealed."""

from papers.layout import Paper, printed
from papers.letter_kinds import SPECIMENS
from papers.letter_templates import filled, shipped
from papers.template_reading import retold


def shipped_template(kind: str, language: str) -> bytes:
    """The template of this kind of letter as it comes with the service. Raises KeyError for an unknown kind."""
    return shipped(SPECIMENS[kind](language))


def in_word(kind: str, template: bytes | None, paper: Paper) -> bytes:
    """The letter for Word, from the office's template or, where there is none, the shipped one."""
    return filled(template or shipped_template(kind, paper.language), paper)


def in_pdf(template: bytes | None, paper: Paper) -> bytes:
    """The letter as PDF, with the words of the office's template where there is one."""
    return printed(retold(template, paper) if template is not None else paper)
