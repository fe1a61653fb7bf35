"""One-time links and codes open once, in time, for their purpose; wrong tries are counted."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

from storage.engine.links import LinkState, Looked
from storage.store import Store
from tests.storage import raw

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)
LATER = NOW + timedelta(days=7)


async def _made(store: Store, purpose: str = "confirm") -> str:
    async with store.work() as work:
        token = await work.links.make(purpose, "application:12", now=NOW, expires_at=LATER, values={"role": "clerk"})
        await work.commit()
        return token


async def _used(store: Store, token: str, now: datetime = NOW, purpose: str | None = None) -> Looked:
    async with store.work() as work:
        looked = await work.links.use(token, None, now, purpose=purpose)
        await work.commit()
        return looked


async def test_a_token_fits_a_start_payload(store: Store) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", await _made(store))


async def test_a_link_says_what_it_opens_without_being_used(store: Store) -> None:
    token = await _made(store)
    async with store.work() as work:
        looked = await work.links.look(token, NOW)
    assert looked.link is not None
    assert (looked.state, looked.link.purpose, looked.link.subject) == (LinkState.GOOD, "confirm", "application:12")
    assert looked.link.values == {"role": "clerk"}
    assert (await _used(store, token)).state is LinkState.GOOD


async def test_a_link_opens_once(store: Store) -> None:
    token = await _made(store)
    assert [(await _used(store, token)).state for _ in range(3)] == [LinkState.GOOD, LinkState.USED, LinkState.USED]


async def test_a_link_opens_once_however_many_try_at_once(store: Store) -> None:
    token = await _made(store)
    states = [looked.state for looked in await asyncio.gather(*(_used(store, token) for _ in range(8)))]
    assert sorted(states) == [LinkState.GOOD, *[LinkState.USED] * 7]


async def test_a_use_that_was_undone_is_none(store: Store) -> None:
    token = await _made(store)
    async with store.work() as work:
        await work.links.use(token, None, NOW)
    assert (await _used(store, token)).state is LinkState.GOOD


async def test_a_link_is_good_until_the_moment_it_expires(store: Store) -> None:
    token = await _made(store)
    assert (await _used(store, token, LATER)).state is LinkState.EXPIRED
    assert (await _used(store, token, LATER - timedelta(microseconds=1))).state is LinkState.GOOD


async def test_an_unknown_token_opens_nothing(store: Store) -> None:
    await _made(store)
    for token in ("", "../../", "x" * 64, "eyJyb2xlIjoiYWRtaW4ifQ", "\0", "令牌"):
        assert await _used(store, token) == Looked(LinkState.UNKNOWN)


async def test_a_link_for_another_purpose_is_unknown_and_stays_good(store: Store) -> None:
    token = await _made(store, "invite")
    assert await _used(store, token, purpose="sign-in") == Looked(LinkState.UNKNOWN)
    assert (await _used(store, token, purpose="invite")).state is LinkState.GOOD


async def test_a_code_is_typed_as_people_type(store: Store) -> None:
    async with store.work() as work:
        code = await work.links.code("channel", "person:5", now=NOW, expires_at=LATER)
        await work.commit()
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{8}", code)
    assert (await _used(store, f" {code[:4]}-{code[4:]} ".lower())).state is LinkState.GOOD


async def test_a_withdrawn_link_is_unknown(store: Store) -> None:
    token = await _made(store)
    async with store.work() as work:
        assert await work.links.withdraw("confirm", "application:12") == 1
        await work.commit()
    assert await _used(store, token) == Looked(LinkState.UNKNOWN)


async def test_no_token_lies_in_the_database(store: Store) -> None:
    token = await _made(store)
    assert token not in repr(await raw.execute(store, "SELECT * FROM links"))


async def test_five_wrong_tries_within_two_hours_lock_and_time_unlocks(store: Store) -> None:
    async with store.work() as work:
        counted = [await work.attempts.count("channel:5", NOW) for _ in range(4)]
        locked = [await work.attempts.locked("channel:5", NOW)]
        counted.append(await work.attempts.count("channel:5", NOW + timedelta(minutes=60)))
        hours = (timedelta(minutes=61), timedelta(hours=2))
        locked += [await work.attempts.locked("channel:5", NOW + after) for after in hours]
        locked.append(await work.attempts.locked("channel:6", NOW))
    assert (counted, locked) == ([1, 2, 3, 4, 5], [False, True, False, False])
