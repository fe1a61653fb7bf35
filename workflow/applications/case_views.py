"""The application in the view of its case: its answers by part, the recommendation and the supplement (Art. 10-15)."""

from collections.abc import Mapping
from dataclasses import replace

from rules.applications.conditions import MOST
from rules.applications.supplements import supplement as form_of_supplement
from rules.engine.damage import DAMAGED
from rules.engine.forms import Progress, Question
from storage.database.values import Say
from workflow.applications.dossiers import Dossier, read_dossier
from workflow.engine.case_views import Attachment, Fact, Section, Table, answers_of, asked, attached, read
from workflow.engine.desk import Desk
from workflow.engine.lists import Cell

RECOMMENDATION, INDICATORS, SUPPLEMENT = "confirmation", "indicators", "supplement"
"""The sections with the answers of the parent or employer, with figures of several years, and with the supplement."""
_NUMBERED = tuple(f"indicator{number}" for number in range(1, MOST + 1))


async def read_part(desk: Desk, application_id: int, key: str) -> tuple[Dossier, Section | None]:
    """Return the case and one of its parts, None for a part that it lacks, and note that it was read (Art. 15).

    Raises as `readable` does.
    """
    dossier = await read_dossier(desk, application_id, key[:32])
    found = [await supplement_part(desk, dossier)] if key == SUPPLEMENT else parts(desk, dossier)
    return dossier, next((part for part in found if part is not None and part.key == key), None)


def parts(desk: Desk, dossier: Dossier) -> tuple[Section, ...]:
    """Return the application's answers, a section for each part of its form; numbers of persons are masked.

    The section of the parent or employer holds the answers that they sent themselves.
    """
    language, progress, files = desk.person.language, dossier.progress, attached(dossier.files)
    given = dossier.recommendation
    found = []
    for key in progress.sections():
        title, questions = Say(f"apply.section.{key}"), progress.of(key)
        if key == RECOMMENDATION and given is not None:
            facts = answers_of(language, given.progress, given.progress.asked, given.facts, files)
            found.append(Section(key, title, facts))
        elif key == INDICATORS:
            found.append(Section(key, title, _indicators(desk, dossier, files), _figures(desk, dossier)))
        else:
            found.append(Section(key, title, answers_of(language, progress, questions, dossier.facts, files)))
    return tuple(found)


async def supplement_part(desk: Desk, dossier: Dossier) -> Section | None:
    """Return what the applicant was asked to complete, each item with the answer and its files; None if nothing was."""
    supplement = dossier.supplement
    if supplement is None:
        return None
    said = await desk.work.drafts.answers(supplement.draft_id) if supplement.supplied_at else {}
    last = max((int(key.split(".")[1]) for key in said), default=0)
    items = (*supplement.items, *[DAMAGED] * (last - len(supplement.items)))  # of damaged items only one is left
    progress, files = Progress(form_of_supplement(items), said), attached(dossier.files)
    facts = tuple(_supplied(desk, progress, place, files) for place in range(1, len(items) + 1))
    asked_for = Say("reviews.supplement_asked", {"at": supplement.asked_at, "due": supplement.due})
    supplied = Say("reviews.supplement_supplied", {"at": supplement.supplied_at}) if supplement.supplied_at else None
    return Section(SUPPLEMENT, Say("reviews.supplement"), facts, lead=(asked_for, supplied))


def _supplied(desk: Desk, progress: Progress, place: int, files: Mapping[str, Attachment]) -> Fact:
    """Return an item with what came for it: words, and files if any were added."""
    words, proof = (one for one in progress.asked if one.key.startswith(f"item.{place}."))
    language = desk.person.language
    label = asked(language, words)
    if words.key not in progress.answers:
        return Fact(label, Say("reviews.awaited"))
    came = answers_of(language, progress, [words, *([proof] if progress.answers.get(proof.key) else [])], {}, files)
    value = tuple(one.value for one in came if one.value is not None)
    return Fact(label, value, tuple(file for one in came for file in one.files))


def _indicators(desk: Desk, dossier: Dossier, files: Mapping[str, Attachment]) -> tuple[Fact, ...]:
    """Return the answers about indicators; the proof of each is led by the indicator's name."""
    language, progress = desk.person.language, dossier.progress
    facts: list[Fact] = []
    for group in _NUMBERED:
        questions = [one for one in progress.of(INDICATORS) if one.key.startswith(f"{group}.")]
        tabled = frozenset(one.key for one in questions if one.key != f"{group}.files")
        name = progress.answers.get(f"{group}.name")
        said = answers_of(language, progress, questions, dossier.facts, files, tabled=tabled)
        facts += [fact if fact.tabled else replace(fact, label=(name, fact.label)) for fact in said]
    return tuple(facts)


def _figures(desk: Desk, dossier: Dossier) -> tuple[Table, ...]:
    """Return the figures of all years as one table, a row for each indicator; none before the first is named."""
    language, progress = desk.person.language, dossier.progress
    known = {question.key: question for question in progress.asked}
    years = [key.partition(".")[2] for key in known if key.startswith("indicator1.value")][::-1]
    titles = [asked(language, known[f"indicator1.{year}"]).values["year"] for year in years]
    columns = ["name", "unit", *years, "area", "rank"]
    rows = tuple(
        tuple(_cell(language, dossier, known.get(f"{group}.{column}")) for column in columns)
        for group in _NUMBERED
        if progress.answers.get(f"{group}.name")
    )
    head = (Say("pages.indicator"), Say("pages.indicator_unit"), *titles, Say("pages.area"), Say("pages.rank"))
    return (Table(head, rows),) if rows else ()


def _cell(language: str, dossier: Dossier, question: Question | None) -> Cell:
    return read(language, dossier.progress, question, dossier.facts) if question is not None else None
