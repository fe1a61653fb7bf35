"""A Bot API server over HTTP for tests and trials: Telegram's side of the wire, with people who say, press and read."""

from tests.standin.chats import Button, Chat, Note
from tests.standin.faults import Fault, Rule
from tests.standin.people import Person
from tests.standin.server import Call, StandIn, busiest
from tests.standin.waiting import until

__all__ = ["Button", "Call", "Chat", "Fault", "Note", "Person", "Rule", "StandIn", "busiest", "until"]
