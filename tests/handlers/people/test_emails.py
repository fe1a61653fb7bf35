"""An e-mail address is given, confirmed by the code that was sent there, changed, and deleted."""

import re
from dataclasses import replace
from datetime import timedelta

from rules.people.roles import Email
from storage.engine.owed import OwedState
from storage.store import Store
from tests.handlers.holding import WIN, register
from tests.handlers.towns import on_web, town_with_web
from tests.papers.lists import HEADINGS, book
from tests.talking import Town
from texts import say


def town_with_mail(store: Store, *, private_on_web: bool = False) -> Town:
    town = town_with_web(store, private_on_web=private_on_web)
    town.places = replace(town.places, emails=True)
    town.office = replace(town.office, places=town.places)
    town.receive.office = town.office
    return town


async def email_of(town: Town, chat: int, bot: str = "telegram") -> Email | None:
    async with town.store.work() as work:
        channel = await work.channels.find(bot, chat)
        assert channel is not None
        return await work.emails.of(channel.person_id)


async def arrives(town: Town, chat: int) -> bool:
    given = await email_of(town, chat)
    return given is not None and given.arrives


async def codes(town: Town, chat: int) -> list[str]:
    """What was owed to the address, the latest last."""
    async with town.store.work() as work:
        channel = await work.channels.find("telegram", chat)
        assert channel is not None
        mine = [owed for owed in await work.outbox.of(channel.person_id) if owed.kind == "email-code"]
    assert {(owed.over, owed.state) for owed in mine} <= {("email", OwedState.OWED)}
    return [str(owed.values["code"]) for owed in mine]


async def test_an_address_counts_once_its_owner_has_typed_the_code(store: Store) -> None:
    town = town_with_mail(store)
    one = town.person(10)
    await one.says("/mydata")
    await one.presses("电子邮箱")
    await one.presses("登记邮箱")
    assert "name@example.com" in (await one.says("马丽"))[-1]  # no address: it is asked for again
    (sent,) = await one.says(" Ma.Li@Dairy.example ")
    assert sent.startswith("确认码已发往m***@dairy.example")
    given = await email_of(town, 10)
    assert given is not None
    assert (given.address, given.arrives) == ("ma.li@dairy.example", False)
    (code,) = await codes(town, 10)
    await one.says("AAAA BBBB")
    assert await email_of(town, 10) == given
    await one.presses_data("email:enter")
    (done,) = await one.says(code.lower())
    assert done.startswith("✅ 邮箱已确认。\n\n邮箱：m***@dairy.example\n2026年9月1日（周二）10:00已确认")
    assert "m***@dairy.example（已确认）" in (await one.says("/mydata"))[-1]
    await one.presses("电子邮箱")
    assert (await one.presses("删除邮箱"))[-1].startswith("邮箱已删除")
    assert await email_of(town, 10) is None


async def test_a_code_is_good_for_the_last_address_of_its_owner_alone(store: Store) -> None:
    town = town_with_mail(store)
    one, other = town.person(10), town.person(11)
    for who, address in ((one, "first@dairy.example"), (other, "other@dairy.example"), (one, "second@dairy.example")):
        await who.presses_data("email:give")
        await who.says(address)
    first, second = await codes(town, 10)
    for wrong in (first, *await codes(town, 11)):
        await one.presses_data("email:enter")
        await one.says(wrong)
        assert not await arrives(town, 10)
    town.clock.now += timedelta(hours=25)
    await one.says(f"/start {second.replace(' ', '')}")
    assert not await arrives(town, 10)
    await one.presses_data("email:again")
    await one.says((await codes(town, 10))[-1])
    assert await arrives(town, 10)


async def test_strangers_are_not_flooded_with_codes(store: Store) -> None:
    town = town_with_mail(store)
    one = town.person(10)
    for place in range(5):
        await one.presses_data("email:give")
        await one.says(f"stranger{place}@dairy.example")
    await one.presses_data("email:give")
    assert (await one.says("stranger6@dairy.example"))[0].startswith(say("zh", "emails.too_many"))
    assert len(await codes(town, 10)) == 5


async def test_where_no_mail_is_set_up_nothing_is_offered(store: Store) -> None:
    town = town_with_web(store)
    one = town.person(10)
    await one.says("/mydata")
    assert not any("邮箱" in label for label in one.buttons())
    assert (await one.presses_data("email:give"))[0].startswith(say("zh", "emails.off"))


async def test_where_personal_data_stay_at_home_the_address_is_typed_on_the_web(store: Store) -> None:
    town = town_with_mail(store, private_on_web=True)
    one, there = town.person(10), on_web(town, 5005)
    await one.presses_data("email:give")
    assert any(re.match("🌐|.*网页", label) for label in one.buttons())
    await there.presses_data("email:give")
    await there.says("ma@dairy.example")
    assert await email_of(town, 5005, "web") is not None


async def test_a_code_for_an_award_that_came_by_email_confirms_the_address_too(store: Store) -> None:
    town, officer = await register(store)
    town.places = replace(town.places, emails=True)
    town.office = replace(town.office, places=town.places)
    town.receive.office = town.office
    headings = (*HEADINGS, "联系人邮箱")
    await officer.presses_data("register:import")
    await officer.sends_file("holders.xlsx", book([(*WIN, "ma@dairy.example")], headings=headings))
    await officer.presses("确认导入")
    await officer.presses_data("register:menu")
    assert (await officer.presses("用邮件发领取码"))[0].startswith("✅ 领取码已发往1位")
    async with store.work() as work:
        (owed,) = [one for one in await work.outbox.page() if one.kind == "email-code"]
    assert (owed.over, owed.values["holders"]) == ("email", [WIN[0]])
    holder = town.person(50)
    await holder.says(f"/start {owed.values['code'].replace(' ', '')}")
    assert await arrives(town, 50)
    assert (await officer.presses_data("register:mail"))[0].startswith("还没有登记的联系人里")
