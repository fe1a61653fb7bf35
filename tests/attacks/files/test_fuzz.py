"""Every reader of strangers' bytes refuses what it does not take: no other failure, no hang, no memory without end."""

import os
import resource
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.attacks.files.fuzz_seeds import FOUND, seeds
from tests.attacks.files.fuzzing import LARGEST, TARGETS

EXAMPLES = 20_000 if "LONG" in os.environ else 60
WITHIN = 5.0
GROWN_KB = 200_000
ODD = (
    "\x00",
    "\ud800",
    "\u202e",
    "\ufeff",
    "٣",
    "²",
    "½",
    "㊙",
    "１",
    "Ｘ",
    "ß",
    "ﬁ",
    "İ",
    "〇",
    "年",
    "（周一）",
    "至",
    "𠮷",
    "🎉",
)
PIECES = (*(one.encode("utf-8", "surrogatepass") for one in ODD), b"\\u0000\\ud800", b"9" * 400, b"[" * 2000, b"\r\n")
PIECES += (
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\x00\x00\x00\x00",
    b"%%EOF",
    b"PK\x05\x06",
    b"/ObjStm",
    b"<!DOCTYPE",
)
EDIT = st.tuples(st.floats(0, 1), st.integers(0, 40), st.one_of(st.binary(max_size=6), st.sampled_from(PIECES)))


def edited(seed: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    """The seed with pieces of it replaced: from where (as a part of it), how many bytes, by what."""
    for place, gone, put in edits:
        at = int(place * len(seed))
        seed = seed[:at] + put + seed[at + gone :]
    return seed[:LARGEST]


def fed(target: str, data: bytes) -> None:
    begun = time.process_time()
    TARGETS[target](data)
    assert time.process_time() - begun < WITHIN


@pytest.mark.parametrize(("target", "data"), FOUND)
def test_what_broke_a_reader_once_does_so_no_more(target: str, data: bytes) -> None:
    fed(target, data)


@pytest.fixture(scope="module")
def warm() -> None:
    """What hypothesis keeps of all characters is not a reader's memory."""
    run("frames", lambda _data: None, 20)


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("target", TARGETS)
def test_a_reader_refuses_and_does_nothing_else(target: str) -> None:
    for seed in seeds(target):
        fed(target, seed)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run(target, lambda data: fed(target, data), EXAMPLES)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWN_KB


def run(target: str, feed: Callable[[bytes], None], examples: int) -> None:
    """Feed inputs that are nearly those of a target, and some that are like nothing."""
    edits = st.lists(EDIT, min_size=1, max_size=6)
    odd = st.one_of(st.builds(edited, st.sampled_from(seeds(target)), edits), st.text().map(_encoded), st.binary())
    quiet = settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    quiet(given(odd)(feed))()


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
