"""Lead and office are told of the end of the Measures on its days, and of nothing in between (Art. 43)."""

from datetime import timedelta

import pytest

from rules.engine.pack import load_pack
from rules.people.roles import Role
from storage.store import Store
from tests.reminders.mail import Office, at
from workflow.awards.expiry import remind_of_measures
from workflow.engine.planning import Planning

PACK = load_pack()
DAY = timedelta(days=1)


@pytest.mark.article(43)
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_so_many_messages_are_owed_as_people_are_told(store: Store) -> None:
    office = Office(store)
    await office.seed()
    await office.staff(9, Role.OFFICE)
    await office.staff(7, Role.LEAD)
    owed = []
    for left in (366, 365, 365, 364, 0, -1, -2):
        async with store.work() as work:
            calendar, now = await work.calendar.load(), at(PACK.last_day - left * DAY)
            planning = Planning(work=work, pack=PACK, calendar=calendar, now=now, said_at=now)
            owed.append(await remind_of_measures(planning))
            await work.commit()
    assert owed == [0, 2, 0, 0, 2, 2, 0]
