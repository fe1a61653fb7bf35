"""`/mydata`: what is held about a person, copying and correcting it, withdrawing consent (PIPL Art. 15, 44, 45)."""

import asyncio
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import fields
from io import BytesIO

from aiogram import Bot
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers.engine.groups import in_group
from handlers.engine.offers import FREE_TEXT
from handlers.engine.presses import Press, Presses
from handlers.engine.prints import Copied
from handlers.engine.speech import Button, Page, Rows, in_rows, key_button, show, tell
from handlers.people.roles import role_shown
from rules.engine.identities import masked_email, masked_phone
from rules.engine.refusals import Refusal
from rules.objections.cases import masked_name
from rules.people.channels import CHANNELS
from rules.people.roles import CONSENT_VERSION, Email
from texts import Words, say, sentences
from workflow.engine.desk import Desk, holds_private, traits
from workflow.engine.presses import present
from workflow.engine.records import FileRecord
from workflow.office.channels import web_address
from workflow.office.exports import VOLUME, contents, exported, volumes
from workflow.people import personal_data as data
from workflow.people.personal_data import give_consent, has_consented, periods

# Consent to the use of personal data, asked before the first form that takes any (PIPL Art. 13-17, 29).


AGREE = "consent:agree:"
"""The start of the agree button's callback data; the press that the person wanted follows it."""


async def require_consent(bot: Bot, desk: Desk, state: FSMContext, then: str) -> bool:
    """Say whether the person has consented. If not, show the text; agreeing then presses `then`.

    `then` is callback data such as "application:begin", of at most 50 bytes. Use as a guard: `if not await
    require_consent(...): return`.
    """
    if has_consented(desk):
        return True
    await state.set_state(None)
    await state.set_data({FREE_TEXT: False})
    rows = [
        [key_button(desk, "consent.agree", f"{AGREE}{then}")],
        [key_button(desk, "menu.mydata", "data:see"), key_button(desk, "consent.not_now", "menu:home")],
    ]
    await show_consent(bot, desk, rows=rows)
    return False


async def show_consent(
    bot: Bot, desk: Desk, *, rows: Rows, version: str = CONSENT_VERSION, agreed: Mapping[str, int] | None = None
) -> None:
    """Show the text to agree to; or that of an earlier version, with the periods that stood in it then (`agreed`)."""
    await tell(bot, desk, f"consent.text.{version}", rows=rows, version=version, **(agreed or periods(desk)))


def confirmer_notice(desk: Desk) -> str:
    """Return the notice for somebody who opens a one-time link to confirm something and has no account."""
    return say(desk.person.language, "consent.confirmer")


async def agreed(query: CallbackQuery, desk: Desk) -> tuple[CallbackQuery, Desk]:
    """Record consent if the agree button was pressed, and return the press that the person wanted.

    Other presses are returned unchanged.
    """
    pressed = present(query.data or "")
    if not pressed.startswith(AGREE) or in_group(desk):
        return query, desk
    wanted = pressed.removeprefix(AGREE)
    return query.model_copy(update={"data": wanted}), desk if has_consented(desk) else await give_consent(
        desk, periods(desk)
    )


# Sends a copy of one's own data as an archive: everything as JSON, and the files that were handed in.


File = tuple[str, bytes]


async def send_copy(bot: Bot, desk: Desk, number: int, *, back: Sequence[Sequence[Button]]) -> None:
    """Send one part of the copy, counted from 0.

    It is given on the web only where personal data must stay at home (PIPL Art. 36), or if it is too large for
    Telegram. Raises Refusal if there is no such part.
    """
    parts = await volumes(desk)
    if not 0 <= number < len(parts):
        raise Refusal("talk.old_button")
    too_large = sum(record.size for record in parts[number]) > VOLUME
    if not holds_private(desk) or (too_large and not traits(desk).large_files):
        rows = [[Button(say(desk.person.language, "forms.on_web"), url=await web_address(desk))], *back]
        await tell(bot, desk, "personal.copy_on_web", rows=rows)
        return
    files = await _files(desk, parts[number])
    if number == 0:
        told = json.dumps(await exported(desk), ensure_ascii=False, indent=2, default=str)
        files.insert(0, ("my-data.json", told.encode()))
    name = f"my-data-{number + 1}.zip" if len(parts) > 1 else "my-data.zip"
    origins = tuple(record.id for record in parts[number])
    archive = Copied(await asyncio.to_thread(_zipped, files), filename=name, origins=origins)
    await bot.send_document(desk.channel.chat_id, archive, caption=say(desk.person.language, "personal.copy"))
    rest = len(parts) - number - 1
    more = [[key_button(desk, "personal.copy_more", f"data:copy:{number + 1}", count=rest)]] if rest else []
    await tell(bot, desk, "personal.copy_sent", rows=[*more, *back])


async def _files(desk: Desk, records: Sequence[FileRecord]) -> list[File]:
    found = await contents(desk, records)
    names = (f"files/{place:03} {record.name}" for place, record in enumerate(records, start=1))
    return list(zip(names, found, strict=True))


def _zipped(files: Sequence[File]) -> bytes:
    """Return the files as a ZIP archive, stored uncompressed: what people hand in is compressed already."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return made.getvalue()


async def show_held(bot: Bot, desk: Desk, state: FSMContext, *, notice: str = "") -> None:
    """Show what is held, private parts masked, and what can be done about it."""
    await state.set_state(None)
    await state.set_data({FREE_TEXT: False})
    language, held = desk.person.language, await data.held(desk)
    none = Words("personal.none")
    chats = [_called(bot_name) for bot_name in sorted({each.bot for each in held.channels})]
    text = say(
        language,
        "personal.held",
        name=masked_name(desk.person.name) if desk.person.name else none,
        phone=masked_phone(desk.person.phone) if desk.person.phone else none,
        channels=[*chats, *([shown_email(held.email)] if held.email else [])],
        consent=_consent(desk),
        open=len(held.open_drafts),
        sent=len(held.sent_drafts),
        applications=[each.number for each in held.applications if each.number] or none,
        objections=list(held.objections) or none,
        files=held.files,
        roles=[role_shown(desk, each.role, each.unit) for each in desk.roles] or none,
    )
    said = say(language, notice) if notice else ""
    await show(bot, desk, Page("\n\n".join(part for part in (said, text) if part), _ways(desk, held)))


async def show_list(bot: Bot, desk: Desk) -> None:
    """Show everything held, kind by kind: its purpose, its readers, and for how long (PIPL Art. 44, 48)."""
    language, held, kept = desk.person.language, await data.held(desk), desk.pack.retention
    counts = {
        "person": 1,
        "channels": len(held.channels),
        "letterboxes": held.letterboxes,
        "email": int(held.email is not None),
        "drafts": len(held.open_drafts),
        "applications": len(held.applications),
        "objections": len(held.objections),
        "files": held.files,
        "messages": held.messages,
        "notifications": held.notifications,
        "affairs": held.affairs,
        "awards": held.awards,
        "roles": len(desk.roles),
        "journal": held.entries,
    }
    months = {each.name: getattr(kept, each.name) for each in fields(kept)}
    lines = [say(language, f"personal.list.{kind}", count=count, **months) for kind, count in counts.items() if count]
    text = "\n\n".join([say(language, "personal.list"), *lines, say(language, "personal.list_ends")])
    await show(bot, desk, Page(text, back(desk)))


async def send_part(bot: Bot, desk: Desk, part: int = 0) -> None:
    """Send one part of the copy of what is held, counted from 0."""
    await send_copy(bot, desk, part, back=back(desk))


async def withdrawn(bot: Bot, desk: Desk, state: FSMContext) -> None:
    """Withdraw the consent, and show what is held."""
    await show_held(bot, await data.withdraw_consent(desk), state, notice="personal.consent_withdrawn")


async def show_consent_given(bot: Bot, desk: Desk) -> None:
    """Show the text of the version that was agreed to, and a button to withdraw consent; else the present text."""
    kept = desk.person.consent
    version = kept if f"consent.text.{kept}" in sentences(desk.person.language, "consent") else None
    rows = [[key_button(desk, "personal.withdraw", "data:withdraw")]] if kept is not None else []
    if version is None:
        await show_consent(bot, desk, rows=[*rows, *back(desk)])
    else:
        agreed = await data.consented_periods(desk)
        await show_consent(bot, desk, rows=[*rows, *back(desk)], version=version, agreed=agreed)
    for proof in await data.identity_consents(desk):
        words = (Words(f"consent.identity.{proof}"), Words(f"consent.identity_means.{proof}"))
        await tell(bot, desk, "consent.to_proof", rows=back(desk), version=proof, text=words[0], means=words[1])
    if rows:
        await tell(bot, desk, "personal.withdraw_means", rows=[*rows, *back(desk)])


def shown_email(email: Email) -> Words:
    """Return an e-mail address for the list: masked, and whether it is confirmed."""
    values = {"address": masked_email(email.address), "standing": Words(f"emails.standing.{email.standing}")}
    return Words("emails.held", values)


def back(desk: Desk) -> list[list[Button]]:
    """Return the button back to the list of what is held."""
    return [[key_button(desk, "personal.back", "data:see"), key_button(desk, "menu.open", "menu:home")]]


def _ways(desk: Desk, held: data.Held) -> list[list[Button]]:
    ways = [
        ("personal.show_list", "data:list"),
        ("personal.get_copy", "data:copy"),
        ("personal.change_name", "correction:name"),
        ("personal.change_phone", "correction:phone"),
        ("personal.change_entries", "correction:fix"),
        ("personal.consent", "data:consent"),
        ("personal.erase", "erasure:begin"),
        ("personal.link", "channel:link"),
        *([("emails.open", "email:see")] if desk.places.emails or held.email else []),
    ]
    others = [each for each in held.channels if each.id != desk.channel.id]
    rows = in_rows((key_button(desk, key, press) for key, press in ways), width=2)
    rows += [
        [key_button(desk, "personal.separate", f"channel:separate:{each.id}", channel=_called(each.bot))]
        for each in others[:10]
    ]
    return [*rows, [key_button(desk, "menu.open", "menu:home")]]


def _called(channel: str) -> Words:
    return Words(f"personal.channel.{channel}" if channel in CHANNELS else "personal.channel.other")


def _consent(desk: Desk) -> Words:
    if desk.person.consent is None or desk.person.consent_at is None:
        return Words("personal.no_consent")
    return Words("personal.consented", {"version": desk.person.consent, "at": desk.person.consent_at})


PRESSES = Presses(
    "data",
    {
        "see": Press(show_held, command="mydata"),
        "list": Press(show_list),
        "copy": Press(send_part),
        "consent": Press(show_consent_given),
        "withdraw": Press(withdrawn),
    },
    puts_down=False,
)
