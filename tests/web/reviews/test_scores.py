"""Scores on the pages: what counts and what not, worked out anew from the stored sheets, and who sees them (16-20)."""

import io
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from rules.engine.rubrics import Part
from rules.people.roles import Role
from rules.reviews.assignments import Standing
from rules.reviews.evaluation import Honour
from storage.reviews.candidates import Candidate
from storage.work import Work
from tests.web.engine.test_rooms import acts
from tests.web.offices import CHATS, Bureau
from tests.web.scoring import FULL, KEYS, REASONS, panel
from tests.web.sites import NOON
from tests.web.tipping import Visitor
from texts import say

ALL = dict(zip(KEYS, FULL, strict=True))
PART, TENTH = {**ALL, "results": 0}, {key: points // 10 for key, points in ALL.items()}
COMPOSITE = "840"
"""Four tenths of the 600 of the defence, six tenths of the 1000 on the site."""


@asynccontextmanager
async def scored(folder: Path) -> AsyncIterator[Bureau]:
    """The first case with all its sheets: two that count in the material review, one excluded, one replaced."""
    async with panel(folder) as town:
        async with town.served.site.store.work() as work:
            first, second = await work.assignments.of(town.cases[0])
            await lock(work, first.id, ALL)
            await lock(work, second.id, PART)
            for place, (part, scores, standing) in enumerate(
                (
                    (Part.DEFENCE, PART, Standing.ACTIVE),
                    (Part.ON_SITE, ALL, Standing.ACTIVE),
                    (Part.MATERIAL, TENTH, Standing.EXCLUDED),
                    (Part.MATERIAL, None, Standing.REPLACED),
                )
            ):
                await _asked(work, town, place, part, scores, standing)
            await work.commit()
        yield town


async def _asked(
    work: Work, town: Bureau, place: int, part: Part, scores: Mapping[str, int] | None, standing: Standing
) -> None:
    person = (await work.people.meet("web", 500 + place, town.now, "zh")).person.id
    await work.people.set_name(person, f"评审{place}")
    await work.roles.grant(person, Role.REVIEWER)
    case, lead = town.cases[0], town.people["lead"]
    given = await work.assignments.assign(case, part, person, head=False, by=lead, now=town.now)
    assert given is not None
    if scores is not None:
        await lock(work, given.id, scores)
    else:
        await work.recusals.declare(person, f"application:{case}", interest=True, now=town.now)
    await work.assignments.stand(given.id, standing)


async def lock(work: Work, sheet: int, scores: Mapping[str, int]) -> None:
    """Lock a sheet with these points."""
    assert await work.assignments.lock(sheet, scores=scores, words={"overall": REASONS}, now=NOON)


async def record(town: Bureau, score: str) -> None:
    """The case is on the candidate list, with this composite."""
    async with town.served.site.store.work() as work:
        lead = town.people["lead"]
        await work.candidates.put(
            Candidate(town.cases[0], 1, Honour.AWARD, Decimal(score), 1, put_by=lead, put_at=town.now)
        )
        await work.commit()


async def cells(browser: Visitor, path: str) -> list[tuple[object, ...]]:
    """The rows of an Excel list."""
    async with browser.http.get(browser.url + path) as response:
        assert response.status == 200
        return list(openpyxl.load_workbook(io.BytesIO(await response.read())).worksheets[0].values)


@pytest.mark.article(16, 20)
async def test_a_case_shows_each_reviewer_by_criterion_and_what_the_stored_sheets_make(tmp_path: Path) -> None:
    async with scored(tmp_path) as town, town.signed_in("lead") as browser:
        path = f"/office/cases/{town.cases[0]}/scores"
        page = await browser.get(path)
        for words in (
            say("zh", "assignments.standing.excluded"),
            say("zh", "assignments.standing.replaced"),
            say("zh", "scoring.mark.recused"),
            REASONS,
        ):
            assert (words, words in page.words) == (words, True)
        part = say("zh", "assignments.part.defence")
        made = {"sums": "600", "count": 1, "mean": "600", "weight": "40", "product": "240"}
        assert say("zh", "scoring.working", part=part, **made) in page.words
        assert say("zh", "scoring.unrecorded") in page.words
        assert page.words.count(f"{COMPOSITE} 综合得分") == 1
        for score, key in ((COMPOSITE, "scoring.same"), ("839.5", "scoring.differs")):
            await record(town, score)
            said = say("zh", key, score=COMPOSITE, recorded=score, rank=1)
            assert (key, said in (await browser.get(path)).words) == (key, True)
            listed = await browser.get("/office/editions/1/scores")
            assert (score, say("zh", "scoring.not_the_same") in listed.words) == (score, key == "scoring.differs")
        assert (await acts(town, "lead")).count("scores_read") == 3


@pytest.mark.article(20)
async def test_a_missing_score_is_never_zero_and_a_sheet_that_was_touched_is_named(tmp_path: Path) -> None:
    async with scored(tmp_path) as town, town.signed_in("lead") as browser:
        await town.declares("lead", town.cases[1])
        empty = await browser.get(f"/office/cases/{town.cases[1]}/scores")
        parts = [say("zh", f"assignments.part.{part}") for part in (Part.DEFENCE, Part.ON_SITE)]
        assert say("zh", "scoring.unscored", parts=parts) in empty.words
        assert (empty.words.count("— 综合得分"), ">0<" in empty.text) == (1, False)
        async with town.served.site.store.work() as work:
            first, *_ = await work.assignments.of(town.cases[0], Part.DEFENCE)
            broken = {**{key: points for key, points in ALL.items() if key != "strategy"}, "results": 401}
            await work.assignments._change(first.id, locked_at=None)
            await lock(work, first.id, broken)
            await work.commit()
        page = await browser.get(f"/office/cases/{town.cases[0]}/scores")
        assert "评审0的评分单与评分表对不上：" in page.words
        assert say("zh", "scoring.note.wrong", count=1) in (await browser.get("/office/editions/1/scores")).words


@pytest.mark.article(20, 40)
async def test_scores_are_shut_to_reviewers_to_interests_and_before_the_declaration(tmp_path: Path) -> None:
    async with scored(tmp_path) as town, town.signed_in("lead") as lead, town.signed_in("officer") as officer:
        case, edition = f"/office/cases/{town.cases[0]}/scores", "/office/editions/1/scores"
        rows = await cells(lead, f"{case}.xlsx")
        assert sorted(str(row[15]) for row in rows if row[3] in ("reviewer", "second")) == ["1000", "600"]
        assert [row[8:16] for row in rows if row[3] == "评审3"] == [(None,) * 8]
        assert len(await cells(lead, f"{edition}.xlsx")) == len(rows)
        assert (await acts(town, "lead"))[-2:] == ["sheets_exported", "sheets_exported"]
        before = await officer.get(case)
        assert (before.status, f'value="review:none:{town.cases[0]}"' in before.text) == (403, True)
        assert say("zh", "scoring.hidden", count=2) in (await officer.get(edition)).words
        for name in ("reviewer", "clerk", "chair"):
            async with town.signed_in(name) as browser:
                assert [(await browser.get(path)).status for path in (case, edition, f"{case}.xlsx")] == [403] * 3
        CHATS.setdefault("both", 501)
        town.people["both"] = 0
        async with town.served.site.store.work() as work:
            both = (await work.people.meet("web", 501, town.now, "zh")).person.id
            await work.roles.grant(both, Role.OFFICE)
            await work.commit()
        await town.declares("both", town.cases[0])
        async with town.signed_in("both") as browser:
            refused = await browser.get(case)
            assert (refused.status, refused.notice) == (403, say("zh", "scores.reviewer"))
            assert say("zh", "scoring.hidden", count=2) in (await browser.get(edition)).words
        await town.declares("lead", town.cases[0], interest=True)
        assert [(await lead.get(path)).status for path in (case, f"{case}.xlsx")] == [403, 403]
        listed = await lead.get(edition)
        assert "SB-0001" not in listed.words
        assert say("zh", "scoring.hidden", count=1) in listed.words  # the other one, not declared upon yet
