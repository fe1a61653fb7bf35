"""The commands: the list that a channel shows by role and language, and the commands that work even inside a form."""

import re
from collections.abc import Iterable
from typing import Literal

from aiogram import Bot, Router
from aiogram.filters import BaseFilter, Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat, Message

from handlers.engine.guides import Guides
from handlers.engine.menus import show_home
from handlers.engine.presses import Press, Presses
from handlers.engine.questions import FORM
from handlers.engine.resuming import Resume
from handlers.engine.speech import key_button, tell
from rules.engine.pack import Pack
from rules.engine.refusals import Refusal
from rules.people.roles import STAFF, Membership, Role
from rules.tips.cases import handles_tips
from texts import languages, say
from workflow.engine.desk import Desk
from workflow.engine.records import Work
from workflow.people.personal_data import set_language

EVERYBODYS = ("start", "menu", "apply", "object", "tip", "status", "where", "help", "ask", "language", "mydata", "link")
IN_FORMS = ("back", "skip", "list", "cancel")
_COMMAND = re.compile(r"/[A-Za-z_]+[0-9]*(@\w+)?(\s.*)?", re.DOTALL)


class Stray(BaseFilter):
    """Lets through a text that looks like a command."""

    async def __call__(self, message: Message) -> bool:
        """Say whether the text looks like a command."""
        return _COMMAND.fullmatch(message.text or "") is not None


def router(guides: Guides, resume: Resume) -> Router:
    """Build the router of commands that work inside a form too.

    It stands before the forms, which would take them as answers.
    """
    here = Router(name="commands")

    @here.message(Command("where"))
    async def asked_where(_message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        await resume(bot, desk, state)

    @here.message(Command("cancel"))
    async def cancelled(_message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        if (await state.get_data()).get("draft") is None:
            await show_home(bot, desk, state, guides, notice=say(desk.person.language, "commands.nothing_to_leave"))
            return
        await state.clear()
        await tell(bot, desk, "forms.left", rows=[[key_button(desk, "menu.open", "menu:home")]])

    return here


def strays() -> Router:
    """Build the router that refuses unknown commands inside a form.

    It stands right before the forms, so that they are not kept as answers.
    """
    here = Router(name="strays")

    @here.message(StateFilter(FORM), ~Command("back", "skip", "help", "list"), Stray())
    async def unknown(_message: Message) -> None:
        raise Refusal("talk.unknown_command")

    return here


async def change_language(
    bot: Bot, desk: Desk, state: FSMContext, resume: Resume, wanted: Literal["next", "zh", "en"] = "next"
) -> None:
    """Switch to the wanted language, or to the next one; then show the same place and the command list in it."""
    every = languages()
    following = every[(every.index(desk.person.language) + 1) % len(every)]
    changed = await set_language(desk, following if wanted == "next" else wanted)
    await announce_to(bot, changed)
    await resume(bot, changed, state, notice=Refusal("commands.language_changed"))


async def announce_commands(bot: Bot, pack: Pack) -> None:
    """Set the list of commands for people without a role, in each language.

    Groups get none, since nothing is done there.
    """
    everywhere = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands(commands_for(languages()[0], (), pack), scope=everywhere)
    for language in languages():
        await bot.set_my_commands(commands_for(language, (), pack), scope=everywhere, language_code=language)


async def announce_to(bot: Bot, desk: Desk) -> None:
    """Set the list of commands of the chat at the desk, by language and roles."""
    await bot.set_my_commands(
        commands_for(desk.person.language, desk.roles, desk.pack),
        scope=BotCommandScopeChat(chat_id=desk.channel.chat_id),
    )


async def announce_to_person(bot: Bot, desk: Desk, person_id: int) -> None:
    """Set another person's list of commands after their roles changed, in every chat that this bot has with them."""
    person = await desk.work.people.get(person_id)
    roles = await desk.work.roles.of(person_id)
    for channel in await desk.work.channels.of(person_id):
        if person is not None and channel.alive and channel.bot == desk.channel.bot:
            scope = BotCommandScopeChat(chat_id=channel.chat_id)
            await bot.set_my_commands(commands_for(person.language, roles, desk.pack), scope=scope)


async def web_commands(pack: Pack, work: Work, chat: int, language: str) -> list[BotCommand]:
    """Return the commands for a page of the web chat; `language` is used while nobody is known there."""
    channel = await work.channels.find("web", chat)
    person = await work.people.get(channel.person_id) if channel is not None else None
    if person is None:
        return commands_for(language, (), pack)
    return commands_for(person.language, await work.roles.of(person.id), pack)


def commands_for(language: str, roles: Iterable[Membership], pack: Pack) -> list[BotCommand]:
    """Return the commands: everybody's first, then the roles', those of forms last."""
    roles = tuple(roles)
    held = {each.role for each in roles}
    names = [*EVERYBODYS]
    names += ["tasks"] if held & set(STAFF) else []
    names += ["tips"] if handles_tips(roles) else []
    names += ["messages", "office"] if held & {Role.LEAD, Role.OFFICE} else []
    names += ["people"] if Role.LEAD in held else []
    names += IN_FORMS
    county = pack.county_en if language == "en" else pack.county_zh
    return [BotCommand(command=name, description=say(language, f"commands.{name}", county=county)) for name in names]


PRESSES = Presses("menu", {"language": Press(change_language, command="language")}, puts_down=False)
