"""Practice only: who can be played, and the clock that can be set forward. None of this exists in the real service."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from texts import say
from web.headers import own_origin
from web.pages import render
from web.site import language_of, site_of
from web.visitors import Visitor, remember

PASSPHRASE = "practice-passphrase"  # noqa: S105  # of everybody who handles tips in practice; it opens nothing else
SetClock = Callable[[datetime], Awaitable[int]]
"""Goes to a later moment and does all that falls due on the way; how many messages were sent. Raises ValueError."""


@dataclass(frozen=True, slots=True)
class Player:
    """An invented person: a key for the address, the chat they sit in, and what they are called and do."""

    key: str
    chat: int
    name: str
    does: str


class Practice:
    """The routes of practice."""

    def __init__(self, players: Sequence[Player], set_clock: SetClock) -> None:
        self._players = {player.key: player for player in players}
        self._set_clock = set_clock

    def routes(self) -> list[web.AbstractRouteDef]:
        """What can be asked for in practice."""
        return [
            web.get("/practice", self.page),
            web.get("/practice/people", self.people),
            web.get("/practice/as/{key:[a-z0-9-]+}", self.sign_in),
            web.post("/practice/clock", self.clock),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """The invented people and the clock, to be pressed."""
        players = [(player, say(language_of(request), player.does)) for player in self._players.values()]
        return render(request, "practice.html", players=players, passphrase=PASSPHRASE, now=site_of(request).now())

    async def people(self, request: web.Request) -> web.Response:
        """The invented people as JSON: key, name, what they do, and the address that signs a browser in as them."""
        site, language = site_of(request), language_of(request)
        return web.json_response(
            {
                "now": site.now().isoformat(),
                "people": [
                    {
                        "key": player.key,
                        "name": player.name,
                        "does": say(language, player.does),
                        "link": f"{site.public_url}/practice/as/{player.key}",
                    }
                    for player in self._players.values()
                ],
            }
        )

    async def sign_in(self, request: web.Request) -> web.Response:
        """Be this person in this browser, in their own chat."""
        site = site_of(request)
        player = self._players.get(request.match_info["key"])
        if player is None:
            raise web.HTTPNotFound(text=say(language_of(request), "web.practice.nobody") + "\n")
        async with site.store.work() as work:
            token = await work.visitors.admit(player.chat, at=site.now())
            await work.commit()
        response = web.HTTPSeeOther("/chat")
        remember(response, site, Visitor(player.chat, token))
        return response

    async def clock(self, request: web.Request) -> web.Response:
        """Set the clock forward: JSON {"now": "2027-07-01T09:00:00+08:00"}. Answers when all that fell due is done."""
        site = site_of(request)
        if "Origin" in request.headers and not own_origin(request, site):
            raise web.HTTPForbidden(text="another site may not set the clock\n")
        try:
            body = await request.json()
            now = datetime.fromisoformat(body["now"])
            sent = await self._set_clock(now)
        except (ValueError, LookupError, TypeError, OverflowError, RecursionError) as wrong:
            raise web.HTTPBadRequest(text=say(language_of(request), "web.practice.clock_wrong") + "\n") from wrong
        return web.json_response({"now": site.now().isoformat(), "sent": sent})
