"""What holders may claim: a card, lists for departments and banks, recommendations to other awards (Art. 28-30)."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile
from openpyxl import load_workbook
from pypdf import PdfReader

from rules.awards import affair_forms as questions
from rules.awards.affairs import Kind, State
from rules.awards.validity import Ending
from storage.store import Store
from tests.handlers.contacting import PHONE, reachable
from tests.handlers.holding import JULY, PERSON, changed, document, sends_list, texts_owed
from tests.handlers.yearly import OTHER, STRANGER, Years
from tests.talking import Town

ONE = changed(PERSON, decided_on="2025-09-10")
NAMES = ("㐂和乳业", "好味面业", "马㐂𠮷")


async def registered(store: Store) -> Years:
    """Two organisations and a person hold the award."""
    years = await Years.begin(store)
    await sends_list(years.officer, [OTHER, ONE])
    await years.officer.presses("确认导入")
    return years


def sent(town: Town) -> dict[str, bytes]:
    """The files that were sent, by the ending of their names."""
    found = [call.document for call in town.session.said if isinstance(call, SendDocument)]
    return {(one.filename or "").rpartition(".")[2]: one.data for one in found if isinstance(one, BufferedInputFile)}


def named(content: bytes) -> list[str]:
    """Who stands in a spreadsheet or a PDF."""
    if content[:4] == b"%PDF":
        words = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    else:
        rows = load_workbook(BytesIO(content)).active.iter_rows(values_only=True)  # type: ignore[union-attr]
        words = "".join(str(cell) for row in rows for cell in row)
    return [name for name in NAMES if name in "".join(words.split())]


async def investigated(store: Store, award: int) -> None:
    """A case about the award is open."""
    async with store.work() as work:
        await work.sanctions.open(
            matter={"name": "", "facts": ""},
            now=JULY,
            number="2026-001",
            article=39,
            opened_by=1,
            award_id=award,
        )
        await work.commit()


@pytest.mark.article(28, 29, 30)
async def test_lists_hold_who_is_valid_and_not_looked_into_and_nothing_that_was_not_published(store: Store) -> None:
    years = await registered(store)
    await years.writes(years.officer, "listing", audience="banks")
    files = sent(years.town)
    assert [named(files[ending]) for ending in ("xlsx", "pdf")] == [["㐂和乳业", "好味面业"]] * 2  # Art. 29: no people
    text = "".join(str(cell) for row in load_workbook(BytesIO(files["xlsx"])).active.values for cell in row)  # type: ignore[union-attr]
    assert [secret for secret in ("91622921", "13812345678", "马志强") if secret in text] == []
    await investigated(store, 1)
    async with store.work() as work:
        await work.awards.end(2, Ending.REVOKED, date(2026, 6, 30))
        await work.commit()
    await years.writes(years.officer, "listing", audience="recommenders", as_of="2026-07-01")
    assert named(sent(years.town)["xlsx"]) == ["马㐂𠮷"]
    await years.writes(years.officer, "listing", audience="departments", as_of="2026-06-29")
    assert named(sent(years.town)["xlsx"]) == ["好味面业"]  # as of the day before it ended
    async with store.work() as work:
        found = [entry for entry in await work.journal.page(limit=99) if entry.act == "holders_listed"]
    assert [(entry.article, entry.details["audience"]) for entry in found] == [
        (28, "departments"),
        (30, "recommenders"),
        (29, "banks"),
    ]
    assert "临夏县农村信用合作联社" in (await years.officer.presses_data("affair:open:1"))[0]
    for other in (years.holder, years.clerk, years.town.person(STRANGER)):
        assert (await other.presses_data("holder_list:new"))[0].startswith("这件事")


@pytest.mark.article(28, 29, 30)
async def test_a_holder_has_a_card_with_its_rights_by_article(store: Store) -> None:
    years = await Years.begin(store)
    (told,) = await years.holder.presses_data("holder:rights:1")
    assert [told.count(article) for article in ("第二十八条", "第二十九条", "第三十条")] == [1, 1, 1]
    await years.holder.presses_data("holder:card:1")
    name, content = document(years.town)
    (page,) = PdfReader(BytesIO(content)).pages
    linked = [str(one["/A"]["/URI"]) for one in page.annotations or ()]
    assert (name, linked) == ("获奖者权利卡.pdf", ["http://127.0.0.1:8080/chat?start=cert-1"])
    assert "ZL-2021-01" in page.extract_text()


@pytest.mark.article(29, 44)
async def test_card_and_list_say_at_their_foot_how_the_office_is_reached(store: Store) -> None:
    years = await registered(store)
    years.town.office = replace(years.town.office, pack=reachable(years.town.office.pack))
    years.town.receive.office = years.town.office
    await years.holder.presses_data("holder:card:1")
    _, card = document(years.town)
    await years.writes(years.officer, "listing", audience="banks")
    for content in (card, sent(years.town)["pdf"]):
        assert PHONE in "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


@pytest.mark.article(30)
async def test_a_valid_holder_is_recommended_and_what_came_of_it_is_kept(store: Store) -> None:
    years = await registered(store)
    assert (await years.holder.presses_data("affair:new:higher:1"))[0].startswith("这件事")
    (said,) = await years.writes(years.officer, "higher", which="province_quality")
    assert said.startswith("✅ 推荐已登记，编号荐评〔2026〕1号")
    assert await texts_owed(store, "affair:1:recommended") == ["affairs.told.higher.recommended"]
    await years.does(years.officer, "result", 1, questions.ending(Kind.HIGHER), verdict="won")
    assert (await years.affair(1)).state is State.SETTLED
    assert await texts_owed(store, "affair:1:won") == ["affairs.told.higher.won"]
    assert "甘肃省质量奖" in (await years.holder.presses_data("affair:open:1"))[0]
    await investigated(store, 1)
    async with store.work() as work:
        await work.awards.end(2, Ending.REVOKED, date(2026, 6, 30))
        await work.commit()
    assert (await years.officer.presses_data("affair:new:higher:1"))[0].startswith("这个获奖者有处理案件没有办结")
    assert (await years.officer.presses_data("affair:new:higher:2"))[0].startswith("这个奖项不在有效期内")
