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


CAREFUL = Traits()
CHANNELS: Mapping[str, Traits] = MappingProxyType(
    {
        "web": Traits(at_home=True, private=True, forgets=True, edits=True, large_files=True, any_address=True),
        "telegram": Traits(private=True, forgets=True, edits=True),
    }
)
"""The channels of this service, by the name of their bot."""
