"""Codes for contacts who have not claimed their award: listed for print, shown for one award, or e-mailed (Art. 32)."""

import asyncio

from aiogram import Bot
from aiogram.types import BufferedInputFile

from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Page, show, tell
from handlers.office.holders import to_holders
from papers.engine.spreadsheets import sheet
from rules.engine.refusals import Refusal
from rules.people.roles import Role
from texts import say
from workflow.awards.claims import Claim, mail_codes, make_codes
from workflow.engine.desk import Desk, addresses


async def send_codes(bot: Bot, desk: Desk) -> None:
    """Send an Excel list with a new code for every contact who has not claimed yet, to print or to phone from."""
    claims = await make_codes(desk)
    if not claims:
        raise Refusal("holders.no_codes")
    language = desk.person.language
    header = [
        say(language, f"holders.column.{name}") for name in ("holder", "name", "phone", "code", "web", "telegram")
    ]
    title = say(language, "holders.codes_title")
    rows = [_code_row(desk, claim) for claim in claims]
    content = await asyncio.to_thread(sheet, title, header, rows)
    await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, filename=f"{title}.xlsx"))
    await tell(bot, desk, "holders.codes_sent", count=len(claims), rows=to_holders(desk))


async def mail(bot: Bot, desk: Desk) -> None:
    """E-mail a new code to every contact who has not claimed yet and whose address is on the list."""
    if not desk.places.emails:
        raise Refusal("emails.off")
    count = await mail_codes(desk)
    await tell(bot, desk, "holders.mailed" if count else "holders.nobody_to_mail", count=count, rows=to_holders(desk))


async def show_codes(bot: Bot, desk: Desk, award_id: int) -> None:
    """Show new codes for the contacts of one award who have not claimed it."""
    claims = await make_codes(desk, award_id)
    if not claims:
        raise Refusal("holders.no_codes")
    language = desk.person.language
    parts = [
        say(language, "holders.code", name=claim.name, phone=claim.phone, code=_spaced(claim.code), link=link)
        for claim in claims
        for link in addresses(desk.places, claim.code)[:1]
    ]
    await show(bot, desk, Page("\n\n".join(parts), to_holders(desk)))


def _code_row(desk: Desk, claim: Claim) -> list[str]:
    first, *more = addresses(desk.places, claim.code)
    holders = say(desk.person.language, "holders.several", holders=list(claim.holders))
    return [holders, claim.name, claim.phone, _spaced(claim.code), first, more[0] if more else ""]


def _spaced(code: str) -> str:
    return f"{code[:4]} {code[4:]}"


PRESSES = Presses(
    "register",
    {"codes": Press(send_codes), "code": Press(show_codes), "mail": Press(mail)},
    roles=(Role.OFFICE, Role.LEAD),
)
