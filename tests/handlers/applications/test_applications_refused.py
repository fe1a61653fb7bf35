"""What stands against sending is said with its article and its day, and can be put right (Art. 4, 5, 13)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rules.applications.eligibility import eligibility
from rules.engine.pack import load_pack
from rules.people.roles import Role
from storage.store import Store
from tests.handlers.applying import (
    CLOSES,
    FORMS,
    NAME,
    Filler,
    apply,
    draft_of,
    give_role,
    open_edition,
    owed_to,
    patient,
    picture,
    ready,
    send,
)
from tests.talking import Town
from texts import say


@pytest.mark.article(4)
@pytest.mark.parametrize(("days_after", "sent"), [(-1, True), (0, True), (1, False)])
async def test_an_application_is_taken_until_the_end_of_the_last_day(store: Store, days_after: int, sent: bool) -> None:
    town = patient(store)
    await open_edition(store)
    someone = await ready(town, "organisation")
    town.clock.now += CLOSES - date(2026, 9, 1) + timedelta(days=days_after)
    said = (await send(someone, "organisation"))[0]
    assert said.startswith("申报已收到" if sent else "这一届的申报已在2026年9月30日（周三）截止")


@pytest.mark.article(4)
async def test_the_same_organisation_applies_once_in_an_edition_and_again_after_withdrawing(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    await send(await ready(town, "organisation"), "organisation")
    other, filler = await apply(town, "organisation", chat_id=15)
    await filler.fill()
    said = (await send(other, "organisation"))[0]
    assert said.startswith("同一申报方这一届已经有一份申报（2026-***1）")
    await town.person(5).presses_data("application:gone:1")
    assert "编号：2026-0002" in (await send(other, "organisation"))[0]


@pytest.mark.article(12)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_two_contacts_are_two_people(store: Store, language: str) -> None:
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, "organisation", language=language)
    await filler.fill(until=lambda question: question.key == "contact2_name")
    first = {"zh": "王丽", "en": "Wang Li"}[language]
    assert (await someone.says(first))[0].startswith(say(language, "apply.contact.same_name"))
    await someone.says({"zh": "马强", "en": "Ma Qiang"}[language])
    await filler.fill(until=lambda question: question.key == "contact2_phone")
    said = (await someone.says("+86 139 0000 1231"))[0]
    assert said.startswith(say(language, "apply.contact.same_phone"))
    await someone.says("0930-3222222")
    _draft, answers = await draft_of(town, someone, "organisation")
    assert (answers["contact1_phone"], answers["contact2_phone"]) == ("13900001231", "0930-3222222")


@pytest.mark.article(12)
async def test_a_first_contact_changed_into_the_second_has_the_second_asked_again(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, "organisation")
    await filler.fill(until=lambda question: question.key == "contact2_email")
    draft, _answers = await draft_of(town, someone, "organisation")
    place = FORMS["organisation"].index("contact1_name")
    await someone.presses_data(f"f:{draft.id}:q:{place}")
    read = await someone.says("马强")
    assert read[0].startswith(say("zh", "forms.asked_again"))
    _draft, answers = await draft_of(town, someone, "organisation")
    assert (answers["contact1_name"], "contact2_name" in answers) == ("马强", False)


@pytest.mark.article(12, 13)
async def test_one_question_leaves_a_place_for_the_files_that_are_still_required(store: Store) -> None:
    town = patient(store)
    pack = town.office.pack
    town.office = replace(town.office, pack=replace(pack, uploads=replace(pack.uploads, application_files=3)))
    town.receive.office = town.office
    await open_edition(store)
    someone, filler = await apply(town, "organisation")
    filler.given |= {"kind": "legal_person", "priority": "none"}
    await filler.fill(until=lambda question: question.key == "materials")
    for number in range(2):
        await someone.sends_file(f"{number}.png", picture(number))
    read = await someone.sends_file("3.png", picture(3))
    assert read[0].startswith(
        "一份表总共最多放3个文件，还要留1个位置给没交的必交材料：“请上传公示的证明。”。请在这里合并文件"
    )
    _draft, answers = await draft_of(town, someone, "organisation")
    assert len(answers["materials"]) == 2
    await someone.presses("文件已齐")
    await filler.fill()
    assert (await send(someone, "organisation"))[0].startswith("申报已收到")


async def award(town: Town, number: str, *, kind: str = "award", until: date) -> None:
    """Somebody holds this award."""
    async with town.store.work() as work:
        await work.awards.add(
            number=number,
            award=kind,
            organisation=True,
            name="某公司",
            decision="临县府发〔2021〕15号",
            decided_on=date(2021, 10, 20),
            valid_until=until,
            certificate="2021-01",
            certificate_key="2021-01",
            plaque="",
            unit="commerce",
            entered_on=date(2026, 8, 1),
        )
        await work.commit()


@pytest.mark.article(5)
@pytest.mark.parametrize(
    ("kind", "until", "sent"),
    [
        ("award", CLOSES - timedelta(days=1), True),
        ("award", CLOSES, False),
        ("award", CLOSES + timedelta(days=1), False),
        ("nomination", CLOSES + timedelta(days=900), True),
    ],
)
async def test_a_holder_within_validity_does_not_apply_and_a_nomination_bars_nobody(
    store: Store, kind: str, until: date, sent: bool
) -> None:
    town = patient(store)
    await open_edition(store)
    someone = await ready(town, "organisation")
    _, answers = await draft_of(town, someone, "organisation")
    await award(town, answers["credit_code"], kind=kind, until=until)
    said = (await send(someone, "organisation"))[0]
    assert said.startswith("申报已收到" if sent else "您持有的奖项有效期到")


@pytest.mark.article(5)
async def test_the_lead_lets_a_holder_apply_again_with_a_reason(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    lead = town.person(8)
    await give_role(town, lead, Role.LEAD)
    someone = await ready(town, "organisation")
    _, answers = await draft_of(town, someone, "organisation")
    await award(town, answers["credit_code"], until=CLOSES)
    await send(someone, "organisation")
    await someone.presses("请评委办考虑")
    assert (await someone.presses_data("application:allow:1"))[0].startswith("这件事不归您办理")
    assert [each.buttons[0][0]["press"] for each in await owed_to(town, lead)] == ["application:allow:1"]
    await lead.presses_data("application:allow:1")
    await lead.says("该单位合并重组后主体已经变更，同意再次申报。")
    await lead.presses("确认无误")
    draft, _ = await draft_of(town, someone, "organisation")
    told = [(each.text, each.buttons[0][0]["press"]) for each in await owed_to(town, someone)]
    assert told == [("applications.override_told", f"f:{draft.id}:w")]
    assert "编号：2026-0001" in (await send(someone, "organisation"))[0]
    async with store.work() as work:
        (entry,) = [one for one in await work.journal.of("application:1") if one.act == "override_given"]
        assert (await work.drafts.answers(entry.details["reason"]))["reason"].startswith("该单位合并重组")


@pytest.mark.article(13)
async def test_on_an_internal_notice_whose_last_day_is_provisional_nothing_is_sent(store: Store) -> None:
    """The draft is kept; once the notice of days off is entered, it goes."""
    town = patient(store)
    await open_edition(store, closes=date(2027, 2, 28))
    town.clock.now = datetime(2027, 1, 20, 2, tzinfo=UTC)
    someone, filler = await apply(town, "organisation")
    given = {"notice_from": "2026-12-28", "notice_until": "2027-01-15"}
    await Filler(someone, FORMS["organisation"], {**filler.given, **given}).fill()
    said = (await send(someone, "organisation"))[0]
    assert said.startswith("内部公示的最后一天2027年1月5日（周二）还是暂定的")
    assert "第十三条" in said
    async with store.work() as work:
        await work.calendar.enter(2027, "国办发明电〔2026〕9号", (date(2027, 1, 1),), (), town.clock.now)
        await work.calendar.confirm(2027, None, town.clock.now)
        await work.commit()
    assert "编号：2026-0001" in (await send(someone, "organisation"))[0]


@pytest.mark.article(13)
async def test_an_internal_notice_that_the_calendar_makes_too_short_is_refused(store: Store) -> None:
    """The days were enough when they were given; then a local day off was entered."""
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, "organisation")
    await Filler(someone, FORMS["organisation"], {**filler.given, "notice_until": "2026-08-17"}).fill()
    async with store.work() as work:
        await work.calendar.add_local(date(2026, 8, 12))
        await work.commit()
    said = (await send(someone, "organisation"))[0]
    assert said.startswith("内部公示要满5个工作日并已结束，现在算来是4个")
    async with store.work() as work:
        await work.calendar.remove_local(date(2026, 8, 12))
        await work.commit()
    assert (await send(someone, "organisation"))[0].startswith("申报已收到")


async def test_the_check_advises_and_keeps_nothing(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    someone = town.person(5)
    await someone.says("/start")
    await someone.presses_data("application:check")
    given = {"who": "organisation", "registered_here": "yes", "registered_on": "2022-05-20", "holds_award": "no"}
    await Filler(someone, eligibility(load_pack()), {**given, "barred": "no", "name": NAME}).fill()
    draft, _ = await draft_of(town, someone, "eligibility")
    said = (await someone.presses_data(f"f:{draft.id}:z"))[0]
    assert said.startswith("现在还不到申报的时候")
    assert "2027年5月20日（周四）起满足这一条" in said
    async with store.work() as work:
        assert await work.drafts.answers(draft.id) == {}
