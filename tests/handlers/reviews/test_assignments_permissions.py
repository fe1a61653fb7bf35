"""Who opens what of a case under material review: asked, not asked, with an interest, with a role ended (40, 41)."""

import pytest

from rules.people.roles import Role
from rules.reviews.assignments import Standing
from storage.store import Store
from tests.handlers.reviewing import NUMBER, Review
from tests.handlers.scoring import REASONS, Scoring
from tests.talking import Someone

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)

READING = ("review:open:1", "review:section:1:person:0", "review:files:1", "sheet:open:material:1")
"""What a reviewer who was asked may open."""
DECIDING = (
    "assignment:team:1",
    "panel:case:material:1",
    "assignment:with:1:{other}",
    "result:see:material:1",
    "result:pass:1",
    "result:pass_all:1:0",
    "result:sheet:1",
    "letter:write:not_accepted:1",
    "letter:see:1",
    "letter:yes:1:not_accepted",
    "declaration:clear:review:1:0",
)
"""What only the office may do."""
SECRETS = ("马小花", NUMBER, "材料.pdf", REASONS, "某501")


async def reviewed(store: Store) -> Scoring:
    """500 and 501 were asked; 501 has locked the sheet, 500 has declared and not begun."""
    scoring = await Scoring.begin(store)
    await scoring.asks(500, 501)
    await scoring.locks(501)
    await scoring.declared(500)
    return scoring


async def tries(someone: Someone, scoring: Scoring, presses: tuple[str, ...]) -> list[str]:
    """How the answers to these presses begin, each with nothing secret in it."""
    begun = []
    for press in presses:
        read = await someone.presses_data(press.format(other=scoring.ids[502]))
        assert not any(secret in "".join(read) for secret in SECRETS), press
        begun.append(read[0][:7])
    return begun


async def unchanged(scoring: Scoring) -> tuple[object, ...]:
    return (await scoring.state(), await scoring.sheets(), await scoring.open_tasks(), len(await scoring.owed(100)))


@pytest.mark.article(16, 40)
async def test_who_was_asked_reads_the_case_and_decides_nothing(store: Store) -> None:
    scoring = await reviewed(store)
    reviewer, before = scoring.person(500), await unchanged(scoring)
    for press in READING:
        assert not (await reviewer.presses_data(press))[0].startswith("这件事不归您办理")
    before = await unchanged(scoring)
    presses = ("sheet:lock:2", *DECIDING)
    assert await tries(reviewer, scoring, presses) == ["这件事不归您办"] * len(presses)
    assert await unchanged(scoring) == before
    (cover,) = await reviewer.presses_data("review:open:1")
    assert "审核意见由受理单位的经办人出具" not in cover  # that was given before the expert was asked
    assert not any("通过" in label for label in reviewer.buttons())


async def recused(scoring: Scoring) -> int:
    await scoring.person(500).presses_data("review:interest:1")
    return 500


async def ended(scoring: Scoring) -> int:
    async with scoring.town.store.work() as work:
        (held,) = await work.roles.of(scoring.ids[500])
    await scoring.person(Review.LEAD).presses_data(f"person:end:{held.id}")
    return 500


async def expired(scoring: Scoring) -> int:
    async with scoring.town.store.work() as work:
        await work.roles.end(scoring.ids[500], Role.REVIEWER, scoring.town.clock.now)
        await work.commit()
    return 500


async def replaced(scoring: Scoring) -> int:
    await scoring.person(Review.OFFICE).presses_data(f"assignment:with:1:{scoring.ids[503]}")
    return 500


async def never_asked(scoring: Scoring) -> int:
    return 502


OTHERS = {"recused": recused, "ended": ended, "expired": expired, "replaced": replaced, "never asked": never_asked}


@pytest.mark.article(40, 41)
@pytest.mark.parametrize("who", OTHERS)
async def test_nobody_else_opens_or_changes_anything(store: Store, who: str) -> None:
    scoring = await reviewed(store)
    someone = scoring.person(await OTHERS[who](scoring))
    before, refused = await unchanged(scoring), len(await scoring.refusals())
    presses = (*READING, "sheet:lock:1", "sheet:lock:2", *DECIDING)
    assert await tries(someone, scoring, presses) == ["这件事不归您办"] * len(presses)
    assert await unchanged(scoring) == before
    assert len(await scoring.refusals()) - refused == len(presses)


@pytest.mark.article(40)
async def test_a_reviewer_with_an_interest_cannot_lock_what_was_filled_in_before(store: Store) -> None:
    scoring = await Scoring.begin(store)
    await scoring.asks(500, 501)
    reviewer = await scoring.fills(500)
    await reviewer.presses("确认无误")
    await reviewer.presses_data("review:interest:1")
    assert (await reviewer.presses_data("sheet:lock:1"))[0].startswith("这件事不归您办理")
    first, _ = await scoring.sheets()
    assert (first.standing, first.locked_at) == (Standing.REPLACED, None)


@pytest.mark.article(40)
async def test_an_officer_declares_before_every_page_of_a_case(store: Store) -> None:
    scoring = await Scoring.begin(store)
    officer = scoring.person(Review.OFFICE)
    for press in (
        "assignment:team:1",
        "panel:case:material:1",
        "result:see:material:1",
        "letter:see:1",
        "letter:write:not_accepted:1",
    ):
        assert (await officer.presses_data(press))[0].startswith("申报 2026-0001：马小花\n\n打开前请声明"), press
    await officer.presses_data("review:interest:1")
    for press in (
        "assignment:team:1",
        "panel:case:material:1",
        "result:see:material:1",
        "result:pass:1",
        "letter:see:1",
    ):
        assert (await officer.presses_data(press))[0].startswith("这件事不归您办理"), press
    assert await scoring.sheets() == []


@pytest.mark.article(40, 41)
@pytest.mark.parametrize("how", ["replaced, and in the office", "without the role, and in the office"])
async def test_another_door_to_the_case_is_none_to_the_sheet(store: Store, how: str) -> None:
    scoring = await reviewed(store)
    async with store.work() as work:
        await work.roles.grant(scoring.ids[500], Role.OFFICE)
        if how.startswith("replaced"):
            await work.assignments.stand(1, Standing.REPLACED)
        else:
            await work.roles.end(scoring.ids[500], Role.REVIEWER, scoring.town.clock.now)
        await work.commit()
    officer = scoring.person(500)
    assert (await officer.presses_data("review:open:1"))[0].startswith("📂 申报 2026-0001")
    for press in ("sheet:open:material:1", "sheet:lock:1"):
        assert (await officer.presses_data(press))[0].startswith("这件事不归您办理")
