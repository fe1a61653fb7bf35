"""Affairs in the chat: holders, units and the office start them, act on them and declare interests (Art. 28-35, 40)."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from aiogram import Bot
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile

from handlers.awards.affair_pages import (
    affair_page,
    show_affair,
    show_declaration,
    show_list,
    show_office,
    show_years,
    ways,
)
from handlers.engine.guides import Filling, Guide
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Page, tell, told
from handlers.people.personal_data import require_consent
from rules.awards import affair_forms as questions
from rules.awards.affairs import Affair
from rules.engine.forms import Facts, Form
from rules.engine.pack import Pack
from rules.engine.refusals import Refusal
from workflow.awards.activities import begin_activity, plan_activity
from workflow.awards.affairs import OFFICE, acting, declare, declaring, known, opened, read_file
from workflow.awards.supervision import inspect
from workflow.awards.uses import ask_question, begin_case, begin_misuse, begin_question, conclude, reply, report_misuse
from workflow.engine.desk import Desk, serves_as
from workflow.engine.drafts import begun
from workflow.engine.files import files_known
from workflow.engine.records import Draft
from workflow.interests.recusals import bars
from workflow.office.inquiries import prefill, publish, respond, unpublish
from workflow.sanctions.changes import (
    acknowledge,
    answer,
    ask_back,
    begin_change,
    note_change,
    rename,
    rule_on_fate,
    tell_change,
)
from workflow.sanctions.holder_lists import begin_higher, note_result, recommend

Written = Callable[[Desk, Draft, Mapping[str, Any]], Awaitable[Affair]]
Pressed = Callable[[Desk, int], Awaitable[Affair]]

BEGINS: Mapping[str, Callable[[Desk, int], Awaitable[Draft]]] = {
    "change": begin_change,
    "use_question": begin_question,
    "higher": begin_higher,
    "misuse": lambda desk, _award: begin_misuse(desk),
    "activity": lambda desk, _award: begin_activity(desk),
}
"""The act that starts each form about an award; the number is the award's id, -1 if there is none."""
PERSONAL = ("change", "use_question", "misuse")
"""Forms open to people without a role, who must first consent to the use of what they write."""
FORMS: Mapping[str, tuple[str, Written]] = {
    "ask_back": ("affair_words", ask_back),
    "answer": ("affair_words", answer),
    "rule": ("affair_end", rule_on_fate),
    "reply": ("affair_end", reply),
    "conclude": ("affair_end", conclude),
    "result": ("affair_end", note_result),
    "inspect": ("supervision", inspect),
    "respond": ("inquiry_answer", respond),
    "publish": ("public_answer", publish),
}
"""For each act that needs a form: the form's name and the act of `workflow` that ends it."""
TAPS: Mapping[str, Pressed] = {
    "acknowledge": acknowledge,
    "note": note_change,
    "rename": rename,
    "unpublish": unpublish,
}
"""Acts done by one tap. Accepting an invitation and holding an activity are in modules of their own."""


def guides() -> dict[str, Guide]:
    """Return every form of an affair except the list of holders, which also sends files."""
    return {
        "change": _begins("change", lambda _facts: questions.change(), tell_change),
        "use_question": _begins("use", lambda _facts: questions.use_question(), _asked),
        "misuse": _begins("misuse", lambda _facts: questions.misuse(), report_misuse),
        "higher": _begins("higher", lambda _facts: questions.higher(), recommend),
        "activity": Guide(form=lambda _p, _f: questions.activity(), subject="activity", sends=planned),
        "supervision": _acts("supervision", lambda _facts: questions.supervision()),
        "affair_words": _acts("affair", lambda facts: questions.words(facts["act"])),
        "affair_end": _acts("affair", lambda facts: questions.ending(facts["kind"], split=facts["split"])),
        "inquiry_answer": _acts("inquiry", lambda _facts: questions.response()),
        "public_answer": _acts("public_answer", lambda _facts: questions.public_answer()),
    }


async def new_affair(bot: Bot, desk: Desk, state: FSMContext, form: str, award_id: int = -1) -> Draft | None:
    """Begin an affair; people without a role consent first to the use of what they write."""
    if form not in BEGINS:
        raise Refusal("talk.old_button")
    about = f":{award_id}" if award_id > 0 else ""
    asks = form in PERSONAL and not serves_as(desk, *OFFICE)
    if asks and not await require_consent(bot, desk, state, f"affair:new:{form}{about}"):
        return None
    return await BEGINS[form](desk, award_id)


async def send_file(bot: Bot, desk: Desk, affair_id: int, place: int) -> None:
    """Send one file of the affair."""
    name, content = await read_file(desk, affair_id, place)
    await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, name))


async def begin_act(desk: Desk, affair_id: int, act: str) -> Draft:
    """Begin the form in which this act is done."""
    affair = await acting(desk, affair_id, act)
    draft = await begun(desk, FORMS[act][0], f"affair:{affair.id}:{act}")
    if act == "publish":
        await prefill(desk, affair, draft)
    return draft


async def done(desk: Desk, affair_id: int, act: str) -> Page:
    """Do this act, and show the affair."""
    return await affair_page(desk, await TAPS[act](desk, affair_id), notice=f"affairs.done.{act}")


async def declared(bot: Bot, desk: Desk, affair_id: int, *, interest: bool) -> None:
    """Record the declaration of interest.

    Without an interest the affair opens; with one, it and the holder's other affairs stay shut (Art. 40).
    """
    affair = await declare(desk, affair_id, interest=interest)
    if interest and bars(desk):
        await tell(bot, desk, "affairs.stood_back", rows=ways(desk), number=affair.number)
    else:
        await show_affair(bot, desk, affair)


async def planned(desk: Desk, filling: Filling) -> Page:
    """Plan the activity and say how many holders were invited."""
    affair, count = await plan_activity(desk, filling.draft, filling.progress.answers)
    rows = ways(desk, affair)
    return told(desk, "affairs.planned", rows=rows, number=affair.number, count=count, on=affair.due_on)


async def began_facts(desk: Desk, draft: Draft) -> Facts:
    """Return the form's files and, if it is about an award, whether an organisation holds it."""
    noun, _, one = draft.subject.partition(":")
    award = await desk.work.awards.get(int(one)) if noun == "award" else None
    known_here: dict[str, Any] = {"files": await files_known(desk, draft)}
    return known_here if award is None else {**known_here, "organisation": award.organisation}


async def act_facts(desk: Desk, draft: Draft) -> Facts:
    """Return which act the form belongs to, the kind of its affair, whether a holder was split, and the files."""
    _, one, act = draft.subject.split(":")
    affair = await known(desk, int(one))
    split = affair.topic == "split"
    return {"act": act, "kind": affair.kind, "split": split, "files": await files_known(desk, draft)}


def _begins(subject: str, form: Callable[[Facts], Form], act: Written) -> Guide:
    async def ended(desk: Desk, filling: Filling) -> Page:
        affair = await act(desk, filling.draft, filling.progress.answers)
        key = f"affairs.begun.{affair.kind}"
        return told(desk, key, rows=ways(desk, affair), number=affair.number, due=affair.due_on or "")

    return Guide(form=_given(form), subject=subject, sends=ended, facts=began_facts)


def _acts(subject: str, form: Callable[[Facts], Form]) -> Guide:
    async def ended(desk: Desk, filling: Filling) -> Page:
        act = filling.draft.subject.split(":")[2]
        affair = await FORMS[act][1](desk, filling.draft, filling.progress.answers)
        return await affair_page(desk, affair, notice=f"affairs.done.{act}")

    return Guide(form=_given(form), subject=subject, sends=ended, facts=act_facts)


def _given(form: Callable[[Facts], Form]) -> Callable[[Pack, Facts], Form]:
    return lambda _pack, facts: form(facts)


async def _asked(desk: Desk, draft: Draft, _answers: Mapping[str, Any]) -> Affair:
    return await ask_question(desk, draft)


PRESSES = Presses(
    "affair",
    {
        "office": Press(show_office),
        "list": Press(show_list),
        "year": Press(show_years, article=35),
        "new": Press(new_affair),
        "none": Press(partial(declared, interest=False), article=40),
        "interest": Press(partial(declared, interest=True), article=40),
        "open": Press(show_affair, of=opened),
        "file": Press(send_file),
        "case": Press(begin_case, article=34),
        **{act: Press(partial(begin_act, act=act)) for act in FORMS},
        **{act: Press(partial(done, act=act)) for act in TAPS},
    },
    undeclared=Press(show_declaration, of=declaring),
)
