"""Gathers the office's formal letters for print: not accepted, not passed, struck (Art. 17-19, 23, 36)."""

from collections.abc import Callable, Mapping

from handlers.engine.prints import Letter
from papers.engine.layout import Paper
from papers.reviews import units
from rules.applications.lifecycle import State
from rules.engine.calendar import office_day
from rules.engine.pack import Pack
from rules.letters.formal import LetterKind
from rules.sanctions.remedies import AGAINST
from texts import say
from workflow.engine.records import Work
from workflow.engine.replies import remedy
from workflow.engine.tasks import number_of

_MAKERS: Mapping[LetterKind, Callable[[units.Letter, str], Paper]] = {
    LetterKind.NOT_ACCEPTED: units.non_acceptance,
    LetterKind.NOT_PASSED: units.non_passing,
    LetterKind.STRUCK: units.striking,
}


async def letter(work: Work, pack: Pack, about: str, language: str, *, kind: LetterKind) -> Letter:
    """Return the letter of this kind, dated the day of its approval, before that the day of its draft."""
    application = await work.applications.get(number_of(about, "application") or -1)
    one = await work.letters.get(application.id, kind) if application is not None else None
    if application is None or one is None:
        raise KeyError(f"no letter {kind.value} of {about}")
    answers, edition = await work.drafts.answers(one.draft_id), await work.editions.get(application.edition_id)
    office, against = pack.bodies.office.name(language), remedy(pack, AGAINST[State(kind.value)])
    paper = units.Letter(
        issuer=office,
        number=application.number or "",
        applicant=application.name or "",
        edition=say(language, "reviews.edition", number=edition.number, year=str(edition.year)) if edition else "",
        reasons=(say(language, f"letter.grounds.{answers['ground']}"), str(answers["text"])),
        decided_on=office_day(one.approved_at or one.drafted_at),
        contact=office,
        remedy=say(language, against.key, **against.values),
    )
    name = say(language, f"letter.file.{kind.value}", number=application.number)
    return Letter(name, kind.value, _MAKERS[kind](paper, language))
