"""The conversation that every side holds, as the Bot API delivers it: a command, then one answer for each step."""

from typing import Any

TOKEN = "1:benchmark"  # noqa: S105 - nobody's


def text_update(update_id: int, person: int, text: str) -> dict[str, Any]:
    """Return a private message as the Bot API writes it; a word with a leading slash is marked as a command."""
    command = [{"type": "bot_command", "offset": 0, "length": len(text)}] if text.startswith("/") else []
    message = {
        "message_id": update_id,
        "date": 1_790_000_000,
        "chat": {"id": person, "type": "private", "first_name": "张"},
        "from": {"id": person, "is_bot": False, "first_name": "张"},
        "text": text,
    }
    return {"update_id": update_id, "message": message | ({"entities": command} if command else {})}


def talk(person: int, steps: int) -> list[dict[str, Any]]:
    """Return all that one person says, in order: steps + 1 updates."""
    says = ["/start", *(f"第{step}项的答案" for step in range(1, steps + 1))]
    return [text_update(person * 1000 + number, person, text) for number, text in enumerate(says)]
