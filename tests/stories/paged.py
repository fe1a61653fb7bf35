"""Somebody fills in a form as a page: reads the labels, types the examples under them, and presses the one button."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from playwright.async_api import FilePayload, Locator, Page, expect

from papers.engine.layout import png
from texts import say

LANGUAGE = "zh"


@dataclass
class Paged:
    """A page of a form in a real browser; `given` is typed or chosen for a question, by its key."""

    page: Page
    given: Mapping[str, str] = field(default_factory=dict)
    posts: int = 0
    steps: list[str] = field(default_factory=list)

    async def step(self) -> None:
        """Fill in what the step asks, press the button, and again while answers make it ask for more."""
        while True:
            before = self.place
            self.steps += [before] if before not in self.steps else []
            await self.fill()
            await self.go_on()
            if self.place != before:
                return

    async def to_check(self) -> None:
        """From step to step, up to the check of all answers."""
        while not self.place.endswith("/check"):
            await self.step()
        self.steps.append(self.place)

    async def fill(self) -> None:
        """Fill in every question that is open on the page, and those that the script draws meanwhile."""
        filled: list[str] = []
        while left := [key for key in await self.keys() if key not in filled]:
            for key in left:
                await self._answer(self.page.locator(f"[data-key='{key}']"), key)
                await expect(self.page.locator("#form[aria-busy]")).to_have_count(0)
            filled += left

    async def keys(self) -> list[str]:
        """The questions on the page."""
        return [await box.get_attribute("data-key") or "" for box in await self.page.locator("[data-key]").all()]

    async def go_on(self) -> None:
        """Save, and go on."""
        self.posts += 1
        await self.page.get_by_role("button", name=say(LANGUAGE, "forms.page.save")).last.click()
        await self.page.wait_for_load_state()
        assert await self.page.locator(".summary").all_inner_texts() == []

    async def send(self) -> str:
        """Send what was checked; what is said."""
        await self.page.get_by_role("button", name=say(LANGUAGE, "forms.page.send")).click()
        await self.page.wait_for_load_state()
        return await self.page.locator("main").inner_text()

    @property
    def place(self) -> str:
        """The address of the step."""
        return self.page.url.partition("#")[0].partition("?")[0]

    async def _answer(self, box: Locator, key: str) -> None:
        match await box.get_attribute("data-shape"):
            case "radios":
                if not await box.locator("input:checked").count():
                    wanted = self.given.get(key)
                    option = (
                        box.locator(f"input[value='{wanted}']") if wanted else box.locator("input[type=radio]").first
                    )
                    await option.check()
            case "files":
                if not await box.locator(".kept-files").count():
                    picture = FilePayload(name=f"{key}.png", mimeType="image/png", buffer=png(f"file {key}"))
                    await box.locator("input[type=file]").set_input_files(picture)
            case "line" | "lines":
                place = box.locator("input:not([type=hidden], [type=checkbox]), textarea")
                if (
                    not await place.input_value()
                    and not await box.locator(f"#given-{key.replace('.', chr(92) + '.')}").count()
                ):
                    await place.fill(self.given.get(key) or await self._example(box))
            case "list":
                await box.locator("select").select_option(index=1)

    async def _example(self, box: Locator) -> str:
        hint = await box.locator("p[id^='hint-']").inner_text()
        return hint.strip().removeprefix(say(LANGUAGE, "forms.example", example=""))
