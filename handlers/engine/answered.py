"""A form that was sent, as others read it: each question with its answer (Art. 5, 32)."""

from collections.abc import Iterable

from handlers.engine.answers import answer_shown
from handlers.engine.guides import Filling, Guide
from handlers.engine.speech import in_language
from rules.engine.forms import Form, Progress
from texts import say
from workflow.engine.desk import Desk
from workflow.engine.records import FileRecord


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
