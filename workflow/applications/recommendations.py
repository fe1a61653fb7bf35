"""The recommendation of a parent or an employer, as readers of the application see it (Art. 13, 15)."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.applications.confirmations import confirmation
from rules.engine.forms import Answers, Facts, Progress
from rules.engine.pack import Pack
from storage.engine.drafts import Draft, DraftState
from storage.engine.files import FileRecord
from storage.work import Work
from workflow.engine.files import of_draft


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The sent check, internal notice and opinion; `files` are the notice's proof and the sealed opinion."""

    draft: Draft
    progress: Progress
    facts: Facts
    files: tuple[FileRecord, ...]


def recommending(answers: Answers) -> int | None:
    """Return the id of the draft in which the applicant with these answers was recommended, or None."""
    given = answers.get("confirmation")
    return int(given["draft"]) if isinstance(given, Mapping) else None


async def recommendation_of(work: Work, pack: Pack, answers: Answers) -> Recommendation | None:
    """Return the recommendation of the application with these answers; None if it needs none or has none yet."""
    draft = await work.drafts.get(recommending(answers) or -1)
    if draft is None or draft.state is not DraftState.SENT:
        return None
    files = await work.files.of(of_draft(draft))
    progress = Progress(confirmation(pack), await work.drafts.answers(draft.id))
    return Recommendation(draft, progress, {"files": {one.id: one.name for one in files}}, tuple(files))
