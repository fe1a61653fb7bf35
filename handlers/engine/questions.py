"""One question as a page: what is asked, its article, an example answer, and the buttons that lead out of it."""

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.engine.answers import answer_shown
from handlers.engine.blocks import offered
from handlers.engine.guides import Filling
from handlers.engine.offers import FREE_TEXT
from handlers.engine.speech import Button, Page, in_language, in_rows, key_button, show
from papers.engine.answers import label
from rules.applications.conditions import cited
from rules.engine.forms import Kind, Question
from rules.people.roles import Role
from texts import say, sentences
from workflow.engine.desk import Desk, serves_as, traits
from workflow.engine.filling import days_of, stand_at

FORM = "form"
"""The step in which the chat waits for an answer."""
CHECK = "check"
"""The step in which the person looks through the task list or their answers."""
UNTYPED = (Kind.CHOICE, Kind.FILES)
"""Where typed words can only be those of a button."""


async def ask(
    bot: Bot, desk: Desk, state: FSMContext, filling: Filling, question: Question, *, notice: str = ""
) -> None:
    """Show a question and wait for its answer; `notice` is shown above it."""
    await state.set_state(FORM)
    await state.update_data({"draft": filling.draft.id, FREE_TEXT: question.kind not in UNTYPED})
    await stand_at(desk, filling, question)
    block = offered(desk, filling, question)
    hint = say(desk.person.language, "forms.block.offer") if block else ""
    text = "\n\n".join(part for part in (notice, _asked(desk, filling, question), hint) if part)
    beside = filling.guide.beside(desk, filling, question)
    rows = [*_options(desk, filling, question), *beside, *_ways(desk, filling, question)]
    await show(bot, desk, Page(text, rows, days=days_of(desk, filling, question), block=block))


def help_text(desk: Desk, question: Question) -> str:
    """Explain why the question is asked and what answers fit."""
    return say(desk.person.language, f"{question.text}.help", **in_language(question.places, desk.person.language))


def press(filling: Filling, verb: str, *parts: object) -> str:
    """The callback data of a button of this form: `f:<draft>:<verb>:<parts>`."""
    return ":".join(("f", str(filling.draft.id), verb, *(str(part) for part in parts)))


def ways_out(desk: Desk, filling: Filling) -> list[Button]:
    """Return the buttons that leave the form for later and, if its filler may do so, drop it."""
    leave = key_button(desk, "forms.leave", press(filling, "x"))
    return [leave, key_button(desk, "forms.drop", press(filling, "d"))] if filling.guide.droppable else [leave]


def _asked(desk: Desk, filling: Filling, question: Question) -> str:
    language = desk.person.language
    asked = filling.progress.asked
    heading = say(
        language,
        "forms.heading",
        section=say(language, f"{filling.guide.subject}.section.{question.section}"),
        place=next(n for n, each in enumerate(asked, start=1) if each.key == question.key),
        count=len(asked),
    )
    lines = [heading, "", say(language, question.text, **in_language(question.places, language))]
    if question.article is not None:
        lines[-1] += " " + say(language, "forms.article", article=cited(question.article).in_language(language))
    lines += _hints(desk, filling, question)
    return "\n".join(lines)


def _hints(desk: Desk, filling: Filling, question: Question) -> list[str]:
    language = desk.person.language
    hints = []
    if question.kind is Kind.FILES:
        uploads = desk.pack.uploads
        key = "forms.file" if question.most == 1 else "forms.files"
        hints.append(say(language, key, size=uploads.web_mb if traits(desk).large_files else uploads.telegram_mb))
        names = filling.facts.get("files", {})
        kept = [names.get(file_id, "?") for file_id in filling.progress.answers.get(question.key) or ()]
        if kept:
            hints.append(say(language, "forms.files_kept", names="\n".join(f"· {name}" for name in kept)))
    elif question.kind not in UNTYPED:
        hints.append(say(language, "forms.example", example=example(question, language)))
    if question.optional:
        hints.append(say(language, "forms.optional"))
    given = filling.progress.answers.get(question.key)
    if given and question.kind is not Kind.FILES:
        hints.append(say(language, "forms.given", answer=answer_shown(desk.person.language, filling, question, given)))
    return ["", *hints] if hints else []


def example(question: Question, language: str) -> str:
    """Return an example of an answer, or "" if the catalogue has none."""
    key = f"{question.text}.example"
    known = key in sentences(language, key.partition(".")[0])
    return say(language, key, **in_language(question.places, language)) if known else ""


def _options(desk: Desk, filling: Filling, question: Question) -> list[list[Button]]:
    if question.kind is Kind.FILES:
        place = filling.form.index(question.key)
        given = filling.progress.answers.get(question.key)
        row = [key_button(desk, "forms.file_back", press(filling, "r", place))] if given else []
        if given or question.most != 1:  # a single file goes on by itself
            done = "forms.keep" if question.most == 1 else "forms.files_done"
            row.insert(0, key_button(desk, done, press(filling, "k", place)))
        return [row]
    options = question.choices(filling.facts, filling.progress.answers)
    place = filling.form.index(question.key)
    buttons = [
        Button(f"{n}. {label(option, desk.person.language)}", press(filling, "a", place, n - 1))
        for n, option in enumerate(options, start=1)
    ]
    return in_rows(buttons, width=1)


def page_of(filling: Filling, question: Question) -> str:
    """Return the path of the page on which the question stands."""
    return f"/forms/{filling.draft.id}?at={question.key}"


def _on_page(desk: Desk, filling: Filling, question: Question) -> Button:
    """Return the button to the same form as a page: its address where this browser is known, else a one-time link."""
    if traits(desk).at_home:
        return Button(say(desk.person.language, "forms.on_page"), url=f"{desk.places.url}{page_of(filling, question)}")
    return key_button(desk, "forms.on_page", press(filling, "p", filling.form.index(question.key)))


def _ways(desk: Desk, filling: Filling, question: Question) -> list[list[Button]]:
    place = filling.form.index(question.key)
    first = [key_button(desk, "forms.back", press(filling, "b", place))]
    if question.optional:
        first.append(key_button(desk, "forms.skip", press(filling, "s", place)))
    first.append(key_button(desk, "forms.help", press(filling, "h", place)))
    if question.key in filling.progress.answers and question.kind is not Kind.FILES:
        first.append(key_button(desk, "forms.keep", press(filling, "o", place)))
    rows = [first, [key_button(desk, "forms.list", press(filling, "t")), *ways_out(desk, filling)]]
    rows.append([_on_page(desk, filling, question)])
    if not serves_as(desk, Role.LEAD, Role.OFFICE):  # the office would be asking itself
        rows.append([key_button(desk, "inquiries.ask", "inquiry:ask")])
    return rows
