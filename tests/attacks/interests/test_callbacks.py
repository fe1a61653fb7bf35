"""Every button of the service with data that nobody offered: whoever presses it gets a word, and nothing breaks."""

import os
import random
from collections.abc import Iterator
from zlib import crc32

from aiogram.methods import AnswerCallbackQuery

from handlers.engine.floods import Gate
from rules.people.roles import Role
from storage.store import Store
from tests.attacks.interests.verbs import verbs
from tests.handlers.applying import give_role, open_edition, patient
from tests.talking import Town

ONE_IN = 8 if "LONG" in os.environ else 60
WORDS: tuple[str, ...] = (
    "",
    "0",
    "1",
    "9" * 17,
    "9" * 18,
    "-1",
    "1.5",
    "x",
    "x" * 40,
    "zh",
    "all",
    "award",
    "organisation",
    "2026",
    "1:1",
)
WORDS += ("2147483648", "application-1", "application-99999999999999999", "a" * 32, "1:0:0:0:0:0:0:0", "%s", "{}", "'")
FOUND = frozenset({f"calendar:suggest:{'9' * 17}", f"calendar:worked:{'9' * 17}"})
"""What broke something once is tried every time."""
CHATS = {10: Role.LEAD, 11: Role.OFFICE, 12: Role.CLERK, 13: Role.REVIEWER, 14: Role.COMMITTEE, 15: None}


async def town_of(store: Store) -> Town:
    """People in every post, an edition, and all the patience that a test needs."""
    town = patient(store)
    town.receive.gate = Gate(burst=10**9, refusals=10**9)
    await open_edition(store)
    for chat, role in CHATS.items():
        someone = town.person(chat)
        if role is None:
            await someone.says("/start")
        else:
            await give_role(town, someone, role, "industry" if role is Role.CLERK else None)
    return town


def presses() -> Iterator[str]:
    """Each verb with each word, and with two of them."""
    drawn = random.Random(7)
    for prefix, known in sorted(verbs().items()):
        for verb in sorted(known):
            for word in WORDS:
                yield ":".join(part for part in (prefix, verb, word) if part or part is word)[:64]
                yield ":".join((prefix, verb, word, drawn.choice(WORDS)))[:64]


async def test_no_button_breaks_by_what_stands_behind_its_verb(store: Store) -> None:
    town, broken = await town_of(store), []
    tried = [press for press in presses() if press in FOUND or crc32(press.encode()) % ONE_IN == 0]
    assert set(tried) >= FOUND
    chats = list(CHATS)
    for place, press in enumerate(tried):
        someone = town.person(chats[place % len(chats)])
        before = len(town.session.said)
        try:
            await someone.presses_data(press)
        except Exception as error:  # noqa: BLE001  # all of them are told at the end
            broken.append((press, someone.chat_id, type(error).__name__, str(error)[:80]))
            continue
        answers = town.session.said[before:]
        if all(isinstance(one, AnswerCallbackQuery) and not one.text for one in answers):
            broken.append((press, someone.chat_id, "silence", ""))
    assert broken == []
