"""A holder's own page: what it owes, what it may claim, how the award may be used (Art. 28-35)."""

import asyncio
from functools import partial

from aiogram import Bot
from aiogram.types import BufferedInputFile

from handlers.awards.affair_pages import line_of
from handlers.awards.holders import describe
from handlers.engine.lists import PAGE, turns
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, key_button, show, tell
from papers.awards import holders as papers
from papers.engine.parts import reach
from rules.awards.affairs import HOLDERS, OPEN, USE_RULES
from rules.awards.validity import Award
from texts import say
from workflow.awards.affairs import own_award
from workflow.awards.uses import CERTIFICATE, accept_rules, acknowledged
from workflow.engine.desk import Desk, today

ALLOWED, FORBIDDEN = 4, 5
"""How many examples there are of what is allowed and of what is forbidden."""


async def accepted(bot: Bot, desk: Desk, award_id: int) -> None:
    """Note that the holder has read the rules of use."""
    await accept_rules(desk, award_id)
    award = await own_award(desk, award_id)
    await show_home(bot, desk, award, notice=say(desk.person.language, "affairs.accepted"))


async def show_home(bot: Bot, desk: Desk, award: Award, *, notice: str = "") -> None:
    """Show what can be done about one award, with what waits for the holder on top."""
    language = desk.person.language
    read = await acknowledged(desk, award) is not None
    open_ones = [one for one in await desk.work.affairs.of_holder(award.holder) if one.kind in HOLDERS]
    waiting = sum(one.state in OPEN for one in open_ones)
    rows = [
        [key_button(desk, "affairs.new_change", f"affair:new:change:{award.id}")],
        [key_button(desk, "affairs.rules", f"holder:rules:{award.id}")],
        [key_button(desk, "affairs.new_question", f"affair:new:use_question:{award.id}")],
        [key_button(desk, "affairs.rights", f"holder:rights:{award.id}")],
        [key_button(desk, "affairs.mine", f"holder:mine:{award.id}:0", count=len(open_ones))],
    ]
    asked = [] if read else [say(language, "affairs.rules_owed", year=str(today(desk).year))]
    parts = [notice, describe(desk, award), *asked, say(language, "affairs.home", count=waiting)]
    await show(bot, desk, Page("\n\n".join(part for part in parts if part), [*rows, *_back(desk)]))


async def show_mine(bot: Bot, desk: Desk, award: Award, page: int = 0) -> None:
    """Show a page of the holder's affairs, newest first."""
    every = [one for one in await desk.work.affairs.of_holder(award.holder) if one.kind in HOLDERS]
    found = every[page * PAGE : (page + 1) * PAGE]
    title = say(desk.person.language, "affairs.list_title" if every else "affairs.list_empty", count=len(every))
    rows = [[Button(one.number, f"affair:open:{one.id}")] for one in found]
    rows += turns(desk, f"holder:mine:{award.id}", page, len(every))
    rows.append([key_button(desk, "affairs.holder_home", f"holder:home:{award.id}")])
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
    rows = [[key_button(desk, "affairs.new_question", f"affair:new:use_question:{award.id}")]]
    if read is None:
        rows.insert(0, [key_button(desk, "affairs.act.accept", f"holder:accept:{award.id}")])
    else:
        on = read.said[-1]["on"]
        parts.append(say(language, "affairs.rules_accepted", on=on, version=USE_RULES))
    rows.append([key_button(desk, "affairs.holder_home", f"holder:home:{award.id}")])
    await show(bot, desk, Page("\n\n".join(parts), [*rows, *_back(desk)]))


async def show_rights(bot: Bot, desk: Desk, award: Award) -> None:
    """Show what the holder may ask for and from whom, article by article; also available as a card (Art. 28-30)."""
    language = desk.person.language
    told = [say(language, f"papers.rights.{article}") for article in papers.articles(award.organisation)]
    rows = [
        [key_button(desk, "affairs.card", f"holder:card:{award.id}")],
        [key_button(desk, "affairs.holder_home", f"holder:home:{award.id}")],
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
    rows = [[key_button(desk, "affairs.holder_home", f"holder:home:{award.id}")], *_back(desk)]
    await tell(bot, desk, "affairs.card_sent", rows=rows)


def _back(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "awards.mine", "award:mine"), key_button(desk, "menu.open", "menu:home")]]


PRESSES = Presses(
    "holder",
    {
        "home": Press(show_home, of=own_award),
        "mine": Press(show_mine, of=own_award),
        "rules": Press(show_rules, of=own_award, article=33),
        "accept": Press(accepted, article=33),
        "rights": Press(show_rights, of=own_award, article=28),
        "card": Press(send_card, of=own_award, article=28),
    },
)
