"""A town whose people come over Telegram and the web, with one small form."""

from dataclasses import replace

from aiogram import Bot

from handlers.engine.guides import Filling, Guide
from handlers.engine.holding import HoldingSession
from handlers.updates import Receiver
from rules.engine.forms import Form, Kind, Question
from rules.engine.pack import Pack
from rules.people.roles import Membership, Role
from storage.store import Store
from tests.talking import ListOutlet, Someone, Town, buttons
from workflow.engine.desk import Desk, Places
from workflow.office.invitations import make_lead_invitation

QUESTIONS = (
    Question(key="name", kind=Kind.TEXT, section="person", text="apply.name", least=2),
    Question(key="phone", kind=Kind.PHONE, section="person", text="apply.person_phone", private=True),
    Question(key="address", kind=Kind.TEXT, section="person", text="apply.address", least=2),
)


async def ended(_bot: Bot, desk: Desk, filling: Filling) -> None:
    await desk.work.drafts.send(filling.draft.id, desk.now)


def guides() -> dict[str, Guide]:
    def form(_pack: Pack, _facts: object) -> Form:
        return Form("small", QUESTIONS)

    return {"small": Guide(form=form, subject="apply", ending=ended)}


def town_with_web(store: Store, *, private_on_web: bool = False) -> Town:
    """A town in which the same people can be met on the web as well."""
    town = Town(store, guides=guides())
    town.places = Places(url="https://award.example", telegram="award_bot", private_on_web=private_on_web)
    town.office = replace(town.office, places=town.places)
    outlets = {42: ListOutlet(town.session), 1: ListOutlet(town.session, channel="web")}
    town.receive = Receiver(town.office, town.receive.dispatcher, outlets=outlets, resume=town.receive.resume)
    return town


def on_web(town: Town, chat_id: int) -> Someone:
    """Somebody in a browser."""
    web = Town.__new__(Town)
    web.__dict__ = {**town.__dict__, "bot": Bot("1:web", session=HoldingSession(town.session))}
    return web.person(chat_id)


async def begin(town: Town, chat_id: int) -> int:
    """The person has a form open, at its first question."""
    async with town.store.work() as work:
        channel = await work.channels.find("telegram", chat_id)
        assert channel is not None
        draft = await work.drafts.begin(channel.person_id, "small", town.clock.now)
        await work.commit()
    return draft.id


def code_in(message: str) -> str:
    return message.partition("/join ")[2].splitlines()[0]


async def lead_of(town: Town, chat_id: int = 100) -> Someone:
    """The lead, who took the first invitation."""
    async with town.store.work() as work:
        token = await make_lead_invitation(work, town.clock.now)
        await work.commit()
    lead = town.person(chat_id)
    await lead.says(f"/start {token}")
    await lead.presses("接受")
    await lead.says("马主任")
    return lead


async def give_role(town: Town, chat_id: int, role: Role, unit: str | None = None) -> Membership:
    """Somebody who has written before serves in the role."""
    async with town.store.work() as work:
        channel = await work.channels.find("telegram", chat_id)
        assert channel is not None
        held = await work.roles.grant(channel.person_id, role, unit=unit)
        await work.commit()
    return held


async def roles_of(town: Town, chat_id: int) -> list[tuple[Role, str | None]]:
    """The roles that have not ended."""
    async with town.store.work() as work:
        channel = await work.channels.find("telegram", chat_id)
        return [(held.role, held.unit) for held in await work.roles.of(channel.person_id)] if channel else []


def token_in(address: str) -> str:
    return address.partition("start=")[2].split()[0]


def last_url(town: Town) -> str:
    return next(
        data for call in reversed(town.session.said) for _, data in buttons(call) if data.startswith("https://")
    )
