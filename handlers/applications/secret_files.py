"""A state secret found later: any reader of the case locks the file, the lead removes or releases it (Art. 12)."""

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.applications.dossiers import DECLARES, file_label, turn_to
from handlers.engine.guides import Filling, Guide
from handlers.engine.lists import PAGE, turns
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, key_button, show, tell, told
from rules.engine.reasons import file_release
from rules.engine.refusals import Refusal
from texts import Words, say
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


def guides() -> dict[str, Guide]:
    """Return the form of the lead's reason to release a file."""
    return {FORM: Guide(form=lambda _pack, _facts: file_release(), subject="secrets", sends=released)}


async def locked(bot: Bot, desk: Desk, application_id: int, file_id: str) -> None:
    """Lock the file for everybody."""
    application = await lock_file(desk, application_id, file_id)
    await tell(bot, desk, "secrets.locked_now", rows=_back(desk, application_id), number=application.number)


async def show_open(bot: Bot, desk: Desk, state: FSMContext, application_id: int, page: int = 0) -> None:
    """Ask which of the case's files it is."""
    application, files = await lockable(desk, application_id)
    here = files[page * PAGE : (page + 1) * PAGE]
    rows = [
        [Button(f"{place}. {file_label(desk, one)}", f"secret:ask:{application_id}:{one.id}")] for place, one in here
    ]
    rows += [*turns(desk, f"secret:which:{application_id}", page, len(files)), *_back(desk, application_id)]
    await turn_to(bot, desk, state, say(desk.person.language, "secrets.which", number=application.number), rows)


async def ask_to_lock(bot: Bot, desk: Desk, state: FSMContext, application_id: int, file_id: str) -> None:
    """Say what follows and ask for confirmation before the file is locked."""
    application, files = await lockable(desk, application_id)
    place = next((place for place, one in files if one.id == file_id), None)
    if place is None:
        raise Refusal("secrets.locked", article=12)
    rows = [[key_button(desk, "secrets.lock", f"secret:lock:{application_id}:{file_id}")], *_back(desk, application_id)]
    text = say(desk.person.language, "secrets.lock_sure", number=application.number, place=place)
    await turn_to(bot, desk, state, text, rows)


async def show_locked(bot: Bot, desk: Desk, state: FSMContext, application_id: int, page: int = 0) -> None:
    """Show the lead each locked file, named only by its place in the list."""
    language = desk.person.language
    application, found = await locked_files(desk, application_id)
    shown = found[page * PAGE : (page + 1) * PAGE]
    parts = [say(language, "secrets.list" if found else "secrets.none", number=application.number)]
    parts += [_described(language, one) for one in shown]
    verbs = {"secrets.remove": "secret:sure", "secrets.release": "secret:free"}
    rows = [
        [
            key_button(desk, key, f"{verb}:{application_id}:{one.record.id}", place=one.place)
            for key, verb in verbs.items()
        ]
        for one in shown
    ]
    rows += [*turns(desk, f"secret:list:{application_id}", page, len(found)), *_back(desk, application_id)]
    await turn_to(bot, desk, state, "\n\n".join(parts), rows)


async def ask_to_remove(bot: Bot, desk: Desk, state: FSMContext, application_id: int, file_id: str) -> None:
    """Ask for confirmation, since removal cannot be undone; say what it does not reach."""
    _, one = await locked_file(desk, application_id, file_id)
    rows = [
        [key_button(desk, "secrets.remove_yes", f"secret:erase:{application_id}:{file_id}")],
        [key_button(desk, "secrets.to_list", f"secret:list:{application_id}")],
    ]
    language = desk.person.language
    text = say(language, "secrets.remove_sure", place=one.place, count=one.alike, since=one.since)
    await turn_to(bot, desk, state, f"{_described(language, one)}\n\n{text}", rows)


async def removed(bot: Bot, desk: Desk, application_id: int, file_id: str) -> None:
    """Remove the file's content; say what was reached, and what the lead has to see to."""
    application, done = await remove_file(desk, application_id, file_id)
    language = desk.person.language
    values = {"taken": done.taken_back, "deleted": done.deleted, "since": done.since}
    parts = [say(language, "secrets.removed_now", number=application.number, **values)]
    if done.left_with:
        names = [person.name or Words("copies.unnamed", {"id": person.id}) for person in done.left_with]
        parts.append(say(language, "secrets.left_with", count=len(names), names=names))
    await show(bot, desk, Page("\n\n".join(parts), _back(desk, application_id)))


async def released(desk: Desk, filling: Filling) -> Page:
    """Release the file, which opens again."""
    application = await release_file(desk, filling.draft, filling.progress.answers)
    rows = [[key_button(desk, "menu.tasks", "task:list")], [key_button(desk, "menu.open", "menu:home")]]
    return told(desk, "secrets.released", rows=rows, number=application.number)


def _described(language: str, one: Locked) -> str:
    people = len({copy.person_id for copy in one.telegram})
    values = {"place": one.place, "kind": one.record.kind.upper(), "web": one.web, "telegram": people}
    return say(language, "secrets.line", since=one.since, at=one.record.locked_at, **values)


def _back(desk: Desk, application_id: int) -> list[list[Button]]:
    return [
        [
            key_button(desk, "secrets.files", f"review:files:{application_id}"),
            key_button(desk, "menu.open", "menu:home"),
        ]
    ]


PRESSES = Presses(
    "secret",
    {
        "which": Press(show_open),
        "ask": Press(ask_to_lock),
        "lock": Press(locked),
        "list": Press(show_locked),
        "sure": Press(ask_to_remove),
        "erase": Press(removed),
        "free": Press(begin_release),
    },
    article=12,
    puts_down=False,
    undeclared=DECLARES,
)
