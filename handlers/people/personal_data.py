"""`/mydata`: what is held about a person, copying and correcting it, withdrawing consent (PIPL Art. 15, 44, 45)."""

from dataclasses import fields

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.engine.offers import FREE_TEXT
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, in_rows, key_button, show, tell
from handlers.people.consent import show_consent
from handlers.people.copies import send_copy
from handlers.people.roles import role_shown
from rules.engine.identities import masked_email, masked_phone
from rules.objections.cases import masked_name
from rules.people.channels import CHANNELS
from rules.people.roles import Email
from texts import Words, say, sentences
from workflow.engine.desk import Desk
from workflow.people import personal_data as data


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
