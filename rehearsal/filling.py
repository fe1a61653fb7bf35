"""Players fill in any form by its own data: what they are given to say, else the example under the question."""

from collections.abc import Mapping

from handlers.engine.guides import Filling, load
from papers.engine.layout import png
from rehearsal.stage import Player
from rules.engine.forms import Kind, Names, Question
from storage.engine.drafts import Draft
from texts import say

_LONGEST = 250


class Stuck(AssertionError):
    """A form came to a stop: the same question is asked again."""


async def fill(
    player: Player, form: str, given: Mapping[str, str] | None = None, *, subject: str = "", send: bool = True
) -> str:
    """Answer every open question of the player's open form, and send it; what is read in the end.

    `given` is what is typed for a question, or the value of the option that is chosen.
    """
    said: list[str] = []
    before = ""
    for turn in range(_LONGEST):
        filling = await _filling(player, form, subject)
        if filling is None:
            return "\n".join(said)
        if turn == 0 and len(filling.progress.sections()) > 1:  # whoever comes back stands before the list
            await player.press_anyhow(f"f:{filling.draft.id}:g")
            continue
        question = filling.question
        if question is not None and question.key in filling.progress.answers:
            question = filling.progress.next_open()
        if question is None:
            break
        if question.key == before:
            raise Stuck(f"{player.key} is asked {form}.{question.key} again: {said[-1:]}")
        if filling.draft.question != question.key:
            await player.press_anyhow(f"f:{filling.draft.id}:g")
        said = await _answer(player, filling, question, given or {})
        before = question.key
    if send and filling is not None and not filling.progress.missing():
        said = await player.press(f"f:{filling.draft.id}:z")
    return "\n".join(said)


async def draft_of(player: Player, form: str, subject: str = "") -> Draft | None:
    """The player's open form."""
    async with player.desk() as desk:
        found = await desk.work.drafts.open_for(player.person_id, form)
        return next((draft for draft in found if subject in ("", draft.subject)), None)


async def _filling(player: Player, form: str, subject: str) -> Filling | None:
    async with player.desk() as desk:
        found = await desk.work.drafts.open_for(player.person_id, form)
        draft = next((one for one in found if subject in ("", one.subject)), None)
        return await load(desk, draft, player.stage.guides) if draft is not None else None


async def _answer(player: Player, filling: Filling, question: Question, given: Mapping[str, str]) -> list[str]:
    place, draft = filling.form.index(question.key), filling.draft.id
    if question.optional and question.key not in given:
        return await player.press(f"f:{draft}:s:{place}")
    match question.kind:
        case Kind.CHOICE:
            options = question.choices(filling.facts, filling.progress.answers)
            wanted = next((n for n, one in enumerate(options) if one.value == given.get(question.key)), 0)
            return await player.say(str(wanted + 1))
        case Kind.FILES:
            said = await player.send_file(f"{question.key}.png", picture(len(player.stage.chats.uploads)))
            return said if question.most == 1 else await player.press(f"f:{draft}:k:{place}")
        case _:
            return await player.say(given.get(question.key) or _example(question, player.stage.language))


def _example(question: Question, language: str) -> str:
    places = question.places.items()
    values = {key: value.in_language(language) if isinstance(value, Names) else value for key, value in places}
    return say(language, f"{question.text}.example", **values)


def picture(number: int) -> bytes:
    """A small picture that no other one is like."""
    return png(f"rehearsal {number}", scale=1)
