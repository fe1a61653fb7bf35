"""What a channel may be trusted with and what it can do; one that nobody has described is trusted with nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """The traits of a channel; each is the careful answer unless the channel is known to do better."""

    at_home: bool = False
    """What is said there stays on the office's own machine."""
    private: bool = False
    """Private answers may be typed there, unless the operator keeps them at home."""
    forgets: bool = False
    """A message can be deleted there."""
    edits: bool = False
    """A message can be changed there."""
    large_files: bool = False
    """Files may be as large as in the web chat."""
    any_address: bool = False
    """A button may open an address whose host has no dot, as on a machine of one's own."""
    wakes: bool = False
    """A message there shows or sounds on the person's device; elsewhere, after a day's absence, an e-mail goes too."""
    inbox: bool = False
    """Its messages are kept in the service's own inbox, with the letterboxes and visitors of its pages."""
    shows_failures: bool = False
    """Its own page shows that a message was not served, so that nobody need be told."""
    by_link: bool = False
    """A link with a start key opens the person's chat in its own program, which a page cannot do by itself."""


CAREFUL = Traits()
CHANNELS: Mapping[str, Traits] = MappingProxyType(
    {
        "telegram": Traits(private=True, forgets=True, edits=True, wakes=True, by_link=True),
        "web": Traits(
            at_home=True,
            private=True,
            forgets=True,
            edits=True,
            large_files=True,
            any_address=True,
            inbox=True,
            shows_failures=True,
        ),
    }
)
"""The channels of this service, by the name of their bot."""
INBOXES = frozenset(name for name, traits in CHANNELS.items() if traits.inbox)
"""The channels whose messages are kept in the service's own inbox."""
