"""The report of an on-site review in the chat: the head writes it, the group reads and signs it (Art. 19)."""

from handlers.applications import dossiers
from handlers.engine.guides import Filling, Guide
from handlers.engine.presses import Press, Presses
from handlers.engine.printing import button
from handlers.engine.speech import Button, Page, key_button, told
from rules.engine.refusals import Refusal
from rules.reviews import visits as questions
from texts import Words, say
from workflow.engine.desk import Desk
from workflow.engine.files import file_facts
from workflow.engine.tasks import number_of
from workflow.reviews.site_reports import (
    DISSENT,
    FORM,
    Report,
    begin_dissent,
    begin_report,
    report_of,
    sign_report,
    write_report,
)


def guides() -> dict[str, Guide]:
    """Return the forms of the report and of a member's dissent."""
    return {
        FORM: Guide(form=lambda _p, _f: questions.site_report(), subject="visit", sends=written, facts=file_facts),
        DISSENT: Guide(form=lambda _p, _f: questions.dissent(), subject="visit", sends=dissented),
    }


async def report_page(desk: Desk, report: Report) -> Page:
    """Return what the group saw, and who has signed."""
    if report.report is None:
        raise Refusal("visits.not_reported", article=19)
    language, one = desk.person.language, report.application.id
    lines = [
        say(language, "visits.report_line", question=say(language, f"visit.{key}"), answer=_answer(report, key))
        for key in ("met", "matches", "differs", "findings", "strengths", "problems")
        if report.answers.get(key)
    ]
    lines += [await _signature(desk, person_id, words) for person_id, words in _signed_by(report)]
    if report.unsigned:
        lines.append(say(language, "visits.unsigned_yet", count=len(report.unsigned)))
    rows: list[list[Button]] = []
    if desk.person.id in report.unsigned:
        rows.append([key_button(desk, "visits.sign", f"visit:sign:{one}")])
        rows[-1].append(key_button(desk, "visits.disagree", f"visit:dissent:{one}"))
    rows.append([button(desk, "site_report", one), key_button(desk, "reviews.back", f"review:open:{one}")])
    title = say(language, "visits.report", number=report.application.number)
    return Page("\n\n".join(lines), rows, title=title)


async def written(desk: Desk, filling: Filling) -> Page:
    """Keep the report that the head wrote."""
    application = await write_report(desk, filling.draft)
    return await report_page(desk, await report_of(desk, application.id))


async def dissented(desk: Desk, filling: Filling) -> Page:
    """Sign the report with a dissent."""
    application_id = number_of(filling.draft.subject, "application") or -1
    words = str(filling.progress.answers["words"])
    return await signed(desk, await sign_report(desk, application_id, draft=filling.draft, words=words))


async def signed(desk: Desk, report: Report) -> Page:
    """Say that the report was signed, and whose signature is still missing."""
    rows = [[key_button(desk, "visits.read_report", f"visit:read:{report.application.id}")]]
    key = "visits.signed_now" if report.unsigned else "visits.signed_by_all"
    return told(desk, key, rows=rows, count=len(report.unsigned))


def _answer(report: Report, key: str) -> object:
    answer = report.answers[key]
    return Words(f"forms.{answer}") if key == "matches" else answer


def _signed_by(report: Report) -> list[tuple[int, str | None]]:
    return [(one.person_id, one.words) for one in report.signatures]


async def _signature(desk: Desk, person_id: int, words: str | None) -> str:
    person = await desk.work.people.get(person_id)
    who = (person and person.name) or "—"
    if words is None:
        return say(desk.person.language, "visits.signature", who=who)
    return say(desk.person.language, "visits.dissent", who=who, words=words)


PRESSES = Presses(
    "visit",
    {
        "report": Press(begin_report),
        "read": Press(report_page, of=report_of),
        "sign": Press(signed, of=sign_report),
        "dissent": Press(begin_dissent),
    },
    article=19,
    undeclared=dossiers.DECLARES,
)
