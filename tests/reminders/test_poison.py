"""A message that can never be made or sent is set aside after some tries, whoever tries, and holds up nobody."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from reminders.delivery import Delivery
from reminders.letters import Letter, Parked, Ready, always
from reminders.posting import PATIENCE, STUMBLES, Routes
from rules.people.roles import EMAIL, Channel, Role
from storage.database.failures import DatabaseAway, NotKept
from storage.engine.owed import OwedState, Paper
from storage.store import Store
from tests.reminders.mail import NOON, PACK, Office, Wire, said
from workflow.engine.sending import Outcome, Retry

LONGEST_PAUSE = timedelta(minutes=15)


@dataclass
class Picky(Wire):
    """A channel that never takes one message, and does not say why."""

    never: str = "，1条"
    tries: list[str] = field(default_factory=list)

    async def send(self, channel: Channel, letter: Letter | Parked, ready: Ready = always) -> Outcome:
        self.tries.append(said(letter))
        return Retry(0.5, "502") if self.never in said(letter) else await super().send(channel, letter, ready)


def started(store: Store, wire: Wire) -> Delivery:
    """A delivery that has just started, as each tick by cron is."""
    return Delivery(store, PACK, Routes(keepers={}, senders={"telegram": wire}), lambda: NOON)


async def test_what_cannot_be_made_is_set_aside_though_another_process_tries_each_time(store: Store) -> None:
    office = Office(store)
    await office.staff(9, Role.LEAD)
    await office.owe("bad", await office.person(5), "no.such_sentence")
    for n in range(STUMBLES):
        await started(store, office.telegram).deliver_once(NOON + n * LONGEST_PAUSE)
    bad = await office.message("bad")
    assert (bad.state, bad.error) == (OwedState.FAILED, "KeyError")
    await started(store, office.telegram).deliver_once(NOON + STUMBLES * LONGEST_PAUSE)
    assert [f"第{bad.id}号消息" in text for text in office.telegram.texts(9)] == [True]


async def test_a_message_that_meets_a_database_that_is_away_is_tried_for_as_long_as_that_lasts(store: Store) -> None:
    away = [DatabaseAway("57P01"), NotKept(), DatabaseAway("57P01"), NotKept()]

    async def printed(paper: Paper, _language: str) -> tuple[str, bytes]:
        if away:
            raise away.pop()
        return f"{paper.name}.pdf", b"%PDF"

    office = Office(store, papers=printed)
    await office.staff(9, Role.LEAD)
    await office.owe("k1", await office.person(5), "unreachable.told", values={"count": 1}, paper=Paper("receipt", "1"))
    await office.owe("k2", await office.person(5), "unreachable.told", values={"count": 2})
    for n in range(STUMBLES + 2):
        assert await office.state("k1") is OwedState.OWED
        await office.delivery.deliver_once(NOON + n * LONGEST_PAUSE)
    assert [await office.state(key) for key in ("k1", "k2")] == [OwedState.SENT] * 2
    assert ["1条" in text for text in office.telegram.texts(5)] == [True, False]  # in their order
    assert office.telegram.texts(9) == []


@pytest.mark.parametrize("by_email", [False, True])
async def test_what_a_channel_never_takes_is_set_aside_once_others_have_passed_it(
    store: Store, *, by_email: bool
) -> None:
    office, wire = Office(store), Picky()
    await office.staff(9, Role.LEAD)
    one = await office.person(5)
    if by_email:
        await office.emailed(one, "one@example.com")
        await office.dead(5)
    for n in (1, 2, 3):  # the first of them is never taken
        await office.owe(f"k{n}", one, "unreachable.told", values={"count": n})
    senders = {"telegram": office.telegram, EMAIL: wire} if by_email else {"telegram": wire}
    delivery, now = Delivery(store, PACK, Routes(keepers={}, senders=senders), lambda: NOON), NOON
    for _ in range(PATIENCE + 2):
        await delivery.deliver_once(now)
        now += LONGEST_PAUSE
    assert [await office.state(f"k{n}") for n in (1, 2, 3)] == [OwedState.FAILED, OwedState.SENT, OwedState.SENT]
    assert sum(wire.never in text for text in wire.tries) == PATIENCE + 2
    await delivery.deliver_once(now)
    assert len((office.telegram if by_email else wire).texts(9)) == 1
