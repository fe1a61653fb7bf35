"""What a parent or an employer has sent, as it goes with the application to whoever reads it (Art. 13, 15)."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.forms import Answers, Facts, Progress
from rules.pack import Pack
from rules.questions.confirmation import confirmation
from storage.drafts import Draft, DraftState
from storage.files import FileRecord
from storage.work import Work
from workflow.files import of_draft


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Check, internal notice and opinion as they were sent; `files` are the notice's proof and the sealed opinion."""

    draft: Draft
    progress: Progress
    facts: Facts
    files: tuple[FileRecord, ...]


def recommending(answers: Answers) -> int | None:
    """The id of the draft in which these answers' applicant was recommended."""
    given = answers.get("confirmation")
    return int(given["draft"]) if isinstance(given, Mapping) else None


async def recommendation_of(work: Work, pack: Pack, answers: Answers) -> Recommendation | None:
    """What goes with the application of these answers; None where nobody had to recommend, or has not yet."""
    draft = await work.drafts.get(recommending(answers) or -1)
    if draft is None or draft.state is not DraftState.SENT:
        return None
    files = await work.files.of(of_draft(draft))
    progress = Progress(confirmation(pack), await work.drafts.answers(draft.id))
    return Recommendation(draft, progress, {"files": {one.id: one.name for one in files}}, tuple(files))
