"""The indicators of an application are asked by calendar year, counted from the edition's, whenever it is written."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from handlers.papers import render
from rules.applications.forms import organisation
from rules.engine.pack import load_pack
from storage.engine.owed import Paper
from storage.store import Store
from tests.handlers.applying import Filler, apply, draft_of, patient, send

pytestmark = [pytest.mark.article(10), pytest.mark.parametrize("url", ["sqlite"], indirect=True)]
FORM = organisation(load_pack(), 2027)


async def open_edition_of_2027(store: Store) -> None:
    """It takes applications in 2026 already, so that the year of the day would be the wrong one."""
    async with store.work() as work:
        await work.calendar.seed(datetime(2026, 7, 1, tzinfo=UTC))
        await work.editions.add(
            number=3,
            year=2027,
            opens_on=date(2026, 8, 1),
            closes_on=date(2026, 12, 31),
            pack="linxia-2023:1",
            opened_at=datetime(2026, 7, 1, tzinfo=UTC),
        )
        await work.commit()


async def test_question_block_check_page_and_paper_name_the_years_before_the_editions(store: Store) -> None:
    town = patient(store)
    await open_edition_of_2027(store)
    someone, begun = await apply(town, "organisation")
    filler = Filler(someone, FORM, begun.given | {"indicator1.more": "no"})
    await filler.fill(until=lambda question: question.key == "indicator1.name")
    draft, _ = await draft_of(town, someone, "organisation")
    said = (await someone.presses_data(f"f:{draft.id}:n:indicators"))[0]
    assert "\n2026年：\n2025年：\n2024年：\n" in said
    assert "2024年至2026年" in (await someone.presses_data(f"f:{draft.id}:h:{FORM.index('indicator1.name')}"))[0]
    # lines copied before the years had names are understood as they were meant
    await someone.says(
        "指标名称：主营业务收入\n单位：万元\n往前第1年：1286.5\n2025年度：1100\n第3年：990\n排名范围：县内"
    )
    assert [(await draft_of(town, someone, "organisation"))[1][f"indicator1.value{back}"] for back in (1, 2, 3)] == [
        "1286.5",
        "1100",
        "990",
    ]
    asked = (await someone.presses_data(f"f:{draft.id}:q:{FORM.index('indicator1.value2')}"))[0]
    assert "2025年全年的数是多少？" in asked
    await filler.fill()
    checked = "".join(await someone.presses_data(f"f:{draft.id}:c"))
    assert all(f"{year}年全年的数是多少？" in checked for year in (2024, 2025, 2026))
    await send(someone, "organisation")
    _, content = await render(store, load_pack(), Paper("application_form", "application:1"), "zh")
    printed = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    assert "2024年2025年2026年" in "".join(printed.split())
