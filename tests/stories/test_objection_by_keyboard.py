"""A whole objection in the web chat by somebody who has a keyboard and no mouse, from the menu to the receipt (U12)."""

import re
from pathlib import Path

import pytest

from tests.processes import Serving
from tests.stories.guided import Filler
from tests.stories.typing import Typist
from tests.web.browsers import Watch, opened, running_browser


@pytest.mark.article(22)
async def test_a_whole_objection_is_filed_by_keyboard_alone(tmp_path: Path) -> None:
    watch = Watch()
    async with (
        Serving(tmp_path, "practice") as service,
        running_browser() as browser,
        opened(browser, width=1280, height=800, locale="zh-CN", watch=watch) as tab,
    ):
        objector = Typist(tab)
        await tab.goto(f"{service.url}/practice/as/objector")
        await tab.locator("html[data-connected]").wait_for(state="attached")
        await objector.begin("objection:begin")
        receipt = await Filler(objector).send()
        found = re.search(r"编号：(\S+)", receipt.text)
        assert found is not None, receipt.text
        await objector.hears(f"{found[1]}.pdf")
    assert watch.complaints == []
