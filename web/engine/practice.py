"""Practice only: playing invented people, and setting the clock forward. The real service has none of this."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from texts import say
from web.engine.headers import own_origin
from web.engine.pages import render
from web.engine.site import language_of, site_of
from web.engine.visitors import Visitor, remember
from workflow.engine.chats import admit_visitor

PASSPHRASE = "practice-passphrase"  # noqa: S105  # every tip handler's in practice; it opens nothing else
SetClock = Callable[[datetime], Awaitable[int]]
"""Moves the clock on, does all that falls due on the way, and returns how many messages were sent.

Raises ValueError.
"""


@dataclass(frozen=True, slots=True)
class Player:
    """An invented person: a key for the address, their chat, name and work."""

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
        """Return the routes of practice."""
        return [
            web.get("/practice", self.page),
            web.get("/practice/people", self.people),
            web.get("/practice/as/{key:[a-z0-9-]+}", self.sign_in),
            web.post("/practice/clock", self.clock),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """Show the invented people and the clock."""
        players = [(player, say(language_of(request), player.does)) for player in self._players.values()]
        return render(request, "practice.html", players=players, passphrase=PASSPHRASE, now=site_of(request).now())

    async def people(self, request: web.Request) -> web.Response:
        """Return the invented people as JSON: key, name, work, and the address that signs a browser in as them."""
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
        """Sign this browser in as the person, in their own chat; 404 for an unknown key."""
        site = site_of(request)
        player = self._players.get(request.match_info["key"])
        if player is None:
            raise web.HTTPNotFound(text=say(language_of(request), "web.practice.nobody") + "\n")
        async with site.store.work() as work:
            token = await admit_visitor(work, player.chat, site.now())
            await work.commit()
        response = web.HTTPSeeOther("/chat")
        remember(response, site, Visitor(player.chat, token))
        return response

    async def clock(self, request: web.Request) -> web.Response:
        """Set the clock forward: JSON {"now": "2027-07-01T09:00:00+08:00"}.

        Answers once all that fell due is done; 400 for a malformed or earlier time, 403 for another site's page.
        """
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
