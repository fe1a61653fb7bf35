"""A section of a case's view in the chat: its facts as text, a page at a time (Art. 15)."""

from handlers.engine.lists import PAGE
from papers.engine.lists import worded
from texts import say
from workflow.engine.case_views import Fact, Section


def section_text(language: str, section: Section, page: int) -> str:
    """Return a page of the section; the chat has no tables, so their facts stand here as well."""
    here = section.facts[page * PAGE : (page + 1) * PAGE]
    lines = [f"▍{worded(language, section.title)}", worded(language, section.lead)]
    return "\n\n".join(line for line in (*lines, *(_line(language, fact) for fact in here)) if line)


def _line(language: str, fact: Fact) -> str:
    files = [f"· {worded(language, file.name)}" for file in fact.files]
    answer = "\n".join(part for part in (worded(language, fact.value), *files) if part)
    return say(language, "forms.line", question=worded(language, fact.label), answer=answer)
