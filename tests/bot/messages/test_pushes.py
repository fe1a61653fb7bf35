"""A phone is woken when something waits in the web chat, is told nothing else, and nobody inside is knocked at."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.pushes import PushSender, _Open
from bot.service import opened
from bot.serving import _site
from bot.settings import Settings
from rules.people.roles import PUSH
from storage.engine.owed import OwedState, Urgency
from storage.store import Store
from tests.bot.messages.push_services import Phone, PushService, push_service, signed
from tests.reminders.mail import NOON, Office
from texts import say
from workflow.engine.sending import may_be_asked

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
CHAT = 5
VALUES = {"values": {"task": "马某某的申报", "due": NOON.date()}}


@pytest.fixture
async def service(store: Store) -> AsyncIterator[PushService]:
    async with push_service() as opened:
        yield opened


async def woken(store: Store, service: PushService, *, hosts: tuple[str, ...] | None = None) -> tuple[Office, int]:
    """An office that wakes phones, and somebody who has nothing but the web chat."""
    taken = (service.host,) if hosts is None else hosts
    office = Office(store, push=PushSender(store, lambda: NOON, subject="mailto:award@linxia.example", hosts=taken))
    await office.seed()
    return office, await office.person(CHAT, bot="web", language="en")


async def installed(store: Store, address: str, token: str = "t") -> Phone:
    phone = Phone(address)
    async with store.work() as work:
        await work.letterboxes.sign()
        await work.letterboxes.give(CHAT, token, phone.box, at=NOON)
        await work.commit()
    return phone


async def waking(store: Store, person: int) -> list[tuple[OwedState, str | None]]:
    async with store.work() as work:
        return [(one.state, one.error) for one in await work.outbox.of(person) if one.over == PUSH]


async def test_what_lies_in_the_web_chat_wakes_each_phone_and_says_nothing_of_it(
    store: Store, service: PushService
) -> None:
    office, person = await woken(store, service)
    phones = [await installed(store, f"{service.url}/push/{n}", f"visitor {n}") for n in (1, 2)]
    await office.owe("task:1", person, "reminders.task.due", **VALUES)
    await office.owe("answer:1", person, "menu.open", urgency=Urgency.ANSWER)
    assert await office.delivery.deliver_once(NOON) == 4
    assert [path for path, _, _ in service.taken] == ["/push/1", "/push/2"]
    for phone, (_, head, body) in zip(phones, service.taken, strict=True):
        assert phone.opened(body) == say("en", "web.push.waits")
        assert (head["Content-Encoding"], head["Topic"], int(head["TTL"]) > 3600) == ("aes128gcm", "inbox", True)
        claims = signed(head["Authorization"])
        assert (claims["aud"], claims["sub"]) == (service.url, "mailto:award@linxia.example")
    assert await waking(store, person) == [(OwedState.SENT, None)] * 2
    async with store.work() as work:
        kept = [one for one in await work.outbox.of(person) if one.over == PUSH]
    assert [(sorted(one.values), one.proof) for one in kept] == [(["of"], "push:woken")] * 2
    assert await office.delivery.deliver_once(NOON) == 0


@pytest.mark.parametrize("status", [404, 410, 400, 302])
async def test_a_letterbox_that_is_gone_is_dropped_and_nobody_is_phoned(
    store: Store, service: PushService, status: int
) -> None:
    office, person = await woken(store, service)
    await installed(store, f"{service.url}/gone")
    service.answers = [status]
    await office.owe("task:1", person, "reminders.task.due", **VALUES)
    assert await office.delivery.deliver_once(NOON) == 1
    await office.owe("task:2", person, "reminders.task.due", **VALUES)
    assert await office.delivery.deliver_once(NOON) == 1
    async with store.work() as work:
        assert (await work.letterboxes.of(CHAT), await work.outbox.unreachable()) == ([], [])
        assert await work.tasks.open() == []
    assert ([path for path, _, _ in service.taken], [state for state, _ in await waking(store, person)]) == (
        ["/gone"],
        [OwedState.DROPPED],
    )


async def test_a_push_service_that_is_away_is_tried_again_and_keeps_no_message_waiting(
    store: Store, service: PushService
) -> None:
    office, person = await woken(store, service)
    await installed(store, f"{service.url}/slow")
    service.answers = [503, 429]
    await office.owe("task:1", person, "reminders.task.due", **VALUES)
    await office.delivery.deliver_once(NOON)
    await office.owe("task:2", person, "reminders.task.due", **VALUES)
    await office.delivery.deliver_once(NOON)
    assert [await office.state(f"task:{n}") for n in (1, 2)] == [OwedState.SENT] * 2
    waiting = await waking(store, person)
    assert sorted(error or "" for _, error in waiting) == ["push 429", "push 503"]
    assert {state for state, _ in waiting} == {OwedState.OWED}


async def test_no_page_makes_the_service_knock_at_a_door_inside(store: Store, service: PushService) -> None:
    office, person = await woken(store, service, hosts=())
    await installed(store, f"{service.url}/inside")
    await office.owe("task:1", person, "reminders.task.due", **VALUES)
    assert await office.delivery.deliver_once(NOON) == 1
    assert service.taken == []
    with pytest.raises(OSError, match="no public address"):
        await _Open().resolve("localhost", 443)
    sent = await asyncio.wait_for(
        PushSender(store, lambda: NOON, subject="mailto:a@b.example")._posted("https://localhost/x", b"", {}), 8
    )
    assert type(sent).__name__ == "Retry"


@pytest.mark.parametrize("switched", [True, False])
async def test_the_operator_says_whether_phones_are_woken_and_where_else(
    url: str, tmp_path: Path, switched: bool
) -> None:
    settings = Settings(data_dir=tmp_path / "own", web_push=switched, push_hosts="127.0.0.1:9000, 127.0.0.1:9001")
    async with opened(settings, lambda: NOON, address="http://127.0.0.1:8080", create=True) as service:
        assert (PUSH in service.delivery.routes.bots) is switched
        assert _site(service).push == (("127.0.0.1:9000", "127.0.0.1:9001") if switched else None)


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", True),
        ("https://updates.push.services.mozilla.com/wpush/v2/abc", True),
        ("https://web.push.apple.com:443/abc", True),
        ("http://push.example/abc", False),
        ("https://push.example:8443/abc", False),
        ("https://user@push.example/abc", False),
        ("https://localhost/abc", False),
        ("https://printer.local/abc", False),
        ("https://127.0.0.1/abc", False),
        ("https://10.1.2.3/abc", False),
        ("https://169.254.169.254/latest", False),
        ("https://[::1]/abc", False),
        ("https://[::ffff:10.0.0.1]/abc", False),
        ("https://[fd00::1]/abc", False),
        ("https://[bad/abc", False),
        ("file:///etc/passwd", False),
        ("http://127.0.0.1:9000/abc", True),
        ("http://127.0.0.1:9001/abc", False),
    ],
)
def test_letterboxes_lie_in_the_open_or_where_the_operator_says(url: str, address: str, asked: bool) -> None:
    assert may_be_asked(address, ("127.0.0.1:9000",)) is asked
