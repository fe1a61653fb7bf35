"""The page of a case shows all of it to whoever may read it, and nothing to anybody else (Art. 12, 15, 16, 22, 40)."""

from pathlib import Path
from typing import Any

import pytest

from rules.lifecycle import State
from tests.web.offices import NAME, PHONE, Bureau, bureau
from tests.web.scoring import panel
from tests.web.sites import NOON
from tests.web.tipping import Shown
from texts import say

WORDS = "体系文件齐全，近三年没有重大质量事故。"
ITEM, REPLY = "请补交2025年审计报告", "审计报告已补上。"
ANSWERS: dict[str, Any] = {
    "kind": "legal_person",
    "name": NAME,
    "contact1_name": "马联系",
    "contact1_phone": PHONE,
    "org_1": "yes",
    "org_1.words": WORDS,
    "org_1.files": [],
    "indicator1.name": "主营业务收入",
    "indicator1.unit": "万元",
    "indicator1.value1": "1286.5",
    "indicator1.value2": "1100",
    "indicator1.value3": "990",
    "indicator1.area": "county",
    "indicator1.rank": "2",
    "indicator1.files": [],
}
"""The file of the case stands for each answer of files."""
TOLD = (WORDS, "马联系", "138****5678", "主营业务收入", "1286.5")


async def seen(town: Bureau, name: str) -> Shown:
    """The page of the first case, as somebody gets it."""
    async with town.signed_in(name) as browser:
        return await browser.get(f"/office/cases/{town.cases[0]}")


@pytest.mark.article(10, 12, 15)
async def test_the_page_shows_the_whole_application_with_its_questions_and_masked_numbers(tmp_path: Path) -> None:
    async with bureau(tmp_path, answers=ANSWERS) as town:
        page = await seen(town, "lead")
        assert page.status == 200
        assert [words for words in TOLD if words not in page.words] == []
        assert PHONE not in page.text
        for part in ("organisation", "contacts", "conditions", "indicators"):
            assert (part, f'id="{part}"' in page.text, f'href="#{part}"' in page.text) == (part, True, True)
            assert say("zh", f"apply.section.{part}") in page.words
        # the file: proof of the condition, proof of the figure, and in the list of all files
        assert page.text.count(f"/office/cases/{town.cases[0]}/files/{town.file}") == 3
        assert "主营业务收入 · " in page.words


@pytest.mark.article(10)
async def test_three_years_stand_in_one_table_the_earliest_first(tmp_path: Path) -> None:
    async with bureau(tmp_path, answers=ANSWERS) as town:
        page = await seen(town, "lead")
    table = page.text.partition('id="indicators"')[2].partition("</table>")[0]
    places = [table.index(f'scope="col">{year}<') for year in (2023, 2024, 2025)]
    values = [table.index(f">{value}<") for value in ("990", "1100", "1286.5")]
    assert (places, values) == (sorted(places), sorted(values))
    assert page.text.count("1286.5") == 1


@pytest.mark.article(15)
async def test_a_supplement_shows_what_was_asked_for_and_what_came(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town:
        before = await seen(town, "lead")
        async with town.served.site.store.work() as work:
            case = await work.applications.get(town.cases[0])
            assert case is not None
            draft = await work.drafts.begin(case.person_id, "supplement", NOON, subject=f"application:{case.id}")
            await work.supplements.ask(
                case.id, [ITEM], now=NOON, asked_by=town.people["clerk"], due=NOON.date(), draft_id=draft.id
            )
            await work.drafts.answer(draft.id, "item.1.text", REPLY, NOON)
            await work.commit()
        waiting = await seen(town, "lead")
        async with town.served.site.store.work() as work:
            await work.supplements.supplied(town.cases[0], NOON)
            await work.commit()
        after = await seen(town, "lead")
    awaited = say("zh", "reviews.awaited")
    told = [(ITEM in page.words, awaited in page.words, REPLY in page.words) for page in (before, waiting, after)]
    assert told == [(False, False, False), (True, True, False), (True, False, True)]


@pytest.mark.article(12)
async def test_a_file_that_is_locked_is_neither_named_nor_linked(tmp_path: Path) -> None:
    async with bureau(tmp_path, answers=ANSWERS) as town:
        async with town.served.site.store.work() as work:
            record = await work.files.get(town.file)
            assert record is not None
            await work.secret_files.lock(record.sha256, NOON)
            await work.commit()
        page = await seen(town, "lead")
    assert say("zh", "secrets.label_locked") in page.words
    assert (town.file in page.text, "材料.pdf" in page.text) == (False, False)


@pytest.mark.article(22, 40)
async def test_objections_are_named_by_number_alone_and_only_to_the_office(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town:
        await town.declares("clerk", town.cases[0])
        lead, clerk = await seen(town, "lead"), await seen(town, "clerk")
        assert (lead.status, clerk.status) == (200, 200)
        assert ("YY-2026-001" in lead.words, "YY-2026-001" in clerk.text) == (True, False)
        assert 'id="objections"' not in clerk.text
        async with town.served.site.store.work() as work:
            (objection,) = await work.objections.of_application(town.cases[0])
            lead_id = town.people["lead"]
            await work.recusals.declare(lead_id, f"objection:{objection.id}", interest=True, now=town.now)
            await work.commit()
        recused = await seen(town, "lead")
        assert ("YY-2026-001" in recused.text, 'id="objections"' in recused.text) == (False, False)


@pytest.mark.article(16, 20)
async def test_scores_stand_there_for_the_office_and_for_no_reviewer_of_the_case(tmp_path: Path) -> None:
    async with panel(tmp_path) as town:
        lead, reviewer = await seen(town, "lead"), await seen(town, "reviewer")
        assert (lead.status, reviewer.status) == (200, 200)
        assert ('id="scores"' in lead.text, 'id="scores"' in reviewer.text) == (True, False)
        async with town.served.site.store.work() as work:
            acts = [entry.act for entry in await work.journal.of(f"application:{town.cases[0]}")]
        assert acts.count("scores_read") == 1


@pytest.mark.article(40)
async def test_before_the_declaration_recused_or_without_a_role_the_page_says_nothing(tmp_path: Path) -> None:
    async with panel(tmp_path, declared=False, answers=ANSWERS) as town:
        await town.declares("officer", town.cases[0], interest=True)
        for name in ("reviewer", "second", "clerk", "officer", "chair"):
            page = await seen(town, name)
            assert (name, page.status) == (name, 403)
            assert [words for words in (*TOLD, "YY-2026-001", "材料.pdf") if words in page.text] == []
        async with town.served.site.store.work() as work:
            acts = [entry.act for entry in await work.journal.of(f"application:{town.cases[0]}")]
            case = await work.applications.get(town.cases[0])
        assert acts.count("application_read") == 0
        assert case is not None
        assert case.state is State.MATERIAL_REVIEW
        await town.declares("reviewer", town.cases[0])
        assert WORDS in (await seen(town, "reviewer")).words


@pytest.mark.article(15)
async def test_a_reading_is_noted_once_with_what_was_read(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town:
        await seen(town, "lead")
        async with town.served.site.store.work() as work:
            entries = await work.journal.of(f"application:{town.cases[0]}")
        read = [(entry.person_id, entry.details) for entry in entries if entry.act == "application_read"]
        assert read == [(town.people["lead"], {"part": "whole"})]
