"""Files made to be dear, at the doors of strangers, of applicants and of staff: refused in words, and nothing grows."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from rules.objections.forms import objection
from storage.store import Store
from tests.handlers.objecting import Case, Objecting
from tests.papers.dear import many_objects, many_pages, many_pixels
from tests.rules.every_form import pack
from tests.web.tipping import WORDS, county, visitor
from texts import say

MEGABYTE = 2**20
GROWTH = 50 * MEGABYTE
DEAR: dict[str, tuple[str, Callable[[], bytes], str, dict[str, int]]] = {
    "pages": ("a.pdf", lambda: many_pages(600_000), "uploads.too_many_pages", {"limit": 2_000}),
    "objects": ("b.pdf", lambda: many_objects(12 * MEGABYTE), "uploads.too_many_objects", {"limit": 300_000}),
    "pixels": ("c.png", lambda: many_pixels(60_000, 60_000), "papers.image.too_large", {"limit": 64}),
}
every_file = pytest.mark.parametrize("made", DEAR)


def held() -> int:
    """The memory of this process, in which the service under test runs."""
    [kilobytes] = re.findall(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    return int(kilobytes) * 1024


@every_file
async def test_a_stranger_at_the_page_of_tips_is_refused_in_words(tmp_path: Path, made: str) -> None:
    name, make, why, values = DEAR[made]
    async with county(tmp_path) as town, visitor(town.served.url) as sender:
        await sender.tell("applicant", WORDS, ("a.pdf", b"MZ"))
        before = held()
        told = await sender.tell("applicant", WORDS, (name, make()))
        assert (told.status, say("zh", why, **values) in told.words) == (400, True)
        assert held() - before < GROWTH
        async with town.served.site.store.work() as work:
            assert await work.tips.waiting() == []


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@every_file
async def test_somebody_in_the_chat_is_refused_in_words(store: Store, made: str) -> None:
    name, make, why, values = DEAR[made]
    case = await Case.open(store)
    someone = case.objector
    await someone.says("/object")
    await someone.presses_data("consent:agree:objection:begin")
    await Objecting(someone, objection(pack()), {"who": "individual"}).fill(until=lambda one: one.key == "evidence")
    someone.reads()
    content, before = make(), held()
    said = await someone.sends_file(name, content)
    assert [say("zh", why, **values) in one for one in said][:1] == [True]
    assert held() - before < GROWTH
