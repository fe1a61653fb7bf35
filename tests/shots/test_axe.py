"""Axe finds nothing serious on any page, on a phone and a desktop, by day and by night; nothing is cut off.

With every change `tests/stories/test_officers_day.py` asks the same of the pages that a day leads over.
"""

from pathlib import Path

import pytest

from tests.shots.looking import every_place, ids_of, show, tab_of
from tests.stories.lived import lived
from tests.web.browsers import Watch, running_browser, serious

LOOKS = tuple((width, scheme) for width in (390, 1280) for scheme in ("light", "dark"))


@pytest.mark.long
async def test_nothing_serious_is_on_any_page(tmp_path: Path) -> None:
    found: dict[str, list[str]] = {}
    looked, watch = 0, Watch()
    async with lived(tmp_path, years=True) as town, running_browser() as browser:
        ids = await ids_of(town)
        for who in dict.fromkeys(place.who for place in every_place()):
            for width, scheme in LOOKS:
                looks = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
                async with tab_of(browser, town, ids, who, **looks) as page:
                    watch.over(page)
                    for place in (one for one in every_place() if one.who == who):
                        await show(page, town, ids, place, "en" if width == 390 else "zh")
                        wrong = await serious(page)
                        if await page.evaluate("document.documentElement.scrollWidth") > width:
                            wrong.append("wider than the screen")
                        found |= {f"{place.name} {width} {scheme}": wrong} if wrong else {}
                        looked += 1
    assert found == {}
    assert looked == len(LOOKS) * len(tuple(every_place()))
    assert [said for said in watch.complaints if "status of 40" not in said] == []
    assert {url.startswith(("http" + town.url[4:], "ws" + town.url[4:])) for url in watch.requests} == {True}
