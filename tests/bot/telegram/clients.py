"""A client that speaks the Bot API by hand."""

import json
from typing import Any

import aiohttp

from tests.standin import StandIn


class Client:
    """Speaks the Bot API by hand."""

    def __init__(self, standin: StandIn, session: aiohttp.ClientSession) -> None:
        self.standin = standin
        self.session = session

    async def __call__(self, method: str, data: Any = None, **values: Any) -> Any:
        """The result, or (code, description) of a refusal."""
        url = f"{self.standin.url}/bot1:x/{method}"
        form = data if data is not None else {key: _form(value) for key, value in values.items()}
        async with self.session.post(url, data=form) as answer:
            body = await answer.json()
        return body["result"] if body["ok"] else (body["error_code"], body["description"])


def _form(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def keyboard(text: str = "Begin", **action: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": text} | action]]}
