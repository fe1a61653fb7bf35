"""The task list and the check page: all answers before they are sent, each one tap away from being changed."""

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.engine.answers import answer_shown
from handlers.engine.guides import Filling
from handlers.engine.lists import PAGE, turns
from handlers.engine.offers import FREE_TEXT
from handlers.engine.questions import CHECK, press, ways_out
from handlers.engine.speech import Button, Page, in_language, key_button, show
from rules.engine.forms import Kind, Progress, Question, Status
from texts import say
from workflow.engine.desk import Desk
from workflow.engine.filling import stand_at

_MARKS = {Status.DONE: "✅", Status.STARTED: "✏", Status.TO_DO: "⬜", Status.WAITING: "⏳", Status.LOCKED: "🔒"}


async def show_tasks(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, *, notice: str = "") -> None:
    """Show the task list: each part of the form, its status and a button to it."""
    await state.set_state(CHECK)
    await state.update_data({"draft": filling.draft.id, FREE_TEXT: False})
    language = desk.person.language
    progress = filling.progress
    rows = [
        [Button(f"{_MARKS[progress.status(section)]} {_title(desk, filling, section)}", press(filling, "n", section))]
        for section in progress.sections()
    ]
    going_on = progress.next_open()
    if going_on is not None:
        rows.insert(0, [key_button(desk, "forms.go_on", press(filling, "g"))])
    elif not progress.missing():
        rows.insert(0, [key_button(desk, "forms.check", press(filling, "c"))])
    rows.append(ways_out(desk, filling))
    text = say(
        language,
        _standing(progress),
        form=say(language, f"{filling.guide.subject}.title"),
        done=sum(progress.status(section) is Status.DONE for section in progress.sections()),
        count=len(progress.sections()),
        awaited=[_title(desk, filling, one) for one in progress.sections() if progress.status(one) is Status.WAITING],
    )
    await show(bot, desk, Page("\n\n".join(part for part in (notice, text) if part), rows))


def _standing(progress: Progress) -> str:
    """Return the key of the sentence above the list: go on, send, or wait for another person's part."""
    if progress.next_open() is not None:
        return "forms.tasks"
    return "forms.tasks_waiting" if progress.missing() else "forms.tasks_done"


async def show_check(bot: Bot, desk: Desk, state: FSMContext, filling: Filling, *, notice: str = "") -> None:
    """Show all answers with the buttons that send them or change one."""
    await state.set_state(CHECK)
    await state.update_data({"draft": filling.draft.id, FREE_TEXT: False})
    await stand_at(desk, filling, None)
    language = desk.person.language
    parts = [notice] if notice else []
    parts.append(say(language, "forms.check_title"))
    parts += [_section(desk, filling, section) for section in filling.progress.sections()]
    parts += [summed] if (summed := filling.guide.summary(language, filling)) else []
    rows = [
        [key_button(desk, "forms.send", press(filling, "z"))],
        [key_button(desk, "forms.change", press(filling, "e")), key_button(desk, "forms.list", press(filling, "t"))],
        *filling.guide.buttons(desk, filling),
        ways_out(desk, filling),
    ]
    await show(bot, desk, Page("\n\n".join(parts), rows))


async def show_sections(bot: Bot, desk: Desk, filling: Filling) -> None:
    """Ask which part holds the answer to change."""
    rows = [
        [Button(_title(desk, filling, section), press(filling, "v", section))]
        for section in filling.progress.sections()
    ]
    rows.append([key_button(desk, "forms.check", press(filling, "c"))])
    await show(bot, desk, Page(say(desk.person.language, "forms.change_where"), rows))


async def show_section(bot: Bot, desk: Desk, filling: Filling, section: str, page: int = 0) -> None:
    """Show the answers of one part, each with a button to change it; long parts are paged."""
    given = [
        q for q in filling.progress.of(section) if q.key in filling.progress.answers and q.kind is not Kind.AWAITED
    ]
    here = given[page * PAGE : (page + 1) * PAGE]
    rows = [
        [Button(_question(desk, question), press(filling, "q", filling.form.index(question.key)))] for question in here
    ]
    rows += turns(desk, press(filling, "v", section), page, len(given))
    rows.append([key_button(desk, "forms.list", press(filling, "t"))])
    await show(bot, desk, Page(_section(desk, filling, section), rows))


def _title(desk: Desk, filling: Filling, section: str) -> str:
    return say(desk.person.language, f"{filling.guide.subject}.section.{section}")


def _question(desk: Desk, question: Question) -> str:
    asked = say(desk.person.language, question.text, **in_language(question.places, desk.person.language))
    return asked if len(asked) <= 40 else asked[:39] + "…"


def _section(desk: Desk, filling: Filling, section: str) -> str:
    language = desk.person.language
    lines = [f"▍{_title(desk, filling, section)}"]
    for question in filling.progress.of(section):
        if question.key in filling.progress.answers:
            value = filling.progress.answers[question.key]
            answer = answer_shown(language, filling, question, value)
            asked = say(language, question.text, **in_language(question.places, language))
            lines.append(say(language, "forms.line", question=asked, answer=answer))
    return "\n".join(lines)
