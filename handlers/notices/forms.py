"""The form of a notice: the facts about its list, the usual words, and its end (Art. 9, 15, 17, 21)."""

from collections.abc import Sequence
from typing import Any

from handlers.engine.guides import Filling, Guide
from handlers.engine.speech import Page, Rows, key_button, told
from handlers.notices.board import home, list_text, posted
from rules.applications.lifecycle import Application
from rules.engine.forms import Answers, Facts, Question
from rules.engine.refusals import Forbidden
from rules.notices.postings import Notice, NoticeKind, NoticeLine, notice
from texts import say
from workflow.engine.desk import Desk
from workflow.engine.files import files_known
from workflow.engine.records import Draft
from workflow.notices.drafts import draft_notice
from workflow.notices.lists import (
    REASON,
    WAS,
    NoticeList,
    applications_of,
    check_interest,
    draw_up,
    keep_cases,
    posts,
    private_words,
)
from workflow.notices.postings import FORM, correct_notice, corrects, corrects_it, kind_of, post_notice, preview


def guides() -> dict[str, Guide]:
    """Return the form of a notice."""
    return {
        FORM: Guide(
            form=notice,
            subject="notice",
            sends=sent,
            facts=posting_facts,
            changing=kept_reason,
            summary=lambda _language, filling: filling.facts["list"],
            buttons=_print,
        )
    }


async def posting_facts(desk: Desk, draft: Draft) -> Facts:
    """Return the facts of the form: the list, words that may not be published, and its pictures."""
    old = await desk.work.notices.get(corrects(draft) or -1)
    listed = await draw_up(desk, old.kind if old else kind_of(draft))
    cases = await applications_of(desk, await desk.work.notices.entries(old.id)) if old else listed.applications
    return {
        "kind": listed.kind,
        "posts": corrects_it(desk, old) if old else posts(desk, listed.kind),
        "corrects": old is not None,
        "behind": 0 if old else listed.behind,
        "was": (await desk.work.drafts.answers(draft.id)).get(WAS),
        "list": await _shown(desk, draft, listed, (*cases, *listed.left_out), old=old),
        "private": await private_words(desk, cases),
        "files": await files_known(desk, draft),
    }


async def kept_reason(desk: Desk, filling: Filling, question: Question, _value: Any) -> None:
    """Keep with the reason for a list that is not whole what the list lacked."""
    if question.key == REASON:
        await keep_cases(desk, filling.draft, await draw_up(desk, filling.facts["kind"]))


async def sent(desk: Desk, filling: Filling) -> Page:
    """Post the notice and say when its days end and why; the office's draft waits for the lead instead."""
    draft, answers, kind = filling.draft, filling.progress.answers, filling.facts["kind"]
    if not filling.facts["posts"]:
        await draft_notice(desk, draft, answers, kind)
        return told(desk, "notices.drafted", rows=home(desk), title=answers["title"])
    act = post_notice if corrects(draft) is None else correct_notice
    return posted(desk, await act(desk, draft, answers))


def suggested(desk: Desk, listed: NoticeList) -> Answers:
    """Return the usual title and text in Chinese, the language of notices; other notices have titles of their own."""
    kind, edition = listed.kind.value, listed.edition
    unit = desk.pack.name_of_unit(listed.unit, "zh", "")
    values: dict[str, Any] = {"county": desk.pack.county_zh, "days": desk.pack.notice_working_days, "unit": unit}
    values |= {"edition": edition.number if edition else ""}
    text = {"text": say("zh", f"notice.suggested.text.{kind}", **values)}
    if listed.kind is NoticeKind.OTHER:
        return text
    return {"title": say("zh", f"notice.suggested.title.{kind}", **values), **text}


async def _shown(
    desk: Desk, draft: Draft, listed: NoticeList, cases: Sequence[Application], *, old: Notice | None
) -> str:
    """Return the list; if the person has an interest in a case on it, return the refusal instead (Art. 40)."""
    if listed.kind is NoticeKind.OTHER:
        return ""
    try:
        await check_interest(desk, cases)
    except Forbidden as refusal:
        return say(desk.person.language, refusal.key)
    return _whole(desk, await preview(desk, draft), listed, old=old)


def _whole(desk: Desk, lines: Sequence[NoticeLine], listed: NoticeList, *, old: Notice | None) -> str:
    """Return the list, and how many are told at the same moment that they are not on it."""
    told = 0 if old else len(listed.left_out)
    said = [say(desk.person.language, "notices.left_out", count=told)] if told else []
    return "\n".join([list_text(desk, lines), *said])


def _print(desk: Desk, filling: Filling) -> Rows:
    return [[key_button(desk, "notices.print", f"notice:print:{filling.draft.id}")]]
