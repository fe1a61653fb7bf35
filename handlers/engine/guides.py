"""The forms as conversations use them, and what opens one-time links and printed codes."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from workflow.engine.desk import Desk
from workflow.engine.filling import Filling, Guide, Guides, Outdated, load, nothing
from workflow.engine.records import Link

__all__ = ["CodeOpener", "Filling", "Guide", "Guides", "Opener", "Openers", "Outdated", "load", "nothing"]

Opener = Callable[[Bot, Desk, FSMContext, Link, str], Awaitable[None]]
"""Opens what a link was made for. It gets the token too, to use it up in the same Work."""
CodeOpener = Callable[[Bot, Desk, FSMContext, Guides, str], Awaitable[bool]]
"""Opens what a printed code names, given what follows its prefix; False when there is no such thing."""


@dataclass(frozen=True, slots=True)
class Openers:
    """What opens one-time links, by their purpose, and printed codes, by their prefix."""

    links: Mapping[str, Opener]
    codes: Mapping[str, CodeOpener]
