"""Numbers as people entrust them to us, one in every place that is sealed."""

import random
from datetime import UTC, datetime, timedelta

from storage.engine.conversations import Talk
from storage.engine.links import Links
from storage.store import Store

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)
TALK = Talk(1, 5, 5)
_SEEDED = random.Random(22)
NUMBERS = [f"6229{_SEEDED.randrange(10**13, 10**14)}" for _ in range(9)]
READ = [f"{NUMBERS[0][0]}{'*' * 16}{NUMBERS[0][-1]}", *NUMBERS[1:]]
"""The same as they are read: a number that stands in a name is shown masked."""
IN_A_FILE = f"6229{_SEEDED.randrange(10**13, 10**14)}"


async def entrust(store: Store) -> int:
    """Put each number in its place; the person they are about."""
    name, phone, memory, answer, value, button, file, mark, link = NUMBERS
    async with store.work() as work:
        one = (await work.people.meet("telegram", 5, NOW, "zh")).person.id
        await work.people.set_name(one, name)
        await work.people.set_phone(one, phone)
        await work.conversations.set_data(TALK, {"x": memory}, NOW)
        draft = await work.drafts.begin(one, "objection", NOW)
        await work.drafts.answer(draft.id, "identity", answer, NOW)
        await work.outbox.owe("k", one, "t", now=NOW, values={"x": value}, buttons=[[{"x": button}]])
        kept = {"owner": one, "name": file, "kind": "pdf", "secret": mark}
        await work.files.add(IN_A_FILE.encode() * 9, subject="draft:1", now=NOW, **kept)  # type: ignore[arg-type]
        tomorrow = NOW + timedelta(days=1)
        await work.links.make("confirm", "draft:1", now=NOW, expires_at=tomorrow, values={"x": link})
        await work.commit()
        return one


async def entrusted(store: Store, person_id: int) -> list[str | None]:
    """The numbers as they are read back."""
    async with store.work() as work:
        person = await work.people.get(person_id)
        assert person is not None
        memory = await work.conversations.data(TALK)
        (draft,) = await work.drafts.open_for(person_id)
        answers = await work.drafts.answers(draft.id)
        (owed,) = await work.outbox.due(NOW, 1)
        (file,) = await work.files.of("draft:1")
        link = await _only_link(work.links)
    return [
        person.name,
        person.phone,
        memory["x"],
        answers["identity"],
        owed.values["x"],
        owed.buttons[0][0]["x"],
        file.name,
        file.secret,
        link,
    ]


async def _only_link(links: Links) -> str:
    row = (await links._db.exec_driver_sql("SELECT * FROM links")).one()
    values: dict[str, str] = links._link(row).values
    return values["x"]
