"""The passphrase before the page on which tips are read: how one is set, and what guessing at it comes to."""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from tests.web.sites import served
from tests.web.tip_desks import desk
from tests.web.tipping import PASSPHRASE, link_for, reader, settle
from texts import say


@pytest.mark.article(24)
async def test_a_handler_sets_a_passphrase_and_opens_the_page_with_it(tmp_path: Path) -> None:
    async with served(tmp_path) as site, reader(site.url) as browser:
        people = await settle(site.site.store, keyed=("chair",))
        key = await link_for(site.site.store, people["inspector"])
        asked = await browser.get(f"/tips?key={key}")
        assert say("zh", "tips.first_key") in asked.words
        fresh = {"key": key, "passphrase": "一二三四 五六七八九 十百千", "again": "一二三四五六七八九十百千"}
        assert (await browser.send("/tips/key", {**fresh, "again": "another"})).notice == say("zh", "tips.not_the_same")
        fresh["again"] = fresh["passphrase"]
        assert say("zh", "tips.none") in (await browser.send("/tips/key", fresh)).words
        assert (await browser.send("/tips/key", fresh)).notice == say("zh", "tips.link_gone")
    async with served(tmp_path) as site, reader(site.url) as browser:
        opened_page = await browser.sit(site.site.store, people["inspector"], "一二三四五六七八九十百千")
        assert say("zh", "tips.none") in opened_page.words


@pytest.mark.parametrize(
    ("passphrase", "key"),
    [
        ("short", "tips.passphrase_short"),
        ("aaaaaaaaaaaa", "tips.passphrase_short"),
        ("123456789012345", "tips.digits_short"),
        ("19850101", "tips.digits_short"),
    ],
)
async def test_a_passphrase_that_could_be_guessed_is_refused(tmp_path: Path, passphrase: str, key: str) -> None:
    async with desk(tmp_path) as town:
        link = await link_for(town.store, town.people["lead"])
        told = await town.reader.send("/tips/key", {"key": link, "passphrase": passphrase, "again": passphrase})
        assert told.notice == say("zh", key, least=16 if key == "tips.digits_short" else 12)


async def test_wrong_passphrases_shut_the_page_after_five(tmp_path: Path) -> None:
    async with desk(tmp_path) as town:
        for _ in range(5):
            told = await town.reader.sit(town.store, town.people["lead"], "wrong wrong wrong")
            assert told.notice == say("zh", "tips.wrong_passphrase")
        assert (await town.reader.sit(town.store, town.people["lead"])).notice == say("zh", "tips.locked")
        town.now += timedelta(hours=2)
        key = await link_for(town.store, town.people["lead"], town.now)
        assert (
            say("zh", "tips.none")
            in (await town.reader.send("/tips/open", {"key": key, "passphrase": PASSPHRASE})).words
        )


async def test_many_wrong_passphrases_at_once_are_no_way_round_the_five(tmp_path: Path) -> None:
    async with desk(tmp_path) as town:
        key = await link_for(town.store, town.people["lead"])
        form = {"key": key, "passphrase": "wrong wrong wrong"}
        told = await asyncio.gather(*(town.reader.send("/tips/open", form) for _ in range(20)))
        counted = Counter(one.notice for one in told)
        assert counted == {say("zh", "tips.wrong_passphrase"): 5, say("zh", "tips.locked"): 15}


async def test_a_right_passphrase_forgives_the_wrong_ones(tmp_path: Path) -> None:
    async with desk(tmp_path) as town:
        for _ in range(3):
            for _ in range(4):
                await town.reader.sit(town.store, town.people["lead"], "wrong wrong wrong")
            assert say("zh", "tips.none") in (await town.reader.sit(town.store, town.people["lead"])).words
