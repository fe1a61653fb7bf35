"""The gate's patience: a burst is served, a flood is told once, attempts at forbidden things shut it."""

from handlers.engine.floods import Gate, Passage


class Watch:
    """Seconds, moved by the test."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_burst_is_served_and_what_comes_after_it_is_told_once() -> None:
    gate = Gate(burst=3, rate=1.0, monotonic=Watch())
    assert [gate.passage("a") for _ in range(6)] == [Passage.OPEN] * 3 + [Passage.SAID] + [Passage.SHUT] * 2


def test_a_flood_that_goes_on_is_told_once_and_the_next_one_again() -> None:
    watch = Watch()
    gate = Gate(burst=60, rate=5.0, monotonic=watch)
    said = []
    for _ in range(2):
        for _ in range(500):  # fifty a second for ten seconds
            said.append(gate.passage("a"))
            watch.seconds += 0.02
        watch.seconds += 6.1  # until half of its patience has come back
    assert (said[:500].count(Passage.SAID), said[500:].count(Passage.SAID)) == (1, 1)
    assert 100 <= said[:500].count(Passage.OPEN) <= 111


def test_another_chat_is_not_held_up() -> None:
    gate = Gate(burst=1, rate=1.0, monotonic=Watch())
    gate.passage("a")
    assert (gate.passage("a"), gate.passage("b")) == (Passage.SAID, Passage.OPEN)


def test_patience_comes_back_with_time() -> None:
    watch = Watch()
    gate = Gate(burst=1, rate=0.5, monotonic=watch)
    gate.passage("a")
    watch.seconds = 1.9
    before = gate.passage("a")
    watch.seconds = 4.0
    assert (before, gate.passage("a")) == (Passage.SAID, Passage.OPEN)


def test_twenty_attempts_at_what_one_may_not_do_shut_the_gate_and_half_a_minute_forgives_one() -> None:
    watch = Watch()
    gate = Gate(monotonic=watch)
    tried = []
    for _ in range(21):
        tried.append(gate.passage("a"))
        gate.refused("a")
        watch.seconds += 0.1  # a little of it is forgiven between one attempt and the next
    watch.seconds += 60.0
    assert [*tried, gate.passage("a")] == [Passage.OPEN] * 20 + [Passage.SAID] + [Passage.OPEN]


def test_quiet_chats_are_forgotten_and_those_that_tried_something_forbidden_are_not() -> None:
    watch = Watch()
    gate = Gate(monotonic=watch)
    for chat in range(10_001):
        gate.passage(chat)
    gate.refused(7)
    watch.seconds = 29.0
    gate.passage("new")
    assert set(gate._buckets) == {7, "new"}


class Counted(Gate):
    """Counts how often it looks through all chats."""

    times = 0

    def _forget(self, now: float) -> None:
        self.times += 1
        super()._forget(now)


def test_of_many_who_come_at_once_each_is_as_quick_as_the_first() -> None:
    gate = Counted(monotonic=Watch())
    for chat in range(30_000):
        gate.passage(chat)
    assert (len(gate._buckets), gate.times) == (30_000, 2)
