"""The page of a case shows all of it to whoever may read it, and nothing to anybody else (Art. 12, 15, 16, 22, 40)."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from rules.applications.lifecycle import State
from rules.engine.damage import DAMAGED
from tests.handlers.engine.test_damages import SAID, damage
from tests.web.offices import NAME, PHONE, Bureau, bureau
from tests.web.scoring import panel
from tests.web.sites import NOON
from tests.web.tipping import Shown
from texts import say
from workflow.office.timelines import read_timeline

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
SECRET = "配方，公开后会失去优势"
SIGNING = 4
"""The draft behind the recommendation, the first after those of the office's cases and objection."""
SIGNED = {
    "signer_name": "王推荐",
    "signer_post": "总经理",
    "signer_phone": "13987655678",
    "checked": "yes",
    "decision": "recommend",
    "opinion": "该分公司连续三年质量考核优秀，同意推荐。",
}
OBJECTOR = {"name": "马实名", "phone": "13912344321", "document_number": "622921199001011234"}
FACTS = "公示里的营业收入与审计报告不符。"
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


async def completes(town: Bureau, items: Sequence[str], replies: Sequence[str]) -> int:
    """Ask the first case for these items, to which these replies were written but not sent; the draft's id."""
    async with town.served.site.store.work() as work:
        case = await work.applications.get(town.cases[0])
        assert case is not None
        draft = await work.drafts.begin(case.person_id, "supplement", NOON, subject=f"application:{case.id}")
        await work.supplements.ask(
            case.id, items, now=NOON, asked_by=town.people["clerk"], due=NOON.date(), draft_id=draft.id
        )
        for place, reply in enumerate(replies, start=1):
            await work.drafts.answer(draft.id, f"item.{place}.text", reply, NOON)
        await work.commit()
    return draft.id


async def sends(town: Bureau) -> None:
    """The applicant sends the supplement."""
    async with town.served.site.store.work() as work:
        await work.supplements.supplied(town.cases[0], NOON)
        await work.commit()


@pytest.mark.article(15)
async def test_a_supplement_shows_what_was_asked_for_and_what_came(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town:
        before = await seen(town, "lead")
        await completes(town, [ITEM], [REPLY])
        waiting = await seen(town, "lead")
        await sends(town)
        after = await seen(town, "lead")
    awaited = say("zh", "reviews.awaited")
    told = [(ITEM in page.words, awaited in page.words, REPLY in page.words) for page in (before, waiting, after)]
    assert told == [(False, False, False), (True, True, False), (True, False, True)]


async def test_what_is_damaged_is_said_to_be_so_and_the_rest_is_shown(tmp_path: Path) -> None:
    async with panel(tmp_path, answers=ANSWERS) as town:
        store = town.served.site.store
        about = f"application:{town.cases[0]}"
        supplement = await completes(town, [ITEM, "更正职工人数"], [REPLY, "职工120人。"])
        async with store.work() as work:
            await work.drafts.answer(supplement, "item.1.files", [town.file], NOON)
            checked = await work.drafts.begin(town.people["clerk"], "checklist", NOON, subject=about)
            for key, value in {"complete": "yes", "truthful": "yes", "remarks": "材料与现场一致。"}.items():
                await work.drafts.answer(checked.id, key, value, NOON)
            await work.drafts.send(checked.id, NOON)
            case = await work.applications.get(town.cases[0])
            await work.commit()
        await sends(town)
        whole = await seen(town, "lead")
        assert (SAID["zh"] in whole.words, "材料与现场一致。" in whole.words) == (False, True)
        assert say("zh", "reviews.unit_page") not in whole.words  # a heading has no pictograph
        assert say("zh", "reviews.unit_page").removeprefix("🏢 ") in whole.words
        assert case is not None
        for draft, question in (
            (case.draft_id, "indicator1.name"),
            (case.draft_id, "contact1_phone"),
            (supplement, "item.2.text"),
            (supplement, "item.1.files"),
            (checked.id, "truthful"),
            (checked.id, "remarks"),
        ):
            await damage(store, "answers", "value", f"draft_id = {draft} AND question = '{question}'")
        one = await seen(town, "lead")
        await damage(store, "supplements", "items", f"application_id = {town.cases[0]}")
        another = await seen(town, "lead")
    for page, count in ((one, 7), (another, 9)):
        # the name of the figure stands in its row and beside its proof; of two damaged items both say so
        assert (page.status, page.words.count(SAID["zh"]), DAMAGED in page.text) == (200, count, False)
        assert [words for words in (WORDS, REPLY) if words not in page.words] == []
    assert ITEM not in another.words


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


@pytest.mark.article(12)
async def test_a_trade_secret_is_marked_wherever_its_file_stands_and_removed_it_is_nowhere(tmp_path: Path) -> None:
    async with bureau(tmp_path, answers=ANSWERS) as town:
        mark = say("zh", "reviews.secret", secret=SECRET)
        before = await seen(town, "lead")
        async with town.served.site.store.work() as work:
            await work.files.mark_secret(town.file, SECRET)
            await work.commit()
        marked = await seen(town, "lead")
        async with town.served.site.store.work() as work:
            record = await work.files.get(town.file)
            assert record is not None
            await work.secret_files.lock(record.sha256, NOON)
            await work.secret_files.remove(record, NOON)
            await work.commit()
        removed = await seen(town, "lead")
    assert [page.words.count(mark) for page in (before, marked, removed)] == [0, 3, 0]
    assert removed.words.count(say("zh", "secrets.label_removed", at=NOON)) == 3
    assert (town.file in removed.text, "材料.pdf" in removed.text) == (False, False)


@pytest.mark.article(12, 13)
async def test_the_recommendation_is_shown_with_its_signers_number_masked(tmp_path: Path) -> None:
    branch = ANSWERS | {"kind": "branch", "confirmation": {"draft": SIGNING}}
    async with bureau(tmp_path, answers=branch) as town:
        async with town.served.site.store.work() as work:
            signed = await work.drafts.begin(town.people["chair"], "confirmation", NOON)
            assert signed.id == SIGNING
            for key, value in SIGNED.items():
                await work.drafts.answer(signed.id, key, value, NOON)
            await work.drafts.send(signed.id, NOON)
            await work.commit()
        page = await seen(town, "lead")
    assert ("王推荐" in page.words, "139****5678" in page.words, SIGNED["signer_phone"] in page.text) == (
        True,
        True,
        False,
    )


@pytest.mark.article(22)
async def test_who_objects_stands_nowhere_on_the_page(tmp_path: Path) -> None:
    async with bureau(tmp_path) as town:
        async with town.served.site.store.work() as work:
            objector = (await work.people.meet("web", 901, NOON, "zh")).person.id
            await work.people.set_name(objector, OBJECTOR["name"])
            await work.people.set_phone(objector, OBJECTOR["phone"])
            form = await work.drafts.begin(objector, "objection", NOON)
            filed = await work.objections.file(
                matter={"facts": FACTS, "about": town.cases[0]},
                identity=None,
                number="YY-2026-002",
                person_id=objector,
                draft_id=form.id,
                application_id=town.cases[0],
                who="individual",
                received_at=NOON,
                examine_by=NOON.date(),
                changed_at=NOON,
            )
            await work.objections.keep_identity(filed.id, OBJECTOR)
            await work.commit()
        page = await seen(town, "lead")
    assert "YY-2026-002" in page.words
    assert [value for value in (*OBJECTOR.values(), "139****4321", FACTS) if value in page.text] == []


@pytest.mark.article(12, 15)
async def test_reading_the_page_leaves_nothing_of_a_person_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with bureau(tmp_path, answers=ANSWERS) as town:
        page = await seen(town, "lead")
        async with town.served.site.store.work() as work:
            found = await read_timeline(await town.desk(work, "lead"), town.cases[0])
        logging.getLogger("tests").debug("the view of %s can be logged: %r", town.cases[0], found.view)
        for section in found.view.sections:
            logging.getLogger("tests").debug("%r", section)
    assert page.status == 200
    assert "can be logged" in caplog.text
    assert [words for words in (*TOLD, PHONE, "示例食品", "材料.pdf") if words in caplog.text] == []


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


@pytest.mark.article(15, 40)
async def test_whoever_stands_back_after_reading_reads_nothing_more(tmp_path: Path) -> None:
    async with panel(tmp_path, answers=ANSWERS) as town:
        for name in ("lead", "reviewer"):
            assert WORDS in (await seen(town, name)).words
            await town.declares(name, town.cases[0], interest=True)
            page = await seen(town, name)
            assert (page.status, page.notice) == (403, say("zh", "people.not_yours"))
            assert [
                words for words in (*TOLD, "SB-0001", "示例食品", "材料.pdf", 'class="part"') if words in page.text
            ] == []
        async with town.served.site.store.work() as work:
            entries = await work.journal.of(f"application:{town.cases[0]}")
        assert [entry.person_id for entry in entries if entry.act == "application_read"] == [
            town.people["lead"],
            town.people["reviewer"],
        ]


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
