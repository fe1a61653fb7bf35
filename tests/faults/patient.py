"""People who are patient with a service whose storage fails: whoever is not answered says it again."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.queues import Attempts
from tests.stories.chats import WireTalker
from tests.stories.guided import Filler, Talker
from tests.stories.tales import asked_texts, until_place
from texts import say

PATIENCE = 30
"""How often somebody says again what was not answered."""
GO_ON = say("zh", "forms.go_on")


@dataclass
class Told(WireTalker):
    """A person whose every word is handed to the service at once, as often as it takes."""

    attempts: Attempts | None = None

    async def served(self) -> None:
        """Hand over what waits of this person's."""
        assert self.attempts is not None
        updates = self.standin.updates
        for update in [one for one in updates.pending if self.number in _senders(one)]:
            await self.attempts.serve(update)
            updates.confirm(update["update_id"])


async def looks(talker: Talker, steps: int) -> None:
    """Somebody looks around."""
    for word in ("/start", "/help", "/where", "/status", "/notices")[: steps + 1]:
        await talker.says(word)


async def begins(talker: Talker, steps: int) -> None:
    """Somebody begins an application, answers a few questions and leaves it."""
    await _fill(talker, ("application:begin", "application:new:organisation", GO_ON), steps)


async def objects(talker: Talker, steps: int) -> None:
    """Somebody begins an objection; one in two sends it, and one in four takes it back then."""
    await _fill(talker, ("objection:begin", GO_ON), steps if steps > 2 else 99)
    if steps > 2:
        return
    await _until(talker, lambda: _sent(talker), lambda: _sends(talker))
    if steps == 1:
        await _until(talker, lambda: _offered(talker, "objection:mine:*"), lambda: talker.says("/status"))
        await _until(talker, lambda: _said(talker, "objections.withdrawn"), lambda: _withdraw(talker))


async def _sends(talker: Talker) -> None:
    """Answer what is still asked, press on, or send: whatever the newest page of the form is for."""
    page = talker.form()
    if page is not None and page.place() is not None:
        await Filler(talker).answer(page)
        return
    ways = [say("zh", key) for key in ("forms.send", "forms.go_on", "forms.check")]
    way = next((way for way in ways if page is not None and page.data(way) is not None), None)
    await (talker.says("/where") if way is None else talker.push(way))


async def _withdraw(talker: Talker) -> None:
    for data in ("objection:mine:*", "objection:withdraw:*", "objection:gone:*"):
        await talker.push(data)


STORIES = (looks, looks, begins, begins, objects, objects)


async def _fill(talker: Talker, way: tuple[str, ...], steps: int) -> None:
    """Into a form and on through it, as far as somebody likes."""
    await _until(talker, lambda: talker.pages, lambda: talker.says("/start"))
    await _until(talker, lambda: talker.asked() is not None, lambda: talker.begin(*way))
    answered = Counter[tuple[int, int] | None]()
    while (page := talker.asked()) is not None and len(answered) < steps:
        answered[page.place()] += 1
        assert answered[page.place()] < PATIENCE, talker.last
        await _once(Filler(talker).answer(page))  # a new one each time: asked again, they say the same again


async def _until(talker: Talker, done: Callable[[], object], act: Callable[[], Awaitable[object]]) -> None:
    """Try until it is so: whoever is not answered does it again, as a person would."""
    for _ in range(PATIENCE):
        await _once(act())
        if done():
            return
    raise AssertionError(f"tried {PATIENCE} times in vain: {talker.last}")


async def _once(act: Awaitable[object]) -> None:
    """Do it; where the button that it needs was never shown, it is for the next try."""
    try:
        await act
    except AssertionError as missing:
        if "no button" not in str(missing):
            raise


def _sent(talker: Talker) -> bool:
    """The receipt is there, or, where it was lost on the way and follows as a paper, the word that it was sent."""
    return _offered(talker, "objection:mine:*") or say("zh", "forms.already_sent") in asked_texts(talker)


def _offered(talker: Talker, wanted: str) -> bool:
    return any(page.data(wanted) is not None for page in talker.pages)


def _said(talker: Talker, key: str) -> bool:
    return until_place(key, "number") in asked_texts(talker)


async def examines(office: Talker) -> None:
    """The office opens what it was told of and says of the first objections whether they are admitted."""
    await office.says("/tasks")
    told = dict.fromkeys(str(page.data("objection:open:*")) for page in office.pages if page.data("objection:open:*"))
    for case in list(told)[:3]:
        for step in (case, say("zh", "objections.no_interest"), case.replace("open", "examine")):
            await _once(office.push(step))
        for _ in range(PATIENCE):
            if office.last.data("f:*") is None:
                break
            await _once(_sends(office))


def _senders(update: dict[str, object]) -> list[int]:
    return [body["from"]["id"] for body in update.values() if isinstance(body, dict) and "from" in body]
