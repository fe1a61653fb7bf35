"""What the real server refuses, refused here in its own words."""

import html
import html.parser
import json
from collections.abc import Mapping, Sequence
from typing import Any

TEXT = 4096
CAPTION = 1024
DATA = 64
BUTTONS = 100
ENTITIES = {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic", "underline",
    "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre", "text_link", "text_mention",
    "custom_emoji",
}  # fmt: skip
TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
    "a": "text_link", "blockquote": "blockquote", "tg-spoiler": "spoiler", "span": "spoiler",
}  # fmt: skip
ACTIONS = ("callback_data", "url", "web_app", "switch_inline_query", "switch_inline_query_current_chat", "copy_text")


class Bad(Exception):
    """An answer other than ok: HTTP status, Telegram's description, its parameters."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_json(self) -> dict[str, Any]:
        """The body of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def parsed(value: Any) -> Any:
    """A parameter that may come as JSON text or, in a JSON body, as itself."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Bad(400, "Bad Request: can't parse JSON object") from None


def checked_text(values: Mapping[str, Any], field: str = "text") -> tuple[str, list[dict[str, Any]]]:
    """The text (or caption) of a call with its entities, after parse_mode."""
    text = str(values.get(field) or "")
    entities = parsed(values.get("entities" if field == "text" else "caption_entities") or "[]")
    mode = values.get("parse_mode")
    if mode and not entities:
        text, entities = _marked_up(text, str(mode))
    check_entities(text, entities)
    if field == "text" and not text.strip():
        raise Bad(400, "Bad Request: message text is empty")
    if units(text) > (TEXT if field == "text" else CAPTION):
        what = "message" if field == "text" else "message caption"
        raise Bad(400, f"Bad Request: {what} is too long")
    return text, entities


def check_entities(text: str, entities: Sequence[Mapping[str, Any]]) -> None:
    """Known kinds, inside the text."""
    for entity in entities:
        if entity.get("type") not in ENTITIES:
            raise Bad(400, f"Bad Request: can't parse entities: unsupported entity type {entity.get('type')}")
        if entity["offset"] < 0 or entity["length"] < 1 or entity["offset"] + entity["length"] > units(text):
            raise Bad(400, "Bad Request: ENTITY_BOUNDS_INVALID")


def checked_markup(value: Any) -> dict[str, Any] | None:
    """A reply_markup that Telegram would take."""
    if not value:
        return None
    markup = parsed(value)
    if not isinstance(markup, dict):
        raise Bad(400, "Bad Request: object expected as reply markup")
    buttons = [button for row in markup.get("inline_keyboard", []) for button in row]
    if len(buttons) > BUTTONS:
        raise Bad(400, "Bad Request: REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        _check_button(button)
    for button in (button for row in markup.get("keyboard", []) for button in row):
        if not (button if isinstance(button, str) else button.get("text")):
            raise Bad(400, "Bad Request: text buttons are unallowed in the keyboard without text")
    return markup


def _check_button(button: Mapping[str, Any]) -> None:
    if not str(button.get("text") or "").strip():
        raise Bad(400, "Bad Request: inline keyboard button text is empty")
    if sum(action in button for action in ACTIONS) != 1:
        raise Bad(400, "Bad Request: inline keyboard button must have exactly one action")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= DATA:
        raise Bad(400, "Bad Request: BUTTON_DATA_INVALID")
    if "url" in button and not str(button["url"]).startswith(("http://", "https://", "tg://")):
        raise Bad(400, "Bad Request: inline keyboard button URL is invalid")


def _marked_up(text: str, mode: str) -> tuple[str, list[dict[str, Any]]]:
    if mode.lower() != "html":
        raise Bad(400, "Bad Request: unsupported parse_mode")
    reader = _Html()
    reader.feed(text)
    reader.close()
    if reader.open:
        raise Bad(400, f"Bad Request: can't parse entities: Can't find end tag corresponding to {reader.open[-1][0]}")
    return "".join(reader.parts), reader.entities


class _Html(html.parser.HTMLParser):
    """Telegram's HTML: few tags, all closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open: list[tuple[str, int, dict[str, Any]]] = []
        self.entities: list[dict[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise Bad(400, f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}"')
        address = dict(attrs).get("href")
        self.open.append((tag, units("".join(self.parts)), {"url": address} if address else {}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            raise Bad(400, f'Bad Request: can\'t parse entities: Unexpected end tag "{tag}"')
        name, start, more = self.open.pop()
        length = units("".join(self.parts)) - start
        if length:
            self.entities.append({"type": TAGS[name], "offset": start, "length": length} | more)

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
