"""The page on which tips are read, with whoever handles tips and a browser before it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from storage.store import Store
from tests.web.sites import Served, Timed, served
from tests.web.tipping import WORDS, Reader, entered, reader, settle, visitor


@dataclass
class Desk(Timed):
    """The site, its people, the moment, and a handler's browser."""

    served: Served
    people: dict[str, int]
    reader: Reader

    @property
    def store(self) -> Store:
        return self.served.site.store

    async def told(self, about: str = "applicant", words: str = WORDS) -> str:
        """Somebody has sent a tip, yesterday; its code."""
        async with visitor(self.served.url) as sender:
            code = (await sender.tell(about, words)).code
        await entered(self.store, self.served.site.now() + timedelta(days=1))
        return code

    async def listed(self, name: str) -> list[str]:
        """The addresses of the tips that somebody finds on the page."""
        async with reader(self.served.url) as browser:
            await browser.sit(self.store, self.people[name])
            return await browser.every()


@asynccontextmanager
async def desk(folder: Path) -> AsyncIterator[Desk]:
    """A county in which everybody who handles tips has a key, and one browser."""
    async with served(folder) as site, reader(site.url) as browser:
        town = Desk(site, await settle(site.site.store), browser)
        yield town
