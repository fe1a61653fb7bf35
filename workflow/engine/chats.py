"""What the channels write: updates seen, the memory of conversations, and the web chat's inbox with its visitors."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from storage.database.failures import OUTAGES
from storage.engine.conversations import Conversations, Talk
from storage.engine.envelopes import Letterbox, Signature, letterbox
from storage.engine.inbox import Entry, Frame
from storage.engine.uploads import Upload, Uploads, UploadTooLarge
from storage.store import Store
from storage.work import Work

__all__ = [
    "OUTAGES",
    "Entry",
    "Letterbox",
    "Store",
    "Upload",
    "UploadTooLarge",
    "Uploads",
    "Work",
    "letterbox",
]

FRAMES_KEPT = timedelta(days=30)
SILENCE_KEPT = timedelta(days=7)


async def is_new(work: Work, bot_id: int, update_id: int, now: datetime) -> bool:
    """Whether this update comes for the first time, and note it."""
    return await work.updates.first_time(bot_id, update_id, now)


async def keep_step(conversations: Conversations, talk: Talk, step: str | None, now: datetime) -> None:
    """Remember the step at which the conversation is."""
    await conversations.set_state(talk, step, now)


async def keep_data(conversations: Conversations, talk: Talk, data: Mapping[str, Any], now: datetime) -> None:
    """Remember the data of the conversation in place of those before."""
    await conversations.set_data(talk, data, now)


async def count_wrong_link(work: Work, chat: str, now: datetime) -> None:
    """Count one more link that does not exist; after a few the chat's links are not looked at for an hour."""
    await work.attempts.count(chat, now)


async def claim_frame(work: Work, chat: int, key: str, now: datetime) -> Frame:
    """Return what is known of a frame of the web chat; a new one is given a message number."""
    return await work.inbox.claim(chat, key, at=now)


async def take_frame(
    work: Work, chat: int, key: str, now: datetime, *, content: str | None, message: int | None
) -> Entry | None:
    """Note that a frame was handled and write what the person said in it; None if it says nothing, or was before."""
    if not await work.inbox.take(chat, key, at=now) or content is None:
        return None
    return await work.inbox.add(chat, content, at=now, mine=True, message=message)


async def keep_file(work: Work, chat: int, *, name: str, content: bytes, copies: Iterable[str] = ()) -> tuple[int, str]:
    """Keep a file for the chat's next message; return the message's number and the file's id.

    `copies` are the ids of the files whose content it holds, so that a lock on them closes it too (Art. 12).
    """
    message = await work.inbox.number(chat)
    file_id = await work.inbox.add_file(chat, message, name=name, content=content)
    await work.secret_files.note_copy(file_id, copies)
    return message, file_id


async def post(work: Work, chat: int, content: str, now: datetime, *, message: int | None) -> Entry:
    """Write a message of the service into the chat's inbox, under the number that was given to its file."""
    return await work.inbox.add(chat, content, at=now, message=message)


async def repost(work: Work, chat: int, message: int, content: str | None) -> Entry | None:
    """Replace what a message says; None takes it back. Returns None if there is no such message."""
    return await work.inbox.change(chat, message, content)


async def note_seen(work: Work, chat: int, message: int) -> None:
    """Note that the person has seen everything up to this message."""
    await work.inbox.saw(chat, message)


async def add_visitor(work: Work, now: datetime) -> tuple[str, int]:
    """Add a visitor of the web chat; return the secret for their cookie and the number of their chat."""
    return await work.visitors.add(at=now)


async def admit_visitor(work: Work, chat: int, now: datetime) -> str:
    """Add a browser to a known chat; return the secret for its cookie."""
    return await work.visitors.admit(chat, at=now)


async def leave_chat(work: Work, token: str) -> None:
    """Remove the browser with this secret from its chat, which stays, and wake it no more."""
    await work.visitors.leave(token)
    await work.letterboxes.leave(token)


async def signature_of(work: Work) -> Signature:
    """Return the signature with which the service wakes browsers, made when it is first asked for."""
    return await work.letterboxes.signature() or await work.letterboxes.sign()


async def give_letterbox(work: Work, chat: int, token: str, box: Letterbox, now: datetime) -> None:
    """Keep the push address of this visitor's browser."""
    await work.letterboxes.give(chat, token, box, at=now)


async def drop_letterbox(work: Work, token: str) -> None:
    """Forget the push address of this visitor's browser."""
    await work.letterboxes.leave(token)


async def sweep_chats(work: Work, now: datetime) -> None:
    """Delete old keys of frames, visitors who never wrote, and the push addresses of visitors who are gone."""
    await work.inbox.forget_frames(before=now - FRAMES_KEPT)
    await work.visitors.forget_silent(before=now - SILENCE_KEPT)
    await work.letterboxes.forget_orphans()
