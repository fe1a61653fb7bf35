"""A kept answer of a form, as its filler reads it in the chat."""

from collections.abc import Iterable
from typing import Any

from handlers.engine.lists import PAGE
from handlers.engine.speech import in_language
from papers.engine.answers import answer_read
from papers.engine.lists import worded
from rules.engine.forms import Form, Progress, Question
from texts import say
from workflow.engine.case_views import Fact, Section
from workflow.engine.desk import Desk
from workflow.engine.filling import Filling, Guide
from workflow.engine.records import FileRecord


def answer_shown(language: str, filling: Filling, question: Question, value: Any) -> str:
    """Return an answer of this form as readable text."""
    return answer_read(language, question, value, filling.facts, filling.progress.answers)


# A form that was sent, as others read it: each question with its answer (Art. 5, 32).


async def answered(desk: Desk, form: Form, draft_id: int, files: Iterable[FileRecord]) -> str:
    """Return the draft's answers under the form's questions; "" if the draft no longer exists."""
    language = desk.person.language
    draft = await desk.work.drafts.get(draft_id)
    if draft is None:
        return ""
    progress = Progress(form, await desk.work.drafts.answers(draft.id))
    guide = Guide(form=lambda _pack, _facts: form, subject=form.name)
    filling = Filling(draft, guide, form, {"files": {file.id: file.name for file in files}}, progress)
    lines = []
    for question in progress.asked:
        if question.key in progress.answers:
            asked = say(language, question.text, **in_language(question.places, language))
            answer = answer_shown(language, filling, question, progress.answers[question.key])
            lines.append(say(language, "forms.line", question=asked, answer=answer))
    return "\n".join(lines)


# A section of a case's view in the chat: its facts as text, a page at a time (Art. 15).


def section_text(language: str, section: Section, page: int) -> str:
    """Return a page of the section; the chat has no tables, so their facts stand here as well."""
    here = section.facts[page * PAGE : (page + 1) * PAGE]
    lines = [f"▍{worded(language, section.title)}", worded(language, section.lead)]
    return "\n\n".join(line for line in (*lines, *(_line(language, fact) for fact in here)) if line)


def _line(language: str, fact: Fact) -> str:
    files = [f"· {worded(language, file.name)}" for file in fact.files]
    answer = "\n".join(part for part in (worded(language, fact.value), *files) if part)
    return say(language, "forms.line", question=worded(language, fact.label), answer=answer)
