"""What is erased is gone from every place; what is not about it stays; the rows that statistics count stay too."""

import hashlib
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from rules.applications.lifecycle import State
from rules.engine.damage import DAMAGED
from storage.database.seals import Keys
from storage.schema import metadata
from storage.store import Store
from storage.work import Work
from tests.storage import unsealed

NOW = datetime(2026, 9, 17, 2, tzinfo=UTC)
OTHERS = "与此无关的话留下来"


async def a_file(work: Work, person_id: int, draft_id: int, content: str, name: str) -> str:
    about = {"owner": person_id, "name": name, "kind": "pdf", "subject": f"draft:{draft_id}", "secret": name}
    return (await work.files.add(content.encode(), now=NOW, draft_id=draft_id, **about)).id  # type: ignore[arg-type]


async def an_application(work: Work, person_id: int, word: str, *, state: State = State.NOT_PASSED) -> int:
    """One that has been through everything, with the word in every place."""
    edition = await work.editions.add(
        number=2, year=2026, opens_on=date(2026, 1, 1), closes_on=date(2026, 9, 1), pack="1"
    )
    edition_id = edition.id if edition else 1
    draft = await work.drafts.begin(person_id, "individual", NOW, subject=f"edition:{edition_id}")
    await work.drafts.answer(draft.id, "name", word, NOW)
    await a_file(work, person_id, draft.id, word, word)
    begun = await work.applications.begin(
        edition_id=edition_id, kind="individual", person_id=person_id, draft_id=draft.id, now=NOW
    )
    about = f"application:{begun.id}"
    identity = work.applications.identity(word)
    await work.applications.move(begun, state, NOW, number=f"2026-{begun.id:04}", name=word, identity=identity)
    opinion = await work.drafts.begin(person_id, "opinion", NOW, subject=about)
    await work.drafts.answer(opinion.id, "words", word, NOW)
    await work.supplements.ask(begun.id, [word], now=NOW, asked_by=person_id, due=date(2026, 9, 1), draft_id=opinion.id)
    await work.outbox.owe(f"{about}:receipt", person_id, "t", now=NOW, values={"name": word})
    await work.links.make("confirm", about, now=NOW, expires_at=NOW + timedelta(days=1), values={"name": word})
    for one in (draft, opinion):
        await work.drafts.send(one.id, NOW)
    return begun.id


async def an_objection(work: Work, person_id: int, word: str) -> int:
    draft = await work.drafts.begin(person_id, "objection", NOW)
    proof = await a_file(work, person_id, draft.id, f"{word} proof", "p")
    paper = await a_file(work, person_id, draft.id, f"{word} paper", "e")
    filed = await work.objections.file(
        matter={"facts": word, "evidence": [paper]},
        identity=work.objections.equality(word),
        number=f"2026-{draft.id:03}",
        person_id=person_id,
        draft_id=draft.id,
        who="individual",
        received_at=NOW,
        examine_by=date(2026, 9, 24),
        changed_at=NOW,
    )
    await work.objections.keep_identity(filed.id, {"name": word, "phone": word, "proof": [proof]})
    await work.outbox.owe(f"objection:{filed.id}:receipt", person_id, "t", now=NOW, values={"name": word})
    await work.drafts.send(draft.id, NOW)
    return filed.id


async def counted(store: Store) -> dict[str, int]:
    """The rows of the tables that statistics are made from."""
    async with store.work() as work:
        return {
            name: (
                await work.rotation._db.execute(select(func.count()).select_from(metadata.tables[name]))
            ).scalar_one()
            for name in ("applications", "objections", "drafts", "people", "editions")
        }


async def person(work: Work, chat: int, bot: str = "telegram") -> int:
    return (await work.people.meet(bot, chat, NOW, "zh")).person.id


async def test_an_application_goes_with_all_that_was_said_of_it_and_its_row_stays(store: Store) -> None:
    word = "要删除的申报内容"
    async with store.work() as work:
        mine, other = await person(work, 1), await person(work, 2)
        one = await an_application(work, mine, word)
        await an_application(work, other, OTHERS)
        await work.commit()
    before, rows = await unsealed.plain(store), await counted(store)
    async with store.work() as work:
        await work.erasures.application(one)
        done = work.erasures.done
        await work.commit()
    after = await unsealed.plain(store)
    assert (before.count(word) > 8, after.count(word), after.count(OTHERS)) == (True, 0, before.count(OTHERS))
    assert (done["fields"] > 0, done["files"], done["messages"]) == (True, 1, 1)
    assert await counted(store) == rows
    async with store.work() as work:
        kept = await work.applications.get(one)
    assert kept is not None
    assert (kept.number, kept.state, kept.name, kept.identity) == (f"2026-{one:04}", State.NOT_PASSED, None, None)


async def test_who_objects_goes_first_and_the_matter_later(store: Store) -> None:
    word = "要删除的异议"
    async with store.work() as work:
        mine = await person(work, 1)
        one = await an_objection(work, mine, word)
        identity = await work.objections.identity(one)
        await work.commit()
    rows = await counted(store)
    async with store.work() as work:
        await work.erasures.identity(one, identity["proof"])
        await work.commit()
    async with store.work() as work:
        kept = await work.objections.get(one)
        assert kept is not None
        assert (await work.objections.identity(one), kept.matter["facts"]) == ({}, word)
        assert await work.objections.equal(work.objections.equality(word)) is None
    assert (f"{word} proof" in await unsealed.plain(store), f"{word} paper" in await unsealed.plain(store)) == (
        False,
        True,
    )
    async with store.work() as work:
        await work.erasures.objection(one, kept.number, NOW)
        await work.commit()
    assert word not in await unsealed.plain(store)
    assert await counted(store) == rows
    async with store.work() as work:
        emptied = await work.objections.get(one)
    assert emptied is not None
    assert (emptied.state, emptied.matter) == (kept.state, {})


@pytest.mark.parametrize("bot", ["web", "telegram"])
async def test_a_person_goes_with_chats_and_messages_and_nobody_else_does(store: Store, bot: str) -> None:
    word = "要删除的人"
    async with store.work() as work:
        mine, other = await person(work, 1, bot), await person(work, 2, bot)
        for one, said in ((mine, word), (other, OTHERS)):
            await work.people.set_name(one, said)
            await work.people.set_phone(one, said)
            await work.outbox.owe(f"k:{one}", one, "t", now=NOW, values={"x": said})
            await work.links.make("join", f"person:{one}", now=NOW, expires_at=NOW, values={"x": said})
        for chat, said in ((1, word), (2, OTHERS)):
            await work.inbox.add(chat, f'{{"text": "{said}"}}', at=NOW)
            await work.inbox.add_file(chat, 1, name=said, content=said.encode())
        await work.commit()
    async with store.work() as work:
        await work.erasures.person(mine, NOW)
        if bot == "telegram":
            await work.inbox.erase(1)  # a web chat of the same number is somebody else's
        await work.commit()
    after = await unsealed.plain(store)
    assert (after.count(word), OTHERS in after) == (0, True)
    async with store.work() as work:
        assert await work.people.by_phone(word) == []
        assert [one.id for one in await work.people.by_phone(OTHERS)] == [other]
        assert len(await work.channels.of(mine)) == 1  # the proof is still to be told
        await work.erasures.chats(mine)
        await work.commit()
    async with store.work() as work:
        assert (await work.channels.of(mine), len(await work.channels.of(other))) == ([], 1)
        assert (await work.people.get(mine)) is not None


async def test_what_others_were_told_of_it_is_taken_back_and_nothing_else(store: Store) -> None:
    word, content = "13955667788", b"a scan of a card"
    async with store.work() as work:
        officer = await person(work, 9)
        await work.inbox.add(9, '{"text": "他的电话：13955667788"}', at=NOW)
        await work.inbox.add(9, f'{{"text": "{OTHERS}"}}', at=NOW)
        await work.inbox.add(9, '{"text": "", "file": {}}', at=NOW)
        await work.inbox.add_file(9, 3, name="proof.png", content=content)
        await work.outbox.owe("told", officer, "t", now=NOW, values={"phone": word})
        await work.outbox.owe("kept", officer, "t", now=NOW, values={"phone": OTHERS})
        await work.commit()
    async with store.work() as work:
        digest = "e" * 64
        assert await work.quotations.erase([word, '有"引号"\n的两行'], {digest: len(content)}) == 2
        await work.commit()
    async with store.work() as work:
        assert [entry.message for entry in await work.inbox.latest(9, 10)] == [2, 3]
        told, kept = await work.outbox.get("told"), await work.outbox.get("kept")
        assert told is not None
        assert kept is not None
        assert (told.values, told.state.value, kept.values) == ({}, "dropped", {"phone": OTHERS})
        assert await work.quotations.erase([], {hashlib.sha256(content).hexdigest(): len(content)}) == 1
        assert [entry.message for entry in await work.inbox.latest(9, 10)] == [2]
        await work.commit()


async def test_the_sealed_bytes_are_in_no_file_of_the_folder_after_the_commit(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'award.db'}", Keys.fresh(), tmp_path, create=True)
    word = "要删除的内容" * 20
    async with store.work() as work:
        mine = await person(work, 1)
        one = await an_application(work, mine, word)
        await work.commit()
    long = await unsealed.closed(store, than=len(word.encode()))
    assert (len(long) > 5, all(field in unsealed.raw(tmp_path) for field in long)) == (True, True)
    async with store.work() as work:
        await work.erasures.application(one)
        await work.commit()
    assert (tmp_path / "award.db-wal").stat().st_size == 0
    assert [field for field in long if field in unsealed.raw(tmp_path)] == []
    assert list((tmp_path / "files").iterdir()) == []
    await store.close()


async def test_an_erasure_that_is_not_committed_erases_nothing(store: Store) -> None:
    async with store.work() as work:
        mine = await person(work, 1)
        one = await an_application(work, mine, OTHERS)
        await work.commit()
    before = await unsealed.plain(store)
    async with store.work() as work:
        await work.erasures.application(one)
    assert Counter(await unsealed.plain(store)) == Counter(before)
    assert DAMAGED not in before
