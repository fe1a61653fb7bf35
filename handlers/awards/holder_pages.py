"""A holder's own page: what it owes, what it may claim, how the award may be used (Art. 28-35)."""

import asyncio
from functools import partial

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile, CallbackQuery

from handlers.awards.affair_pages import line_of
from handlers.awards.holders import describe
from handlers.engine.lists import PAGE, turns
from handlers.engine.offers import put_down
from handlers.engine.presses import Topic, number
from handlers.engine.speech import Button, Page, key_button, show, tell
from papers.awards import rights as papers
from papers.engine.contacts import reach
from rules.affairs import HOLDERS, OPEN, USE_RULES
from rules.awards import Award
from rules.refusals import Refusal
from texts import say
from workflow.awards.affairs import own_award
from workflow.awards.uses import CERTIFICATE, accept_rules, acknowledged
from workflow.engine.desk import Desk, today

ALLOWED, FORBIDDEN = 4, 5
"""How many examples there are of what is allowed and of what is forbidden."""


def router() -> Router:
    """Build the router for `hd:<word>:<award>`."""
    here = Router(name="holder_pages")

    @here.callback_query(Topic("hd"))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        await put_down(state)
        match words:
            case ["home", _]:
                await show_home(bot, desk, await own_award(desk, number(words, 1)))
            case ["mine", _, _]:
                await show_mine(bot, desk, await own_award(desk, number(words, 1)), max(number(words, 2), 0))
            case ["rules", _]:
                await show_rules(bot, desk, await own_award(desk, number(words, 1)))
            case ["accept", _]:
                await accept_rules(desk, number(words, 1))
                award = await own_award(desk, number(words, 1))
                await show_home(bot, desk, award, notice=say(desk.person.language, "affairs.accepted"))
            case ["rights", _]:
                await show_rights(bot, desk, await own_award(desk, number(words, 1)))
            case ["card", _]:
                await send_card(bot, desk, await own_award(desk, number(words, 1)))
            case _:
                raise Refusal("talk.old_button")

    return here


async def show_home(bot: Bot, desk: Desk, award: Award, *, notice: str = "") -> None:
    """Show what can be done about one award, with what waits for the holder on top."""
    language = desk.person.language
    read = await acknowledged(desk, award) is not None
    open_ones = [one for one in await desk.work.affairs.of_holder(award.holder) if one.kind in HOLDERS]
    waiting = sum(one.state in OPEN for one in open_ones)
    rows = [
        [key_button(desk, "affairs.new_change", f"af:new:change:{award.id}")],
        [key_button(desk, "affairs.rules", f"hd:rules:{award.id}")],
        [key_button(desk, "affairs.new_question", f"af:new:use_question:{award.id}")],
        [key_button(desk, "affairs.rights", f"hd:rights:{award.id}")],
        [key_button(desk, "affairs.mine", f"hd:mine:{award.id}:0", count=len(open_ones))],
    ]
    asked = [] if read else [say(language, "affairs.rules_owed", year=str(today(desk).year))]
    parts = [notice, describe(desk, award), *asked, say(language, "affairs.home", count=waiting)]
    await show(bot, desk, Page("\n\n".join(part for part in parts if part), [*rows, *_back(desk)]))


async def show_mine(bot: Bot, desk: Desk, award: Award, page: int) -> None:
    """Show a page of the holder's affairs, newest first."""
    every = [one for one in await desk.work.affairs.of_holder(award.holder) if one.kind in HOLDERS]
    found = every[page * PAGE : (page + 1) * PAGE]
    title = say(desk.person.language, "affairs.list_title" if every else "affairs.list_empty", count=len(every))
    rows = [[Button(one.number, f"af:open:{one.id}")] for one in found]
    rows += turns(desk, f"hd:mine:{award.id}", page, len(every))
    rows.append([key_button(desk, "affairs.holder_home", f"hd:home:{award.id}")])
    lines = [await line_of(desk, one) for one in found]
    await show(bot, desk, Page("\n\n".join([title, *lines]), [*rows, *_back(desk)]))


async def show_rules(bot: Bot, desk: Desk, award: Award) -> None:
    """Show by example what is allowed and what is not; one tap acknowledges it for this year (Art. 33)."""
    language, read = desk.person.language, await acknowledged(desk, award)
    allowed = [say(language, f"affairs.allowed.{n}") for n in range(1, ALLOWED + 1)]
    forbidden = [say(language, f"affairs.forbidden.{n}") for n in range(1, FORBIDDEN + 1)]
    parts = [
        say(language, "affairs.rules_text", version=USE_RULES),
        "\n".join([say(language, "affairs.rules_allowed"), *(f"✅ {one}" for one in allowed)]),
        "\n".join([say(language, "affairs.rules_forbidden"), *(f"⛔ {one}" for one in forbidden)]),
    ]
    rows = [[key_button(desk, "affairs.new_question", f"af:new:use_question:{award.id}")]]
    if read is None:
        rows.insert(0, [key_button(desk, "affairs.act.accept", f"hd:accept:{award.id}")])
    else:
        on = read.said[-1]["on"]
        parts.append(say(language, "affairs.rules_accepted", on=on, version=USE_RULES))
    rows.append([key_button(desk, "affairs.holder_home", f"hd:home:{award.id}")])
    await show(bot, desk, Page("\n\n".join(parts), [*rows, *_back(desk)]))


async def show_rights(bot: Bot, desk: Desk, award: Award) -> None:
    """Show what the holder may ask for and from whom, article by article; also available as a card (Art. 28-30)."""
    language = desk.person.language
    told = [say(language, f"papers.rights.{article}") for article in papers.articles(award.organisation)]
    rows = [
        [key_button(desk, "affairs.card", f"hd:card:{award.id}")],
        [key_button(desk, "affairs.holder_home", f"hd:home:{award.id}")],
    ]
    text = "\n\n".join([say(language, "papers.rights.told", until=award.valid_until), *told])
    await show(bot, desk, Page(text, [*rows, *_back(desk)]))


async def send_card(bot: Bot, desk: Desk, award: Award) -> None:
    """Send the card, with a code by which anybody can look the certificate up."""
    language = desk.person.language
    card = papers.Card(
        issuer=desk.pack.bodies.office.name(language),
        holder=award.name,
        award=desk.pack.name_of_award(award.award, language),
        certificate=award.certificate,
        organisation=award.organisation,
        decision=award.decision,
        valid_until=award.valid_until,
        dated=today(desk),
        check_url=f"{desk.places.url}/chat?start={CERTIFICATE}{award.id}",
        contact=reach(desk.pack, desk.pack.bodies.office.name(language), language),
    )
    content = await asyncio.to_thread(partial(papers.card, card, language))
    name = say(language, "papers.rights.file")
    await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, filename=name))
    rows = [[key_button(desk, "affairs.holder_home", f"hd:home:{award.id}")], *_back(desk)]
    await tell(bot, desk, "affairs.card_sent", rows=rows)


def _back(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "awards.mine", "aw:mine"), key_button(desk, "menu.open", "m:home")]]
