"""The methods of the Bot API that the stand-in speaks, each as a function from its parameters to its result."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from tests.standin.chats import Chat, Note
from tests.standin.limits import Bad, checked_markup, checked_text, parsed
from tests.standin.params import Params
from tests.standin.updates import Pusher

if TYPE_CHECKING:
    from tests.standin.server import StandIn

MAX_UPLOAD = 50 * 1024 * 1024
MAX_DOWNLOAD = 20 * 1024 * 1024
OLD_QUERY = "Bad Request: query is too old and response timeout expired or query ID is invalid"
Method = Callable[["StandIn", Params], Awaitable[Any]]


async def get_me(standin: StandIn, params: Params) -> Any:
    """The bot itself."""
    return standin.me | {"can_join_groups": True, "can_read_all_group_messages": False}


async def get_updates(standin: StandIn, params: Params) -> Any:
    """Updates not yet confirmed; an offset confirms all before it."""
    if standin.pusher:
        text = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook"
        raise Bad(409, text)
    _allow(standin, params)
    offset, limit, seconds = (params.number(name) for name in ("offset", "limit", "timeout"))
    return await standin.updates.fetch(offset=offset, limit=limit or 100, seconds=seconds or 0)


async def set_webhook(standin: StandIn, params: Params) -> Any:
    """Push from now on (an empty url ends it); what is set already goes on undisturbed."""
    url, secret = str(params.values.get("url") or ""), params.values.get("secret_token")
    _allow(standin, params)
    if standin.pusher and (standin.pusher.url, standin.pusher.secret) == (url, secret):
        return True
    await _stop_pusher(standin, params)
    if url:
        at_once = params.number("max_connections") or 40
        standin.pusher = Pusher(standin.updates, url=url, secret=secret, at_once=at_once)
        standin.pusher.start()
    return True


async def delete_webhook(standin: StandIn, params: Params) -> Any:
    """Push no more."""
    await _stop_pusher(standin, params)
    return True


async def get_webhook_info(standin: StandIn, params: Params) -> Any:
    """Where updates are pushed, and how many wait."""
    pusher = standin.pusher
    info: dict[str, Any] = {
        "url": pusher.url if pusher else "",
        "has_custom_certificate": False,
        "pending_update_count": len(standin.updates.pending),
    }
    return info | ({"last_error_message": pusher.last_error} if pusher and pusher.last_error else {})


async def send_message(standin: StandIn, params: Params) -> Any:
    """A text."""
    chat = _open_chat(standin, params)
    text, entities = checked_text(params.values)
    return _say(standin, chat, params, {"text": text} | ({"entities": entities} if entities else {}))


async def send_document(standin: StandIn, params: Params) -> Any:
    """A file, new or known by its id."""
    return _send_file(standin, params, "document")


async def send_photo(standin: StandIn, params: Params) -> Any:
    """A picture, new or known by its id."""
    return _send_file(standin, params, "photo")


async def edit_message_text(standin: StandIn, params: Params) -> Any:
    """Another text in an old message; buttons that are not named go away."""
    text, entities = checked_text(params.values)
    return _edit(standin, params, {"text": text, "entities": entities or None})


async def edit_message_caption(standin: StandIn, params: Params) -> Any:
    """Another caption."""
    text, entities = checked_text(params.values, "caption")
    return _edit(standin, params, {"caption": text or None, "caption_entities": entities or None})


async def edit_message_reply_markup(standin: StandIn, params: Params) -> Any:
    """Other buttons, or none."""
    return _edit(standin, params, {})


async def delete_message(standin: StandIn, params: Params) -> Any:
    """Take a message away, the person's own too."""
    chat = _open_chat(standin, params)
    chat.get(params.needed("message_id"), "delete")
    del chat.notes[params.needed("message_id")]
    return True


async def answer_callback_query(standin: StandIn, params: Params) -> Any:
    """End the waiting of a pressed button, perhaps with a word."""
    person = standin.queries.get(str(params.values.get("callback_query_id")))
    if person is None:
        raise Bad(400, OLD_QUERY)
    text = params.values.get("text")
    if text and len(text) > 200:
        raise Bad(400, "Bad Request: MESSAGE_TOO_LONG")
    standin.toasts[person].put_nowait(text)
    return True


async def send_chat_action(standin: StandIn, params: Params) -> Any:
    """Typing and the like."""
    _open_chat(standin, params).actions.append(str(params.values.get("action")))
    return True


async def get_file(standin: StandIn, params: Params) -> Any:
    """Where a file can be fetched."""
    file = standin.files.get(str(params.values.get("file_id")))
    if file is None:
        raise Bad(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    if len(file.content) > MAX_DOWNLOAD:
        raise Bad(400, "Bad Request: file is too big")
    return file.as_json() | {"file_path": file.path}


async def get_chat(standin: StandIn, params: Params) -> Any:
    """What is known of a chat."""
    more = {"accent_color_id": 0, "max_reaction_count": 0, "accepted_gift_types": dict.fromkeys(GIFTS, False)}
    return _open_chat(standin, params).as_json() | more


async def accept(standin: StandIn, params: Params) -> Any:
    """A setting that nobody looks at."""
    return True


GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
METHODS: dict[str, Method] = {
    name.lower(): method
    for name, method in {
        "getMe": get_me, "getUpdates": get_updates,
        "setWebhook": set_webhook, "deleteWebhook": delete_webhook, "getWebhookInfo": get_webhook_info,
        "sendMessage": send_message, "sendDocument": send_document, "sendPhoto": send_photo,
        "editMessageText": edit_message_text, "editMessageCaption": edit_message_caption,
        "editMessageReplyMarkup": edit_message_reply_markup, "deleteMessage": delete_message,
        "answerCallbackQuery": answer_callback_query, "sendChatAction": send_chat_action,
        "getFile": get_file, "getChat": get_chat,
    }.items()
} | dict.fromkeys(
    ("setmycommands", "deletemycommands", "setchatmenubutton", "setmyname", "setmydescription",
     "setmyshortdescription", "logout", "close"), accept,
)  # fmt: skip


def _allow(standin: StandIn, params: Params) -> None:
    if "allowed_updates" in params.values:
        standin.updates.allowed = [str(kind) for kind in parsed(params.values["allowed_updates"])]


async def _stop_pusher(standin: StandIn, params: Params) -> None:
    if standin.pusher:
        await standin.pusher.stop()
    standin.pusher = None
    if str(params.values.get("drop_pending_updates")).lower() == "true":
        standin.updates.pending.clear()


def _open_chat(standin: StandIn, params: Params) -> Chat:
    if not params.values.get("chat_id"):
        raise Bad(400, "Bad Request: chat_id is empty")
    chat = standin.chats.get(params.chat or 0)
    if chat is None:
        raise Bad(400, "Bad Request: chat not found")
    chat.check_open()
    return chat


def _say(
    standin: StandIn, chat: Chat, params: Params, fields: dict[str, Any], content: bytes | None = None
) -> dict[str, Any]:
    reply = parsed(params.values.get("reply_parameters") or "{}")
    if reply and not reply.get("allow_sending_without_reply"):
        chat.get(int(reply["message_id"]), "be replied")
    raw = standin.new_message(chat, standin.me) | fields
    if markup := checked_markup(params.values.get("reply_markup")):
        raw["reply_markup"] = markup
    return as_answer(chat.put(Note(raw=raw, by_bot=True, content=content)))


def _send_file(standin: StandIn, params: Params, kind: str) -> dict[str, Any]:
    chat = _open_chat(standin, params)
    caption, entities = checked_text(params.values, "caption")
    upload = params.upload(kind)
    known = standin.files.get(str(params.values.get(kind)))
    if upload and len(upload.content) > MAX_UPLOAD:
        raise Bad(413, "Request Entity Too Large")
    if upload and not upload.content:
        raise Bad(400, "Bad Request: file must be non-empty")
    file = known or (upload and standin.keep_file(upload.name, upload.content, folder=f"{kind}s"))
    if not file:
        raise Bad(400, "Bad Request: wrong file identifier/HTTP URL specified")
    fields: dict[str, Any] = {kind: file.as_json(named=True) if kind == "document" else [file.as_picture()]}
    fields |= {"caption": caption} if caption else {}
    fields |= {"caption_entities": entities} if entities else {}
    return _say(standin, chat, params, fields, file.content)


def _edit(standin: StandIn, params: Params, changes: dict[str, Any]) -> dict[str, Any]:
    chat = _open_chat(standin, params)
    note = chat.get(params.needed("message_id"), "edit")
    if "text" in changes and "text" not in note.raw:
        raise Bad(400, "Bad Request: there is no text in the message to edit")
    markup = checked_markup(params.values.get("reply_markup"))
    return as_answer(chat.edit(note.id, changes | {"reply_markup": markup}))


def as_answer(note: Note) -> dict[str, Any]:
    """A message as the API returns it: only inline buttons are part of one."""
    raw: dict[str, Any] = json.loads(json.dumps(note.raw))
    if "inline_keyboard" not in (raw.get("reply_markup") or {}):
        raw.pop("reply_markup", None)
    return raw


def suffix(name: str) -> str:
    """The ending of a file name, as the server keeps it in its paths."""
    return PurePath(name).suffix[:10]
