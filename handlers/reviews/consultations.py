"""Consultations in the chat: whom the unit or the office asks, the reply behind a link, the summary (Art. 15, 21)."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.engine.filling import open_form
from handlers.engine.guides import Filling, Guide, Guides, Opener, load
from handlers.engine.lists import PAGE, turns
from handlers.engine.presses import Press, Presses
from handlers.engine.prints import Copied, Print
from handlers.engine.speech import Button, Page, Rows, key_button, tell, told
from papers.engine.answers import answered
from papers.reviews import consultations as papers
from rules.engine.calendar import office_day
from rules.engine.forms import Facts, Form
from rules.engine.pack import Pack
from rules.engine.refusals import Refusal
from rules.reviews import consultations as questions
from rules.reviews.consultations import Consultation, reply, summary
from texts import say
from workflow.engine.desk import Books, Desk
from workflow.engine.files import file_facts
from workflow.engine.records import Draft, Link, Work
from workflow.engine.tasks import number_of
from workflow.reviews.consultations import (
    FORM,
    REPLY,
    SUM,
    SUMMARY,
    AskedDepartment,
    article_of,
    ask_departments,
    begin,
    files_of,
    give_reply,
    link_again,
    names_of,
    open_reply,
    print_replies,
    question_of,
    read_files,
    seen,
    sum_up,
    words_of,
)


def guides() -> dict[str, Guide]:
    """Return the forms of the question, of the reply and of the summary."""
    return {
        FORM: Guide(form=_asking, subject="consultation", sends=asked, facts=subject_facts),
        REPLY: Guide(form=lambda _p, _f: questions.reply(), subject="consultation", sends=replied, facts=file_facts),
        SUMMARY: Guide(form=_summary, subject="consultation", sends=summed_up, facts=subject_facts),
    }


async def begin_question(desk: Desk, about: str) -> Draft:
    """Begin the question to the departments."""
    return await begin(desk, _subject(about), FORM)


async def begin_summary(desk: Desk, about: str) -> Draft:
    """Begin the summary of the replies."""
    return await begin(desk, _subject(about), SUMMARY)


async def print_all(desk: Desk, about: str) -> Page:
    """Print the replies and the summary."""
    await print_replies(desk, _subject(about))
    return told(desk, "printing.coming", rows=[[_all(desk, about)]])


def opener(guides: Guides) -> Opener:
    """Return the opener of a department's link."""

    async def opened(bot: Bot, desk: Desk, state: FSMContext, link: Link, token: str) -> None:
        one, draft = await open_reply(desk, link, token)
        names, article = await names_of(desk, one.subject), article_of(one.subject)
        values = {"department": one.department, "names": names, "article": article, "due": one.due_on}
        notice = say(desk.person.language, "consultations.asked_you", **values)
        if question := await question_of(desk, one):
            notice += "\n" + say(desk.person.language, "consultations.question", question=question)
        await open_form(bot, desk, state, await load(desk, draft, guides), notice=notice)

    return opened


async def subject_facts(desk: Desk, draft: Draft) -> Facts:
    """Return the article of the consultation, whether anybody was asked before, and the form's files."""
    asked_before = bool(await desk.work.consultations.of(draft.subject))
    return {"article": article_of(draft.subject), "asked": asked_before, **await file_facts(desk, draft)}


async def asked(desk: Desk, filling: Filling) -> Sequence[Page]:
    """Ask the departments, and show each one's link in a text that can be forwarded as it is."""
    made = await ask_departments(desk, filling.draft, filling.progress.answers)
    links = [await link_page(desk, one) for one in made]
    return [*links, await all_page(desk, filling.draft.subject, 0)]


async def link_page(desk: Desk, one: AskedDepartment) -> Page:
    """Return the text to forward to one department."""
    subject = one.consultation.subject
    words = say(
        desk.person.language,
        "consultations.forward",
        department=one.consultation.department,
        names=await names_of(desk, subject),
        article=article_of(subject),
        due=one.consultation.due_on,
        link=f"{desk.places.url}/chat?start={one.token}",
    )
    return Page(words)


async def show_all(desk: Desk, about: str, page: int = 0) -> Page:
    """Show who was asked; `about` is `application-12` or `edition-3`."""
    return await all_page(desk, _subject(about), page)


async def all_page(desk: Desk, subject: str, page: int) -> Page:
    """Return a page of who was asked, the last day and the replies, with buttons to read, ask again and sum up."""
    language, found = desk.person.language, await seen(desk, subject)
    about = subject.replace(":", "-")
    summary = await desk.work.consultations.summary(subject)
    here = found[page * PAGE : (page + 1) * PAGE]
    lines = [_line(language, one) for one in here] or [say(language, "consultations.none")]
    rows: list[list[Button]] = []
    for one in here:
        if not one.awaited:
            rows.append(
                [key_button(desk, "consultations.read", f"consult:read:{about}:{one.id}", who=one.department[:24])]
            )
        elif summary is None:
            rows.append([key_button(desk, "consultations.again", f"consult:link:{one.id}", who=one.department[:24])])
    rows += turns(desk, f"consult:see:{about}", page, len(found))
    if summary is not None:
        words = (await desk.work.drafts.answers(summary)).get("words", "")
        lines.append(say(language, "consultations.sum", words=words))
        rows += await _files(desk, about, SUM)
    else:
        rows.append([key_button(desk, "consultations.ask", f"consult:ask:{about}")])
        rows.append([key_button(desk, "consultations.sum_up", f"consult:sum:{about}")])
    if found or summary is not None:
        rows.append([key_button(desk, "consultations.print", f"consult:print:{about}")])
    rows.append([_back(desk, subject), key_button(desk, "menu.open", "menu:home")])
    title = say(language, "consultations.title", names=(await names_of(desk, subject))[:200])
    return Page("\n".join(lines), rows, title=title)


async def show_reply(bot: Bot, desk: Desk, about: str, consultation_id: int) -> None:
    """Show one department's reply. Raises Refusal if there is none."""
    subject = _subject(about)
    consultation = next((each for each in await seen(desk, subject) if each.id == consultation_id), None)
    if consultation is None or consultation.answer is None:
        raise Refusal("talk.old_button")
    words = await words_of(desk, consultation)
    await tell(
        bot,
        desk,
        "consultations.reply",
        rows=[*await _files(desk, about, consultation_id), [_all(desk, about)]],
        department=consultation.department,
        answer=say(desk.person.language, f"consultations.answer.{consultation.answer.value}"),
        words=words.get("words") or "—",
        signer=words.get("signer") or "—",
        at=consultation.replied_at,
    )


async def send_files(bot: Bot, desk: Desk, about: str, consultation_id: int) -> None:
    """Send the files of a reply, or those of the summary, as they were handed in."""
    for record, content in await read_files(desk, _subject(about), consultation_id):
        copy = Copied(content, filename=record.name, origins=(record.id,))
        await bot.send_document(desk.channel.chat_id, copy)
    await tell(bot, desk, "consultations.files_sent", rows=[[_all(desk, about)]])


async def replied(desk: Desk, filling: Filling) -> Page:
    """Keep the department's reply and confirm it."""
    one = await give_reply(desk, filling.draft, filling.progress.answers)
    rows = [[key_button(desk, "menu.open", "menu:home")]]
    return told(desk, "consultations.replied", rows=rows, department=one.department)


async def summed_up(desk: Desk, filling: Filling) -> Page:
    """Keep the summary; from now on the notice can be posted."""
    silent = await sum_up(desk, filling.draft)
    rows: Rows = [[_back(desk, filling.draft.subject), key_button(desk, "menu.open", "menu:home")]]
    if number_of(filling.draft.subject, "edition") is not None:
        rows = [[key_button(desk, "lifecycle.act.post_award", "notice:new:award")], *rows]
    key = "consultations.summed_up_now" if silent else "consultations.summed_up_whole"
    return told(desk, key, rows=rows, silent=silent)


def _asking(pack: Pack, facts: Facts) -> Form:
    return questions.asking(facts["article"], pack.consultation_working_days)


def _summary(_pack: Pack, facts: Facts) -> Form:
    return questions.summary(facts["article"], asked=facts["asked"])


def _subject(about: str) -> str:
    noun, _, one = about.partition("-")
    if noun not in ("application", "edition") or not one.isdecimal():
        raise Refusal("talk.old_button")
    return f"{noun}:{one}"


async def _files(desk: Desk, about: str, one: int) -> list[list[Button]]:
    found = await files_of(desk, _subject(about), one)
    if not found:
        return []
    return [[key_button(desk, "consultations.files", f"consult:files:{about}:{one}", count=len(found))]]


def _line(language: str, one: Consultation) -> str:
    if one.answer is None:
        return say(language, "consultations.awaited", department=one.department, due=one.due_on)
    answer = say(language, f"consultations.answer.{one.answer.value}")
    key = "consultations.answered_late" if one.late else "consultations.answered"
    return say(language, key, department=one.department, answer=answer, at=one.replied_at)


def _all(desk: Desk, about: str) -> Button:
    return key_button(desk, "consultations.back", f"consult:see:{about}")


def _back(desk: Desk, subject: str) -> Button:
    one = subject.partition(":")[2]
    if subject.startswith("application:"):
        return key_button(desk, "reviews.back", f"review:open:{one}")
    return key_button(desk, "editions.list", f"edition:see:{one}")


PRESSES = Presses(
    "consult",
    {
        "see": Press(show_all, puts_down=True),
        "ask": Press(begin_question),
        "sum": Press(begin_summary),
        "link": Press(link_page, of=link_again),
        "read": Press(show_reply),
        "print": Press(print_all),
        "files": Press(send_files),
    },
    article=15,
    puts_down=False,
)


# Gathers the result of a consultation: everybody who was asked, each reply, and the summary (Art. 15, 21).


async def replies(work: Work, pack: Pack, about: str, language: str) -> Print:
    """Return the replies about an application or a proposed list. Raises KeyError if nobody was asked yet."""
    asked, summed = await work.consultations.of(about), await work.consultations.summary(about)
    if not asked and summed is None:
        raise KeyError(f"nobody was asked about {about}")
    application = await work.applications.get(number_of(about, "application") or -1)
    edition = await work.editions.get(application.edition_id if application else number_of(about, "edition") or -1)
    unit = next((one for one in pack.units if application is not None and one.key == application.unit), None)
    form = summary(article_of(about), asked=bool(asked))
    paper = papers.Replies(
        issuer=(unit or pack.bodies.office).name(language),
        number=(application and application.number) or "",
        edition=say(language, "reviews.edition", number=edition.number, year=str(edition.year)) if edition else "",
        names=await names_of(Books(work, pack), about),
        replies=tuple([await _reply(work, one, language) for one in asked]),
        sum=await _answers(work, form, summed, language) if summed is not None else (),
        dated=await _last_day(work, asked, summed),
    )
    name = say(language, "consultations.file.replies", about=paper.number or paper.edition)
    return Print(name, partial(papers.replies, paper, language))


async def _reply(work: Work, one: Consultation, language: str) -> papers.Reply:
    came = office_day(one.replied_at) if one.replied_at is not None else None
    answers = await _answers(work, reply(), one.draft_id, language) if came and one.draft_id is not None else ()
    return papers.Reply(one.department, office_day(one.asked_at), one.due_on, came, late=one.late, answers=answers)


async def _answers(work: Work, form: Form, draft_id: int, language: str) -> tuple[tuple[str, str], ...]:
    names = {record.id: record.name for record in await work.files.of(f"draft:{draft_id}")}
    return tuple(answered(language, form, await work.drafts.answers(draft_id), {"files": names}))


async def _last_day(work: Work, asked: Sequence[Consultation], summed: int | None) -> date:
    """Return the day of the latest question, reply or summary."""
    moments = [moment for one in asked for moment in (one.asked_at, one.replied_at) if moment is not None]
    draft = await work.drafts.get(summed) if summed is not None else None
    moments += [draft.sent_at] if draft is not None and draft.sent_at is not None else []
    return office_day(max(moments))
