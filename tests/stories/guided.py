"""Somebody who is led by what is shown: reads a page, answers with its example, presses what its words offer."""

import asyncio
import re
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO

import pikepdf

from texts import say

WAY = re.compile(r"f:(\d+):h:(\d+)")
"""Under every question there is a button for help; it names the draft and the place of the question in its form."""


@dataclass(frozen=True, slots=True)
class Page:
    """A message of the service as a person sees it: its text, its buttons (label and data, or address), its file."""

    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    file: str | None = None

    def place(self) -> tuple[int, int] | None:
        """The draft and the place of the question that this page asks, if it asks one."""
        for _, data in self.buttons:
            if found := WAY.fullmatch(data):
                return int(found[1]), int(found[2])
        return None

    def data(self, wanted: str) -> str | None:
        """The data of the button with this data, data that begins so ("application:*"), or these words in its label."""
        for label, data in self.buttons:
            if data == wanted or (wanted.endswith("*") and data.startswith(wanted[:-1])) or wanted in label:
                return data
        return None

    def options(self) -> list[tuple[str, str]]:
        """The choices of a question: label and data."""
        return [(label, data) for label, data in self.buttons if re.fullmatch(r"f:\d+:a:\d+:\d+", data)]

    def awaits_files(self) -> bool:
        """Whether the question asks for files."""
        hints = (say("zh", key, size=0).partition("：")[0] for key in ("forms.file", "forms.files"))
        return any(hint in self.text for hint in hints)

    def all_files(self) -> str | None:
        """The data of "all files are there", where more than one can come."""
        return next((data for _, data in self.buttons if re.fullmatch(r"f:\d+:k:\d+", data)), None)

    def example(self) -> str:
        """The example that the page gives of an answer."""
        lead = say("zh", "forms.example", example="")
        return next(line.removeprefix(lead) for line in self.text.splitlines() if line.startswith(lead))


class Talker(ABC):
    """One person on one channel. Each word returns once the service has served it; `pages` is all that was read."""

    pages: list[Page]

    @abstractmethod
    async def says(self, text: str) -> None:
        """Write a message."""

    @abstractmethod
    async def presses(self, data: str) -> None:
        """Press the newest button with this data."""

    @abstractmethod
    async def sends(self, name: str, content: bytes) -> None:
        """Send a file."""

    async def pause(self) -> None:
        """Wait until something may have come."""
        await asyncio.sleep(0.02)

    async def hears(self, words: str, seconds: float = 60.0) -> Page:
        """Wait for a page with these words, this file or this button ("supplement:fill:*"): it may be there already."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    for page in reversed(self.pages):
                        if words in page.text or words in (page.file or "") or page.data(words) is not None:
                            return page
                    await self.pause()
        except TimeoutError:
            last = [(page.text[:200], page.file, page.buttons) for page in self.pages[-3:]]
            raise AssertionError(f"nobody said {words!r}; the last were {last}") from None

    async def push(self, wanted: str) -> Page:
        """Press a button by its data or words on the newest page that has it; the newest page after that."""
        for page in reversed(self.pages):
            if (data := page.data(wanted)) is not None:
                await self.presses(data)
                return self.pages[-1]
        shown = [page.buttons for page in self.pages[-2:]]
        raise AssertionError(
            f"no button {wanted!r}; the last pages have {shown}, the last says {self.last.text[:300]!r}"
        )

    async def begin(self, *steps: str) -> Page:
        """From /start through the menu, agreeing to the notice on personal data where it comes; the page then."""
        await self.says("/start")
        for step in steps:
            await self.enter(step)
        return self.last

    async def enter(self, wanted: str) -> Page:
        """Press a button, agreeing to the notice on personal data where it comes first; the page then."""
        page = await self.push(wanted)
        return await self.push("consent:agree:*") if page.data("consent:agree:*") is not None else page

    @property
    def last(self) -> Page:
        """What was read last."""
        return self.pages[-1]

    def form(self) -> Page | None:
        """The newest page of a form: a question, the task list or the answers to be checked."""
        return next((page for page in reversed(self.pages) if page.data("f:*") is not None), None)

    def asked(self) -> Page | None:
        """The question that is asked just now, if there is one."""
        page = self.form()
        return page if page is not None and page.place() is not None else None


@cache
def choices() -> Mapping[str, str]:
    """What is chosen where the first choice would not do, by the words of the question."""
    otherwise = (
        "apply.indicator_more",
        "apply.secret",
        "eligibility.holds_award",
        "eligibility.barred",
        "assessment.changed",
    )
    return {say("zh", key): say("zh", "forms.no") for key in otherwise}


@dataclass
class Filler:
    """Fills in a form. `answers` gives the answers that are not the example's, by the words of the question."""

    talker: Talker
    answers: Mapping[str, str] = field(default_factory=dict)
    given: dict[tuple[int, int], str] = field(default_factory=dict)
    asked: list[tuple[int, int]] = field(default_factory=list)
    after: Callable[[], Awaitable[None]] | None = None
    """What is done after each answer."""

    async def fill(self, *, most: int = 150) -> Page:
        """Answer question after question until none is asked; the page that came then."""
        for _ in range(most):
            page = self.talker.asked()
            if page is None:
                return self.talker.form() or self.talker.last
            await self.answer(page)
            if say("zh", "talk.too_fast") in self.talker.last.text:
                self.asked.pop()  # it was not taken: a patient person waits and answers again
                await asyncio.sleep(2)
            if self.after is not None:
                await self.after()
        raise AssertionError(f"still asked after {most} answers: {self.talker.last.text}")

    async def send(self) -> Page:
        """Fill in every part, and send it; what is said then."""
        while (page := await self.fill()).data(say("zh", "forms.send")) is None:
            key = "forms.go_on" if page.data(say("zh", "forms.go_on")) is not None else "forms.check"
            await self.talker.push(say("zh", key))
        return await self.talker.push(say("zh", "forms.send"))

    async def answer(self, page: Page) -> None:
        """Answer the question of a page. Its place and the answer are noted."""
        place = page.place()
        assert place is not None
        self.asked.append(place)
        if page.options():
            await self._choose(page, place)
        elif page.awaits_files():
            await self.talker.sends(f"材料{place[1]}.pdf", paper(f"材料 {place}"))
            now = self.talker.asked()
            if now is not None and now.place() == place:  # where one file is all, the form has gone on
                await self.talker.presses(now.all_files() or "")
        else:
            self.given[place] = self._own(page, self.answers) or page.example()
            await self.talker.says(self.given[place])

    async def _choose(self, page: Page, place: tuple[int, int]) -> None:
        options = page.options()
        wanted = self._own(page, {**choices(), **self.answers})
        turn = self.asked.count(place) - 1  # asked again: the choice did not do
        label, data = next(
            ((label, data) for label, data in options if wanted and wanted in label), options[turn % len(options)]
        )
        self.given[place] = label
        await self.talker.presses(data)

    def _own(self, page: Page, answers: Mapping[str, str]) -> str | None:
        return next((answer for words, answer in answers.items() if words in page.text), None)


def paper(words: str) -> bytes:
    """A PDF that nothing is wrong with, and no two alike."""
    written = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 200))
        pdf.docinfo["/Title"] = words
        pdf.save(written)
    return written.getvalue()


def again(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places that were asked more than once."""
    return sorted({place for place in places if places.count(place) > 1})
