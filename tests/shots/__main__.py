"""Takes a picture of every page and every paper, on a throw-away county, into a folder: `scripts/shots [folder]`."""

import argparse
import asyncio
import tempfile
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import Any

import pypdfium2
from playwright.async_api import Browser

from tests.papers.samples import PAPERS
from tests.processes import Serving
from tests.shots.chats import Chatting, drawings
from tests.shots.looking import every_place, ids_of, show, tab_of
from tests.shots.places import Ids, Place
from tests.stories.lived import Lived, lived
from tests.web.browsers import running_browser

Look = tuple[str, int, str]
"""Language, width in pixels, and colour scheme."""

HEIGHTS = {390: 844, 1280: 800}
LOOKS: list[Look] = [(language, width, "light") for language in ("zh", "en") for width in HEIGHTS] + [
    ("zh", 390, "dark")
]
LOOKS += [("en", 1280, "dark")]
_SCALE = 1.5
_MOST_PAGES = 3


async def pages(
    folder: Path, only: Collection[str] = (), looks: Collection[Look] = LOOKS, *, years: bool = True
) -> int:
    """A picture of every page in every look, and of what the chat draws; how many there are.

    `only` names pages, of which alone pictures are taken; without `years` before, the county has no awards.
    """
    taken = 0
    places = [place for place in every_place() if not only or place.name in only]
    with tempfile.TemporaryDirectory() as data:
        async with lived(Path(data), years=years) as town, running_browser() as browser:
            ids = await ids_of(town, years=years)
            taken += 0 if only else await drawings(town, ids, folder)
            for who in dict.fromkeys(place.who for place in places):
                for look in looks:
                    theirs = [place for place in places if place.who == who]
                    taken += await _of(browser, town, ids, theirs, folder, look)
    return taken


async def chats(folder: Path) -> int:
    """A picture of the chat in each moment that matters, on a phone and a desktop; how many there are."""
    taken = 0
    with tempfile.TemporaryDirectory() as data:
        async with Serving(Path(data), "practice") as service, running_browser() as browser:
            for language, width, scheme in LOOKS:
                context = await browser.new_context(reduced_motion="reduce", **_looks(language, width, scheme))
                for part in (Chatting.objects, Chatting.tasks):
                    one = Chatting(await context.new_page(), language, partial(_named, folder, language, width, scheme))
                    await part(one, service.url)
                    taken += one.taken
                await context.close()
    return taken


def _looks(language: str, width: int, scheme: str) -> dict[str, Any]:
    """A browser in the county."""
    size = {"width": width, "height": HEIGHTS[width]}
    return {"viewport": size, "color_scheme": scheme, "locale": language, "timezone_id": "Asia/Shanghai"}


def _named(folder: Path, language: str, width: int, scheme: str, name: str) -> Path:
    return folder / f"{name}-{language}-{width}-{scheme}.png"


async def _of(browser: Browser, town: Lived, ids: Ids, places: list[Place], folder: Path, look: Look) -> int:
    language, width, scheme = look
    async with tab_of(browser, town, ids, places[0].who, **_looks(*look)) as page:
        for place in places:
            await show(page, town, ids, place, language)
            where = _named(folder, language, width, scheme, place.name)
            await page.screenshot(path=where, full_page=place.who != "chat")
    return len(places)


def papers(folder: Path) -> int:
    """A picture of the first pages of every paper in both languages; how many there are."""
    taken = 0
    for name, make in PAPERS.items():
        for language in ("zh", "en"):
            pdf = pypdfium2.PdfDocument(make(language))
            for place in range(min(len(pdf), _MOST_PAGES)):
                picture = pdf[place].render(scale=_SCALE).to_pil()
                picture.save(folder / f"paper-{name}-{language}-{place + 1}.png")
                taken += 1
    return taken


def main() -> None:
    """Take them all, and say where they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("shots"), help="where they go")
    parser.add_argument("--only", nargs="+", default=(), metavar="PAGE", help="pages by their names in places.py")
    asked = parser.parse_args()
    folder: Path = asked.folder
    folder.mkdir(parents=True, exist_ok=True)
    if asked.only:
        print(f"{asyncio.run(pages(folder, asked.only))} pictures of pages in {folder}", flush=True)
        return
    print(f"{papers(folder)} pictures of papers in {folder}", flush=True)
    print(f"{asyncio.run(chats(folder))} pictures of the chat in {folder}", flush=True)
    print(f"{asyncio.run(pages(folder))} pictures of pages in {folder}", flush=True)


if __name__ == "__main__":
    main()
