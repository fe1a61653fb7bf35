"""The tasks on the office's pages: whose they are, found by what is looked for, each with a way to it (Art. 9, 40)."""

import io
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest

from tests.web.offices import PHONE, bureau
from tests.web.scoring import panel
from texts import say

LINE = '<span class="soft'


@pytest.mark.article(9, 40)
async def test_tasks_are_found_and_taken_away_by_whoever_they_are_for(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town:
        await town.declares("officer", town.cases[0], interest=True)
        seen = {}
        for name in ("lead", "officer", "clerk", "reviewer"):
            async with town.signed_in(name) as browser:
                seen[name] = [
                    (await browser.get(f"/office/tasks?{query}")).text.count(LINE) for query in ("", "whose=mine")
                ]
                allowed = (await browser.get("/office/tasks?whose=all")).status
                assert (allowed, name) == (200 if name in ("lead", "officer") else 403, name)
        assert seen == {"lead": [2, 0], "officer": [1, 0], "clerk": [2, 2], "reviewer": [0, 0]}
        async with town.signed_in("lead") as browser:
            searches = {
                "when=late": 1,
                "when=today": 1,
                "when=later": 0,
                "kind=unit_review": 2,
                "kind=x": 0,
                f"words={quote('第2家')}": 1,
                "words=sb-0001&when=late": 1,
                f"words={PHONE}": 2,
                "words=%25_": 0,
                "page=1": 0,
            }
            for query, count in searches.items():
                shown = await browser.get(f"/office/tasks?{query}")
                assert (shown.text.count(LINE), query) == (count, query)
            async with browser.http.get(f"{town.url}/office/tasks.xlsx?when=late") as response:
                book = openpyxl.load_workbook(io.BytesIO(await response.read()))
            rows = [[cell.value for cell in row] for row in book.active.iter_rows(min_row=2)]  # type: ignore[union-attr]
            assert [(row[0], str(row[1])[:7], row[3]) for row in rows] == [
                (say("zh", "tasks.unit_review"), "SB-0001", 5)
            ]
            async with town.served.site.store.work() as work:
                (entry,) = await work.journal.page(act="tasks_exported")
            assert (entry.person_id, entry.details) == (town.people["lead"], {"count": 1})


@pytest.mark.article(9)
async def test_each_task_leads_to_what_it_is_about(tmp_path: Path) -> None:
    async with panel(tmp_path) as town, town.signed_in("reviewer") as browser:
        one, other = town.cases
        for path in ("/office", "/office/tasks"):
            text = (await browser.get(path)).text
            for case in (one, other):
                assert f'href="/office/sheets/material/{case}"' in text
                assert f'value="sheet:open:material:{case}"' in text
        async with town.signed_in("lead") as lead:
            text = (await lead.get("/office/tasks?kind=sheet_material")).text
            assert (text.count(f'href="/office/cases/{one}"'), "/office/sheets/" in text) == (2, False)
