"""A role is given by a link that works once, and by nothing else."""

import base64
import json
import logging
from datetime import timedelta

import pytest
from aiogram.methods import SetMyCommands

from rules.engine.calendar import office_day
from rules.engine.pack import load_pack
from rules.engine.refusals import Refusal
from rules.people.roles import Role
from storage.database.values import Say
from storage.store import Store
from tests.handlers.applying import apply, open_edition, owed_to, patient, ready, send
from tests.handlers.holding import plans
from tests.handlers.reviewing import Review
from tests.handlers.towns import lead_of, roles_of, token_in
from tests.talking import Someone, Town
from texts import say
from workflow.office.invitations import invite, make_lead_invitation


@pytest.mark.article(9)
async def test_the_first_lead_comes_by_the_printed_invitation_and_is_asked_for_a_name(store: Store) -> None:
    town = Town(store)
    async with store.work() as work:
        token = await make_lead_invitation(work, town.clock.now)
        await work.commit()
    lead = town.person(100)
    offer = await lead.says(f"/start {token}")
    assert "评委办负责人" in offer[0]
    assert "第九条" in offer[0]
    assert await roles_of(town, 100) == []
    assert "姓名" in (await lead.presses("接受"))[0]
    assert "马主任" in (await lead.says("马主任"))[0]
    assert await roles_of(town, 100) == [(Role.LEAD, None)]
    async with store.work() as work:
        assert await make_lead_invitation(work, town.clock.now) is None


@pytest.mark.article(4, 9)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_new_lead_is_told_what_comes_first_and_every_button_leads_there(store: Store, language: str) -> None:
    town = Town(store)
    async with store.work() as work:
        token = await make_lead_invitation(work, town.clock.now)
        await work.commit()
    lead = town.person(100, language)
    await lead.says(f"/start {token}")
    await lead.presses(say(language, "invitations.accept"))
    assert (await lead.says("马主任"))[-1] == say(language, "invitations.first_steps")
    ways = {"office.new_edition": "edition.number", "people.invite": "invitations.which_role"}
    assert lead.buttons() == [say(language, key) for key in (*ways, "provisions.list")]
    for label, key in ways.items():
        assert say(language, key) in (await lead.presses(say(language, label)))[-1]
    assert lead.town.office.pack.bodies.office.name(language) in "".join(
        [*(await lead.presses(say(language, "provisions.list"))), *lead.buttons()]
    )


@pytest.mark.article(4, 9)
@pytest.mark.parametrize("opened", [False, True])
async def test_a_lead_who_comes_later_finds_the_checklist_until_an_edition_was_opened(
    store: Store, *, opened: bool
) -> None:
    town = Town(store)
    lead = await lead_of(town)
    async with store.work() as work:
        at = town.clock.now
        await work.editions.add(
            number=3,
            year=2026,
            opens_on=office_day(at),
            closes_on=office_day(at) + timedelta(days=60),
            pack="linxia-2023:1",
            opened_at=at if opened else None,
        )
        await work.commit()
    await lead.presses_data("invitation:role:lead")
    other = await accepts(lead, 101, "马副主任")
    if opened:
        assert not any("检查单" in text for text in other.reads())
        assert say("zh", "people.invite") not in other.buttons()
        return
    assert other.buttons()[0] == say("zh", "editions.see", number=3, year="2026")
    assert say("zh", "editions.blocking") in (await other.presses(other.buttons()[0]))[0]


async def test_a_new_lead_invitation_takes_the_place_of_the_earlier_one(store: Store) -> None:
    town = Town(store)
    async with store.work() as work:
        first = await make_lead_invitation(work, town.clock.now)
        await make_lead_invitation(work, town.clock.now)
        await work.commit()
    read = await town.person(5).says(f"/start {first}")
    assert "没有找到" in read[0]


@pytest.mark.article(14)
async def test_the_lead_invites_a_clerk_for_a_unit_and_is_told_when_they_accept(store: Store) -> None:
    town = Town(store)
    lead = await lead_of(town)
    await lead.says("/people")
    await lead.presses("邀请")
    await lead.presses("受理单位经办人")
    await lead.presses("市场监督管理局")
    made = await lead.says("马小兰")
    assert "http://127.0.0.1:8080/chat?start=" in made[0]
    clerk = town.person(200)
    offer = await clerk.says(f"/start {token_in(made[0])}")
    assert "受理单位经办人（临夏县市场监督管理局）" in offer[0]
    await clerk.presses("接受")
    assert await roles_of(town, 200) == [(Role.CLERK, "market_regulation")]
    async with store.work() as work:
        owed = [each for each in await work.outbox.due(town.clock.now, 10) if each.text == "invitations.told_accepted"]
    assert [each.values["name"] for each in owed] == ["马小兰"]


async def test_the_lead_invites_several_in_a_row_and_can_turn_back_from_any_step(store: Store) -> None:
    town = Town(store)
    lead = await lead_of(town)
    await lead.says("/people")
    await lead.presses("邀请")
    await lead.presses("评审人员")
    await lead.says("马小兰")
    assert lead.buttons()[0] == say("zh", "people.invite")
    await lead.presses("邀请")
    await lead.presses("评委会成员")
    assert lead.buttons()[-1] == say("zh", "menu.open")


@pytest.mark.article(8)
@pytest.mark.parametrize("post", ["chair", "deputy_chair", None])
async def test_the_lead_invites_every_post_of_the_committee(store: Store, post: str | None) -> None:
    town = Town(store)
    lead = await lead_of(town)
    await lead.presses_data("invitation:role")
    await lead.presses_data("invitation:role:committee")
    await lead.presses_data(f"invitation:role:committee:{post or 'member'}")
    member = town.person(200)
    await member.says(f"/start {token_in((await lead.says('林主任'))[0])}")
    assert "林主任" in (await member.presses("接受"))[0]
    assert await roles_of(town, 200) == [(Role.COMMITTEE, post)]


TAKEN = {post: say("zh", f"invitations.taken.{post}") for post in ("chair", "deputy_chair")}


async def invited_to(town: Town, lead: Someone, post: str, chat: int) -> str:
    """The lead invites somebody to the post, who accepts; what is read at the end, by the lead if it was refused."""
    asked = (await lead.presses_data(f"invitation:role:committee:{post}"))[0]
    if asked.startswith(TAKEN[post]):
        return asked
    token = token_in((await lead.says("林主任"))[0])
    guest = town.person(chat)
    await guest.says(f"/start {token}")
    return (await guest.presses("接受"))[0]


@pytest.mark.article(8)
@pytest.mark.parametrize(("post", "seats"), [("chair", 1), ("deputy_chair", 2)])
async def test_a_post_has_its_seats_and_a_successor_comes_when_one_has_ended(
    store: Store, post: str, seats: int
) -> None:
    town = Town(store)
    lead = await lead_of(town)
    waiting = []
    for chat in (300, 301):  # invited while there is room, and late
        await lead.presses_data(f"invitation:role:committee:{post}")
        waiting.append((chat, token_in((await lead.says("迟来者"))[0])))
    for chat in range(200, 200 + seats):
        assert (await invited_to(town, lead, post, chat)).startswith("谢谢您")
        assert await roles_of(town, chat) == [(Role.COMMITTEE, post)]
    assert (await invited_to(town, lead, post, 299)).startswith(TAKEN[post])
    late = {chat: town.person(chat) for chat, _ in waiting}
    for chat, token in waiting:
        await late[chat].says(f"/start {token}")
        assert (await late[chat].presses("接受"))[0].startswith(TAKEN[post])
        assert await roles_of(town, chat) == []
    async with store.work() as work:
        ended = next(held for held in await work.roles.all() if held.unit == post)
        with pytest.raises(Refusal):
            await invite(work, Role.COMMITTEE, post, town.clock.now)
    await lead.presses_data(f"person:end:{ended.id}")
    chat, token = waiting[0]  # the invitation was not used up
    await late[chat].says(f"/start {token}")
    assert (await late[chat].presses("接受"))[0].startswith("谢谢您")
    async with store.work() as work:
        told = [one for one in await work.outbox.due(town.clock.now, 30) if one.text == "invitations.told_accepted"]
    assert [one.values["role"] for one in told] == [Say(f"people.post.{post}")] * (seats + 1)


async def test_the_list_of_commands_follows_the_role(store: Store) -> None:
    town = Town(store)
    await lead_of(town)
    said = [call for call in town.session.said if isinstance(call, SetMyCommands)]
    assert [command.command for command in said[-1].commands if command.command in ("tasks", "office", "people")] == [
        "tasks",
        "office",
        "people",
    ]


async def test_an_invitation_works_once(store: Store) -> None:
    town = Town(store)
    async with store.work() as work:
        token = await invite(work, Role.REVIEWER, None, town.clock.now)
        await work.commit()
    first, second = town.person(1), town.person(2)
    await first.says(f"/start {token}")
    await second.says(f"/start {token}")
    await first.presses("接受")
    await first.says("第一人")
    await second.presses("接受")
    read = await second.says("第二人")
    assert "已经用过" in read[0]
    assert (await roles_of(town, 1), await roles_of(town, 2)) == ([(Role.REVIEWER, None)], [])
    assert "已经用过" in (await town.person(3).says(f"/start {token}"))[0]


async def test_an_invitation_ends_after_thirty_days(store: Store) -> None:
    town = Town(store)
    async with store.work() as work:
        token = await invite(work, Role.REVIEWER, None, town.clock.now)
        await work.commit()
    late = town.person(1)
    town.clock.now += timedelta(days=30) - timedelta(seconds=1)
    assert "评审人员" in (await late.says(f"/start {token}"))[0]
    town.clock.now += timedelta(seconds=1)
    await late.presses("接受")
    assert "过期" in (await late.says("马小兰"))[0]
    assert await roles_of(town, 1) == []


@pytest.mark.article(9, 41)
async def test_an_invitation_falls_with_the_role_of_whoever_made_it(store: Store) -> None:
    town = Town(store)
    lead = await lead_of(town)
    await lead.presses_data("invitation:role:reviewer")
    made = await lead.presses("不写姓名")
    async with store.work() as work:
        channel = await work.channels.find("telegram", 100)
        assert channel is not None
        await work.roles.end(channel.person_id, Role.LEAD, town.clock.now)
        await work.commit()
    guest = town.person(7)
    await guest.says(f"/start {token_in(made[0])}")
    await guest.presses("接受")
    assert "已经失效" in (await guest.says("马小兰"))[0]
    assert await roles_of(town, 7) == []


async def test_wrong_codes_are_counted_and_after_five_not_even_the_right_one_is_looked_at(store: Store) -> None:
    town = Town(store)
    async with store.work() as work:
        token = await invite(work, Role.LEAD, None, town.clock.now)
        await work.commit()
    guesser = town.person(9)
    for n in range(5):
        assert "没有找到" in (await guesser.says(f"/join WRONG{n}AA"))[0]
    assert "试错次数太多" in (await guesser.says(f"/start {token}"))[0]
    town.clock.now += timedelta(hours=2)
    assert "评委办负责人" in (await guesser.says(f"/start {token}"))[0]


async def test_ten_thousand_guesses_open_nothing_and_no_code_stands_in_a_log(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("guesses").debug("the log can be read")
    town = Town(store)
    async with store.work() as work:
        token = await invite(work, Role.LEAD, None, town.clock.now)
        await work.commit()
    guesser = town.person(9)
    for n in range(10_000):
        town.clock.now += timedelta(milliseconds=100)
        await guesser.says(f"/join GUESS{n:05d}")
    await guesser.says(f"/start {token}")
    async with store.work() as work:
        channel = await work.channels.find("telegram", 9)
        assert channel is not None
        assert await work.attempts.wrong(f"channel:{channel.id}", town.clock.now) == 5
    assert await roles_of(town, 9) == []
    assert "the log can be read" in caplog.text
    assert [code for code in (token, "GUESS00001") if code in caplog.text] == []


@pytest.mark.parametrize(
    "payload",
    [
        "../../",
        "a" * 64,
        base64.urlsafe_b64encode(json.dumps({"role": "admin"}).encode()).decode(),
        "invite",
        "' OR 1=1 --",
        "邀请",
    ],
)
async def test_a_payload_is_an_opaque_key(store: Store, payload: str) -> None:
    town = Town(store)
    read = await town.person(3).says(f"/start {payload}")
    assert "没有找到" in read[0]
    assert "请选择" in read[0]
    assert await roles_of(town, 3) == []


async def test_nobody_but_the_lead_invites(store: Store) -> None:
    town = Town(store)
    stranger = town.person(4)
    for data in (
        "invitation:role",
        "invitation:role:lead",
        "invitation:unit:0",
        "person:list",
        "person:end:1",
        "person:role:1",
    ):
        assert "不归您办理" in (await stranger.presses_data(data))[0]


async def test_an_answer_that_is_no_name_asks_again(store: Store) -> None:
    town = Town(store)
    async with store.work() as work:
        token = await invite(work, Role.OFFICE, None, town.clock.now)
        await work.commit()
    guest = town.person(6, "en")
    await guest.says(f"/start {token}")
    await guest.presses("Accept")
    again = await guest.says("!!!")
    assert "Please write your name" in again[0]
    assert "Thank you, Ma Xiaolan" in (await guest.says("Ma Xiaolan"))[0]


@pytest.mark.article(15)
async def test_the_first_clerk_of_a_unit_is_given_what_waited_with_the_lead(store: Store) -> None:
    town = patient(store)
    lead = await lead_of(town)
    await open_edition(store)
    await send(await ready(town, "organisation"), "organisation")
    async with store.work() as work:
        application = (await work.applications.these([1]))[1]
        assert [task.role for task in await work.tasks.of("application:1")] == [Role.LEAD]
    await lead.presses_data("invitation:role")
    others = next(n for n, unit in enumerate(load_pack().units) if unit.key != application.unit)
    mine = next(n for n, unit in enumerate(load_pack().units) if unit.key == application.unit)
    for chat, place in ((201, others), (202, mine)):
        await lead.presses_data(f"invitation:unit:{place}")
        clerk = town.person(chat)
        await clerk.says(f"/start {token_in((await lead.says('马小兰'))[0])}")
        await clerk.presses("接受")
    async with store.work() as work:
        (task,) = await work.tasks.of("application:1")
    told = [one.text for one in await owed_to(town, clerk) if one.key.startswith("application:1:")]
    assert told == ["tasks.given"]
    assert (task.role, task.unit) == (Role.CLERK, application.unit)
    assert "2026-0001" in (await clerk.says("/tasks"))[0]
    assert "2026-0001" not in (await town.person(201).says("/tasks"))[0]
    assert "2026-0001" not in (await lead.says("/tasks"))[0]


async def accepts(lead: Someone, chat: int, name: str) -> Someone:
    """The lead names whom the invitation is for, who accepts it."""
    clerk = lead.town.person(chat)
    await clerk.says(f"/start {token_in((await lead.says(name))[0])}")
    await clerk.presses("接受")
    return clerk


async def ends(lead: Someone, chat: int) -> None:
    """The lead ends the clerk's role."""
    async with lead.town.store.work() as work:
        seat = await work.people.meet("telegram", chat, lead.town.clock.now, "zh")
        (held,) = await work.roles.of(seat.person.id)
    await lead.presses_data(f"person:role:{held.id}")
    await lead.presses("结束这个角色")
    await lead.presses("确定结束")


@pytest.mark.article(9, 15)
async def test_after_the_last_clerk_of_a_unit_its_tasks_and_the_search_for_another_are_the_leads(store: Store) -> None:
    town = patient(store)
    lead = await lead_of(town)
    await open_edition(store)
    mine = load_pack().units[0]
    for chat in (201, 202):
        await lead.presses_data("invitation:unit:0")
        await accepts(lead, chat, f"经办{chat}")
    someone, filler = await apply(town, "organisation")
    filler.given["unit"] = mine.key
    await filler.fill()
    await send(someone, "organisation")
    await ends(lead, 201)
    assert "2026-0001" not in (await lead.says("/tasks"))[0]
    await ends(lead, 202)
    (told,) = [one for one in await owed_to(town, lead) if one.text == "people.told_clerkless"]
    assert (told.values["unit"], told.values["count"]) == (mine.name_zh, 1)
    (page,) = await lead.says("/tasks")
    assert f"为没有经办人的受理单位邀请经办人　{mine.name_zh}" in page
    assert "审核申报材料　2026-0001" in page
    await lead.presses("为没有经办人的受理单位邀请经办人")
    clerk = await accepts(lead, 203, "马小兰")
    assert "2026-0001" in (await clerk.says("/tasks"))[0]
    assert [one.text for one in await owed_to(town, clerk) if one.key.startswith("application:1:")] == ["tasks.given"]
    (page,) = await lead.says("/tasks")
    assert [word for word in ("2026-0001", "邀请经办人") if word in page] == []


@pytest.mark.article(40)
async def test_a_lead_to_whom_the_case_is_shut_sees_and_counts_no_task_of_it(store: Store) -> None:
    review = await Review.open(store)
    await review.declared(Review.LEAD, interest=True)
    lead = review.person(Review.LEAD)
    for chat in (Review.CLERK, Review.COLLEAGUE):
        await ends(lead, chat)
    (told,) = [one for one in await review.owed(Review.LEAD) if one.text == "people.told_clerkless"]
    assert told.values["count"] == 0
    (page,) = await lead.says("/tasks")
    assert "2026-0001" not in page
    assert "邀请经办人" in page


@pytest.mark.article(9, 14)
@pytest.mark.parametrize(("days", "told"), [(0, 0), (1, 1), (2, 1)])
async def test_a_last_clerk_whose_term_is_over_leaves_the_tasks_to_the_lead(store: Store, days: int, told: int) -> None:
    review = await Review.open(store)
    today = office_day(review.town.clock.now)
    async with store.work() as work:
        for chat in (Review.CLERK, Review.COLLEAGUE):
            (held,) = await work.roles.of(review.ids[chat])
            await work.roles.serve_until(held.id, today)
        await work.commit()
    review.town.clock.now += timedelta(days=days)
    for _ in range(2):
        await plans(review.town)
    found = [one for one in await review.owed(Review.LEAD) if one.text == "people.told_clerkless"]
    assert len(found) == told
    assert ("2026-0001" in (await review.person(Review.LEAD).says("/tasks"))[0]) is bool(told)
