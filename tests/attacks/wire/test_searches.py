"""What is typed into a search is looked for as it stands, and answered at once, however much of it there is."""

import time
from pathlib import Path
from urllib.parse import quote

from tests.web.offices import add_case, bureau
from tests.web.sites import NOON
from workflow.applications.register import Search, search

CASES, APPLICANT = 300, 900
TERMS = " ".join(f"x{number}" for number in range(10_000))
AS_LONG = 40
"""Ten times as many words take ten times as long, or less; if each were looked for in the others, a hundred times."""
TRIES = 5
"""The quickest counts: what else the machine does is not the search's."""


async def test_ten_thousand_terms_take_about_ten_times_as_long_as_a_thousand(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town:
        async with town.served.site.store.work() as work:
            edition = (await work.editions.all())[0]
            applicant = (await work.people.meet("web", APPLICANT, NOON, "zh")).person.id
            for place in range(3, CASES + 1):
                await add_case(work, edition.id, applicant, place)
            await work.commit()

        async def quickest(words: str, count: int) -> float:
            took = []
            for _ in range(TRIES):
                async with town.served.site.store.work() as work:
                    desk = await town.desk(work, "lead")
                    begun = time.perf_counter()
                    found = await search(desk, Search(words=words), limit=25)
                    took.append(time.perf_counter() - begun)
                assert found.count == count
            return min(took)

        for words, count in (("第", CASES - 1), ("'; drop table--", 0)):
            await quickest(words, count)
        for few, many in ((TERMS[: len(TERMS) // 10], TERMS), ("%_" * 1_000, "%_" * 10_000)):
            assert await quickest(many, 0) < AS_LONG * await quickest(few, 0), many[:20]
        async with town.signed_in("lead") as browser:
            assert (await browser.get(f"/office/cases?words={quote(TERMS[:7000])}")).text.count('<th scope="row">') == 0
