"""Serves one frame of a person: makes an update of it, passes it to the receiver, and confirms it once it is kept."""

import asyncio
import hashlib
from collections.abc import Awaitable
from datetime import datetime

from aiogram.types import CallbackQuery, Chat, Document, Message, Update, User

from texts import say
from web.engine.calls import Push, said
from web.engine.failures import note
from web.engine.frames import Frame, Pressed, Said, Sent, Spoken, own_content, presses
from web.engine.session import Taking, taking
from web.engine.site import Site
from web.engine.sockets import Socket
from workflow.engine.chats import Entry, Upload, claim_frame
from workflow.engine.files import announced

# Turns a frame of the web chat into an aiogram update, so that it reaches the same handlers as on any channel.


def update_id(chat: int, key: str) -> int:
    """Return a frame's update number: the same for the same chat and key, below 2**63."""
    return int.from_bytes(hashlib.sha256(f"{chat}:{key}".encode()).digest()[:8], "big") >> 1


def text_update(spoken: Said, *, chat: int, language: str, message: int, at: datetime) -> Update:
    """Return the update for a text."""
    return _message(_user(chat, language), spoken.key, message=message, at=at, text=spoken.text)


def file_update(spoken: Sent, upload: Upload, *, language: str, message: int, at: datetime) -> Update:
    """Return the update for a file, without a type, since the browser's word on it is not trusted."""
    document = Document(file_id=upload.id, file_unique_id=upload.id, file_name=upload.name, file_size=upload.size)
    user = _user(upload.chat, language)
    caption = spoken.caption or None
    return _message(user, spoken.key, message=message, at=at, document=document, caption=caption)


def press_update(spoken: Pressed, entry: Entry, site: Site, *, language: str) -> Update:
    """Return the update for a pressed button, with the message that it belongs to."""
    query = CallbackQuery(
        id=f"{entry.chat}:{spoken.key}",
        from_user=_user(entry.chat, language),
        chat_instance=str(entry.chat),
        data=spoken.data,
        message=said(site.bot, entry),
    )
    return Update(update_id=update_id(entry.chat, spoken.key), callback_query=query)


def _message(user: User, key: str, *, message: int, at: datetime, **content: object) -> Update:
    chat = Chat(id=user.id, type="private", first_name=user.first_name)
    made = Message.model_validate({"message_id": message, "date": at, "chat": chat, "from_user": user, **content})
    return Update(update_id=update_id(user.id, key), message=made)


def _user(chat: int, language: str) -> User:
    return User(id=chat, is_bot=False, first_name=say(language, "web.visitor"), language_code=language)


TIP = "/tip"
"""The command for the page of tips; who asks for it is nobody's to know."""


async def serve(site: Site, socket: Socket, spoken: Spoken) -> None:
    """Serve a frame in the chat's turn, and tell the page that sent it the outcome.

    A frame whose key was taken before is confirmed without a second effect. A frame whose effect could not be kept is
    not confirmed, so that the client sends it again.
    """
    async with site.session.sockets.turn(socket.chat):
        try:
            answers = await _served(site, socket, spoken)
        except Exception as failure:  # noqa: BLE001 - failures of the machine stop here
            case = note(failure, "a frame of the web chat was not served")
            answers = [missed(spoken.key, "failure"), {"toast": say(socket.language, "web.not_kept", case=case)}]
    for answer in answers:
        socket.push(answer)


def missed(key: str, why: str) -> Frame:
    """Return the answer for a frame that was not taken; `why` says what the client can do about it."""
    return {"missed": key, "why": why}


async def _served(site: Site, socket: Socket, spoken: Spoken) -> list[Frame]:
    match spoken:
        case Said():
            return await _text(site, socket, spoken)
        case Sent():
            return await _file(site, socket, spoken)
        case Pressed():
            return await _press(site, socket, spoken)


async def _text(site: Site, socket: Socket, said: Said) -> list[Frame]:
    if said.text.strip().lower() == TIP:
        told = say(socket.language, "tip.at_page", address=f"{site.public_url}/tip")
        return [{"got": said.key}, {"toast": told}]  # nothing of it is written anywhere (Art. 24)
    took = await _claimed(site, socket, said, own_content(said))
    if not took.taken:
        update = text_update(said, chat=socket.chat, language=socket.language, message=took.message or 0, at=site.now())
        await _receive(site, update, took)
    return [{"got": said.key}]


async def _file(site: Site, socket: Socket, sent: Sent) -> list[Frame]:
    upload = await site.session.uploads.find(sent.upload)
    own = upload is not None and upload.chat == socket.chat
    shown: Frame = {"name": upload.name, "size": upload.size} if upload is not None and own else {}
    took = await _claimed(site, socket, sent, own_content(sent, file=shown))
    if took.taken:
        return [{"got": sent.key}]
    if upload is None or not own:
        return [missed(sent.key, "upload")]
    update = file_update(sent, upload, language=socket.language, message=took.message or 0, at=site.now())

    async def followed() -> bool:
        return sent.more

    with announced(followed):
        await _receive(site, update, took)
    await site.session.uploads.remove(upload.id)
    return [{"got": sent.key}]


async def _press(site: Site, socket: Socket, pressed: Pressed) -> list[Frame]:
    async with site.store.work() as work:
        frame = await work.inbox.frame(socket.chat, pressed.key)
        entry = await work.inbox.get(socket.chat, pressed.message)
    if frame is not None and frame.taken:
        return [{"got": pressed.key}]
    if entry is None or entry.mine or pressed.data not in presses(entry.content or "{}"):
        return [{"got": pressed.key}, {"toast": say(socket.language, "web.button_gone")}]
    update = press_update(pressed, entry, site, language=socket.language)
    await _receive(site, update, Taking(socket.chat, pressed.key))
    return [{"got": pressed.key}]


async def _claimed(site: Site, socket: Socket, spoken: Spoken, content: str | None) -> Taking:
    async with site.store.work() as work:
        frame = await claim_frame(work, socket.chat, spoken.key, site.now())
        await work.commit()
    return Taking(socket.chat, spoken.key, content, frame.message, frame.taken)


async def _receive(site: Site, update: Update, took: Taking) -> None:
    token = taking.set(took)
    try:
        await _typing_meanwhile(site, took.chat, site.receive(site.bot, update))
    finally:
        taking.reset(token)
    if not took.taken:
        await site.session.finish(took)


async def _typing_meanwhile(site: Site, chat: int, work: Awaitable[None]) -> None:
    served = asyncio.ensure_future(work)
    done, _ = await asyncio.wait({served}, timeout=site.measures.typing_after)
    if not done:
        await site.session.sockets.push([Push(chat=chat, frame={"typing": True})])
    await served
