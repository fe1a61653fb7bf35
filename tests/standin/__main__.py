"""The stand-in by itself: `python -m tests.standin --port 8081`, and people are moved over HTTP.

POST /people/7/says {"text": "..."}, POST /people/7/presses {"label": "..."}, GET /people/7/chat.
"""

import argparse
import asyncio
from typing import Any

from aiohttp import web

from tests.standin.chats import Note
from tests.standin.server import StandIn


async def serve(*, port: int, token: str | None, seed: int) -> None:
    """Serve until interrupted."""
    standin = StandIn(seed=seed, token=token, port=port)

    async def says(request: web.Request) -> web.Response:
        await standin.user(int(request.match_info["id"])).says((await request.json())["text"])
        return web.json_response({"ok": True})

    async def presses(request: web.Request) -> web.Response:
        try:
            await standin.user(int(request.match_info["id"])).presses((await request.json())["label"])
        except AssertionError as error:
            return web.json_response({"ok": False, "why": str(error)}, status=409)
        return web.json_response({"ok": True})

    async def chat(request: web.Request) -> web.Response:
        return web.json_response([_shown(note) for note in standin.user(int(request.match_info["id"])).chat])

    standin.app.router.add_post("/people/{id}/says", says)
    standin.app.router.add_post("/people/{id}/presses", presses)
    standin.app.router.add_get("/people/{id}/chat", chat)
    async with standin:
        print(f"Bot API stand-in on {standin.url}", flush=True)
        await asyncio.Event().wait()


def _shown(note: Note) -> dict[str, Any]:
    who = "bot" if note.by_bot else "person"
    return {"id": note.id, "who": who, "text": note.text, "buttons": note.labels, "file": note.file_name}


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description="A Bot API server for tests and trials")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", help="take only this token")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    try:
        asyncio.run(serve(port=given.port, token=given.token, seed=given.seed))
    except KeyboardInterrupt:
        print("stopped")


if __name__ == "__main__":
    main()
