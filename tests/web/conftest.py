"""A site on loopback and a browser, for each test anew."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser

from rules.engine.pack import load_pack
from tests.web.browsers import running_browser
from tests.web.sites import Served, served


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Served]:
    """A site; its files may have one megabyte, so that the limit is quickly reached."""
    pack = load_pack()
    async with served(tmp_path, pack=replace(pack, uploads=replace(pack.uploads, web_mb=1))) as site:
        yield site


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Chromium."""
    async with running_browser() as browser:
        yield browser
