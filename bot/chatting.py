"""`award chat`: the web chat in a terminal; the visitor's cookie is remembered in the user's own folder."""

from pathlib import Path

from web.terminal import terminal


async def chat(url: str, *, language: str) -> int:
    """Talk to the service at `url` until the input ends."""
    folder = Path.home() / ".local" / "share" / "award"
    folder.mkdir(parents=True, exist_ok=True)
    await terminal(url, language=language, memory=folder / "chat")
    return 0
