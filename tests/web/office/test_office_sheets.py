"""A score sheet on the office's pages: written by its reviewer alone, nothing typed lost, locked once (Art. 16, 40)."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from papers.engine.spreadsheets import sheet as list_of_words
from rules.engine.refusals import Unfit
from rules.engine.rubrics import Part
from rules.people.roles import Role
from rules.reviews.assignments import Assignment
from tests.web.offices import Bureau
from tests.web.scoring import FULL, KEYS, REASONS, address, bring, filled, panel, send, taken, whole
from tests.web.tipping import Visitor
from texts import say

POINTS = {f"score__{key}": str(points) for key, points in zip(KEYS, FULL, strict=True)}


async def sheet(town: Bureau, name: str = "reviewer", place: int = 0) -> Assignment:
    async with town.served.site.store.work() as work:
        found = await work.assignments.of(town.cases[place], Part.MATERIAL)
    return next(one for one in found if one.person_id == town.people[name])


@pytest.mark.article(16)
async def test_a_sheet_is_kept_as_it_is_written_and_locked_once_with_a_question_before(tmp_path: Path) -> None:
    async with panel(tmp_path) as town, town.signed_in("reviewer") as browser:
        path = address(town)
        over = await send(browser, path, "save", score__leadership="120", score__strategy="０", words__results="有据")
        assert (over.status, over.notice) == (400, say("zh", "sheets.wrong"))
        assert 'value="120"' in over.text
        assert say("zh", "answers.too_big", limit="110") in over.words
        kept = await browser.get(path)
        assert say("zh", "sheets.sum", given=1, count=7, points=0, total=1000) in kept.words
        assert ">有据</textarea>" in kept.text
        early = await send(browser, path, "check", words__results="有据")
        assert (early.status, early.words.count(say("zh", "sheets.missing"))) == (400, 7)
        asked = await send(browser, path, "check", **POINTS, overall=REASONS, words__results="有据")
        assert say("zh", "sheets.sure", points=1000, total=1000) == asked.notice
        assert (await sheet(town)).locked_at is None
        await send(browser, path, "save", **POINTS | {"score__results": "399"}, overall=REASONS)
        sure = {"page": asked.hidden("page"), "seen": asked.hidden("seen"), "do": "lock"}
        assert (await browser.post(path, sure)).notice == say("zh", "sheets.changed")
        again = await send(browser, path, "check", **POINTS, overall=REASONS)
        locked = await browser.post(path, sure | {"seen": again.hidden("seen")})
        assert say("zh", "sheets.locked_at", at=town.now) in locked.words
        one = await sheet(town)
        assert (one.scores, one.words) == (dict(zip(KEYS, FULL, strict=True)), {"overall": REASONS, "results": "有据"})
        for act in ("save", "check", "lock", "quiet"):
            fields = {"page": asked.hidden("page"), "seen": "", "do": act, "score.results": "1"}
            refused = await browser.post(path, fields)
            assert (refused.status, refused.notice) == (403, say("zh", "sheet.locked"))
        assert (await sheet(town)).scores == one.scores
        async with town.served.site.store.work() as work:
            (task,) = [one for one in await work.tasks.of(f"application:{town.cases[0]}") if one.done_by]
            entries = [entry.act for entry in await work.journal.by(town.people["reviewer"])]
        assert (task.kind, entries[-1]) == ("sheet_material", "sheet_locked")


async def test_what_was_written_elsewhere_is_neither_overwritten_nor_lost(tmp_path: Path) -> None:
    async with panel(tmp_path) as town, town.signed_in("reviewer") as browser:
        path = address(town)
        old = await browser.get(path)
        await send(browser, path, "save", score__leadership="100", score__strategy="80")
        fields = {"page": old.hidden("page"), "seen": old.hidden("seen"), "do": "save"}
        stale = await browser.post(
            path, fields | {"score.leadership": "90", "score.strategy": "", "overall": "还没写完"}
        )
        assert (stale.status, stale.notice) == (400, say("zh", "sheets.stale"))
        assert say("zh", "sheets.elsewhere", value="100") in stale.words
        assert ['value="90"' in stale.text, 'value="80"' in stale.text, "还没写完" in stale.text] == [True] * 3
        assert "100" in (await browser.get(path)).text


@pytest.mark.article(16, 40)
async def test_nobody_but_its_reviewer_opens_a_sheet_and_they_only_after_their_declaration(tmp_path: Path) -> None:
    async with panel(tmp_path, declared=False) as town:
        one, other = town.cases
        await town.declares("reviewer", other, interest=True)
        for name in ("lead", "officer", "clerk"):
            await town.declares(name, one)
        async with town.signed_in("reviewer") as browser:
            asked = await browser.get(address(town))
            assert (asked.status, asked.notice) == (403, say("zh", "reviews.undeclared", article=40))
            assert asked.hidden("press") == f"review:none:{one}"
            interested = say("zh", "people.not_yours")
            assert await every_way(browser, address(town, 1)) == [(403, interested)] * 4
            assert f"/office/sheets/material/{other}" not in (await browser.get("/office/sheets")).text
            assert f"/office/sheets/material/{other}" not in (await browser.get("/office/tasks")).text
            await town.declares("reviewer", one)
            assert (await browser.get(address(town))).status == 200
            for part, status in (("defence", 403), ("nothing", 404)):
                assert (await browser.get(f"/office/sheets/{part}/{one}")).status == status
        for name in ("lead", "officer", "clerk", "chair"):
            async with town.signed_in(name) as browser:
                assert {status for status, _ in await every_way(browser, address(town))} == {403}
        async with town.signed_in("reviewer") as browser:
            await town.ends_role("reviewer", Role.REVIEWER)
            assert say("zh", "pages.closed") in (await browser.get(address(town))).words


async def every_way(browser: Visitor, path: str) -> list[tuple[int, str]]:
    """What a person is told on each way to a sheet: read, written, taken away, brought back."""
    fields = {"page": (await browser.get("/office")).hidden("page"), "seen": "", "do": "save", "score.results": "1"}
    tried = [await browser.get(path), await browser.post(path, fields), await browser.get(f"{path}.xlsx")]
    async with browser.http.post(f"{browser.url}{path}/file", data={"page": fields["page"]}) as response:
        tried.append(await browser._shown(response))
    return [(one.status, one.notice) for one in tried]


async def test_a_list_that_comes_back_is_shown_then_taken_as_a_whole_and_text_stays_text(tmp_path: Path) -> None:
    async with panel(tmp_path) as town, town.signed_in("reviewer") as browser:
        path = address(town)
        await send(browser, path, "save", score__leadership="60", words__strategy="=HYPERLINK(1)")
        book = await taken(browser, path)
        page = book.active
        assert page is not None
        assert (page["D7"].value, page["E8"].value, page["E8"].data_type) == (60, "=HYPERLINK(1)", "s")
        assert [page[cell].protection.locked for cell in ("A7", "B7", "C7", "D7", "E7", "E15", "D14")] == [
            True,
            True,
            True,
            False,
            False,
            False,
            True,
        ]
        assert page.protection.sheet
        rules = {str(one.sqref): (one.type, one.formula2) for one in page.data_validations.dataValidation}
        assert rules["D7"] == ("whole", "110")
        shown = await bring(browser, path, filled(book, whole(("110", 90, None, 130.0, 100, "８０", 400))))
        assert (shown.status, say("zh", "sheets.found", count=7) in shown.words) == (200, True)
        unchanged = (await browser.get(path)).words
        assert say("zh", "sheets.sum", given=1, count=7, points=60, total=1000) in unchanged
        fields = {name: shown.hidden(name) for name in ("page", "seen")} | {"do": "save"}
        rest = {f"score.{key}": shown.hidden(f"score.{key}") for key in KEYS if key != "customers"}
        done = await browser.post(path, fields | rest | {"overall": shown.hidden("overall")})
        assert done.notice == say("zh", "sheets.saved")
        assert say("zh", "sheets.sum", given=6, count=7, points=910, total=1000) in done.words
        nothing = await bring(browser, path, await taken(browser, path))
        assert nothing.notice == say("zh", "sheets.nothing_new")


async def test_what_is_wrong_with_a_list_is_said_cell_by_cell_and_nothing_of_it_is_taken(tmp_path: Path) -> None:
    async with panel(tmp_path) as town, town.signed_in("reviewer") as browser:
        path = address(town)
        wrong = whole((120, -1, 7.5, "很好", town.now.replace(tzinfo=None), "=1/0", 400)) | {"E7": "好", "E15": "太短"}
        shown = await bring(browser, path, filled(await taken(browser, path), wrong))
        problems = {
            "D7": ("120", Unfit("answers.too_big", limit="110")),
            "D8": ("-1", Unfit("answers.too_small", limit="0")),
            "D9": ("7.5", Unfit("answers.whole_number")),
            "D10": ("很好", Unfit("answers.not_a_number")),
            "E7": ("好", Unfit("answers.too_short", count=1, limit=2)),
            "E15": ("太短", Unfit("answers.too_short", count=2, limit=20)),
        }
        for cell, (typed, problem) in problems.items():
            assert say("zh", "sheets.cell", cell=cell, typed=typed, problem=problem) in shown.words
        for cell, key in (("D11", "papers.holders.became_date"), ("D12", "papers.holders.formula")):
            assert say("zh", "sheets.cell_unread", cell=cell, problem=say("zh", key)) in shown.words
        assert (shown.status, shown.words.count("：“")) == (400, 6)
        assert say("zh", "sheets.sum", given=0, count=7, points=0, total=1000) in (await browser.get(path)).words


async def test_a_list_of_another_case_person_or_rubric_or_none_is_refused_in_words(tmp_path: Path) -> None:
    async with panel(tmp_path) as town, town.signed_in("reviewer") as browser, town.signed_in("second") as second:
        path = address(town)
        other = await taken(browser, address(town, 1))
        theirs, mine = await taken(second, path), await taken(browser, path)
        mark = mine.active["B4"].value  # type: ignore[index]
        tried: dict[str, bytes | Workbook] = {
            say("zh", "sheets.other_case", number="SB-0002", own="SB-0001"): other,
            say("zh", "sheets.other_sheet", number="SB-0001"): theirs,
            say("zh", "sheets.other_rubric", number="SB-0001"): filled(mine, {"B4": f"{mark[:-8]}00000000"}),
        }
        no_sheets: dict[str, bytes | Workbook] = {
            say("zh", "sheets.no_label"): list_of_words("评分", ["得分"], [["110"]]),
            say("zh", "uploads.empty"): b"",
        }
        for said, content in (tried | no_sheets).items():
            shown = await bring(browser, path, content)
            assert (shown.status, said in shown.words, "sheets/material" in shown.text) == (400, True, True), said
