"""The clock erases what was kept for its time, not a day before, and first tells whoever may still come back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from reminders.planner import plan
from rules.applications.lifecycle import State
from rules.engine.calendar import OFFICE_ZONE
from rules.engine.pack import load_pack
from rules.objections.cases import State as Objected
from rules.people.roles import Role
from storage.store import Store
from storage.work import Work
from tests.storage import unsealed
from tests.storage.office.test_erasures import an_application, an_objection
from workflow.office.imports import SUBJECT

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
BEGUN = datetime(2026, 9, 17, 2, tzinfo=UTC)
WORD = "到期要删除的内容"


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=OFFICE_ZONE)


async def on(store: Store, day: date) -> str:
    """The planner looks; everything that is kept then."""
    await plan(store, load_pack(), at(day))
    return await unsealed.plain(store)


async def person(work: Work, chat: int = 1) -> int:
    return (await work.people.meet("telegram", chat, BEGUN, "zh")).person.id


async def erasures(store: Store, subject: str) -> list[dict[str, object]]:
    async with store.work() as work:
        return [entry.details for entry in await work.journal.of(subject) if entry.act == "erased"]


async def test_a_draft_is_erased_a_year_after_its_last_answer_and_its_writer_is_told_a_month_before(
    store: Store,
) -> None:
    async with store.work() as work:
        one = await person(work)
        draft = await work.drafts.begin(one, "small", BEGUN)
        await work.drafts.answer(draft.id, "name", WORD, BEGUN)
        await work.drafts.move(draft.id, "next", BEGUN)
        await work.commit()
    assert WORD in await on(store, date(2027, 8, 18))
    async with store.work() as work:
        assert await work.outbox.of(one) == []
    await on(store, date(2027, 8, 19))
    async with store.work() as work:
        (told,) = await work.outbox.of(one)
    assert (told.text, told.values) == ("personal.draft_ends", {"on": date(2027, 9, 18)})
    assert WORD in await on(store, date(2027, 9, 17))
    assert WORD not in await on(store, date(2027, 9, 18))
    assert await erasures(store, f"draft:{draft.id}") == [{"why": "kept", "fields": 1}]
    async with store.work() as work:
        assert len(await work.outbox.of(one)) == 1


async def test_whoever_comes_back_to_a_draft_keeps_it_and_is_told_anew_another_time(store: Store) -> None:
    async with store.work() as work:
        one = await person(work)
        draft = await work.drafts.begin(one, "small", BEGUN)
        await work.drafts.answer(draft.id, "name", WORD, BEGUN)
        await work.commit()
    await on(store, date(2027, 9, 1))
    async with store.work() as work:
        await work.drafts.move(draft.id, "next", at(date(2027, 9, 10)))
        await work.commit()
    assert WORD in await on(store, date(2028, 8, 1))
    assert WORD in await on(store, date(2028, 9, 1))
    async with store.work() as work:
        assert [owed.values["on"] for owed in await work.outbox.of(one)] == [date(2027, 10, 1), date(2028, 10, 1)]
    assert WORD in await on(store, date(2028, 9, 30))
    assert WORD not in await on(store, date(2028, 10, 1))


async def test_after_a_long_time_away_the_writer_is_told_first_all_the_same(store: Store) -> None:
    async with store.work() as work:
        draft = await work.drafts.begin(await person(work), "small", BEGUN)
        await work.drafts.answer(draft.id, "name", WORD, BEGUN)
        await work.commit()
    assert WORD in await on(store, date(2029, 1, 2))  # on New Year's Day nobody is written to
    assert WORD in await on(store, date(2029, 1, 31))
    assert WORD not in await on(store, date(2029, 2, 1))


@pytest.mark.parametrize(
    ("state", "erased"),
    [(State.NOT_PASSED, True), (State.WITHDRAWN, True), (State.GRANTED, False), (State.ON_SITE, False)],
)
async def test_an_application_without_an_award_is_erased_three_years_after_its_end(
    store: Store, state: State, erased: bool
) -> None:
    async with store.work() as work:
        one = await an_application(work, await person(work), WORD, state=state)
        await work.commit()
    assert WORD in await on(store, date(2029, 9, 17))
    assert (WORD in await on(store, date(2029, 9, 18))) is not erased
    assert len(await erasures(store, f"application:{one}")) == erased
    assert (WORD in await on(store, date(2039, 9, 18))) is not erased


async def test_who_objected_is_erased_a_year_after_the_end_and_what_was_objected_after_five(store: Store) -> None:
    async with store.work() as work:
        one = await an_objection(work, await person(work), WORD)
        objection = await work.objections.get(one)
        assert objection is not None
        await work.objections.move(objection, Objected.CONFIRMED, BEGUN)
        await work.commit()
    assert f"{WORD} proof" in await on(store, date(2027, 9, 17))
    after = await on(store, date(2027, 9, 18))
    assert (f"{WORD} proof" in after, f"{WORD} paper" in after) == (False, True)
    assert f"{WORD} paper" in await on(store, date(2031, 9, 17))
    assert WORD not in await on(store, date(2031, 9, 18))
    assert [sorted(one) for one in await erasures(store, f"objection:{one}")] == [
        ["fields", "files", "identity", "why"],
        ["fields", "files", "messages", "why"],
    ]


async def test_an_objection_that_is_under_way_is_kept_however_long_it_takes(store: Store) -> None:
    async with store.work() as work:
        await an_objection(work, await person(work), WORD)
        await work.commit()
    assert f"{WORD} proof" in await on(store, date(2039, 9, 18))


async def test_what_was_said_in_chats_is_erased_after_half_a_year(store: Store) -> None:
    async with store.work() as work:
        await work.inbox.add(5, f'{{"text": "{WORD}"}}', at=BEGUN)
        await work.inbox.add_file(5, 1, name="a", content=f"{WORD} file".encode())
        await work.inbox.add(5, '{"text": "newer"}', at=BEGUN + timedelta(days=1))
        await work.commit()
    assert f"{WORD} file" in await on(store, date(2027, 3, 17))
    assert WORD not in await on(store, date(2027, 3, 18))
    async with store.work() as work:
        assert [entry.message for entry in await work.inbox.latest(5, 10)] == [2]
        assert await work.inbox.number(5) == 3  # a number is not given out again


async def test_a_person_with_nothing_here_is_erased_two_years_after_their_last_word(store: Store) -> None:
    async with store.work() as work:
        one, clerk = await person(work), await person(work, 2)
        for each in (one, clerk):
            await work.people.set_name(each, f"{WORD} {each}")
        await work.roles.grant(clerk, Role.OFFICE)
        await work.commit()
    assert f"{WORD} {one}" in await on(store, date(2028, 9, 17))
    after = await on(store, date(2028, 9, 18))
    assert (f"{WORD} {one}" in after, f"{WORD} {clerk}" in after) == (False, True)
    async with store.work() as work:
        assert (await work.channels.of(one), len(await work.channels.of(clerk))) == ([], 1)


async def test_what_is_erased_is_erased_once_and_nothing_is_written_where_nothing_was(store: Store) -> None:
    async with store.work() as work:
        await an_application(work, await person(work), WORD)
        await work.commit()
    await on(store, date(2029, 9, 18))
    async with store.work() as work:
        head = await work.journal.head()
    await plan(store, load_pack(), at(date(2029, 9, 18), 11))
    async with store.work() as work:
        assert await work.journal.head() == head


async def test_a_list_that_nobody_entered_is_erased_on_the_thirty_first_day_and_no_other_file(store: Store) -> None:
    async with store.work() as work:
        one = await person(work)
        for subject, late in ((SUBJECT, 0), (SUBJECT, 1), ("application:5", 0)):
            came, name = BEGUN + timedelta(days=late), f"{subject} {late}"
            await work.files.add(WORD.encode(), owner=one, name=name, kind="xlsx", subject=subject, now=came)
        await work.commit()

    async def kept() -> set[str]:
        async with store.work() as work:
            return {file.name for file in await work.files.owned_by(one)}

    await on(store, date(2026, 10, 17))
    assert await kept() == {"holders 0", "holders 1", "application:5 0"}
    await on(store, date(2026, 10, 18))
    assert await kept() == {"holders 1", "application:5 0"}
    assert await erasures(store, "awards") == [{"why": "kept", "files": 1}]
