"""What goes wrong between a bot and Telegram, on purpose and by a seed."""

import random
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """One way for a call to fail. RESET_AFTER is the only one after which the call has had its effect."""

    TOO_MANY = "too many requests"
    BAD_GATEWAY = "bad gateway"
    RESET_BEFORE = "reset before"
    RESET_AFTER = "reset after"
    HANG = "hang"
    BLOCKED = "blocked"
    NO_CHAT = "chat not found"
    MOVED = "moved"


@dataclass(slots=True)
class Rule:
    """When a fault strikes: in which method (if none is named, any that speaks to a chat), in which chat, how often.

    `seconds` is the retry_after of TOO_MANY and the length of a HANG; `to` is where a MOVED chat went.
    """

    fault: Fault
    method: str | None = None
    chat: int | None = None
    probability: float = 1.0
    times: int | None = None
    seconds: float = 1.0
    to: int = -100_999
    struck: int = 0

    def fits(self, method: str, chat: int | None) -> bool:
        """Whether the rule speaks of this call at all."""
        spent = self.times is not None and self.struck >= self.times
        named = method.lower() == self.method.lower() if self.method else chat is not None
        return named and not spent and self.chat in (None, chat)


class Faults:
    """The rules in force, asked once for each call."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.rules: list[Rule] = []

    def add(self, fault: Fault, **fields: object) -> Rule:
        """Put a rule in force: `faults.add(Fault.TOO_MANY, chat=7, times=1, seconds=3)`."""
        rule = Rule(fault=fault, **fields)  # type: ignore[arg-type]  # the fields of Rule, spelt once
        self.rules.append(rule)
        return rule

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self.rules.clear()

    def pick(self, method: str, chat: int | None) -> Rule | None:
        """The rule that strikes this call, the first whose turn it is."""
        for rule in self.rules:
            if rule.fits(method, chat) and self._random.random() < rule.probability:
                rule.struck += 1
                return rule
        return None
