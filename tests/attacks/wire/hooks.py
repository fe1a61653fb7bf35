"""A service that Telegram's updates are pushed to, and somebody who pushes what Telegram never would."""

import io
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from tests.faults.talk import SECRET, on_telegram
from tests.moments import now
from tests.processes import Serving
from tests.standin import StandIn
from tests.stories.towns import opened_data, settle

HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass
class Hook:
    """The address that updates are pushed to."""

    service: Serving
    standin: StandIn
    http: aiohttp.ClientSession
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1_000_000_000))

    async def push(self, body: Any, *, secret: str | bytes | None = SECRET) -> int:
        """Push a body as it is, or as JSON; the status of the answer."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {} if secret is None else {HEADER: secret if isinstance(secret, str) else secret.decode("latin-1")}
        async with self.http.post(f"{self.service.url}/telegram", data=io.BytesIO(data), headers=headers) as answer:
            return answer.status

    def message(self, number: int, text: str) -> dict[str, Any]:
        """The update of a text that somebody wrote."""
        person = self.standin.user(number, started=True)
        raw = self.standin.new_message(person.chat, person.as_json()) | {"text": text}
        return {"update_id": next(self.numbers), "message": raw}


@asynccontextmanager
async def hooked(folder: Path, **settings: str) -> AsyncIterator[Hook]:
    """A service in webhook mode over the stand-in, with an open edition and a notice."""
    async with StandIn() as standin, aiohttp.ClientSession() as http:
        service = Serving(folder, settings={**on_telegram(standin), **settings})
        service.settings |= {"AWARD_TELEGRAM_WEBHOOK": service.url, "AWARD_WEBHOOK_SECRET": SECRET}
        async with opened_data(service) as work:
            await settle(work, now())
        async with service:
            yield Hook(service, standin, http)
