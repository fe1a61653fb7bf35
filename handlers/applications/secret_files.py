"""A state secret found later: any reader of the case locks the file, the lead removes or releases it (Art. 12)."""

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers.applications.dossiers import file_label, show_declaration, turn_to
from handlers.engine.filling import open_form
from handlers.engine.guides import Filling, Guide, Guides, load
from handlers.engine.lists import PAGE, turns
from handlers.engine.presses import Topic, number
from handlers.engine.speech import Button, Page, key_button, show, tell, told
from rules.questions.file_release import file_release
from rules.refusals import Refusal
from texts import Words, say
from workflow.applications.dossiers import declaring
from workflow.applications.secret_files import (
    FORM,
    Locked,
    begin_release,
    lock_file,
    lockable,
    locked_file,
    locked_files,
    release_file,
    remove_file,
)
from workflow.engine.desk import Desk
from workflow.interests.recusals import Undeclared


def guides() -> dict[str, Guide]:
    """Return the form of the lead's reason to release a file."""
    return {FORM: Guide(form=lambda _pack, _facts: file_release(), subject="secrets", sends=released)}


def router(guides: Guides) -> Router:
    """Build the router for `ss:<verb>:<application>:<file>`. The declaration of interest comes first."""
    here = Router(name="secret_files")

    @here.callback_query(Topic("ss"))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        try:
            await _pressed(bot, desk, state, words, guides)
        except Undeclared:
            await show_declaration(bot, desk, state, await declaring(desk, number(words, 1)))

    return here


async def _pressed(bot: Bot, desk: Desk, state: FSMContext, words: list[str], guides: Guides) -> None:
    case = number(words, 1)
    match words:
        case ["which", _, *page]:
            await show_open(bot, desk, state, case, max(0, number(page, 0)) if page else 0)
        case ["ask", _, file_id]:
            await ask_to_lock(bot, desk, state, case, file_id)
        case ["lock", _, file_id]:
            application = await lock_file(desk, case, file_id)
            await tell(bot, desk, "secrets.locked_now", rows=_back(desk, case), number=application.number)
        case ["list", _, *page]:
            await show_locked(bot, desk, state, case, max(0, number(page, 0)) if page else 0)
        case ["sure", _, file_id]:
            await ask_to_remove(bot, desk, state, case, file_id)
        case ["remove", _, file_id]:
            await removed(bot, desk, case, file_id)
        case ["release", _, file_id]:
            await open_form(bot, desk, state, await load(desk, await begin_release(desk, case, file_id), guides))
        case _:
            raise Refusal("talk.old_button")


async def show_open(bot: Bot, desk: Desk, state: FSMContext, case: int, page: int) -> None:
    """Ask which of the case's files it is."""
    application, files = await lockable(desk, case)
    here = files[page * PAGE : (page + 1) * PAGE]
    rows = [[Button(f"{place}. {file_label(desk, one)}", f"ss:ask:{case}:{one.id}")] for place, one in here]
    rows += [*turns(desk, f"ss:which:{case}", page, len(files)), *_back(desk, case)]
    await turn_to(bot, desk, state, say(desk.person.language, "secrets.which", number=application.number), rows)


async def ask_to_lock(bot: Bot, desk: Desk, state: FSMContext, case: int, file_id: str) -> None:
    """Say what follows and ask for confirmation before the file is locked."""
    application, files = await lockable(desk, case)
    place = next((place for place, one in files if one.id == file_id), None)
    if place is None:
        raise Refusal("secrets.locked", article=12)
    rows = [[key_button(desk, "secrets.lock", f"ss:lock:{case}:{file_id}")], *_back(desk, case)]
    text = say(desk.person.language, "secrets.lock_sure", number=application.number, place=place)
    await turn_to(bot, desk, state, text, rows)


async def show_locked(bot: Bot, desk: Desk, state: FSMContext, case: int, page: int) -> None:
    """Show the lead each locked file, named only by its place in the list."""
    language = desk.person.language
    application, found = await locked_files(desk, case)
    shown = found[page * PAGE : (page + 1) * PAGE]
    parts = [say(language, "secrets.list" if found else "secrets.none", number=application.number)]
    parts += [_described(language, one) for one in shown]
    verbs = {"secrets.remove": "ss:sure", "secrets.release": "ss:release"}
    rows = [
        [key_button(desk, key, f"{verb}:{case}:{one.record.id}", place=one.place) for key, verb in verbs.items()]
        for one in shown
    ]
    rows += [*turns(desk, f"ss:list:{case}", page, len(found)), *_back(desk, case)]
    await turn_to(bot, desk, state, "\n\n".join(parts), rows)


async def ask_to_remove(bot: Bot, desk: Desk, state: FSMContext, case: int, file_id: str) -> None:
    """Ask for confirmation, since removal cannot be undone; say what it does not reach."""
    _, one = await locked_file(desk, case, file_id)
    rows = [
        [key_button(desk, "secrets.remove_yes", f"ss:remove:{case}:{file_id}")],
        [key_button(desk, "secrets.to_list", f"ss:list:{case}")],
    ]
    language = desk.person.language
    text = say(language, "secrets.remove_sure", place=one.place, count=one.alike, since=one.since)
    await turn_to(bot, desk, state, f"{_described(language, one)}\n\n{text}", rows)


async def removed(bot: Bot, desk: Desk, case: int, file_id: str) -> None:
    """Remove the file's content; say what was reached, and what the lead has to see to."""
    application, done = await remove_file(desk, case, file_id)
    language = desk.person.language
    values = {"taken": done.taken_back, "deleted": done.deleted, "since": done.since}
    parts = [say(language, "secrets.removed_now", number=application.number, **values)]
    if done.left_with:
        names = [person.name or Words("copies.unnamed", {"id": person.id}) for person in done.left_with]
        parts.append(say(language, "secrets.left_with", count=len(names), names=names))
    await show(bot, desk, Page("\n\n".join(parts), _back(desk, case)))


async def released(desk: Desk, filling: Filling) -> Page:
    """Release the file, which opens again."""
    application = await release_file(desk, filling.draft, filling.progress.answers)
    rows = [[key_button(desk, "menu.tasks", "t:list")], [key_button(desk, "menu.open", "m:home")]]
    return told(desk, "secrets.released", rows=rows, number=application.number)


def _described(language: str, one: Locked) -> str:
    people = len({copy.person_id for copy in one.telegram})
    values = {"place": one.place, "kind": one.record.kind.upper(), "web": one.web, "telegram": people}
    return say(language, "secrets.line", since=one.since, at=one.record.locked_at, **values)


def _back(desk: Desk, case: int) -> list[list[Button]]:
    return [[key_button(desk, "secrets.files", f"review:files:{case}"), key_button(desk, "menu.open", "m:home")]]
