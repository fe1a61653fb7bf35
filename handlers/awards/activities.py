"""Activities in the chat: holders answer their invitation, and the organiser notes who attended (Art. 31, 35)."""

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers.awards.affair_pages import show_affair, ways
from handlers.engine.lists import PAGE, turns
from handlers.engine.offers import put_down
from handlers.engine.presses import Topic, number
from handlers.engine.speech import Button, Page, key_button, show, tell
from rules.affairs import Invited
from rules.refusals import Refusal
from texts import say
from workflow.awards.activities import call_off, come, guests_of, hold, note_attendance
from workflow.awards.affairs import acts, known
from workflow.engine.desk import Desk

MARKS = {
    Invited.ASKED: "⬜",
    Invited.COMING: "🙋",
    Invited.DECLINED: "✖",
    Invited.ATTENDED: "✅",
    Invited.ABSENT: "➖",
}


def router() -> Router:
    """Build the router for buttons `av:<word>:<affair>`."""
    here = Router(name="activities")

    @here.callback_query(Topic("av"))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        await put_down(state)
        one = number(words, 1)
        match words:
            case ["come", _, _, "yes" | "no"]:
                await come(desk, one, number(words, 2), coming=words[3] == "yes")
                rows = [[key_button(desk, "awards.mine", "aw:mine"), key_button(desk, "menu.open", "m:home")]]
                await tell(bot, desk, f"affairs.said.{words[3]}", rows=rows)
            case ["see", _, _]:
                await show_guests(bot, desk, one, max(number(words, 2), 0))
            case ["here", _, _, _]:
                await note_attendance(desk, one, number(words, 2))
                await show_guests(bot, desk, one, max(number(words, 3), 0))
            case ["hold", _]:
                await show_affair(bot, desk, await hold(desk, one), notice="affairs.done.hold")
            case ["off", _]:
                await show_affair(bot, desk, await call_off(desk, one), notice="affairs.done.call_off")
            case _:
                raise Refusal("talk.old_button")

    return here


async def show_guests(bot: Bot, desk: Desk, affair_id: int, page: int) -> None:
    """Show who was invited, what each answered and who attended; the organiser notes attendance with one tap."""
    found = await guests_of(desk, affair_id)
    affair = await known(desk, affair_id)
    here = found[page * PAGE : (page + 1) * PAGE]
    mine = await acts(desk, affair)
    counts = {state: sum(guest.state is state for guest, _ in found) for state in Invited}
    title = say(
        desk.person.language,
        "affairs.guest_list",
        number=affair.number,
        on=affair.due_on,
        all=len(found),
        **{state.value: count for state, count in counts.items()},
    )
    rows = [
        [Button(f"{MARKS[guest.state]} {award.name[:40]}", _press(affair_id, award.id, page))] for guest, award in here
    ]
    rows = rows if "hold" in mine else []
    rows += turns(desk, f"av:see:{affair_id}", page, len(found))
    if "hold" in mine:
        rows.append([key_button(desk, "affairs.act.hold", f"av:hold:{affair_id}")])
        rows.append([key_button(desk, "affairs.act.call_off", f"av:off:{affair_id}")])
    lines = [f"{MARKS[guest.state]} {award.name}" for guest, award in here]
    await show(bot, desk, Page("\n".join([title, "", *lines]), [*rows, *ways(desk, affair)]))


def _press(affair_id: int, award_id: int, page: int) -> str:
    return f"av:here:{affair_id}:{award_id}:{page}"
