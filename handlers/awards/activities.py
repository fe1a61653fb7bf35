"""Activities in the chat: holders answer their invitation, and the organiser notes who attended (Art. 31, 35)."""

from functools import partial
from typing import Literal

from aiogram import Bot

from handlers.awards.affair_pages import show_affair, ways
from handlers.engine.lists import PAGE, turns
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, key_button, show, tell
from rules.awards.affairs import Invited
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


async def answered(bot: Bot, desk: Desk, affair_id: int, award_id: int, said: Literal["yes", "no"]) -> None:
    """Note whether the holder comes."""
    await come(desk, affair_id, award_id, coming=said == "yes")
    rows = [[key_button(desk, "awards.mine", "award:mine"), key_button(desk, "menu.open", "menu:home")]]
    await tell(bot, desk, f"affairs.said.{said}", rows=rows)


async def noted(bot: Bot, desk: Desk, affair_id: int, award_id: int, page: int = 0) -> None:
    """Note that a guest attended, or did not."""
    await note_attendance(desk, affair_id, award_id)
    await show_guests(bot, desk, affair_id, page)


async def show_guests(bot: Bot, desk: Desk, affair_id: int, page: int = 0) -> None:
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
    rows += turns(desk, f"activity:see:{affair_id}", page, len(found))
    if "hold" in mine:
        rows.append([key_button(desk, "affairs.act.hold", f"activity:hold:{affair_id}")])
        rows.append([key_button(desk, "affairs.act.call_off", f"activity:off:{affair_id}")])
    lines = [f"{MARKS[guest.state]} {award.name}" for guest, award in here]
    await show(bot, desk, Page("\n".join([title, "", *lines]), [*rows, *ways(desk, affair)]))


def _press(affair_id: int, award_id: int, page: int) -> str:
    return f"activity:here:{affair_id}:{award_id}:{page}"


PRESSES = Presses(
    "activity",
    {
        "come": Press(answered),
        "see": Press(show_guests),
        "here": Press(noted),
        "hold": Press(partial(show_affair, notice="affairs.done.hold"), of=hold),
        "off": Press(partial(show_affair, notice="affairs.done.call_off"), of=call_off),
    },
    article=31,
)
