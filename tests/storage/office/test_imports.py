"""Thousands of people are entered in pieces, each under the name and phone that are theirs."""

from storage.store import Store
from tests.reminders.mail import NOON

MANY = 1_101


async def test_more_people_than_one_statement_takes_are_entered_each_as_themselves(store: Store) -> None:
    listed = [(f"第{n}人", f"138{n:08}") for n in range(MANY)]
    async with store.work() as work:
        for here in (listed[:2], listed[2:]):
            ids = await work.imports.add_people(here, NOON, "zh")
            people = await work.people.these(ids)
            assert [(people[one].name, people[one].phone) for one in ids] == here
        await work.imports.give_emails({one: f"a{one}@example.cn" for one in ids}, NOON)
        last = await work.emails.of(ids[-1])
        assert last is not None
        assert last.address == f"a{ids[-1]}@example.cn"
        found = await work.imports.waiting(set(listed))
        assert (len(found), found[listed[-1]]) == (MANY, ids[-1])
