"""`/mydata`: what is held of the person, a copy of it, its correction, consent taken back, erasure (PIPL Art. 44-47)."""

import json

from aiogram import Bot, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from handlers.consent import show_consent
from handlers.guides import Guides, load
from handlers.invitations import role_shown
from handlers.offers import FREE_TEXT
from handlers.presses import Press, number
from handlers.speech import Button, Page, in_rows, key_button, show, spoken, tell
from rules.identities import masked_phone
from rules.people import Channel
from rules.refusals import Refusal, Unfit
from texts import Words, say
from workflow import personal_data as data
from workflow.channels import web_address
from workflow.desk import Desk
from workflow.files import of_draft

NAME = "mydata:name"
PHONE = "mydata:phone"


def router(guides: Guides) -> Router:
    """The conversation about one's own data."""
    here = Router(name="personal_data")

    @here.message(Command("mydata"))
    async def asked(_message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        await show_held(bot, desk, state)

    @here.callback_query(Press("m", "mydata"))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        match words[1:]:
            case []:
                await show_held(bot, desk, state)
            case ["copy"]:
                await send_copy(bot, desk)
            case ["name"]:
                await ask(bot, desk, state, NAME, "personal.which_name")
            case ["phone"]:
                await ask(bot, desk, state, PHONE, "personal.which_phone")
            case ["consent"]:
                await show_consent_given(bot, desk)
            case ["withdraw"]:
                await show_held(bot, await data.withdraw_consent(desk), state, notice="personal.consent_withdrawn")
            case ["erase"]:
                await ask_erase(bot, desk)
            case ["erase", "drafts"]:
                await drop_drafts(bot, desk, guides)
                await show_held(bot, desk, state, notice="personal.drafts_dropped")
            case ["erase", "all"]:
                due_on = await data.ask_erasure(desk)
                await tell(bot, desk, "personal.erasure_asked", rows=_back(desk), due=due_on)
            case _:
                raise Refusal("talk.old_button")

    @here.callback_query(Press("pe", "erasure"))
    async def opened_request(_query: CallbackQuery, bot: Bot, desk: Desk, words: list[str]) -> None:
        await show_request(bot, desk, number(words, 1))

    @here.callback_query(Press("pe", "erased"))
    async def settled(_query: CallbackQuery, bot: Bot, desk: Desk, words: list[str]) -> None:
        await data.settle_erasure(desk, number(words, 1))
        await tell(bot, desk, "personal.request_closed", rows=[[key_button(desk, "menu.tasks", "t:list")]])

    @here.message(StateFilter(NAME))
    async def got_name(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        try:
            corrected = await data.correct_name(desk, message.text or "")
        except Unfit as unfit:
            await ask(bot, desk, state, NAME, "personal.which_name", notice=spoken(desk, unfit))
            return
        await show_held(bot, corrected, state, notice="personal.corrected")

    @here.message(StateFilter(PHONE))
    async def got_phone(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        if desk.channel.bot == "telegram":
            await bot.delete_message(desk.channel.chat_id, message.message_id)
        try:
            corrected = await data.correct_phone(desk, message.text or "")
        except Unfit as unfit:
            await ask(bot, desk, state, PHONE, "personal.which_phone", notice=spoken(desk, unfit))
            return
        await show_held(bot, corrected, state, notice="personal.corrected")

    return here


async def show_held(bot: Bot, desk: Desk, state: FSMContext, *, notice: str = "") -> None:
    """What is held, the private parts masked, and what can be done about it."""
    await state.set_state(None)
    await state.set_data({FREE_TEXT: False})
    language, held = desk.person.language, await data.held(desk)
    none = Words("personal.none")
    text = say(
        language,
        "personal.held",
        name=_masked_name(desk.person.name) or none,
        phone=masked_phone(desk.person.phone) if desk.person.phone else none,
        channels=[Words(f"personal.channel.{bot_name}") for bot_name in sorted({each.bot for each in held.channels})],
        consent=_consent(desk),
        open=len(held.open_drafts),
        sent=len(held.sent_drafts),
        applications=[each.number for each in held.applications if each.number] or none,
        objections=list(held.objections) or none,
        files=held.files,
        roles=[role_shown(desk, each.role, each.unit) for each in desk.roles] or none,
    )
    said = say(language, notice) if notice else ""
    await show(bot, desk, Page("\n\n".join(part for part in (said, text) if part), _ways(desk, held.channels)))


async def send_copy(bot: Bot, desk: Desk) -> None:
    """A copy as a file. Where personal data have to stay at home it is handed out on the web only (PIPL Art. 36)."""
    if desk.places.private_on_web and desk.channel.bot == "telegram":
        rows = [[Button(say(desk.person.language, "forms.on_web"), url=await web_address(desk))], *_back(desk)]
        await tell(bot, desk, "personal.copy_on_web", rows=rows)
        return
    copied = json.dumps(await data.exported(desk), ensure_ascii=False, indent=2, default=str)
    file = BufferedInputFile(copied.encode(), filename="my-data.json")
    await bot.send_document(desk.channel.chat_id, file, caption=say(desk.person.language, "personal.copy"))
    await tell(bot, desk, "personal.copy_sent", rows=_back(desk))


async def ask(bot: Bot, desk: Desk, state: FSMContext, step: str, key: str, *, notice: str = "") -> None:
    """Ask for the right name or number."""
    await state.set_state(step)
    await state.set_data({FREE_TEXT: True})
    text = "\n\n".join(part for part in (notice, say(desk.person.language, key)) if part)
    await show(bot, desk, Page(text, _back(desk)))


async def show_consent_given(bot: Bot, desk: Desk) -> None:
    """The text that was agreed to, and the way back out of it."""
    rows = [[key_button(desk, "personal.withdraw", "m:mydata:withdraw")]] if data.has_consented(desk) else []
    await show_consent(bot, desk, rows=[*rows, *_back(desk)])
    if rows:
        await tell(bot, desk, "personal.withdraw_means", rows=[*rows, *_back(desk)])


async def ask_erase(bot: Bot, desk: Desk) -> None:
    """What can be deleted at once, what has to be kept and for how long."""
    kept = desk.pack.retention
    rows = [
        [key_button(desk, "personal.drop_drafts", "m:mydata:erase:drafts")],
        [key_button(desk, "personal.erase_all", "m:mydata:erase:all")],
        *_back(desk),
    ]
    await tell(
        bot,
        desk,
        "personal.erase_means",
        rows=rows,
        drafts=kept.drafts,
        applications=kept.applications_not_granted,
        identities=kept.objection_identities,
        objections=kept.objections,
    )


async def show_request(bot: Bot, desk: Desk, person_id: int) -> None:
    """The office's view of a request to erase: in numbers, for the decision needs no more."""
    _, person, held = await data.erasure_asked(desk, person_id)
    none = Words("personal.none")
    await tell(
        bot,
        desk,
        "personal.request",
        rows=[[key_button(desk, "personal.request_done", f"pe:erased:{person_id}")]],
        name=person.name or none,
        open=len(held.open_drafts),
        sent=len(held.sent_drafts),
        applications=[each.number for each in held.applications if each.number] or none,
        files=held.files,
    )


async def drop_drafts(bot: Bot, desk: Desk, guides: Guides) -> None:
    """Delete what was begun and not sent, with its files; a form that cannot be dropped by its filler stays."""
    for draft in await desk.work.drafts.open_for(desk.person.id):
        guide = guides.get(draft.form)
        if guide is None or not guide.droppable:
            continue
        await guide.dropping(bot, desk, await load(desk, draft, guides))
        await desk.work.drafts.drop(draft.id, desk.now)
        for file in await desk.work.files.of(of_draft(draft)):
            await desk.work.files.purge(file.id)


def _ways(desk: Desk, channels: tuple[Channel, ...]) -> list[list[Button]]:
    ways = [
        ("personal.get_copy", "m:mydata:copy"),
        ("personal.change_name", "m:mydata:name"),
        ("personal.change_phone", "m:mydata:phone"),
        ("personal.consent", "m:mydata:consent"),
        ("personal.erase", "m:mydata:erase"),
        ("personal.link", "m:link"),
    ]
    others = [each for each in channels if each.id != desk.channel.id]
    rows = in_rows((key_button(desk, key, press) for key, press in ways), width=2)
    rows += [
        [key_button(desk, "personal.separate", f"m:separate:{each.id}", channel=Words(f"personal.channel.{each.bot}"))]
        for each in others[:10]
    ]
    return [*rows, [key_button(desk, "menu.open", "m:home")]]


def _back(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "personal.back", "m:mydata"), key_button(desk, "menu.open", "m:home")]]


def _consent(desk: Desk) -> Words:
    if desk.person.consent is None or desk.person.consent_at is None:
        return Words("personal.no_consent")
    return Words("personal.consented", {"version": desk.person.consent, "at": desk.person.consent_at})


def _masked_name(name: str | None) -> str:
    return name[0] + "*" * (len(name) - 1) if name else ""
